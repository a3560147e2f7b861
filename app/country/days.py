"""Parsing of typed days."""

import re
from datetime import date, time

from app.country.names import clean

_ORDERS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[/.\- ](?P<month>\d{1,2})(?:[/.\- ](?P<year>\d{4}))?"),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})"),
)

# Other years are typing errors; the range also keeps time zone conversions within what datetime can represent.
YEARS = range(1900, 2200)


def parse_day(text: str, today: date, *, past: bool = False) -> date:
    """Parse "21/11/2026", "21.11.2026", "2026-11-21" or "21112026"; without a year it is the next such day from today
    on, or with `past` the last one.

    Raises:
        ValueError: the text is no day, or outside `YEARS`.
    """
    typed = re.sub(r"\s*([/.-])\s*", r"\1", clean(text))
    found = next(filter(None, (order.fullmatch(typed) for order in _ORDERS)), None)
    if found is None:
        raise ValueError("not a day")
    month, day = int(found["month"]), int(found["day"])
    if found["year"]:
        if int(found["year"]) not in YEARS:
            raise ValueError("no such year here")
        return date(int(found["year"]), month, day)
    this_year = date(today.year, month, day)
    if past:
        return this_year if this_year <= today else date(today.year - 1, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


_HOUR = re.compile(r"(?P<hour>\d{1,2})(?:\s*(?:giờ|gio|h|g|:|\.)\s*(?P<minute>\d{1,2})?(?:\s*(?:phút|phut|p))?)?", re.I)


def parse_hour(text: str) -> time:
    """ "19 giờ 30", "19:30", "19h30", "7g30", "19.30", "8 giờ", "8".

    Raises:
        ValueError: no such hour, or nothing that reads as one.
    """
    found = _HOUR.fullmatch(clean(text))
    if found is None:
        raise ValueError("not an hour")
    return time(int(found["hour"]), int(found["minute"] or 0))
