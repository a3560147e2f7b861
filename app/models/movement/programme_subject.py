"""What the office decides about a single site that a programme could have: chosen, or left out with a reason."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, and_, exists, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, partial_index
from app.models.movement.site import Site


class ProgrammeSubject(Base):
    """A decision of the office about a site that a programme could have: `included` or left out, with the reason. It
    holds from the day `since`, and no longer on the day `until` of the next decision, so that figures of a past day
    keep reading what held then."""

    __tablename__ = "programme_subject"
    __table_args__ = (
        CheckConstraint("included OR reason <> ''", name="left_out_with_a_reason"),
        CheckConstraint("until IS NULL OR until >= since", name="dates_in_order"),
        partial_index("uq_programme_subject_current", "programme_id", "site_id", where="until IS NULL"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, index=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    included: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    until: Mapped[date | None] = mapped_column(default=None)

    @classmethod
    def current(cls, session: Session, programme_id: int, site_id: int) -> "ProgrammeSubject | None":
        """The decision that holds, if there was one."""
        own = cls.programme_id == programme_id, cls.site_id == site_id, cls.until.is_(None)
        return session.scalars(select(cls).where(*own)).one_or_none()

    @classmethod
    def decide(
        cls, session: Session, site: Site, programme_id: int, *, included: bool, reason: str = "", on: date
    ) -> None:
        """Include a site from a day on, or leave it out; a second decision of one day replaces the first. The caller
        has locked the site's row."""
        holds = cls.current(session, programme_id, site.id)
        if holds is not None and holds.included != included and holds.since < on:
            holds.until = on
            session.flush()  # before the next one: one is current at most
            holds = None
        if holds is None:
            session.add(cls(programme_id=programme_id, site_id=site.id, since=on, included=included, reason=reason))
        else:
            holds.included, holds.reason = included, reason
        site.version += 1
        session.flush()
        session.expire(site)

    @classmethod
    def _holds(cls, day: Any) -> ColumnElement[bool]:
        """Condition for decisions that hold on a day, or now."""
        if day is None:
            return cls.until.is_(None)
        return and_(cls.since <= day, or_(cls.until.is_(None), cls.until > day))

    @classmethod
    def left_out(cls, programme: Any, site: Any, day: Any = None) -> ColumnElement[bool]:
        """Condition for sites that a programme leaves out, on a day or now; `programme` and `site`: ids or their
        columns, `day`: a day or its column."""
        own = cls.programme_id == programme, cls.site_id == site, cls._holds(day)
        return exists().where(*own, ~cls.included).correlate_except(cls)

    @classmethod
    def chosen(cls, programme: Any, site: Any, day: date | None = None) -> ColumnElement[bool]:
        """Condition for sites that the office chose, on a day or now."""
        own = cls.programme_id == programme, cls.site_id == site, cls._holds(day)
        return exists().where(*own, cls.included).correlate_except(cls)

    @classmethod
    def left_out_throughout(cls, programme: Any, site: Any, first: date, last: date) -> ColumnElement[bool]:
        """Condition for sites that a programme left out from the first day of a time until after its last one, and asks
        again since."""
        own = cls.programme_id == programme, cls.site_id == site, cls.since <= first, cls.until > last
        return exists().where(*own, ~cls.included).correlate_except(cls)

    @classmethod
    def leave_out_before(
        cls, session: Session, programme_id: int, site_ids: Collection[int], since: date, until: date, reason: str
    ) -> None:
        """Leave out some sites for a time that is over; where a decision of its first day is stored, that stands."""
        same = cls.programme_id == programme_id, cls.site_id.in_(site_ids), cls.since == since
        new = set(site_ids).difference(session.scalars(select(cls.site_id).where(*same)))
        for each in sorted(new):
            over = cls(programme_id=programme_id, site_id=each, included=False, reason=reason, since=since, until=until)
            session.add(over)
        session.flush()

    @classmethod
    def rehang(cls, session: Session, mine: int, twin: int, sites: Select[int]) -> None:
        """Move the decisions about some sites from programme `mine` to `twin`; those of `twin` stand."""
        own = select(cls).where(cls.programme_id == mine, cls.site_id.in_(sites)).order_by(cls.site_id, cls.since)
        decided = set(session.scalars(select(cls.site_id).where(cls.programme_id == twin, cls.site_id.in_(sites))))
        for each in session.scalars(own).all():
            if each.site_id not in decided:
                session.add(cls(programme_id=twin, site_id=each.site_id, since=each.since, included=each.included,
                                reason=each.reason, until=each.until))  # fmt: skip
            session.delete(each)
        session.flush()
