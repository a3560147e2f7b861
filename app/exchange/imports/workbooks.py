"""Opens Excel workbooks for reading only. A module of its own, because openpyxl takes 10 MB that most processes never
need."""

import io

from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet


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
