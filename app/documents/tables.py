"""Ruled tables: each declares its columns once, and these are as wide as what stands in them.

`components/table.html` prints them. Widths are found with the fonts' own advances before anything is laid out: a table
of automatic widths costs WeasyPrint a fifth of its time, and breaks a code over three lines beside an empty column.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.country import formats
from app.documents.fitting import MM_PER_PT
from app.documents.paging import KEPT_ROWS
from app.documents.templates import together
from app.documents.typefaces import face, legible

Row = Mapping[str, object]
# mm that a cell takes beside its words: padding and half of its rules, and a hair for what kerning adds.
EDGES = {"roll": 2.7, "grid": 2.9, "tight": 2.0}
HEAD_EDGE = 2.1
LONGEST_WORD = 34.0  # mm: a longer word is broken
GIVEN_BACK = 0.6  # of what is left over, to columns that gave way
LONG, EVEN = 40.0, 1.12  # mm from which a cell may stand on two lines or three; what these take over an even share


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `head` has a line break where it takes two lines. `cell` is what of a row stands in it, `look` the classes of its
    cells: "left" and "name" are set from the left, "tight" never breaks, "small" is 11 pt, "bold". `least` mm are kept
    for a hand; of what is left over, columns that `grow` get so many shares, up to `most` mm. `group` keeps the number
    of a residential group with its name.
    """

    head: str
    cell: str
    look: str = ""
    least: float = 0.0
    most: float = 400.0
    grow: float = 0.0
    group: bool = False


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
) -> Table:
    """The table of some rows in `width` mm, in letters of `size` pt, heads of `head_size` or the same.

    A row is what its columns' cells say; with "band" alone it is a heading across the table; with "label" and "span"
    its first columns are one cell ("Cộng"). "look" are its classes. Of a cell given as a pair, the second is a class.
    """
    known = list(rows)
    widths = _widths(columns, known, width, look.split()[0], size, head_size or size)
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
    heads = tuple(tuple(map(legible, column.head.split("\n"))) for column in columns)
    return Table(look, heads, widths, kept)


def _line(columns: Sequence[Column], row: Row) -> TableLine:
    look = str(row.get("look", ""))
    if "band" in row:
        return TableLine((Cell((str(row["band"]),), "band", len(columns)),), f"heading {look}".strip())
    span = int(str(row.get("span", 0)))
    cells = [Cell((str(row["label"]),), "label", span)] if span else []
    return TableLine((*cells, *(_cell(column, row) for column in columns[span:])), look)


def _cell(column: Column, row: Row) -> Cell:
    value, more = _text_and_look(row.get(column.cell, ""))
    lines = (together(value),) if column.group else tuple(value.split("\n"))
    return Cell(lines, f"{column.look} {more}".strip())


def _text_and_look(value: object) -> tuple[str, str]:
    if isinstance(value, tuple):
        text, look = value
        return str(text), str(look)
    return str(value), ""


@dataclass(slots=True)
class _Measured:
    """What a column asks for: `least` mm for its longest word and its head; `steps`, the widths of its cells on one
    line, rising, each with how many rows have it; `at` is how many of these fit."""

    least: float
    steps: list[tuple[float, int]]
    at: int

    @property
    def width(self) -> float:
        return max(self.least, self.steps[self.at - 1][0] if self.at else 0.0)

    @property
    def gain(self) -> float:
        """mm that one row more on two lines gives back; 0 where there is nothing to gain."""
        if not self.at or self.steps[self.at - 1][0] <= self.least:
            return 0.0
        width, count = self.steps[self.at - 1]
        below = max(self.least, self.steps[self.at - 2][0] if self.at > 1 else 0.0)
        return (width - below) / count


def _widths(
    columns: Sequence[Column], rows: Sequence[Row], width: float, kind: str, size: float, head_size: float
) -> tuple[float, ...]:
    """mm of each column: every cell on one line where there is room; else those give way that break the fewest rows for
    the most room; what is left over goes where it is of use."""
    measured = [_measured(column, rows, EDGES[kind], size, head_size) for column in columns]
    while sum(each.width for each in measured) > width:
        best = max(measured, key=lambda each: each.gain)
        if not best.gain:
            break
        best.at -= 1
    found = [each.width for each in measured]
    over = sum(found) - width
    if over > 0:  # words and heads alone are too wide: all give way alike
        found = [each * width / sum(found) for each in found]
    else:
        given = _given_back(measured, found, -over * GIVEN_BACK)
        _share_out(columns, found, -over - given)
    edges = [0.0]
    for each in found:
        edges.append(edges[-1] + each)
    rounded = [round(edge, 1) for edge in edges[:-1]] + [width]
    return tuple(round(right - left, 1) for left, right in pairwise(rounded))


def _given_back(measured: Sequence[_Measured], widths: list[float], left: float) -> float:
    """Of what is left, some goes to the columns that gave way; returns how much."""
    wanted = [
        each.steps[-1][0] - width if each.at < len(each.steps) else 0.0
        for each, width in zip(measured, widths, strict=True)
    ]
    part = min(1.0, left / sum(wanted)) if sum(wanted) else 0.0
    for place, want in enumerate(wanted):
        widths[place] += want * part
    return sum(wanted) * part


def _share_out(columns: Sequence[Column], widths: list[float], left: float) -> None:
    """Give what is left to the columns that grow, and what these do not take to those set from the left."""
    for shares, bounded in (
        ([column.grow for column in columns], True),
        ([_fallback(each) for each in columns], False),
    ):
        while left > 0.05 and any(shares):
            all_shares, given = sum(shares), 0.0
            for place, column in enumerate(columns):
                room = max(column.most - widths[place], 0.0) if bounded else left
                part = min(left * shares[place] / all_shares, room)
                if part >= room:
                    shares[place] = 0
                widths[place] += part
                given += part
            left -= given
    if left > 0.05:
        for place in range(len(widths)):
            widths[place] += left / len(widths)


def _fallback(column: Column) -> float:
    return float(bool({"left", "name", "small"} & set(column.look.split())))


def _measured(column: Column, rows: Sequence[Row], edges: float, size: float, head_size: float) -> _Measured:
    looks = set(column.look.split())
    edge = EDGES["tight"] if "tight" in looks else edges
    em = (min(size, 11.0) if "small" in looks else size) * MM_PER_PT
    font = face("Tinos-Bold" if "bold" in looks else "Tinos-Regular")
    counts: dict[str, int] = {}
    for row in rows:
        if "band" not in row:
            text = _text_and_look(row.get(column.cell, ""))[0]
            counts[text] = counts.get(text, 0) + 1
    wide: dict[float, int] = {}
    word = 0.0
    for text, count in counts.items():
        for line in text.split("\n"):
            shown = legible(line)
            unbroken = round(font.rough(shown) * em + edge, 2)
            may_break = unbroken > LONG and "tight" not in looks
            for step in (unbroken, unbroken / 2 * EVEN, unbroken / 3 * EVEN) if may_break else (unbroken,):
                wide[step] = wide.get(step, 0) + count
            pieces = formats.together(shown).split(" ") if column.group else shown.split(" ")
            word = max(word, unbroken if "tight" in looks else max(font.rough(piece) for piece in pieces) * em + edge)
    head = max(face("Tinos-Bold").rough(line) for line in column.head.split("\n")) * head_size * MM_PER_PT + HEAD_EDGE
    least = max(min(word, LONGEST_WORD if "tight" not in looks else word), head, column.least)
    steps = sorted(wide.items())
    return _Measured(least, steps, len(steps))
