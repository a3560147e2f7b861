"""Excel workbooks opened for reading alone. Apart, because openpyxl takes 10 MB that most processes never need."""

import io

from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet


class _Sheet(ReadOnlyWorksheet):
    def _get_size(self) -> None:
        """Not asked for: what a sheet says of its size need not be true, and where it says nothing, as exports of web
        pages do, openpyxl would go through all of its rows before the first one is read."""


class _Reader(ExcelReader):
    def read_worksheets(self) -> None:
        """The workbook's sheets in their order, their rows unread; one that is all chart has none to show."""
        for sheet, rel in self.parser.find_sheets():
            if rel.target in self.valid_files:
                made = _Sheet(self.wb, sheet.name, rel.target, self.shared_strings)
                made.sheet_state = "hidden" if "chartsheet" in rel.Type else sheet.state or "visible"
                vars(self.wb)["_sheets"].append(made)


def workbook(content: bytes) -> Workbook:
    """The workbook in these bytes, its sheets to be iterated once each; close it afterwards.

    Raises:
        Exception: whatever a hostile or half-written file makes the reader stumble over.
    """
    reader = _Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    return reader.wb
