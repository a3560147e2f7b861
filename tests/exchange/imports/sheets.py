"""Files as people send them, made for a test."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook


def xlsx(*sheets: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    """A workbook with these sheets; `merged` areas on the first."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Trang {number}")
        for row in rows:
            sheet.append(list(row))
        if number == 1:
            for area in merged:
                sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(*lines: str, encoding: str = "utf-8") -> bytes:
    """A text file of these lines."""
    return "\r\n".join([*lines, ""]).encode(encoding)
