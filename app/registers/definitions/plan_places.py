"""The order of a plan on paper: what belongs to it by the part and the item where the plan has it."""

import re
from typing import Any

from flask_babel import gettext as _

from app.registers.parts import Line

_PART = re.compile(r"phần\s+([IVXLC]+|\d+)\b[,;.\s]*", re.IGNORECASE)
_ITEM = re.compile(r"mục\s+(?=[\d.]+)", re.IGNORECASE)
_STEP = re.compile(r"\d+|(?<=điểm )\w")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LETTERS = "abcdđeghiklmnopqrstuvxy"


def in_plan(line: Line[Any]) -> tuple[object, ...]:
    """Sorts what belongs to plans: the newest plan first, then by its part and item; what has no place comes last."""
    row = line.row
    part = _PART.match(row.place)
    return -row.plan_id, part is None, _number(part[1]) if part else 0, _steps(within_part(row.place)), row.position


def part_of_plan(line: Line[Any]) -> str:
    """The heading of what stands in one part: "Kế hoạch số 88/KH-UBND, phần IV"."""
    plan, part = line.row.plan, _PART.match(line.row.place)
    named = _("Kế hoạch số %(number)s", number=plan.number) if plan.number else plan.title
    return f"{named}, {_('phần %(part)s', part=part[1].upper())}" if part else str(named)


def within_part(place: str) -> str:
    """The place without its part: "phần IV, mục 5.4, điểm a" → "5.4, điểm a"."""
    return _ITEM.sub("", _PART.sub("", place, count=1), count=1)


def _number(part: str) -> int:
    if part.isdigit():
        return int(part)
    values = [_ROMAN[letter] for letter in part.upper()]
    return sum(-each if each < after else each for each, after in zip(values, [*values[1:], 0], strict=True))


def _steps(item: str) -> tuple[int, ...]:
    """ "5.4, điểm đ" → (5, 4, 4); by the Vietnamese alphabet, which has đ after d."""
    steps = _STEP.findall(item.lower())
    return tuple(int(each) if each.isdigit() else _LETTERS.find(each) for each in steps)
