"""The refused rows of a list as the same sheet, with a column that says why: mended, it is loaded again."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from app.exports.tables import Value
from app.imports.headers import Columns
from app.imports.reading import Book, Cell

Rows = Iterable[list[Value]]


def heading(columns: Columns) -> list[str]:
    """The columns of the list, and "vì sao"; a column without a name is called by its place."""
    titles = columns.titles if columns.heading >= 0 else ()
    named = [title or str(_("Cột %(number)s", number=place)) for place, title in enumerate(titles, 1)]
    width = len(columns.meanings)
    named += [str(_("Cột %(number)s", number=place)) for place in range(len(named) + 1, width + 1)]
    return [*named[:width], str(_("Vì sao"))]


def rows(book: Book, columns: Columns, why: dict[int, str]) -> Iterator[list[Value]]:
    """The rows with these numbers as they came, each with its reason at the end.

    Raises:
        UnreadableFile: the file breaks off.
    """
    width = len(columns.meanings)
    for number, cells in enumerate(book.rows(columns.sheet), 1):
        if number in why:
            yield [*_padded(cells, width), why[number]]


def _padded(cells: Iterable[Cell], width: int) -> list[Value]:
    filled: list[Value] = list(cells)[:width]
    return filled + [None] * (width - len(filled))
