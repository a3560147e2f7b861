"""The rows of a list with what it says once for several of them: merged cells, lines of sections, "như trên"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.country import names
from app.exchange.imports.cells import OtherOrder, text_of
from app.exchange.imports.columns import ALL, NO, YES, Columns, RowNumber, TablePosition
from app.exchange.imports.reading import Cell, Cells, ListFile
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
