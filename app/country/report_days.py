"""The days by which the periods of a report rule are due: days of every year, single days, and those of periods that
were recorded and stay where they are when the rule's days change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

YEAR = timedelta(days=365)
# The two reports of a half-yearly rule tell of one year: both begin with it.
HALVES = 2


@dataclass(frozen=True)
class ReportDays:
    """`yearly`: months and days; `single`: days of one year alone; `recorded`: days of periods with entries, whatever
    the rule says now; `ends`: the last day by which anything else is due.

    A day of every year that moved by less than a third of the time between two such days is the day of the same
    period: it is not asked for again where the period was recorded (docs/decisions/0095).
    """

    yearly: tuple[tuple[int, int], ...] = ()
    single: tuple[date, ...] = ()
    recorded: tuple[date, ...] = ()
    ends: date = date.max

    @property
    def in_halves(self) -> bool:
        """Whether it is of two reports a year, which begin together."""
        return len(self.yearly) == HALVES

    def since(self, year: int) -> Iterator[date]:
        """All due days of a year and those after it, in order; without an end where days of every year have none."""
        named = (*self.single, *self.recorded)
        last = max([each.year for each in named], default=0)
        if self.yearly:
            last = max(last, self.ends.year)
        for number in range(max(year, 1), last + 1):
            yield from self._in(number)

    def place_of(self, day: date) -> date:
        """The recorded day of the period of which a day of every year is now the day; else that day."""
        moved = [each for each in self.recorded if (each.month, each.day) not in self.yearly]
        reach = YEAR / (3 * max(len(self.yearly), 1))
        of_year = (day.month, day.day) in self.yearly
        near = [each for each in moved if of_year and day not in self.recorded and abs(day - each) < reach]
        return min(near, key=lambda each: abs(day - each), default=day)

    def _in(self, year: int) -> list[date]:
        yearly = [day for each in self.yearly if self.place_of(day := date(year, *each)) == day]
        asked = [each for each in (*yearly, *(day for day in self.single if day.year == year)) if each <= self.ends]
        return sorted({*asked, *(each for each in self.recorded if each.year == year)})


NO_DAYS = ReportDays()
