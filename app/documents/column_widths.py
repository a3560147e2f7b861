"""How wide the columns of a ruled table are: as what stands in them asks, measured with the fonts' own advances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from math import ceil

from app.country import formats
from app.documents.fitting import MM_PER_PT
from app.documents.typefaces import Face, face, legible

Row = Mapping[str, object]
# mm that a cell takes beside its words: padding and half of its rules, and a hair for what kerning adds.
EDGES = {"roll": 2.7, "grid": 2.9, "tight": 2.0}
HEAD_EDGE = 2.1
LONGEST_WORD, LONGEST_OF_HEAD = 34.0, 17.0  # mm: a longer word is broken; in a head that has too little room
GIVEN_BACK = 0.6  # of what is left over, to columns that gave way
LONG, EVEN = 40.0, 1.12  # mm from which a cell may stand on two lines or three; what these take over an even share
SAMPLE, TRADES = 150, (16.0, 8.0, 4.0, 2.0)  # rows that tell how high a table becomes; mm that columns trade
ROW = 8.2  # mm, the least height of a row


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


def text_and_look(value: object) -> tuple[str, str]:
    if isinstance(value, tuple):
        text, look = value
        return str(text), str(look)
    return str(value), ""


@dataclass(slots=True)
class _Measured:
    """What a column asks for: `least` mm for its longest word and its head in lines; `floor`, the same with a head that
    is broken anew; `steps`, the widths of its cells on one
    line, rising, each with how many rows have it; `at` is how many of these fit."""

    floor: float
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


def column_widths(
    columns: Sequence[Column],
    rows: Sequence[Row],
    width: float,
    kind: str,
    *,
    size: float,
    head_size: float,
    trade: bool = False,
) -> tuple[float, ...]:
    """mm of each column: every cell on one line where there is room; else those give way that break the fewest rows for
    the most room; what is left over goes where it is of use. With `trade`, for tables of sentences, columns then trade
    room while that saves lines."""
    measured = [_measured(column, rows, EDGES[kind], size, head_size) for column in columns]
    while sum(each.width for each in measured) > width:
        best = max(measured, key=lambda each: each.gain)
        if not best.gain:
            break
        best.at -= 1
    found = [each.width for each in measured]
    over = sum(found) - width
    if over > 0:  # words and heads alone are too wide: heads give way, and if that is not enough all alike
        floors = [each.floor for each in measured]
        given = min(over / max(sum(found) - sum(floors), over), 1.0)
        found = [each - (each - floor) * given for each, floor in zip(found, floors, strict=True)]
        found = [each * width / sum(found) for each in found]
    else:
        given = _given_back(measured, found, -over * GIVEN_BACK)
        _share_out(columns, found, -over - given)
        if trade and any(each.at < len(each.steps) for each in measured):
            _trade(found, [each.least for each in measured], _samples(columns, rows, EDGES[kind], size))
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


def _samples(columns: Sequence[Column], rows: Sequence[Row], edges: float, size: float) -> list[list[float]]:
    """mm that the cells of some rows, evenly chosen, take on one line."""
    said = [row for row in rows if "band" not in row]
    chosen = said[:: max(1, len(said) // SAMPLE)]
    type_of = [_type(each, size, edges) for each in columns]
    return [
        [
            max(font.rough(legible(line)) for line in text_and_look(row.get(each.cell, ""))[0].split("\n")) * em + edge
            for each, (font, em, edge) in zip(columns, type_of, strict=True)
        ]
        for row in chosen
    ]


def _type(column: Column, size: float, edges: float) -> tuple[Face, float, float]:
    """The face of a column's cells, mm of an em, and mm beside their words."""
    looks = set(column.look.split())
    em = (min(size, 11.0) if "small" in looks else size) * MM_PER_PT
    return face("Tinos-Bold" if "bold" in looks else "Tinos-Regular"), em, EDGES["tight"] if "tight" in looks else edges


def rows_height(
    columns: Sequence[Column], rows: Sequence[Row], width: float, kind: str, *, size: float, head_size: float
) -> float:
    """mm that the rows take in `width` mm, without bands; an estimate, good enough to choose how a sheet lies."""
    widths = column_widths(columns, rows, width, kind, size=size, head_size=head_size, trade=True)
    samples = _samples(columns, rows, EDGES[kind], size)
    lines = [max(_lines(room, each) for room, each in zip(row, widths, strict=True)) for row in samples]
    high = sum(max(ROW, count * size * 1.15 * MM_PER_PT + 1) for count in lines)
    return high * len(rows) / max(len(samples), 1)


def _lines(room: float, width: float) -> int:
    return 1 if room <= width else ceil(room * EVEN / width)


def _trade(widths: list[float], least: Sequence[float], rows: Sequence[Sequence[float]]) -> None:
    """Move room from one column to another as long as the rows become fewer lines: a row is as high as its highest
    cell, so a cell may break for nothing beside a longer one."""

    def lines(place: int, width: float) -> list[int]:
        return [_lines(row[place], width) for row in rows]

    count = range(len(widths))
    high = [lines(place, widths[place]) for place in count]
    best = _height(high)
    for step in TRADES:
        moved = True
        while moved:
            moved = False
            for giver, taker in permutations(count, 2):
                if widths[giver] - step < least[giver]:
                    continue
                before = high[giver], high[taker]
                high[giver], high[taker] = lines(giver, widths[giver] - step), lines(taker, widths[taker] + step)
                if (now := _height(high)) < best:
                    best, moved = now, True
                    widths[giver] -= step
                    widths[taker] += step
                else:
                    high[giver], high[taker] = before


def _height(high: Sequence[Sequence[int]]) -> tuple[int, int]:
    """Lines of all rows; of equals, those of all cells."""
    return sum(map(max, zip(*high, strict=True))), sum(map(sum, high))


def _fallback(column: Column) -> float:
    return float(bool({"left", "name", "small"} & set(column.look.split())))


def _measured(column: Column, rows: Sequence[Row], edges: float, size: float, head_size: float) -> _Measured:
    looks = set(column.look.split())
    font, em, edge = _type(column, size, edges)
    counts: dict[str, int] = {}
    for row in rows:
        if "band" not in row:
            text = text_and_look(row.get(column.cell, ""))[0]
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
    of_head = min(head_width(column.head.split(), head_size), LONGEST_OF_HEAD)
    floor = max(min(word, LONGEST_WORD if "tight" not in looks else word), of_head, column.least)
    steps = sorted(wide.items())
    return _Measured(floor, max(floor, head_width(column.head.split("\n"), head_size)), steps, len(steps))


def head_width(pieces: Sequence[str], size: float) -> float:
    """mm of a head that is broken into some pieces."""
    return max(map(face("Tinos-Bold").rough, pieces), default=0.0) * size * MM_PER_PT + HEAD_EDGE


def fits(
    columns: Sequence[Column], rows: Sequence[Row], width: float, kind: str, *, size: float, head_size: float
) -> bool:
    """Whether all words and heads have room in `width` mm."""
    return sum(_measured(each, rows, EDGES[kind], size, head_size).least for each in columns) <= width
