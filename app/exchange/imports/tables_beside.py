"""The tables of a file that are not read: other sheets, and lists that stand beside the first on one sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from app.country import names
from app.exchange.imports.cells import text_of
from app.exchange.imports.columns import Columns, TablePosition
from app.exchange.imports.laid_rows import table_rows
from app.exchange.imports.reading import ListFile, UnreadableFile
from app.exchange.imports.vocabulary import fold

# Rows of a table that are counted, and tables that are named.
MOST_COUNTED, MOST_NAMED = 2_000, 30


@dataclass(frozen=True)
class Unread:
    """A table that is not read: its rows (`MOST_COUNTED`: at least so many); `alike`: its columns are the same."""

    part: TablePosition
    rows: int
    alike: bool

    def kept(self) -> dict[str, object]:
        """The JSON for the page."""
        return {"sheet": self.part.sheet, "beside": bool(self.part.left), "rows": self.rows, "alike": self.alike}


def blocks(titles: Sequence[str]) -> list[int]:
    """Where lists that stand side by side begin: at each repetition of the first two titles or more."""
    keys = [fold(title) for title in titles]
    while keys and not keys[-1]:
        keys.pop()
    for width in range(2, len(keys) // 2 + 1 + len(keys) % 2):
        once = keys[:width]
        named = [key for key in once if key]
        starts = range(0, len(keys), width)
        if (
            len(named) > 1
            and len({*named}) == len(named)
            and all(_begins(once, keys[at : at + width]) for at in starts)
        ):
            return list(starts)
    return [0]


def _begins(once: Sequence[str], again: Sequence[str]) -> bool:
    """Whether a block has the titles of the first one, but for an empty column at the end."""
    return all(one == other for one, other in zip(once, [*again, *[""] * len(once)], strict=False))


def unread(book: ListFile, columns: Columns, found: Mapping[str, Columns]) -> list[Unread]:
    """The tables of the other sheets that are not read, with rows in them; `found`: how each sheet is understood."""
    left: list[Unread] = []
    for other in found.values():
        for part in other.parts:
            if part not in columns.parts and part.sheet != columns.sheet and len(left) < MOST_NAMED:
                left.append(Unread(part, _counted(book, part, other), _titles(other) == _titles(columns)))
    return [each for each in left if each.rows]


def _titles(columns: Columns) -> list[str]:
    titles = [fold(title) for title in columns.titles[: columns.width]]
    while titles and not titles[-1]:
        titles.pop()
    return titles if columns.heading >= 0 else ["", str(len(titles))]


def _counted(book: ListFile, part: TablePosition, columns: Columns) -> int:
    try:
        rows = table_rows(book, part, columns.width)
        texts = ([text_of(cell) for cell in cells] for _number, cells in islice(rows, MOST_COUNTED))
        return sum(len([*filter(names.search_key, row)]) > 1 for row in texts)  # more than a line of text
    except UnreadableFile:
        return 0
