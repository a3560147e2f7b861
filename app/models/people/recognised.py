"""How two registrations are matched to one person: same name, year and group or phone, and no contradiction."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, select
from sqlalchemy.orm import Mapped, Session

from app.country import names
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup
from app.models.storing import send, store


class Recognised:
    """Mixed into the person. `LEARNT` are the columns that a list or a repeated form may fill in where empty."""

    LEARNT: ClassVar[tuple[str, ...]]

    if TYPE_CHECKING:
        id: Mapped[int]
        unit_id: Mapped[int]
        unit: Mapped[AdministrativeUnit]
        full_name: Mapped[str]
        search_key: Mapped[str]
        birth_year: Mapped[int]
        birth_date: Mapped[date | None]
        sex: Mapped[str | None]
        phone: Mapped[str | None]
        residential_group_id: Mapped[int | None]
        residential_group: Mapped[ResidentialGroup | None]
        organisation_id: Mapped[int | None]
        position: Mapped[str]
        unsure: Mapped[bool]

        @property
        def standing(self) -> Self:
            """The person as they are kept today."""

    @classmethod
    def alike(
        cls, unit_id: int, full_name: str, birth_year: int, group_id: int | None, phone: str | None
    ) -> Select[Self]:
        """The people of a ward with the same name (ignoring accents), year and group, in order of arrival.

        Without a group (another place): those from elsewhere with the same phone, as a name and a year are too little.
        """
        if group_id is not None:
            same_place = cls.residential_group_id == group_id
        else:
            same_place = and_(cls.residential_group_id.is_(None), cls.phone == phone) if phone else false()
        same_name = and_(cls.search_key == names.search_key(full_name), cls.birth_year == birth_year)
        return select(cls).where(cls.unit_id == unit_id, same_name, same_place).order_by(cls.id)

    @classmethod
    def recognise(cls, session: Session, candidate: Self) -> Self:
        """The person on file whom a registration means, or the candidate, added as a new one.

        Two registrations are one person when name, year and group agree and nothing contradicts: another phone, another
        sex, another birth date, or two such people already. Otherwise the candidate is new and unsure
        (docs/promises.md, "Who is one person"). For people from elsewhere, without a group, the phone takes its place.
        A name written without its marks is the marked one only if the phone matches too; names that differ by a mark
        are two people, whatever else agrees. A candidate chosen from those on file is that person; a merged row stands
        for the row it went into. Call inside a write transaction that holds the course's row lock.
        """
        if candidate in session:
            return cls._locked(session, candidate)
        noun: Any = cls
        new: Any = candidate
        unit_id = candidate.unit.id
        group_id = candidate.residential_group.id if candidate.residential_group else None
        identity = {"unit_id": unit_id, "search_key": candidate.search_key, "birth_year": candidate.birth_year}
        alike: Sequence[Self] = ()
        if group_id is not None:
            # Registrations on two courses at once must not both add the same person.
            send(session, _locked_group(), {"group_id": group_id})
            alike = session.scalars(_alike_in_group(noun), {"group_id": group_id, **identity}).all()
        elif candidate.phone:  # no row to lock: two courses at once may add two rows, for the office to merge
            alike = session.scalars(_alike_elsewhere(noun), {"phone": candidate.phone, **identity}).all()
        if (meant := candidate.among(alike)) is not None:
            return meant if meant in alike else cls._locked(session, meant)
        store(session, new, unit_id=unit_id, residential_group_id=group_id)
        return candidate

    @classmethod
    def _locked(cls, session: Session, person: Self) -> Self:
        """The current row of the person, locked against a merge until the write transaction ends."""
        while True:
            # Prevents a merge meanwhile (on SQLite `immediate()` does). Locks the id alone: PostgreSQL cannot lock an
            # outer join, and the person may have been loaded with the group.
            session.execute(select(cls.id).where(cls.id == person.id).with_for_update(read=True, key_share=True))
            session.refresh(person)
            if person.standing is person:
                return person
            person = person.standing

    def among(self, alike: Sequence[Self]) -> Self | None:
        """The person among `alike` rows, in order of arrival, whom this candidate means: the rule of `recognise`.

        None if it is none of them; `unsure` then says whether it might be one.
        """
        typed = names.identity_key(self.full_name)
        agreeing = [row for row in alike if row.agrees_with(self)]
        of_phone = [row for row in agreeing if row.phone and row.phone == self.phone]
        by_phone = {row.standing for row in of_phone if names.is_one_name(row.full_name, self.full_name)}
        if len(by_phone) == 1:
            return by_phone.pop()
        same = {row.standing for row in alike if names.identity_key(row.full_name) == typed}
        if len(same) == 1 and same <= {row.standing for row in agreeing}:
            return same.pop()
        self.unsure = bool(same or of_phone) or any(map(self._may_lack_marks, alike))
        return None

    def _may_lack_marks(self, other: Self) -> bool:
        """Whether one of two names alike has no mark, which may have been left out, and no day of birth tells."""
        born = {self.birth_date, other.birth_date} - {None}
        return len(born) < 2 and any(names.identity_key(each.full_name).isascii() for each in (self, other))

    def comparable(self, alike: Sequence[Self]) -> Sequence[Self]:
        """The rows that `among` may compare, out of those with this candidate's name, year and group: for people from
        elsewhere, only those with the same phone."""
        if self.residential_group is not None:
            return alike
        return [row for row in alike if self.phone and row.phone == self.phone]

    def agrees_with(self, other: Self) -> bool:
        """Whether no value that both have contradicts their being one person."""
        pairs = ((self.phone, other.phone), (self.sex, other.sex), (self.birth_date, other.birth_date))
        return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)

    def learn_from(self, other: Self) -> None:
        """Fill in empty columns (`LEARNT`, a position with the organisation); never replaces a value."""
        if not self.organisation_id and other.organisation_id:
            self.position = other.position
        for name in self.LEARNT:
            setattr(self, name, getattr(self, name) or getattr(other, name))


@cache  # run by every registration: compiled once, with bind parameters
def _alike_in_group(noun: Any) -> Select[Any]:
    return _locked_where(noun, noun.residential_group_id == bindparam("group_id"))


@cache
def _alike_elsewhere(noun: Any) -> Select[Any]:
    return _locked_where(noun, noun.residential_group_id.is_(None), noun.phone == bindparam("phone"))


def _locked_where(noun: Any, *place: ColumnElement[bool]) -> Select[Any]:
    columns = {"unit_id": noun.unit_id, "search_key": noun.search_key, "birth_year": noun.birth_year}
    same = [column == bindparam(name) for name, column in columns.items()]
    alike = select(noun).where(*same, *place).order_by(noun.id).with_for_update(read=True, key_share=True)
    return alike.execution_options(populate_existing=True)


@cache
def _locked_group() -> Select[int]:
    group = select(ResidentialGroup.id).where(ResidentialGroup.id == bindparam("group_id"))
    return group.with_for_update(key_share=True)
