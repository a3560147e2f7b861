"""Holds on erasure: a person whose retention time is over is kept for a reason and a limited time."""

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from app.models.base import Keyed, partial_index
from app.models.people.account import Account
from app.models.people.person import Person

# The longest time until a hold has to be reviewed.
LONGEST = timedelta(days=183)


class HoldRefused(Exception):
    """The reason is missing, or the day is past or further away than `LONGEST`."""


class ErasingHold(Keyed):
    """One hold on the erasure of a person. The row stays when the hold ends."""

    __tablename__ = "erasing_hold"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_given"),
        partial_index("uq_erasing_hold_person", "person_id", where="ended_at IS NULL"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", name="fk_erasing_hold_person_id_person"))
    person: Mapped[Person] = relationship(init=False, viewonly=True)
    reason: Mapped[str]
    until: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id", name="fk_erasing_hold_by_id_account"))
    by: Mapped[Account] = relationship(init=False, viewonly=True)
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def place(
        cls, session: Session, person: Person, *, reason: str, until: date, by_id: int, now: datetime, today: date
    ) -> "ErasingHold":
        """Hold back a person's erasure up to and including a day, and end an earlier hold. Call with the person locked.

        Raises:
            HoldRefused: see there; nothing was stored.
        """
        if not reason or not today <= until <= today + LONGEST:
            raise HoldRefused
        cls.end(session, person, now=now)
        made = cls(person_id=person.id, reason=reason, until=until, by_id=by_id, at=now)
        session.add(made)
        session.flush()
        return made

    @classmethod
    def end(cls, session: Session, person: Person, *, now: datetime) -> bool:
        """End the hold on a person; returns whether there was one."""
        holds = session.scalars(cls.of(person.id)).all()
        for each in holds:
            each.ended_at = now
        session.flush()
        return bool(holds)

    @classmethod
    def standing_in(cls, unit_id: int, today: date) -> Select["ErasingHold"]:
        """The holds in force today in a unit, the soonest to end first."""
        stands = Person.unit_id == unit_id, cls.ended_at.is_(None), cls.until >= today
        related = contains_eager(cls.person), joinedload(cls.by)
        return select(cls).join(cls.person).where(*stands).options(*related).order_by(cls.until, cls.id)

    @classmethod
    def of(cls, person_id: int) -> Select["ErasingHold"]:
        """The hold on a person that was not ended, expired or not."""
        return select(cls).where(cls.person_id == person_id, cls.ended_at.is_(None))
