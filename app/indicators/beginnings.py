"""First recorded day of each book of a ward. A figure of an earlier time is unknown, not 0: a ward that keeps a book of
classes since spring and one of helps since autumn had no helps that anybody counted in summer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    AdministrativeUnit,
    Ambassador,
    AuditEvent,
    Course,
    HelpRecord,
    HelpTally,
    Lesson,
    Mentorship,
    ProgrammeEntry,
    Team,
)
from app.registers.indicator import Indicator

# What is recorded on a day, by book (`Indicator.book`).
_RECORDED = {
    "help": (HelpRecord.day, HelpTally.day),
    "ambassadors": (Ambassador.since,),
    "pairs": (Mentorship.since,),
    "teams": (Team.decision_on, Team.created_at),
    "programmes": (ProgrammeEntry.day,),
    "trail": (AuditEvent.at,),
}  # fmt: skip


@dataclass(frozen=True)
class Beginning:
    """First recorded day of a book; `date.max` where nothing is recorded. `lacks`: what is counted has no row there, of
    which nothing is known before the first."""

    day: date
    lacks: bool = False

    def known(self, count: int | None, until: date) -> int | None:
        """The count of a time that ended on `until`; None, not 0, where all of that time is earlier, or nothing was
        ever recorded."""
        unknown = until < min(self.day, clock.today()) or (not count and self.day == date.max)
        return None if (self.lacks or not count) and unknown else count

    def compares(self, since: date) -> bool:
        """Whether a time that began on `since` can be compared: all of it was recorded."""
        return since >= self.day


@dataclass(frozen=True)
class Beginnings:
    """The first days of the books of some units, by name."""

    days: Mapping[str, date] = field(default_factory=dict)

    def of(self, indicator: Indicator) -> Beginning:
        """That of the book from which a figure is counted."""
        return Beginning(self.days.get(indicator.book or "programmes", date.max), indicator.lacks)


def recorded_since(session: Session, unit_ids: Collection[int]) -> Beginnings:
    """The first day of each book in some units together, but not before the first day of a unit that was founded later
    (from other units' groups). One statement."""
    rows = _rows(session, unit_ids)
    founded = min((began for _unit, began, _days in rows), default=date.min)
    return _beginnings([days for _unit, _began, days in rows], founded)


def recorded_in_each(session: Session, unit_ids: Collection[int]) -> dict[int, Beginnings]:
    """The same of each unit by itself. One statement."""
    return {unit: _beginnings([days], began) for unit, began, days in _rows(session, unit_ids)}


def _beginnings(units: list[Mapping[str, date]], founded: date) -> Beginnings:
    books = {book for days in units for book in days}
    first = {book: min(days[book] for days in units if book in days) for book in books}
    return Beginnings({book: max(day, founded) for book, day in first.items()})


def _rows(session: Session, unit_ids: Collection[int]) -> list[tuple[int, date, Mapping[str, date]]]:
    """Of each unit its first day and the first recorded day by book, without books that have none."""
    lesson = select(func.min(Lesson.starts_at)).join(Course, Course.id == Lesson.course_id)
    columns: list[tuple[str, Select[Any]]] = [("classes", lesson.where(Course.unit_id == AdministrativeUnit.id))]
    columns += [
        (book, select(func.min(day)).where(day.class_.unit_id == AdministrativeUnit.id))
        for book, days in _RECORDED.items()
        for day in days
    ]
    firsts = [each.correlate(AdministrativeUnit).scalar_subquery() for _book, each in columns]
    wanted = select(AdministrativeUnit.id, AdministrativeUnit.valid_from, *firsts)
    found: list[tuple[int, date, Mapping[str, date]]] = []
    for unit, began, *days in session.execute(wanted.where(AdministrativeUnit.id.in_(unit_ids))):
        by_book: dict[str, date] = {}
        for (book, _select), day in zip(columns, days, strict=True):
            if day is not None:
                first = clock.local(day).date() if isinstance(day, datetime) else day
                by_book[book] = min(first, by_book.get(book, first))
        found.append((unit, began or date.min, by_book))
    return found
