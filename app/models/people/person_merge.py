"""Merges of two rows into one person, with undo; and pairs marked as two people."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.models.base import Addressed, Keyed
from app.models.people.person import Person


class PersonMerge(Addressed):
    """One merge of `gone` into `kept`. `moved` is JSON for the undo: what was moved, and `kept`'s earlier values."""

    __tablename__ = "person_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> gone_id", name="two_rows"),
        Index(None, "kept_id"),
        Index(None, "gone_id"),
    )

    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    kept: Mapped[Person] = relationship(foreign_keys="PersonMerge.kept_id")
    gone_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    gone: Mapped[Person] = relationship(foreign_keys="PersonMerge.gone_id")
    moved: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)

    @classmethod
    def of(cls, person_id: int) -> Select["PersonMerge"]:
        """The merges into a person, the newest first, with the merged people."""
        return select(cls).where(cls.kept_id == person_id).options(joinedload(cls.gone)).order_by(cls.id.desc())

    @classmethod
    def called(cls, public_id: str, unit_ids: Collection[int]) -> Select["PersonMerge"]:
        """The merge with a public id between people of some units."""
        return select(cls).join(cls.kept).where(cls.public_id == public_id, Person.unit_id.in_(unit_ids))


class PersonDistinction(Keyed):
    """A pair marked as two people, the smaller id first: no longer offered as duplicates."""

    __tablename__ = "person_distinction"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="smaller_first"),
        Index(None, "other_id"),
    )

    one_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    @classmethod
    def say(cls, session: Session, one: Person, other: Person, *, by_id: int, now: datetime) -> None:
        """Mark two rows as two people; a second mark changes nothing. The caller holds both row locks."""
        first, second = sorted((one.id, other.id))
        if session.scalars(select(cls).where(cls.one_id == first, cls.other_id == second)).first() is None:
            session.add(cls(one_id=first, other_id=second, by_id=by_id, at=now))
            session.flush()

    @classmethod
    def of(cls, person_id: int) -> Select["PersonDistinction"]:
        """The pairs that include a person."""
        return select(cls).where(or_(cls.one_id == person_id, cls.other_id == person_id)).order_by(cls.id)
