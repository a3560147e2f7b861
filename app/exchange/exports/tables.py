"""Writes a table as CSV or XLSX, row after row: typed text stays text, whatever it begins with."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO

from app.country import figures, formats
from app.exchange.exports.values import Share, Sheet, Value, printable

# A spreadsheet calculates a cell that begins so; behind an apostrophe it is text. Imports remove the apostrophe.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv"
_BOM = "\ufeff"


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula in a file without types (CSV)."""
    seen = printable(text)
    return f"'{seen}" if _FORMULA.match(seen) else seen


def csv_lines(rows: Iterable[Sequence[Value]], *, zoned: bool = False) -> Iterator[str]:
    """The lines of a CSV file in UTF-8 with its mark, as Excel expects; days as 2026-11-20, times as 2026-11-20 19:30,
    which Excel reads as such, or `zoned` for programs."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write(_BOM)
    for row in rows:
        writer.writerow([_written(value, zoned=zoned) for value in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _written(value: Value, *, zoned: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, Share):
        return f"{figures.value_of_share(value)}%"
    if isinstance(value, datetime):
        local = formats.local(value)
        return (local if zoned else local.replace(tzinfo=None)).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else str(value)


def write_sheets(file: IO[bytes], title: str, sheets: Sequence[Sheet]) -> None:
    """Write a workbook of several sheets, each a table."""
    from app.exchange.exports import workbook  # 10 MB that most processes never need

    workbook.write_sheets(file, title, sheets)


def write_table(
    file: IO[bytes], title: str, heading: Sequence[str], rows: Iterable[Sequence[Value]], *, xlsx: bool
) -> None:
    """Write one table as a workbook or as CSV: numbers as numbers, days as days, text as text; of any length."""
    if xlsx:
        write_sheets(file, title, [Sheet(title, heading, rows)])
    else:
        file.writelines(line.encode() for line in csv_lines([heading, *rows]))
