"""Consents given and withdrawn."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import Keyed, known
from app.models.people.person import Person


class Consent(Keyed):
    """One person's consent to one purpose: text version, time and channel. Withdrawn, never deleted."""

    __tablename__ = "consent"
    __table_args__ = (known("purpose", ("photos", "messages", "follow_up")), Index(None, "person_id"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    person: Mapped[Person] = relationship()
    purpose: Mapped[str]
    text_version: Mapped[str]
    given_at: Mapped[datetime]
    how: Mapped[str]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def of(cls, person_id: int) -> Select["Consent"]:
        """All consents of a person, the latest first."""
        return select(cls).where(cls.person_id == person_id).order_by(cls.given_at.desc(), cls.id)

    @classmethod
    def counted(cls, person_ids: Collection[int]) -> Select[int, int]:
        """The number of consents in force, by person."""
        standing = select(cls.person_id, func.count()).where(cls.person_id.in_(person_ids), cls.withdrawn_at.is_(None))
        return standing.group_by(cls.person_id)

    @classmethod
    def stands(cls, person_id: int, purpose: str) -> Select["Consent"]:
        """The consents of a person to a purpose that are in force."""
        return select(cls).where(cls.person_id == person_id, cls.purpose == purpose, cls.withdrawn_at.is_(None))

    @classmethod
    def give(cls, session: Session, person: Person, purpose: str, *, version: str, at: datetime, how: str) -> bool:
        """Store a consent unless one is in force; True if it is new. Call inside a write transaction."""
        if session.scalars(cls.stands(person.id, purpose).limit(1)).first() is not None:
            return False
        session.add(cls(person=person, purpose=purpose, text_version=version, given_at=at, how=how))
        session.flush()
        return True
