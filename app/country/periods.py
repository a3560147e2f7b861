"""The periods for which somebody reports: month, quarter, half-year, year, school term, and the days of a report rule.

A period is known by its first day; one of a report rule by the day by which the report is due, since half-yearly
reports of a year begin together. Three dates of it: it opens, is due, closes for those who send it.
Source of the terms: Luật Giáo dục and the yearly frame of the Ministry of Education; here I is 1/9–15/1, II 16/1–31/8.
"""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain, pairwise

from flask_babel import gettext as _

from app.country.report_days import NO_DAYS, YEAR, ReportDays

DAY = timedelta(days=1)
ROMAN = ("I", "II", "III", "IV")
# A due day is at most so long after its period, so that who looks for open ones need not look further back.
_BACK = timedelta(days=3 * 366)
# What is due in more days is not asked yet: that is said as "in more than three months", and no three months have more.
SOON = timedelta(days=92)


class PeriodType(StrEnum):
    """How often something is reported."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    SCHOOL_TERM = "school_term"
    REPORT = "report"

    @property
    def a_year(self) -> int:
        """How many periods a year has; 0 where a report rule says so."""
        return {"school_term": 2, "report": 0}.get(self, 12 // _MONTHS.get(self, 12))


# Open on their first day, though they are due when they are over: what is sent speaks as of its day.
_RUNNING = (PeriodType.MONTH, PeriodType.QUARTER)
_MONTHS = {PeriodType.MONTH: 1, PeriodType.QUARTER: 3, PeriodType.HALF: 6, PeriodType.YEAR: 12}


@dataclass(frozen=True)
class DueDay:
    """By when a period is due: days after its last one, a day of its last month (the last one where that month is
    shorter), or a month and day for each period of a year, of which the first on or after the period's first day
    counts. `closes`: the day of the month after it on which it closes; 0: when the next one is due."""

    days_after: int = 0
    day: int = 0
    month_days: tuple[tuple[int, int], ...] = ()
    closes: int = 0

    def on(self, first: date, last: date, place: int) -> date:
        """The due day of the `place`-th period of a year (from 0), given its first and last day."""
        if self.month_days:
            month, day = self.month_days[place]
            this_year = date(first.year, month, day)
            return this_year if this_year >= first else date(first.year + 1, month, day)
        if self.day:
            return last.replace(day=min(self.day, calendar.monthrange(last.year, last.month)[1]))
        return last + self.days_after * DAY


@dataclass(frozen=True)
class Period:
    """A period. `key`: the day by which it is known. `opens` to `closes` are the days on which it may be sent, both
    included; `due` is None where nothing is ever late. It is asked since the day on which its schedule began.
    `complete_since`: from which day on what is sent of it is of all of it."""

    kind: PeriodType
    key: date
    first: date
    last: date
    opens: date
    due: date | None
    closes: date
    since: date = date.min
    complete_since: date = date.min

    def has_begun(self, day: date) -> bool:
        """Whether it has begun by a day; one of a report rule has when it opens."""
        return day >= (self.opens if self.kind is PeriodType.REPORT else min(self.opens, self.first))

    @property
    def deadline(self) -> date | None:
        """Its due day; None where that was over before anybody was asked, so that nobody can be late."""
        return self.due if self.due and self.due >= self.since else None

    def is_open(self, day: date) -> bool:
        """Whether it may be sent on a day."""
        return self.opens <= day <= self.closes

    @property
    def name(self) -> str:
        """Its name; see `name_of`."""
        return name_of(self.kind, self.key)


def name_of(kind: PeriodType, first: date) -> str:
    """The name of the period of a key, as a sentence goes on: "quý IV/2026"."""
    match kind:
        case PeriodType.MONTH:
            return str(_("tháng %(month)s/%(year)s", month=first.month, year=first.year))
        case PeriodType.QUARTER:
            quarter = ROMAN[(first.month - 1) // 3]
            return str(_("quý %(quarter)s/%(year)s", quarter=quarter, year=first.year))
        case PeriodType.HALF if first.month == 1:
            return str(_("6 tháng đầu năm %(year)s", year=first.year))
        case PeriodType.HALF:
            return str(_("6 tháng cuối năm %(year)s", year=first.year))
        case PeriodType.SCHOOL_TERM:
            term, year = ("I", first.year) if first.month == 9 else ("II", first.year - 1)
            return str(_("học kỳ %(term)s năm học %(year)s–%(next)s", term=term, year=year, next=year + 1))
        case PeriodType.REPORT:
            return str(_("năm %(year)s (hạn %(day)s/%(month)s)", day=first.day, month=first.month, year=first.year))
    return str(_("năm %(year)s", year=first.year))


@dataclass(frozen=True)
class Schedule:
    """The periods of something that is reported, from the one in which `since` lies. `days`: those of a report rule;
    without any it has no periods. `adds`: whether a number of it adds up over periods, so that what is sent of one that
    is due when it is over is of all of it from its last day on; what only stands is told of any day."""

    kind: PeriodType
    due: DueDay | None = None
    since: date = date.min
    days: ReportDays = NO_DAYS
    adds: bool = False

    def at(self, day: date) -> Period | None:
        """The period in which a day lies; of a report rule the next one that is due."""
        return next(self._from(day), None)

    def called(self, key: date) -> Period | None:
        """The period of a key; None where there is none, or one before the first."""
        found = self.at(key) if date.min + _BACK < key < date.max - _BACK else None
        return found if found and found.key == key and found.key >= self._first else None

    def until(self, day: date, back: timedelta = _BACK) -> list[Period]:
        """The periods that have begun by a day, newest last, going back at most so far."""
        start = max(self._first, day - min(back, day - date.min))
        found = []
        for each in self._from(start):
            if not each.has_begun(day):
                break
            if each.key >= self._first:
                found.append(each)
        return found

    def open_on(self, day: date) -> list[Period]:
        """The periods that may be sent on a day, oldest first."""
        return [each for each in self.until(day) if each.is_open(day)]

    def closed_among(self, keys: Iterable[date], day: date) -> list[Period]:
        """The periods of some keys that may not be sent on a day, oldest first: those that were opened again."""
        found = (self.called(key) for key in sorted(keys))
        return [each for each in found if each is not None and not each.is_open(day)]

    def newest_due(self, day: date) -> Period | None:
        """The newest period whose due day has come; without due days the newest that has begun."""
        past = [each for each in self.until(day) if (each.due or each.first) <= day]
        return past[-1] if past else None

    @property
    def _first(self) -> date:
        """The key of the first period."""
        first = self.at(self.since) if self.since > date.min else None
        return first.key if first else self.since

    def _from(self, day: date) -> Iterator[Period]:
        """The periods from the one in which a day lies."""
        if self.kind is PeriodType.REPORT:
            yield from self._of_reports(day)
            return
        first, last, place = _bounds(self.kind, day)
        while True:
            then = _bounds(self.kind, last + DAY)
            due = self.due.on(first, last, place) if self.due else None
            closes = self.due.on(*then) if self.due else then[1]
            if self.due and self.due.closes:
                closes = then[0].replace(day=self.due.closes)
            opens = first if due is None or due <= last or self.kind in _RUNNING else last + DAY
            complete = last if self.adds and due and due > last else date.min
            yield Period(self.kind, first, first, last, opens, due, closes, self.since, complete)
            first, last, place = then

    def _of_reports(self, day: date) -> Iterator[Period]:
        """The periods of a report rule that are due from a day on. Each opens when the one before is due; of two of a
        year both tell of the year."""
        seen: list[date] = []
        dues = self.days.since(day.year - 2)
        for due, then in pairwise(chain(dues, (None,))):
            assert due
            reported = [each for each in seen if each.year < due.year or not self.days.in_halves][-1:]
            if due >= day:
                opens = seen[-1] + DAY if seen else due - YEAR
                first = reported[0] + DAY if reported else due.replace(month=1, day=1)
                yield Period(self.kind, due, first, due, opens, due, then or due + YEAR, self.since)
            seen.append(due)


def running_since(kind: PeriodType, day: date) -> date:
    """The key from which periods have not ended at the end of a day: later than the day where one ends with it, and of
    a report rule, whose periods end when they are due."""
    if kind is PeriodType.REPORT:
        return day + DAY
    first, last, _place = _bounds(kind, day)
    return first if last > day else last + DAY


def _bounds(kind: PeriodType, day: date) -> tuple[date, date, int]:
    """The first and last day of the period in which a day lies, and its place in the year from 0."""
    if kind is PeriodType.SCHOOL_TERM:
        if date(day.year, 1, 16) <= day <= date(day.year, 8, 31):
            return date(day.year, 1, 16), date(day.year, 8, 31), 1
        year = day.year if day.month >= 9 else day.year - 1
        return date(year, 9, 1), date(year + 1, 1, 15), 0
    months = _MONTHS[kind]
    place = (day.month - 1) // months
    last_month = (place + 1) * months
    last = date(day.year, last_month, calendar.monthrange(day.year, last_month)[1])
    return date(day.year, place * months + 1, 1), last, place
