"""What a cell of a workbook shows: numbers in percent, and days of either calendar. Day 0 is 30/12/1899 (Excel believes
in 29/02/1900), or 01/01/1904 (Excel for Mac until 2011, and files made from such ones); a cell of the second carries it
along."""

import re
from datetime import date, datetime
from typing import Any

# Signs of a format of numbers that are written as they are: 85 is shown as "85%", and stays 85.
_AS_IS = re.compile(r'"[^"]*"|\\.|_.')

_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


class Day1904(date):
    """A day in a workbook whose calendar begins in 1904."""


class Number1904(int):
    """A whole number in such a workbook; as the number of a day it counts from 1904."""


def in_calendar(epoch: datetime, value: object) -> object:
    """The value of a cell of a workbook with this day 0, which it carries where it is that of 1904."""
    if epoch.date() != _EPOCH_1904 or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return Day1904(value.year, value.month, value.day)
    return Number1904(value) if isinstance(value, int) else value


def epoch_of(cell: object) -> date:
    """Day 0 of the calendar of a cell's workbook."""
    return _EPOCH_1904 if isinstance(cell, Day1904 | Number1904) else _EPOCH


def percent(cell: Any) -> str:
    """A number that its format shows in percent, as it is read on the screen: 0.855 is "85,5 %". Else ""."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return ""
    written = cell.number_format or ""
    if "%" not in written or "%" not in _AS_IS.sub("", written):
        return ""
    return f"{round(cell.value * 100, 6):f}".rstrip("0").rstrip(".").replace(".", ",") + " %"
