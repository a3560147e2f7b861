"""Possible duplicates: for each person the other rows that may be the same person, and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, and_, or_, select, tuple_
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import likeness
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


YEARS_BESIDE = 1
# The most people that one page compares.
MOST = 50


class Sign(StrEnum):
    """What two rows have in common."""

    SAME = "same"  # name (accents aside) and year
    NEAR = "near"  # almost the name, almost the year, one group
    PHONE = "phone"


@dataclass(frozen=True)
class Other:
    """Another row that may be the same person, with the reasons."""

    person: Person
    signs: tuple[Sign, ...]


def waiting(unit_ids: Collection[int]) -> Select[Person]:
    """The people whom the office has to check for duplicates, the newest first."""
    unsure = Person.in_units(unit_ids).where(Person.unsure).order_by(None)
    return unsure.order_by(Person.id.desc()).options(joinedload(Person.unit), joinedload(Person.residential_group))


def others(session: Session, people: Sequence[Person]) -> dict[int, list[Other]]:
    """For each of at most fifty people, by id, the other rows that may be the same person, the likeliest first.

    Leaves out merged rows and pairs marked as two people. Four statements.
    """
    asked = people[:MOST]
    if not asked:
        return {}
    apart = _apart(session, [person.id for person in asked])
    rows: dict[int, Person] = {}
    for wanted in (_same(asked), _near(asked), _phones(asked)):
        rows.update((row.id, row) for row in session.scalars(wanted))
    found: dict[int, list[Other]] = {}
    for person in asked:
        likely = (
            Other(row, signs)
            for row in rows.values()
            if row.id != person.id and (person.id, row.id) not in apart and (signs := _signs(person, row))
        )
        found[person.id] = sorted(likely, key=lambda other: (list(Sign).index(other.signs[0]), other.person.id))
    return found


def are_apart(session: Session, one: Person, other: Person) -> bool:
    """Whether somebody marked two rows as two people."""
    return (one.id, other.id) in _apart(session, [one.id])


def pairs_within(session: Session, unsure: Collection[int], there: Collection[int]) -> list[tuple[Person, Person]]:
    """The pairs among the people `there`, by id, of whom the office has to say whether they are one, the older row of
    each first. `unsure` are those of them who wait for that; without any there is no statement."""
    people = session.scalars(select(Person).where(Person.id.in_(unsure)).limit(MOST)).all() if unsure else []
    alike = others(session, people)
    pairs = [(one, each.person) for one in people for each in alike[one.id] if each.person.id in there]
    return list(dict.fromkeys((one, other) if one.id < other.id else (other, one) for one, other in pairs))


def _signs(one: Person, other: Person) -> tuple[Sign, ...]:
    signs = []
    near_year = abs(one.birth_year - other.birth_year) <= YEARS_BESIDE
    if one.unit_id != other.unit_id:
        return ()
    if one.search_key == other.search_key and one.birth_year == other.birth_year:
        signs.append(Sign.SAME)
    elif (
        near_year
        and one.residential_group_id is not None
        and one.residential_group_id == other.residential_group_id
        and likeness.alike(one.search_key, other.search_key)
    ):
        signs.append(Sign.NEAR)
    if one.phone and one.phone == other.phone and (signs or likeness.alike(one.search_key, other.search_key)):
        signs.append(Sign.PHONE)
    return tuple(signs)


def _on_file(people: Iterable[Person]) -> Select[Person]:
    units = {person.unit_id for person in people}
    return Person.in_units(units).order_by(None).options(joinedload(Person.residential_group))


def _same(people: Sequence[Person]) -> Select[Person]:
    keys = {(person.search_key, person.birth_year) for person in people}
    return _on_file(people).where(tuple_(Person.search_key, Person.birth_year).in_(keys))


def _near(people: Sequence[Person]) -> Select[Person]:
    years: dict[int, list[int]] = defaultdict(list)
    for person in people:
        if person.residential_group_id is not None:
            years[person.residential_group_id].append(person.birth_year)
    near = [
        and_(
            Person.residential_group_id == group_id,
            Person.birth_year.between(min(born) - YEARS_BESIDE, max(born) + YEARS_BESIDE),
        )
        for group_id, born in years.items()
    ]
    return _on_file(people).where(or_(*near) if near else Person.id.is_(None))


def _phones(people: Sequence[Person]) -> Select[Person]:
    return _on_file(people).where(Person.phone.in_({person.phone for person in people if person.phone}))


def _apart(session: Session, ids: Sequence[int]) -> set[tuple[int, int]]:
    """The pairs marked as two people, in both orders."""
    columns = select(PersonDistinction.one_id, PersonDistinction.other_id)
    distinctions = columns.where(or_(PersonDistinction.one_id.in_(ids), PersonDistinction.other_id.in_(ids)))
    pairs = {(one, other) for one, other in session.execute(distinctions)}
    return pairs | {(other, one) for one, other in pairs}
