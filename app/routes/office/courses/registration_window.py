"""The days on which a course takes registrations: from the beginning of one to the end of another."""

from datetime import date, datetime

from app.country import clock


def day_of(moment: datetime | None) -> date | None:
    """The local day of a moment."""
    return clock.local(moment).date() if moment else None


def moment_of(day: date | None, stored: datetime | None, *at: int) -> datetime | None:
    """A day's local moment, its beginning or `at` hour and minute; an hour that was stored for the same day stays."""
    if day is None or day == day_of(stored):
        return stored if day else None
    return clock.at_local(day, *at)
