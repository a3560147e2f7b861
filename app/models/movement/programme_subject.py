"""What the office decides about a single site that a programme could have: chosen, or left out with a reason."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.movement.site import Site


class ProgrammeSubject(Base):
    """A decision of the office about a site that a programme could have: `included` or left out, with the reason, from
    a day on."""

    __tablename__ = "programme_subject"
    __table_args__ = (CheckConstraint("included OR reason <> ''", name="left_out_with_a_reason"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, index=True)
    included: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    since: Mapped[date]

    @classmethod
    def decide(
        cls, session: Session, site: Site, programme_id: int, *, included: bool, reason: str = "", on: date
    ) -> None:
        """Include a site from a day on, or leave it out. The caller has locked the site's row."""
        stands = session.get(cls, (programme_id, site.id))
        if stands is None:
            stands = cls(programme_id=programme_id, site_id=site.id, included=included, reason=reason, since=on)
            session.add(stands)
        elif (stands.included, stands.reason) != (included, reason):
            stands.since = on if stands.included != included else stands.since
            stands.included, stands.reason = included, reason
        site.version += 1
        session.flush()
        session.expire(site)

    @classmethod
    def left_out(cls, programme: Any, site: Any, day: date | None = None) -> ColumnElement[bool]:
        """Condition for sites that a programme leaves out, on a day; `programme` and `site`: ids or their columns."""
        then = [] if day is None else [cls.since <= day]
        own = cls.programme_id == programme, cls.site_id == site, ~cls.included
        return exists().where(*own, *then).correlate_except(cls)

    @classmethod
    def chosen(cls, programme: Any, site: Any, day: date | None = None) -> ColumnElement[bool]:
        """Condition for sites that the office chose, and on a day those that it left out since."""
        then = cls.included if day is None else cls.included == (cls.since <= day)
        return exists().where(cls.programme_id == programme, cls.site_id == site, then).correlate_except(cls)

    @classmethod
    def rehang(cls, session: Session, mine: int, twin: int, sites: Select[int]) -> None:
        """Move the decisions about some sites from programme `mine` to `twin`; those of `twin` stand."""
        own = select(cls).where(cls.programme_id == mine, cls.site_id.in_(sites)).order_by(cls.site_id)
        for each in session.scalars(own).all():
            if session.get(cls, (twin, each.site_id)) is None:
                session.add(cls(programme_id=twin, site_id=each.site_id, included=each.included, reason=each.reason,
                                since=each.since))  # fmt: skip
            session.delete(each)
        session.flush()
