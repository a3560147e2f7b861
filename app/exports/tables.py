"""A table as CSV or XLSX, row after row: what a person typed stays text, whatever it begins with."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO

from app import formats

Value = str | int | float | date | datetime | bool | None

# A cell that begins so is reckoned by a spreadsheet; behind an apostrophe it is read. Imports take the sign away again.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# What XML cannot hold.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv"
_BOM = "\ufeff"


def printable(text: str) -> str:
    """A text without what no file of tables can hold."""
    return _UNSEEN.sub("", text)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it reads a file without types (CSV)."""
    seen = printable(text)
    return f"'{seen}" if _FORMULA.match(seen) else seen


def csv_lines(rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The lines of a CSV file in UTF-8 with its mark, as Excel wants it; days as 2026-11-20."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write(_BOM)
    for row in rows:
        writer.writerow([_written(value) for value in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return formats.local(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else str(value)


def write_xlsx(file: IO[bytes], title: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a workbook of one sheet: numbers as numbers, days as days, text as text; row by row, however long it is."""
    from app.exports import workbook  # 10 MB that most processes never need

    workbook.write(file, title, heading, rows)
