"""Merges of two houses, or two own sites, into one, with what their undo needs."""

import json
import uuid
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, and_, func, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.country import clock
from app.country.names import identity_key
from app.models.base import Keyed, partial_index
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.site import Site

# So many days after the one on which it was made a merge can be undone. Then what it overwrote is erased.
DAYS = 90


class SiteMerge(Keyed):
    """One merge of site `gone` into `kept`. `moved` is JSON for the undo (site_merging.py), "" once it is too late."""

    __tablename__ = "site_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> gone_id", name="two_rows"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
        partial_index("uq_site_merge_standing", "gone_id", where="undone_at IS NULL"),
        Index(None, "kept_id"),
        Index(None, "gone_id"),
    )

    public_id: Mapped[str] = mapped_column(unique=True, init=False, default_factory=lambda: str(uuid.uuid4()))
    kept_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kept: Mapped[Site] = relationship(foreign_keys="SiteMerge.kept_id", init=False, viewonly=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    gone: Mapped[Site] = relationship(foreign_keys="SiteMerge.gone_id", init=False, viewonly=True)
    moved: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)

    @property
    def last_day(self) -> date:
        """The last day on which it can be undone."""
        return last_day(self.at)

    def is_late(self, now: datetime) -> bool:
        """Whether it can no longer be undone for its age."""
        return not self.moved or clock.local(now).date() > self.last_day

    @classmethod
    def called(cls, public_id: str, sites: Select[Any]) -> Select["SiteMerge"]:
        """The merge with a public id into one of some sites, with both."""
        into = sites.with_only_columns(Site.id).order_by(None)
        wanted = select(cls).where(cls.public_id == public_id, cls.kept_id.in_(into))
        return wanted.options(joinedload(cls.kept), joinedload(cls.gone))

    @classmethod
    def over(cls, now: datetime) -> Select["SiteMerge"]:
        """The merges that it is too late to undo, and those that were undone, that still keep what they overwrote."""
        before = clock.at_local(clock.local(now).date() - timedelta(days=DAYS))
        return select(cls).where(or_(cls.at < before, cls.undone_at.is_not(None)), cls.moved != "").order_by(cls.id)

    def forget(self) -> None:
        """Keep nothing for the undo any more."""
        self.moved = ""

    def forget_name(self, key: str) -> bool:
        """Erase somebody (`identity_key` of their name) from what the undo needs; whether they stood there."""
        kept: dict[str, Any] = json.loads(self.moved) if self.moved else {}
        for values in [kept.get("before", {}), *kept.get("names", {}).values()]:
            for name, value in values.items():
                values[name] = "" if isinstance(value, str) and identity_key(value) == key else value
        changed = packed(kept) if kept else ""
        found, self.moved = changed != self.moved, changed
        return found


class Joined(NamedTuple):
    """A site that was merged into another: how (None: before merges were kept), and how many entries the kept one has
    had since."""

    gone: Site
    made: SiteMerge | None
    since: int


def joined(site: Site) -> Select[Any]:
    """Rows of `Joined`: the sites that were merged into a site, the newest merge first."""
    since = select(func.count()).where(ProgrammeEntry.site_id == site.id, ProgrammeEntry.received_at >= SiteMerge.at)
    made = and_(SiteMerge.gone_id == Site.id, SiteMerge.undone_at.is_(None))
    there = Site.unit_id == site.unit_id, Site.kind == site.kind, Site.retired_on.is_not(None)
    wanted = select(Site, SiteMerge, since.correlate(SiteMerge).scalar_subquery()).outerjoin(SiteMerge, made)
    wanted = wanted.where(*there, Site.merged_into_id == site.id)
    return wanted.order_by(SiteMerge.id.desc().nulls_last(), Site.id)


def last_day(at: datetime) -> date:
    """The last day on which a merge of a moment can be undone."""
    return clock.local(at).date() + timedelta(days=DAYS)


def packed(moved: dict[str, Any]) -> str:
    """What moved as a merge stores it; names stand there as they are written, so that an erasure finds them."""
    return json.dumps(moved, ensure_ascii=False, sort_keys=True)
