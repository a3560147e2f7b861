"""The sample's calendar moved to today by whole weeks, so that a Wednesday course stays a Wednesday course."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.country import clock


@dataclass(frozen=True)
class Calendar:
    """Where the sample's days fall when it is filled in at `now`.

    `day_zero` is the sample's day that stands for today, or for one of the six days before it.
    """

    now: datetime
    day_zero: date

    @property
    def today(self) -> date:
        """The day on the wall calendar in Vietnam."""
        return clock.local(self.now).date()

    def moved(self, day: date) -> date:
        """A day of the sample, as many whole weeks later as today is after day zero."""
        weeks = (self.today - self.day_zero).days // 7
        return day + timedelta(weeks=weeks)

    def moment(self, day: str, hour: str) -> datetime:
        """The UTC moment of a day (ISO) and hour ("19:30") of the sample."""
        return at(self.moved(date.fromisoformat(day)), hour)

    def is_before_today(self, moment: datetime) -> bool:
        """Whether a moment lies on a day that is over."""
        return clock.local(moment).date() < self.today

    def first_day(self, rule: Mapping[str, int]) -> date:
        """A shown course's first day: so many days from today, then the next such weekday when one is asked for."""
        day = self.today + timedelta(days=rule["days"])
        return day + timedelta(days=(rule["weekday"] - day.weekday()) % 7) if "weekday" in rule else day


def at(day: date, hour: str) -> datetime:
    """The UTC moment of an hour ("19:30") on a day in Vietnam."""
    hours, minutes = hour.split(":")
    return clock.at_local(day, int(hours), int(minutes))
