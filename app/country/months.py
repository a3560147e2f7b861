"""Months as addresses name them: "2026-11"."""

import calendar
import re
from datetime import date, timedelta

from flask import abort

from app.country import clock


def month_here(text: str | None) -> tuple[date, date]:
    """The first and last day of a month, of this one without; ends with a 404 for none, or one to come."""
    today = clock.today()
    if not text:
        return month_bounds(today)
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        abort(404)
    first, last = month_bounds(date(int(text[:4]), int(text[5:]), 1))
    return (first, last) if first <= today else abort(404)


def month_bounds(day: date) -> tuple[date, date]:
    """The first and last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def spans(today: date) -> dict[str, tuple[date, date]]:
    """This week, month, quarter, year until today, and the last three that are over, as addresses call them."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    quarter = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    begins = {"tuan": today - timedelta(days=today.weekday()), "thang": month, "quy": quarter, "nam": year}
    found = {key: (since, today) for key, since in begins.items()}
    for key, since, months in (("thang-truoc", month, 1), ("quy-truoc", quarter, 3), ("nam-truoc", year, 12)):
        last = since - timedelta(days=1)
        found[key] = months_before(last, months)[-1], last
    return found


def months_before(day: date, count: int) -> list[date]:
    """The first days of a day's month and of those before it, the newest first."""
    found = [day.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found
