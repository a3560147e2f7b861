"""What a worksheet says beside its values: merged cells, hidden rows, cells struck out. openpyxl's read-only mode tells
none of it before the last row, so the XML is passed over once; values are not read."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from typing import IO, Any
from xml.parsers import expat

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# Merged areas that are taken in: a list of 100,000 rows with one in five is read, a hostile one ends there.
MOST_AREAS = 20_000
_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_PLACE = re.compile(r"([A-Z]{1,3})\d+")


@dataclass(frozen=True)
class Marks:
    """The marks of a sheet; rows count from 1, columns from 0. `down`: by its first row the areas merged over several
    rows, each as (column, last row); `hidden`: hidden rows, also those that a filter leaves out; `struck`: the columns
    struck out by row."""

    down: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    struck: dict[int, set[int]] = field(default_factory=dict)


class HostileSheet(ValueError):
    """The XML declares entities."""


def marks_of(file: IO[bytes], struck_styles: Collection[int]) -> Marks:
    """The marks of a worksheet's XML; `struck_styles` are the numbers of the cell styles whose letters are struck out.

    Raises:
        HostileSheet, expat.ExpatError: no honest sheet.
    """
    reader = _Reader({str(number) for number in struck_styles})
    parser = expat.ParserCreate(namespace_separator="}")
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.begin
    parser.ParseFile(file)
    return Marks(reader.down, frozenset(reader.hidden), reader.struck)


def _refuse(*_declared: Any) -> None:
    raise HostileSheet


class _Reader:
    def __init__(self, struck_styles: Collection[str]) -> None:
        self.struck_styles = struck_styles
        self.down: dict[int, list[tuple[int, int]]] = {}
        self.hidden: set[int] = set()
        self.struck: dict[int, set[int]] = {}
        self.row, self.column, self.areas = 0, -1, 0

    def begin(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        if tag == _CELL:
            self.column += 1
            if found := _PLACE.fullmatch(given.get("r", "")):
                self.column = _column(found[1])
            if given.get("s") in self.struck_styles:
                self.struck.setdefault(self.row, set()).add(self.column)
        elif tag == _ROW:
            written = given.get("r", "")
            self.row = int(written) if written.isdecimal() and len(written) < 8 else self.row + 1
            self.column = -1
            if given.get("hidden") in ("1", "true"):
                self.hidden.add(self.row)
        elif tag == _MERGED and self.areas < MOST_AREAS and (found := _AREA.fullmatch(given.get("ref", ""))):
            self.areas += 1
            if int(found[4]) > int(found[2]):
                self.down.setdefault(int(found[2]), []).append((_column(found[1]), int(found[4])))


_ROW, _CELL, _MERGED = (f"{MAIN}}}{tag}" for tag in ("row", "c", "mergeCell"))


def _column(letters: str) -> int:
    return reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters, 0) - 1


class Filling:
    """Carries the values of merged areas to their further rows, while a sheet is read from above."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self._open: dict[int, tuple[int, Any]] = {}

    def begin(self, row: int, cells: tuple[Any, ...]) -> None:
        """Note the areas whose first row this is."""
        for column, last in self.marks.down.get(row, ()):
            if column < len(cells) and cells[column] is not None:
                self._open[column] = (last, cells[column])

    def over(self, row: int) -> Iterator[tuple[int, Any]]:
        """The columns that an area from above covers in this row, with its value."""
        for column, (last, value) in list(self._open.items()):
            if last < row:
                del self._open[column]
            else:
                yield column, value


# What a cell of a workbook shows: numbers in percent, and days of either calendar. Day 0 is 30/12/1899 (Excel believes
# in 29/02/1900), or 01/01/1904 (Excel for Mac until 2011, and files made from such ones); a cell of the second carries
# it along.
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
