"""A table as a workbook, by openpyxl; loaded by whoever writes one (`tables.write_xlsx`)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app import formats
from app.exports.tables import LONGEST_CELL, Value, harmless


def write(file: IO[bytes], title: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a workbook of one sheet: numbers as numbers, days as days, text as text; row by row, however long it is."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", harmless(title))[:31].strip("' ") or "1")
    sheet.freeze_panes = "A2"
    for place, name in enumerate(heading, 1):
        sheet.column_dimensions[get_column_letter(place)].width = min(max(len(name) + 4, 14), 40)
    bold = []
    for name in heading:
        cell = WriteOnlyCell(sheet, harmless(name))
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    book.save(file)


def _cell(sheet: Any, value: Value) -> object:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, harmless(value)[:LONGEST_CELL])
        cell.data_type = "s"
        cell.number_format = "@"  # a phone keeps its zero when somebody edits it
        return cell
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, formats.local(value).replace(tzinfo=None))
        cell.number_format = "dd/mm/yyyy hh:mm"
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, datetime.combine(value, time.min))
        cell.number_format = "dd/mm/yyyy"
        return cell
    return value
