"""Opens Excel workbooks for reading only. A module of its own, because openpyxl takes 10 MB that most processes never
need."""

import io
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
    """The workbook (small enough to be unpacked) with the usual names, where it is Strict Open XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if b"http://purl.oclc.org/ooxml/" not in packed.read("xl/workbook.xml"):
            return content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as renamed:
            for member in packed.namelist():
                text = packed.read(member)
                for strict, plain in _STRICT if member.endswith((".xml", ".rels")) else ():
                    text = text.replace(strict, plain)
                renamed.writestr(member, text)
    return out.getvalue()


def marks(book: Workbook, sheet: Any) -> Marks:
    """What a sheet of an open workbook says beside its values.

    Raises:
        Exception: as `workbook`.
    """
    fonts, styles = vars(book)["_fonts"], vars(book)["_cell_styles"]
    struck = [number for number, style in enumerate(styles) if fonts[style.fontId].strike]
    with vars(book)["_archive"].open(vars(sheet)["_worksheet_path"]) as file:
        return marks_of(file, struck)
