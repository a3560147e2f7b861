"""Ruled tables: each declares its columns once, and these are as wide as what stands in them.

`components/table.html` prints them. Widths are found with the fonts' own advances before anything is laid out: a table
of automatic widths costs WeasyPrint a fifth of its time, and breaks a code over three lines beside an empty column.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.documents.column_widths import Column, Row, column_widths, head_width, text_and_look
from app.documents.paging import KEPT_ROWS
from app.documents.templates import together
from app.documents.typefaces import legible

__all__ = ["Cell", "Column", "Row", "Table", "TableLine", "ruled"]
ROUNDED = 0.1  # mm by which a width may be rounded


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as printed: its lines, its classes, and how many columns it spans."""

    lines: tuple[str, ...]
    look: str = ""
    span: int = 1


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row as printed."""

    cells: tuple[Cell, ...]
    look: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed: `look` is its class, "roll" on a working sheet or "grid" on an official paper."""

    look: str
    heads: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    lines: tuple[TableLine, ...]


def ruled(
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    width: float,
    look: str = "grid",
    size: float = 12.0,
    head_size: float = 0.0,
    trade: bool = False,
) -> Table:
    """The table of some rows in `width` mm, in letters of `size` pt, heads of `head_size` or the same; `trade` is that
    of `column_widths`.

    A row is what its columns' cells say; with "band" alone it is a heading across the table; with "label" and "span"
    its first columns are one cell ("Cộng"). "look" are its classes. Of a cell given as a pair, the second is a class.
    """
    known = list(rows)
    widths = column_widths(columns, known, width, look.split()[0], size=size, head_size=head_size or size, trade=trade)
    lines = [_line(columns, row) for row in known]
    count = len(lines)
    # Of few rows only the last two are kept: three that fill a page could not stand with what follows them.
    together = {count - 1} if count >= KEPT_ROWS else set()
    if count >= 2 * KEPT_ROWS:
        together = {*range(1, KEPT_ROWS), *range(count - KEPT_ROWS + 1, count)}
    kept = tuple(
        TableLine(line.cells, f"{line.look} kept".strip()) if place in together else line
        for place, line in enumerate(lines)
    )
    heads = tuple(_head(column.head, each, head_size or size) for column, each in zip(columns, widths, strict=True))
    return Table(look, heads, widths, kept)


def _head(head: str, width: float, size: float) -> tuple[str, ...]:
    """The lines of a head; as one, to be broken where there is room, where one of them is too long."""
    lines = head.split("\n")
    fit = head_width(lines, size) <= width + ROUNDED
    return tuple(map(legible, lines if fit else [" ".join(lines)]))


def _line(columns: Sequence[Column], row: Row) -> TableLine:
    look = str(row.get("look", ""))
    if "band" in row:
        return TableLine((Cell((str(row["band"]),), "band", len(columns)),), f"heading {look}".strip())
    span = int(str(row.get("span", 0)))
    cells = [Cell((str(row["label"]),), "label", span)] if span else []
    return TableLine((*cells, *(_cell(column, row) for column in columns[span:])), look)


def _cell(column: Column, row: Row) -> Cell:
    value, more = text_and_look(row.get(column.cell, ""))
    lines = (together(value),) if column.group else tuple(value.split("\n"))
    return Cell(lines, f"{column.look} {more}".strip())
