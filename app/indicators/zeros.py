"""What a figure does not know: before the first recorded day of a book it is unknown, not 0; which zeros of a table
are results, by line and by month (docs/decisions/0091).

Where an indicator says nothing of it (`recorded`) every 0 is a result of a time that was recorded. Else lines of what
is `recorded_apart` need a row of their own, and so do wards, since each has a book of its own; other lines share what
all of them have. Of a time that is told apart by months the same is asked of each month: one before the first row is
unknown, and so is one with `occasions` of which none says it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.country import clock
from app.country.periods import running_since
from app.indicators.programme_periods import due_within, has, read_in
from app.models import (
    AdministrativeUnit,
    Ambassador,
    Answer,
    AuditEvent,
    Course,
    HelpRecord,
    HelpTally,
    Lesson,
    Mentorship,
    ProgrammeEntry,
    Site,
    Team,
)
from app.models.movement.declaration import Count, Declaration, Outcome, Subject
from app.registers.indicator import MONTH, UNIT, Dimension, Indicator, Rows, Scope
from app.registers.joint_counts import known_figure

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


Months = dict[Any, set[str]]
_EVER = Beginning(date.min)


@dataclass(frozen=True)
class Zeros:
    """Whether 0 is a result: of a line, of a line in a month, of a month of all lines; and since when a line was
    recorded."""

    of_line: Callable[[Any], bool]
    of_cell: Callable[[Any, str], bool]
    of_month: Callable[[str], bool]
    began: Callable[[Any], Beginning]

    def line(self, count: int | None, key: Any, until: date) -> int | None:
        """The figure of a line until a day; None where 0 is not known."""
        if not count and not self.of_line(key):
            return None
        return self.began(key).known(count or 0, until)

    def cell(self, count: int | None, key: Any, month: str, until: date) -> int | None:
        """The figure of a line in a month."""
        if not count and not self.of_cell(key, month):
            return None
        return self.began(key).known(count or 0, until)

    def month(self, count: int | None, month: str, until: date) -> int | None:
        """The figure of a month of all lines."""
        if not count and not self.of_month(month):
            return None
        return self.began(None).known(count or 0, until)


def zeros_of(session: Session, indicator: Indicator, scope: Scope, by: Dimension, *, months: bool) -> Zeros:
    """The zeros of a table by a dimension, with `months` across. Five statements at most."""
    began = _began(session, indicator, scope, by)
    lines = _lines(session, indicator, scope, by)
    if indicator.recorded is None or not (months or by.key == MONTH):
        return Zeros(lines, lambda key, month: lines(key), lambda month: True, began)
    apart, each = indicator.recorded_apart, (indicator.recorded_apart or by.key == UNIT) and by.key != MONTH
    asked = scope if apart else replace(scope.of_books(), since=date.min)
    own = by if each else None
    recorded = _months(session, indicator, indicator.recorded, asked, own)
    occasions: Months = {}
    if indicator.occasions is not None:
        occasions = _months(session, indicator, indicator.occasions, replace(asked, since=scope.since), own)

    def cell(key: Any, month: str) -> bool:
        line = key if each else None
        some, silent = recorded.get(line, set()), occasions.get(line, set()) - recorded.get(line, set())
        return month in some if apart else month not in silent and any(first <= month for first in some)

    def month(name: str) -> bool:
        return any(cell(key, name) for key in recorded)

    return Zeros(month if by.key == MONTH else lines, cell, month, began)


def knows_zero(session: Session, indicator: Indicator, scope: Scope) -> bool:
    """Whether 0 of a scope in all is a result: its book had begun, and something says it where that is asked. Some
    statements."""
    began = recorded_since(session, scope.units).of(indicator).day
    return began <= scope.until and known_figure(session, scope, indicator) is not None


def zeros_kept(found: Collection[Any]) -> Zeros:
    """The zeros of stored figures: those that are among them are known."""
    return Zeros(lambda key: key in found, lambda key, month: False, lambda month: False, lambda key: _EVER)


def _lines(session: Session, indicator: Indicator, scope: Scope, by: Dimension) -> Callable[[Any], bool]:
    units = set(indicator.asked(session, scope)) if indicator.asked and by.key == UNIT else None
    if indicator.recorded is None or by.key == MONTH or not (indicator.recorded_apart or by.key == UNIT):
        return lambda key: units is None or key in units
    asked = scope if indicator.recorded_apart else scope.of_books()
    keys = {key for (key,) in indicator.keys_of(session, indicator.recorded, asked, by)}
    return lambda key: key in keys


def _months(session: Session, indicator: Indicator, rows: Rows, scope: Scope, by: Dimension | None) -> Months:
    """The months of some rows, by line; by None of all."""
    found: Months = defaultdict(set)
    pairs: Iterable[tuple[Any, ...]]
    if by is None:
        pairs = ((None, month) for (month,) in indicator.keys_of(session, rows, scope, indicator.by_key[MONTH]))
    else:
        pairs = indicator.keys_of(session, rows, scope, by, indicator.by_key[MONTH])
    for key, month in pairs:
        found[key].add(month)
    return found


def _began(session: Session, indicator: Indicator, scope: Scope, by: Dimension) -> Callable[[Any], Beginning]:
    """Since when each line was recorded: by ward each by itself."""
    of_all = recorded_since(session, scope.units).of(indicator)
    if by.key != UNIT:
        return lambda key: of_all
    each = recorded_in_each(session, scope.units)
    return lambda key: each.get(key, Beginnings()).of(indicator) if key is not None else of_all


# When a count of a programme that comes to 0 is a result, and when nobody knows it.
#
# A sum is known once one of the entries that it reads answers what is added up, or says that nothing happened. Of
# events none of which was held in a time the sum is 0, if the question was ever answered. How many subjects meet
# something is known once the book has an entry (docs/decisions/0091).
def recorded_in(declared: Declaration, count: Count, programmes: Any, scope: Scope) -> list[Any]:
    """Conditions for the entries of some programmes and for their sites, any of which makes 0 a result; of a sum those
    that it may read, if one is `answered`."""
    entry = ProgrammeEntry
    if not count.field and declared.every:  # what is sent later of a year that runs said nothing by that day
        running = running_since(declared.every, scope.until) if scope.until < clock.today() else None
        read = entry.read_of_periods(scope.until, running)
        return [read, entry.period_key <= scope.until, *due_within(declared, scope)]
    if not count.field:
        return [entry.withdrawn_at.is_(None), entry.day <= scope.until]
    if declared.subject is not Subject.EVENT:
        return read_in(declared, count, programmes, scope)
    other = aliased(ProgrammeEntry)
    own = other.programme_id == entry.programme_id, other.unit_id == entry.unit_id, other.counts
    without_events = ~exists().where(*own, other.day.between(scope.since, scope.until))
    in_time = or_(entry.day >= scope.since, without_events)
    return [Site.in_use(), entry.counts, entry.day <= scope.until, in_time]


def answered(fields: Sequence[str], programmes: Any) -> ColumnElement[bool]:
    """Condition for the entries of some programmes that answer all of some fields, or say that nothing happened."""
    answers = and_(*(has(programmes, Answer.key == each) for each in fields))
    return or_(ProgrammeEntry.outcome == Outcome.NOTHING, answers)
