"""Reads files from outside as rows of cells: XLSX behind a guard, CSV of any common encoding and delimiter, pasted
text."""

import io
import logging
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from app.country.names import OLD_LETTERS
from app.exchange.imports import chat_lines, texts
from app.exchange.imports.sheet_marks import Marks, in_calendar, percent

log = logging.getLogger(__name__)

Cell = str | int | float | date | None
Cells = tuple[Cell, ...]

# The limits of an unpacked spreadsheet (design/trust.md): a bomb of 296 kB costs 613 MB without it.
MOST_BYTES, MOST_RATIO, MOST_MEMBERS = 50 * 1024**2, 100, 2_000
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 100_000, 100, 30
# Rows among which a table's heading is looked for.
HEAD = 40
TEXT_SHEET = ""
XLSX, CSV, LINES = "xlsx", "csv", "lines"
# The first bytes of files without a table: pictures, papers, packed folders.
_NO_TABLES = (b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"II*\0", b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc")
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"  # how an .ods begins
# So many cells with a letter of an old font, and every name would be taken over wrong.
OLD_FONT = 3


class FileFault(Enum):
    """Why a file cannot be read."""

    EMPTY = "empty"
    OLD_EXCEL = "old excel"
    NO_TABLE = "no table"
    BROKEN = "broken"
    BOMB = "bomb"
    TOO_LONG = "too long"
    TOO_EMPTY = "too empty"
    TOO_WIDE = "too wide"
    OLD_FONT = "old font"
    WEB_PAGE = "web page"
    OPEN_DOCUMENT = "open document"
    OPEN_QUOTE = "open quote"
    ROWS_LOST = "rows lost"


class UnreadableFile(ValueError):
    """A file that cannot be read; `reason` says why, `line` where, if it is one line."""

    def __init__(self, reason: FileFault, line: int = 0) -> None:
        super().__init__(reason.value)
        self.reason, self.line = reason, line


@dataclass(frozen=True)
class ListFile:
    """A readable file: `form` is "xlsx", "csv" or "lines" (of a chat: `chat_lines`), `sheets` the names of its visible
    sheets ("" for text)."""

    form: str
    sheets: tuple[str, ...]
    content: bytes

    def head(self, sheet: str) -> list[Cells]:
        """The first rows of a sheet.

        Raises:
            UnreadableFile: it is broken, too wide, or written in the letters of an old font.
        """
        first = [cells for _number, cells in zip(range(HEAD), self.rows(sheet), strict=False)]
        if sum(isinstance(cell, str) and bool(OLD_LETTERS & {*cell}) for cells in first for cell in cells) >= OLD_FONT:
            raise UnreadableFile(FileFault.OLD_FONT)
        return first

    def rows(self, sheet: str) -> Iterator[Cells]:
        """All rows of a sheet, including empty ones, so that a row's index is its number on the screen, less one.

        Raises:
            UnreadableFile: it is broken, too long, too empty or too wide.
        """
        if self.form == XLSX:
            found = _workbook_rows(self.content, sheet)
        else:
            text = texts.without_end(texts.decoded(self.content))
            found = map(_trimmed, map(chat_lines.split, text.splitlines())) if self.form == LINES else _text_rows(text)
        filled = 0
        for number, cells in enumerate(found):
            filled += any(cell is not None for cell in cells)
            if filled > MOST_ROWS or number > 2 * MOST_ROWS:
                raise UnreadableFile(FileFault.TOO_LONG if filled > MOST_ROWS else FileFault.TOO_EMPTY)
            yield cells

    def marks(self, sheet: str) -> Marks:
        """What a sheet says beside its values: merged cells, hidden rows, letters struck out; text says nothing.

        Raises:
            UnreadableFile: it is broken.
        """
        if self.form != XLSX:
            return Marks()
        from app.exchange.imports import workbooks

        with _workbook(self.content) as (book, visible):
            return workbooks.marks(book, visible[sheet])


def opened(content: bytes) -> ListFile:
    """The file in these bytes, recognised by its content, not its name.

    Raises:
        UnreadableFile: it holds no table that we can read.
    """
    if not content.strip():
        raise UnreadableFile(FileFault.EMPTY)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(FileFault.OLD_EXCEL)
    if content.startswith(b"PK"):
        guard(content)
        from app.exchange.imports import workbooks

        with _broken():
            content = workbooks.usual(content)
        with _workbook(content) as (_book, visible):
            return ListFile(XLSX, tuple(visible)[:MOST_SHEETS], content)
    text = texts.decoded(content)
    if texts.is_web_page(text):
        raise UnreadableFile(FileFault.WEB_PAGE)
    if content.startswith(_NO_TABLES) or not texts.is_written(text[:10_000]):
        raise UnreadableFile(FileFault.NO_TABLE)
    return ListFile(LINES if texts.is_chat(text) else CSV, (TEXT_SHEET,), content)


def guard(content: bytes) -> None:
    """Check the packed file before it is unpacked.

    Raises:
        UnreadableFile: no spreadsheet, broken, or one that would unfold to too much.
    """
    with _broken(), zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = packed.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise UnreadableFile(FileFault.BOMB)
    if any(member.file_size > MOST_RATIO * max(member.compress_size, 1) for member in members):
        raise UnreadableFile(FileFault.BOMB)
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise UnreadableFile(FileFault.OPEN_DOCUMENT if _OPEN_DOCUMENT in content[:100] else FileFault.NO_TABLE)


@contextmanager
def _broken() -> Iterator[None]:
    """Whatever error a hostile or incomplete file causes in its reader is one fault."""
    try:
        yield
    except UnreadableFile:
        raise
    except Exception as error:
        log.info("a workbook could not be read: %s", type(error).__name__)
        raise UnreadableFile(FileFault.BROKEN) from error


@contextmanager
def _workbook(content: bytes) -> Iterator[tuple[Any, dict[str, Any]]]:
    """A workbook opened for reading, and its visible sheets by name."""
    from app.exchange.imports import workbooks

    with _broken(), closing(workbooks.workbook(content)) as book:
        visible = {sheet.title: sheet for sheet in book.worksheets if sheet.sheet_state == "visible"}
        if not visible:
            raise UnreadableFile(FileFault.NO_TABLE)
        yield book, visible


def _workbook_rows(content: bytes, name: str) -> Iterator[Cells]:
    with _workbook(content) as (book, visible):
        if name not in visible:
            raise UnreadableFile(FileFault.NO_TABLE)
        for cells in visible[name].iter_rows():
            yield _trimmed([percent(each) or _value(in_calendar(book.epoch, each.value)) for each in cells])


def _value(cell: object) -> Cell:
    if cell is None or isinstance(cell, bool):
        return None if cell is None else str(int(cell))
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, str):
        return cell if cell.strip() else None
    return cell if isinstance(cell, int | float | date) else str(cell)


def _trimmed(cells: Sequence[Cell]) -> Cells:
    """The cells without empty ones at the end.

    Raises:
        UnreadableFile: something stands beyond the last column we read.
    """
    last = max((place for place, cell in enumerate(cells, 1) if cell is not None), default=0)
    if last > MOST_COLUMNS:
        raise UnreadableFile(FileFault.TOO_WIDE)
    return tuple(cells[:last])


def _text_rows(text: str) -> Iterator[Cells]:
    text = text.replace("\0", "")
    delimiter = ""
    if text[:4].lower() == "sep=" and len(text) > 5:  # Excel's own hint in the first line
        delimiter, text = text[4], text[5:].lstrip("\r\n")
    lines, counted = texts.lines_of(text), 0
    try:
        for cells in texts.rows(lines, delimiter or texts.delimiter_of(text)):
            counted += 1 + sum(cell.count("\n") for cell in cells)
            yield _trimmed([cell if cell.strip() else None for cell in cells])
    except texts.OpenQuote as opened_at:
        raise UnreadableFile(FileFault.OPEN_QUOTE, opened_at.line) from opened_at
    if counted != len(lines):
        raise UnreadableFile(FileFault.ROWS_LOST)
