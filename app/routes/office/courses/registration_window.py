"""The days on which a course takes registrations: from the beginning of one to the end of another."""

from datetime import date, datetime

from app.country import clock


def opening_moment(day: date | None, stored: datetime | None) -> datetime | None:
    """When registration opens: the day's beginning; an hour that was stored for the same day stays."""
    if day is None or (stored is not None and clock.local(stored).date() == day):
        return stored if day else None
    return clock.at_local(day)


def closing_moment(day: date | None, stored: datetime | None) -> datetime | None:
    """When it closes: the last minute of the day; an hour that was stored for the same day stays."""
    if day is None or (stored is not None and clock.local(stored).date() == day):
        return stored if day else None
    return clock.at_local(day, 23, 59)


def day_of(moment: datetime | None) -> date | None:
    """The local day of a moment."""
    return clock.local(moment).date() if moment else None
