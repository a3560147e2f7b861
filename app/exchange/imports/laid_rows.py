"""The rows of a list with what it says once for several of them: merged cells, lines of sections, "như trên"; and
the tables of a file that are not read: other sheets, lists beside the first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from app.country import names
from app.exchange.imports.cells import OtherOrder, text_of
from app.exchange.imports.columns import ALL, NO, YES, Columns, RowNumber, TablePosition
from app.exchange.imports.reading import Cell, Cells, ListFile, UnreadableFile
from app.exchange.imports.sheet_marks import Filling, Marks
from app.exchange.imports.vocabulary import Meaning, fold

# What stands beside the text of a section: "I", "A", "12"; no year.
_ORDINAL = re.compile(r"(?:[IVXLivx]+|[A-Za-zĐđ]|\d{1,3}(?:\.\d{1,3})*)[.)]?")
_BEFORE = re.compile(r"\s*(?:[-–—*+•]\s*)*(?:(?:[IVXL]+|[A-ZĐ]|\d{1,2})\s*[.)/:]\s*)?")
_BEHIND = re.compile(r"\s*(?:\([^()]*\)|[:;,–-]\s*\d[\d. ]*(?:người|hộ|đơn vị|học viên)?|[.:;,])\s*$", re.IGNORECASE)
_DITTO = {"nt", "n t", "nhu tren", "như trên"}
_DITTO_SIGNS = re.compile(r"[-–\s]*[\"”“″〃]+[-–\s]*|''")
_DAY = re.compile(r"\s*(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4})\s*")
LAST_MONTH = 12


@dataclass(frozen=True)
class LaidRow:
    """A row that is not empty: its number, its cells as they stand and as they are meant.

    `section`: it only says something of the rows below; `continues`: its name is merged with the row above, and it has
    no birth of its own; `filled`: how many of its cells are merged with cells above.
    """

    number: RowNumber
    own: Cells
    cells: Cells
    section: bool = False
    continues: bool = False
    filled: int = 0
    hidden: bool = False
    struck: bool = False


def laid_rows(book: ListFile, columns: Columns) -> Iterator[LaidRow]:
    """The rows of all tables of a list that are read, without empty ones.

    Raises:
        UnreadableFile: see `Book.rows`.
    """
    for place, part in enumerate(columns.parts):
        table = _Table(columns, part, place, book.marks(part.sheet))
        for row, own in table_rows(book, part, columns.width):
            yield table.row(row, own)


def table_rows(book: ListFile, part: TablePosition, width: int) -> Iterator[tuple[int, Cells]]:
    """The rows of one table that are not empty, as they stand, by their numbers on the screen."""
    for number, cells in enumerate(book.rows(part.sheet), 1):
        own = cells[part.left : part.left + width]
        if number > part.first and any(cell is not None for cell in own):
            yield number, own


class _Table:
    """Lays the rows of one table, from above."""

    def __init__(self, columns: Columns, part: TablePosition, place: int, marks: Marks) -> None:
        self.columns, self.part, self.place, self.marks = columns, part, place, marks
        self.filling = Filling(marks)
        self.last: dict[int, Cell] = {}
        codes = {meaning: columns.answers.get(f"{ALL}{meaning}", NO) for meaning in columns.spread}
        self.said = {meaning: code for meaning, code in codes.items() if code != NO}  # by sections, outer ones first
        meanings = columns.meanings
        at = {meaning: position for position, meaning in enumerate(meanings[: columns.width])}
        self.spread = {at[meaning]: meaning for meaning in columns.spread if meaning in at}
        self.down = {at[meaning] for meaning in at if columns.says(f"down:{meaning}")}
        self.month_first = {at[meaning] for meaning in at if columns.says(f"month:{meaning}")}
        self.naming = {at[meaning] for meaning in (Meaning.FULL_NAME, Meaning.FAMILY_NAME) if meaning in at}
        births = (Meaning.BIRTH_YEAR, Meaning.BIRTH_DATE, Meaning.MEN, Meaning.WOMEN, Meaning.NAME_AND_BIRTH)
        self.births = {at[meaning] for meaning in (*births, Meaning.AGE) if meaning in at}
        self._say(part.sheet)

    def row(self, row: int, own: Cells) -> LaidRow:
        """The next row: its number on the screen, its cells as they stand."""
        number = RowNumber.of(row, self.place, self.part)
        covered = {column - self.part.left: value for column, value in self.filling.over(row)}
        self.filling.begin(row, (*[None] * self.part.left, *own))
        if self._say(lone_text(own)):
            return LaidRow(number, own, own, section=True)
        cells = [*own, *[None] * (self.columns.width - len(own))]
        for place, value in covered.items():
            if 0 <= place < len(cells) and cells[place] is None:
                cells[place] = value
        from_above = {place for place in covered if place >= len(own) or own[place] is None}
        for place, cell in enumerate(cells):
            cells[place] = self._meant(place, cell)
        cells += [self.said.get(meaning) for meaning in self.columns.added]
        alone = bool(self.naming & from_above) and not any(
            place < len(own) and own[place] is not None for place in self.births
        )
        laid = LaidRow(number, own, tuple(cells), continues=alone, filled=len(from_above))
        return replace(laid, hidden=row in self.marks.hidden, struck=self._is_struck(row, own))

    def _meant(self, place: int, cell: Cell) -> Cell:
        """A cell as it is meant, by what stood above it."""
        if place in self.month_first and isinstance(cell, str):
            cell = day_first(cell)
        if place in self.spread:
            meaning = self.spread[place]
            if cell is None and (meaning in self.said):
                return self.said[meaning]
            if is_ditto(cell) or (cell is None and place in self.down):
                return self.last.get(place, cell)
            self.last[place] = self.last.get(place) if cell is None else cell
        return cell

    def _say(self, text: str) -> bool:
        """Take in the text of a section (or of a sheet); False where it is none."""
        words = section_words(text)
        meaning = self.columns.sections.get(fold(words))
        if not words or meaning is None:
            return False
        if meaning in self.said:  # what was said within the last section of this kind ends with it
            order = list(self.said)
            self.said = {each: self.said[each] for each in order[: order.index(meaning)]}
        if meaning != Meaning.NONE:
            self.said[meaning] = words
        return True

    def _is_struck(self, row: int, own: Cells) -> bool:
        """Whether the first cell with letters, the name, is struck out."""
        struck = self.marks.struck.get(row, set())
        first = next((place for place, cell in enumerate(own) if _is_text(cell)), None)
        return first is not None and first + self.part.left in struck


def _is_text(cell: Cell) -> bool:
    text = text_of(cell) if isinstance(cell, str) else ""
    return any(map(str.isalpha, text)) and not _ORDINAL.fullmatch(text)


def lone_text(cells: Sequence[Cell]) -> str:
    """The only text of a row that has nothing else but an ordinal or a count; else ""."""
    texts = [text for cell in cells if (text := text_of(cell))]
    lettered = [text for text in texts if any(map(str.isalpha, text)) and not _ORDINAL.fullmatch(text)]
    rest = [text for text in texts if text not in lettered]
    return lettered[0] if len(lettered) == 1 and all(map(_ORDINAL.fullmatch, rest)) else ""


def section_words(text: str) -> str:
    """The text of a section without its ordinal and its count: "I. Tổ 1 (12 người)" is "Tổ 1"."""
    words = _BEFORE.sub("", names.clean(text), count=1)
    while (shorter := _BEHIND.sub("", words)) != words:
        words = shorter
    return words.strip()


def is_ditto(cell: Cell) -> bool:
    """Whether a cell says that the value above it goes on."""
    if not isinstance(cell, str):
        return False
    return bool(_DITTO_SIGNS.fullmatch(cell.strip())) or fold(cell) in _DITTO


def order_of(cell: Cell) -> str:
    """Whether a date can only be read with its month first (03/14/1960: "co"), or with its day first ("khong"); ""
    where both can be, or neither."""
    found = _DAY.fullmatch(cell) if isinstance(cell, str) else None
    first, second = (int(found[1]), int(found[3])) if found else (0, 0)
    return (first <= LAST_MONTH < second and YES) or (second <= LAST_MONTH < first and NO) or ""


def day_first(text: str) -> str:
    """A date that is written with its month first in the order of Vietnam; other text comes back as it is, a date that
    can only be read day first as one that contradicts its column."""
    found = _DAY.fullmatch(text)
    if found is None:
        return text
    return OtherOrder(text) if order_of(text) == NO else f"{found[3]}/{found[1]}/{found[4]}"


# Rows of a table that are counted, and tables that are named.
MOST_COUNTED, MOST_NAMED = 2_000, 30


@dataclass(frozen=True)
class Unread:
    """A table that is not read: its rows (`MOST_COUNTED`: at least so many); `alike`: its columns are the same."""

    part: TablePosition
    rows: int
    alike: bool

    def kept(self) -> dict[str, object]:
        """The JSON for the page."""
        return {"sheet": self.part.sheet, "beside": bool(self.part.left), "rows": self.rows, "alike": self.alike}


def blocks(titles: Sequence[str]) -> list[int]:
    """Where lists that stand side by side begin: at each repetition of the first two titles or more."""
    keys = [fold(title) for title in titles]
    while keys and not keys[-1]:
        keys.pop()
    for width in range(2, len(keys) // 2 + 1 + len(keys) % 2):
        once = keys[:width]
        named = [key for key in once if key]
        starts = range(0, len(keys), width)
        if (
            len(named) > 1
            and len({*named}) == len(named)
            and all(_begins(once, keys[at : at + width]) for at in starts)
        ):
            return list(starts)
    return [0]


def _begins(once: Sequence[str], again: Sequence[str]) -> bool:
    """Whether a block has the titles of the first one, but for an empty column at the end."""
    return all(one == other for one, other in zip(once, [*again, *[""] * len(once)], strict=False))


def unread(book: ListFile, columns: Columns, found: Mapping[str, Columns]) -> list[Unread]:
    """The tables of the other sheets that are not read, with rows in them; `found`: how each sheet is understood."""
    left: list[Unread] = []
    for other in found.values():
        for part in other.parts:
            if part not in columns.parts and part.sheet != columns.sheet and len(left) < MOST_NAMED:
                left.append(Unread(part, _counted(book, part, other), _titles(other) == _titles(columns)))
    return [each for each in left if each.rows]


def _titles(columns: Columns) -> list[str]:
    titles = [fold(title) for title in columns.titles[: columns.width]]
    while titles and not titles[-1]:
        titles.pop()
    return titles if columns.heading >= 0 else ["", str(len(titles))]


def _counted(book: ListFile, part: TablePosition, columns: Columns) -> int:
    try:
        rows = table_rows(book, part, columns.width)
        texts = ([text_of(cell) for cell in cells] for _number, cells in islice(rows, MOST_COUNTED))
        return sum(len([*filter(names.search_key, row)]) > 1 for row in texts)  # more than a line of text
    except UnreadableFile:
        return 0
