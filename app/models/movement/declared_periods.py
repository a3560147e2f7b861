"""The keys of a declaration that say how often something is recorded, and how counts add up over time."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.country.periods import DueDay, PeriodType
from app.models.movement.rules import InvalidDeclaration

SUM, LAST = "sum", "last"
# Units of what happens: such numbers add up over time; people, schools, houses do not.
FLOWS = frozenset({"lượt", "buổi", "giờ", "đồng", "cuộc", "tin", "bài", "lớp", "việc", "kiến nghị"})
# Keys of the counts that every programme with periods has by itself.
OWN_COUNTS = frozenset({"expected", "sent", "on_time", "sent_on_time", "confirmed", "waiting"})
# Any year but a leap year: 29 February is no due day.
_A_YEAR = 2025


def read_every(given: Mapping[str, Any]) -> tuple[PeriodType | None, DueDay | None]:
    """The keys `every` and `due`.

    Raises:
        InvalidDeclaration: one of them is invalid.
    """
    named = given.get("every")
    if "every" in given and named not in [*PeriodType]:
        raise InvalidDeclaration(("every",), f"one of {', '.join(PeriodType)}")
    every = PeriodType(str(named)) if "every" in given else None
    if "due" not in given:
        return every, None
    if every in (None, PeriodType.REPORT):
        raise InvalidDeclaration(("due",), "only with `every`; `report` has the days of the ward's report rule")
    assert every
    due = _due(given["due"], every)
    if due is None:
        raise InvalidDeclaration(
            ("due",), f"{{days_after: 5}}, {{day: 25, closes: 10}} or {{month_day: [5-20]}} with {every.a_year} days"
        )
    return every, due


def _due(given: Any, every: PeriodType) -> DueDay | None:
    if isinstance(given, Mapping) and given.keys() == {"day", "closes"}:
        closes, due = given["closes"], _due({"day": given["day"]}, every)
        return replace(due, closes=closes) if due and type(closes) is int and 1 <= closes <= 25 else None
    if not isinstance(given, Mapping) or len(given) != 1:
        return None
    word, value = next(iter(given.items()))
    if word in ("days_after", "day"):
        valid = type(value) is int and 1 <= value <= 31
        return (DueDay(day=value) if word == "day" else DueDay(days_after=value)) if valid else None
    if word != "month_day" or not isinstance(value, Sequence) or len(value) != every.a_year:
        return None
    days = [_month_day(each) for each in value]
    return DueDay(month_days=tuple(each for each in days if each)) if all(days) else None


def _month_day(text: Any) -> tuple[int, int] | None:
    month, dash, day = str(text).partition("-")
    if not (dash and month.isdecimal() and day.isdecimal() and 1 <= int(month) <= 12):
        return None
    return (int(month), int(day)) if 1 <= int(day) <= calendar.monthrange(_A_YEAR, int(month))[1] else None


def read_over_time(
    given: Mapping[str, Any], path: tuple[str | int, ...], *, every: PeriodType | None, plain: bool
) -> str:
    """How a count adds up over periods: "sum" or "last"; "" without periods, and of subjects, which are counted by
    their newest one.

    Raises:
        InvalidDeclaration: the key is given where it has no meaning, or has an unknown value.
    """
    if "over_time" in given and (given["over_time"] not in (SUM, LAST) or every is None or plain):
        raise InvalidDeclaration(
            (*path, "over_time"), "sum or last, with `every`; subjects are counted by their newest"
        )
    if every is None or plain:
        return ""
    return str(given.get("over_time", SUM if given.get("unit") in FLOWS else LAST))
