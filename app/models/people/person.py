"""Residents: as little as can be, and the rule by which two registrations are one person."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app import names
from app.models.base import Base
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup


class Person(Base):
    """A resident who learns. Nothing sensitive; no identity number."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("birth_year BETWEEN 1900 AND 2100", name="birth_year_plausible"),
        CheckConstraint("sex IS NULL OR sex IN ('nam', 'nữ')", name="sex_known"),
        Index(None, "unit_id", "search_key", "birth_year"),
        Index(None, "unit_id", "sort_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    full_name: Mapped[str]
    search_key: Mapped[str] = mapped_column(init=False, default="")
    sort_key: Mapped[str] = mapped_column(init=False, default="")
    birth_year: Mapped[int]
    birth_date: Mapped[date | None] = mapped_column(default=None)
    sex: Mapped[str | None] = mapped_column(default=None)
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    residential_group: Mapped[ResidentialGroup | None] = relationship(default=None)
    phone: Mapped[str | None] = mapped_column(default=None)
    # Could be somebody already on file: waits in the office's queue until a person decides.
    unsure: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    def __post_init__(self) -> None:
        """Keep the keys beside the name."""
        self.rename(self.full_name)

    def rename(self, full_name: str) -> None:
        """Take a new name (already clean) with its search and sort keys."""
        self.full_name = full_name
        self.search_key = names.search_key(full_name)
        self.sort_key = names.sort_key(full_name)

    @classmethod
    def alike(cls, unit_id: int, full_name: str, birth_year: int, group_id: int | None) -> Select["Person"]:
        """The people of a ward whose name (accents aside), year and group are the same, in order of arrival.

        Without a group (another place) nobody is alike: a name and a year are too little.
        """
        return (
            select(cls)
            .where(
                cls.unit_id == unit_id,
                cls.search_key == names.search_key(full_name),
                cls.birth_year == birth_year,
                cls.residential_group_id == group_id if group_id is not None else false(),
            )
            .order_by(cls.id)
        )

    @classmethod
    def recognise(cls, session: Session, candidate: "Person") -> "Person":
        """The person on file whom a registration means, or the candidate, added as a new one.

        Two registrations are one person when name, year and group agree and nothing speaks against it: another
        phone, another sex, another birth date, or two such people already. Then the candidate is new and unsure
        (design model, invariant 2). A name typed without accents is taken for the accented one only when the phone
        says so too. Somebody chosen from those on file is who they are. Call inside a write transaction that holds
        the course's row.
        """
        if candidate in session:
            return candidate
        group_id = candidate.residential_group.id if candidate.residential_group else None
        if group_id is not None:
            # Two courses at once must not both take the same person for a new one.
            group = select(ResidentialGroup.id).where(ResidentialGroup.id == group_id)
            session.execute(group.with_for_update(key_share=True))
        alike = list(session.scalars(cls.alike(candidate.unit.id, candidate.full_name, candidate.birth_year, group_id)))
        agreeing = [person for person in alike if person.agrees_with(candidate)]
        by_phone = [person for person in agreeing if person.phone and person.phone == candidate.phone]
        if len(by_phone) == 1:
            return by_phone[0]
        typed = names.identity_key(candidate.full_name)
        same = [person for person in alike if names.identity_key(person.full_name) == typed]
        if len(same) == 1 and same[0] in agreeing:
            return same[0]
        candidate.unsure = bool(same) or (bool(alike) and typed.isascii())
        session.add(candidate)
        session.flush()
        return candidate

    def agrees_with(self, other: "Person") -> bool:
        """Whether nothing that both have told speaks against being one person."""
        pairs = (
            (self.phone, other.phone),
            (self.sex, other.sex),
            (self.birth_date, other.birth_date),
        )
        return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)

    def learn_from(self, other: "Person") -> None:
        """Take over what was not known yet; never replaces."""
        self.phone = self.phone or other.phone
        self.sex = self.sex or other.sex
        self.birth_date = self.birth_date or other.birth_date


class Consent(Base):
    """What a person agreed to: one purpose, the text's version, when and how; withdrawn, never deleted."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("purpose IN ('photos', 'messages')", name="purpose_known"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    person: Mapped[Person] = relationship()
    purpose: Mapped[str]
    text_version: Mapped[str]
    given_at: Mapped[datetime]
    how: Mapped[str]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
