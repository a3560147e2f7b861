"""Opens Excel workbooks for reading only. A module of its own, because openpyxl takes 10 MB that most processes never
need."""

import io
import re
import zipfile
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from app.exchange.imports.sheet_marks import Marks, marks_of

# "Strict Open XML" differs from what everybody writes by the names of its namespaces.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)


# A sheet larger than this may end in rows that have a format and nothing else, up to the last row that Excel has.
LARGE = 1024**2
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW_ENDS, _DATA_BEGINS = re.compile(rb"</(?:\w+:)?row>"), re.compile(rb"<(?:\w+:)?sheetData>")
_WRITTEN = (b"</v>", b":v>", b"</is>", b":is>", b"</f>", b":f>")


class _Sheet(ReadOnlyWorksheet):
    def _get_size(self) -> None:
        """Not read: the declared size of a sheet need not be true, and without one (exports of web pages) openpyxl
        would read all rows before the first."""


class _Reader(ExcelReader):
    def read_worksheets(self) -> None:
        """The workbook's sheets in order, their rows unread; sheets with a chart only are left out."""
        for sheet, rel in self.parser.find_sheets():
            if rel.target in self.valid_files:
                made = _Sheet(self.wb, sheet.name, rel.target, self.shared_strings)
                made.sheet_state = "hidden" if "chartsheet" in rel.Type else sheet.state or "visible"
                vars(self.wb)["_sheets"].append(made)


def workbook(content: bytes) -> Workbook:
    """The workbook in these bytes; iterate each sheet once, and close the workbook afterwards.

    Raises:
        Exception: whatever a hostile or half-written file makes the reader stumble over.
    """
    reader = _Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    return reader.wb


def usual(content: bytes) -> bytes:
    """The workbook (small enough to be unpacked) with the usual names, where it is Strict Open XML, and without the
    empty rows at the end of large sheets."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        renames = _STRICT if b"http://purl.oclc.org/ooxml/" in packed.read("xl/workbook.xml") else ()
        sheets = [each for each in packed.infolist() if each.file_size > LARGE and _SHEET.fullmatch(each.filename)]
        shorter = {each.filename: text for each in sheets if (text := _without_empty_end(packed.read(each)))}
        if not renames and not shorter:
            return content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for member in packed.namelist():
                text = shorter.get(member) or packed.read(member)
                for strict, plain in renames if member.endswith((".xml", ".rels")) else ():
                    text = text.replace(strict, plain)
                made.writestr(member, text)
    return out.getvalue()


def _without_empty_end(text: bytes) -> bytes:
    """The XML of a sheet without the rows below its last value; b"" where they are less than half of it."""
    end = text.rfind(b"</", 0, text.rfind(b"sheetData>"))
    value = max(text.rfind(sign, 0, end) for sign in _WRITTEN)
    last = _ROW_ENDS.search(text, value, end) if value > 0 else _DATA_BEGINS.search(text)
    return text[: last.end()] + text[end:] if last and end - last.end() > len(text) // 2 else b""


def marks(book: Workbook, sheet: Any) -> Marks:
    """What a sheet of an open workbook says beside its values.

    Raises:
        Exception: as `workbook`.
    """
    fonts, styles = vars(book)["_fonts"], vars(book)["_cell_styles"]
    struck = [number for number, style in enumerate(styles) if fonts[style.fontId].strike]
    with vars(book)["_archive"].open(vars(sheet)["_worksheet_path"]) as file:
        return marks_of(file, struck)
