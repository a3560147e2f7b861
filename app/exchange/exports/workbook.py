"""Writes a table as a workbook with openpyxl; loaded only to write one (`tables.write_sheets`).

Ready to read and print: columns as wide as their content, the heading on every printed page, a filter, a landscape page
at whose width letters have 8 pt: wide columns wrap for that, and what is still too wide for A4 is A3.

Only CSV needs an apostrophe before text that begins like a formula: here the type makes such a cell text, and it stays
text when somebody edits it.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import chain, islice, repeat
from math import ceil
from textwrap import wrap
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.country import formats
from app.country.figures import SHARE_PLACES, value_of_share
from app.exchange.exports.values import LONGEST_CELL, Share, Sheet, Value, printable

# Rows by which columns are measured: widths are written before the rows, which are streamed.
MEASURED = 500
# In letters of the sheet's own font, and what a cell's edges and the filter's arrow take.
NARROWEST, WIDEST, EDGES, ARROW = 5, 50, 2, 3
# Letters of 11 pt that a landscape page with margins of 10 mm holds at 8 pt, in a font as wide as DejaVu; the least
# that a column is narrowed to for that, on A4 and on A3; inches of a margin at the sides, and above and below.
ROOMS, NARROWED = (
    {Worksheet.PAPERSIZE_A4: 155, Worksheet.PAPERSIZE_A3: 222},
    {Worksheet.PAPERSIZE_A4: 18, Worksheet.PAPERSIZE_A3: 14},
)
MARGIN, EDGE = 0.4, 0.7
LINE, TALLEST = 15, 405  # pt of a line, and of the highest row that Excel allows
# The workbook's own font by name: without one some programs draw a bold cell in another.
BOLD, SHADED, RULED = Font(name="Calibri", size=11, bold=True), PatternFill("solid", fgColor="E8EEF1"), Side("thin")
CENTRED, WRAPPED = Alignment(wrap_text=True, vertical="center"), Alignment(wrap_text=True, vertical="top")
DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
PERCENT = f"0.{'0' * SHARE_PLACES}%"
LONGEST_NAME = 31  # of a sheet
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


def write_sheets(file: IO[bytes], title: str, sheets: Sequence[Sheet]) -> None:
    """Write a workbook, row by row. Each sheet is called by its name, cut to its limit; printed pages show the name in
    full before the common title."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "Lớp Số", printable(title)
    for table in sheets:
        _add(book, title if table.name == title else f"{table.name}. {title}", table)
    book.save(file)


def _add(book: Workbook, above: str, table: Sheet) -> None:
    sheet = book.create_sheet(_sheet_name(table.name))
    rows = iter(table.rows)
    first = list(islice(rows, MEASURED))
    wanted = [_width(name, [row[place] for row in first]) for place, name in enumerate(table.heading)]
    size, widths = _on_paper(wanted)
    for place, width in enumerate(widths):
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.freeze_panes = "A2"
    _set_up_print(sheet, above, size)
    lines = (len(wrap(name, max(width - EDGES, 1))) for name, width in zip(table.heading, widths, strict=True))
    sheet.row_dimensions[1].height = (max(lines, default=0) + 1) * LINE
    sheet.append([_head(sheet, name) for name in table.heading])
    last = 1
    for last, row in enumerate(chain(first, rows), 2):
        room = [*widths, *repeat(WIDEST, len(row) - len(widths))]
        cells = [_cell(sheet, value) for value in row]
        sheet.append(_aligned(sheet, cells) if _make_room(sheet, last, row, room) else cells)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.heading))}{last}"  # a total is not sorted with the rows
    if table.total:
        sheet.append([_sum(sheet, value) for value in table.total])


def _sheet_name(title: str) -> str:
    """A sheet name within Excel's limit, cut between words."""
    name = _NOT_IN_A_NAME.sub(" ", printable(title)).strip("' ")
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME + 1].rpartition(" ")[0] or name[:LONGEST_NAME]
    return name.strip("' ·") or "1"


def _width(name: str, values: Iterable[Value]) -> int:
    """Wide enough for each word of the heading, which may wrap, and for the values below."""
    longest = max((len(word) for word in name.split()), default=0) + ARROW
    for value in values:
        longest = max(longest, *map(len, _written(value).split("\n")))
    return min(max(longest, NARROWEST), WIDEST) + EDGES


def _on_paper(wanted: Sequence[int]) -> tuple[str, list[int]]:
    """The paper on which columns of these widths can be read, and their widths there: the widest give way first."""
    for size, room in ROOMS.items():
        limit = next((each for each in range(max(wanted, default=0), NARROWED[size] - 1, -1)
                      if sum(min(width, each) for width in wanted) <= room), NARROWED[size])  # fmt: skip
        widths = [min(width, limit) for width in wanted]
        if sum(widths) <= room:
            break
    return size, widths


def _make_room(sheet: Any, number: int, row: Sequence[Value], widths: Sequence[int]) -> bool:
    """The height of a row whose texts wrap, which not every program finds by itself; whether it has such."""
    lines = max((_lines(value, width) for value, width in zip(row, widths, strict=False) if isinstance(value, str)),
                default=1)  # fmt: skip
    if lines > 1:
        sheet.row_dimensions[number].height = min(lines * LINE, TALLEST)
    return lines > 1


def _aligned(sheet: Any, cells: Sequence[Any]) -> Sequence[Any]:
    """The cells of a high row, all at its top."""
    made = [cell if isinstance(cell, Cell) else WriteOnlyCell(sheet, cell) for cell in cells]
    for cell in made:
        cell.alignment = WRAPPED
    return made


def _lines(text: str, width: int) -> int:
    return sum(max(1, ceil(len(part) / (width - 1))) for part in text.split("\n"))


def _written(value: Value) -> str:
    """A value in the form of its cell."""
    if isinstance(value, datetime):
        return MOMENT
    if isinstance(value, date):
        return DAY
    if isinstance(value, Share):
        return f"{value:.{SHARE_PLACES}%}"
    return "" if value is None else str(value)


def _set_up_print(sheet: Any, title: str, size: str) -> None:
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", size
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=MARGIN, right=MARGIN, top=EDGE, bottom=EDGE)
    sheet.oddHeader.left.text = printable(title).replace("&", "&&")  # a single one begins a code
    sheet.oddFooter.right.text = "&P/&N"


def _head(sheet: Any, name: str) -> object:
    cell = WriteOnlyCell(sheet, printable(name))
    cell.data_type = "s"
    cell.font, cell.alignment, cell.fill, cell.border = BOLD, CENTRED, SHADED, Border(bottom=RULED)
    return cell


def _sum(sheet: Any, value: Value) -> object:
    cell = WriteOnlyCell(sheet, value if isinstance(value, int | float) else printable(str(value or "")))
    cell.font, cell.border = BOLD, Border(top=RULED)
    return cell


def _cell(sheet: Any, value: Value) -> object:
    shown: object
    if isinstance(value, str):
        shown, form = printable(value)[:LONGEST_CELL] or None, "@"  # a phone keeps its zero when somebody edits it
    elif isinstance(value, Share):
        shown, form = round(value_of_share(value) / 100, 2 + SHARE_PLACES), PERCENT
    elif isinstance(value, datetime):
        shown, form = formats.local(value).replace(tzinfo=None), MOMENT
    elif isinstance(value, date):
        shown, form = datetime.combine(value, time.min), DAY
    else:
        return value
    cell = WriteOnlyCell(sheet, shown)
    cell.number_format = form
    if value and isinstance(value, str):
        cell.data_type = "s"
    return cell
