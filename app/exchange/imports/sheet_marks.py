"""What a worksheet says beside its values: merged cells, hidden rows, cells struck out. openpyxl's read-only mode tells
none of it before the last row, so the XML is passed over once; values are not read."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
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
