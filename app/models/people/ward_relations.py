"""Wards that exchanged groups or merged: what is known across them, and what rows that moved refer to."""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import ColumnElement, ScalarSelect, Table, exists, or_, select, update
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup


def together(session: Session, unit_ids: Collection[int]) -> list[tuple[int, ...]]:
    """Some wards by id, in groups of those that exchanged residential groups or merged. Two statements."""
    went = select(AdministrativeUnit.id, AdministrativeUnit.successor_id)
    given = select(ResidentialGroup.unit_id, ResidentialGroup.came_from_id).distinct()
    pairs = [
        *session.execute(went.where(AdministrativeUnit.successor_id.is_not(None))),
        *session.execute(given.where(ResidentialGroup.came_from_id.is_not(None))),
    ]
    of = {each: {each} for each in unit_ids}
    for one, other in pairs:
        if one in of and other in of and of[one] is not of[other]:
            of[one] |= of[other]
            for each in of[other]:
                of[each] = of[one]
    return sorted({tuple(sorted(each)) for each in of.values()})


def related(session: Session, unit_id: int) -> tuple[int, ...]:
    """The ids of all wards related to one, itself included, in order."""
    every = session.scalars(select(AdministrativeUnit.id)).all()
    return next(group for group in together(session, every) if unit_id in group)


# Lists that each ward has of its own: rows that moved to another ward refer to its entry with the same key.
# Every column that refers to an entry, with the column that leads to the row's ward, "" if it has `unit_id`.
REFERENCES: Mapping[tuple[str, str], str] = {
    ("help_record", "result_id"): "", ("help_record", "reason_id"): "", ("help_record", "age_band_id"): "",
    ("help_record_topic", "topic_id"): "record_id", ("help_tally", "topic_id"): "", ("help_request", "topic_id"): "",
    ("kiosk_visit", "topic_id"): "", ("course_invitee", "topic_id"): "course_id",
    ("mentorship_skill", "skill_id"): "mentorship_id", ("course_skill", "skill_id"): "course_id",
}  # fmt: skip
# A row refers once to an entry.
ONCE = frozenset(("help_record_topic", "mentorship_skill", "course_skill"))
# Entries are the same if these columns are equal too: a band of other ages is another one.
SAME: Mapping[str, tuple[str, ...]] = {"age_band": ("youngest", "oldest")}


def repoint(session: Session, unit_id: int) -> None:
    """Change references of a ward's rows to another ward's entries into ones to its own entries with the same key."""
    for table, column, twin, stale in _references(unit_id):
        session.execute(update(table).where(*stale).values({column: twin}))


def refers_elsewhere(session: Session, unit_id: int) -> bool:
    """Whether `repoint` would change anything. One statement."""
    found = (exists(select(table).where(*stale)) for table, _column, _twin, stale in _references(unit_id))
    return bool(session.scalar(select(or_(*found))))


def _references(unit_id: int) -> Iterator[tuple[Table, str, ScalarSelect[int], list[ColumnElement[bool]]]]:
    """For each reference: table, column, the ward's own entry, and the condition of the rows to change."""
    for (name, column), through in REFERENCES.items():
        table = Base.metadata.tables[name]
        [key] = table.c[column].foreign_keys
        own, other = key.column.table.alias("own"), key.column.table.alias("other")
        alike = (own.c[each].is_not_distinct_from(other.c[each]) for each in SAME.get(key.column.table.name, ()))
        same = [
            own.c.key == other.c.key,
            *alike,
            own.c.unit_id == unit_id,
            other.c.id == table.c[column],
            other.c.unit_id != unit_id,
        ]
        twin = select(own.c.id).where(*same).correlate(table).scalar_subquery()
        stale: list[ColumnElement[bool]] = [table.c.unit_id == unit_id] if not through else []
        if through:
            [owner] = table.c[through].foreign_keys
            there = owner.column.table
            stale = [table.c[through].in_(select(there.c.id).where(there.c.unit_id == unit_id))]
        stale.append(exists().where(*same).correlate(table))
        if name in ONCE:
            twice = table.alias("twice")
            taken = twice.c[through] == table.c[through], twice.c[column] == own.c.id
            stale.append(~exists().where(*same, *taken).correlate(table))
        yield table, column, twin, stale
