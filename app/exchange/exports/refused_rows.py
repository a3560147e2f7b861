"""Exports the refused rows of a list as the same sheet, with a column for the reason; once corrected, it is loaded
again."""

from collections.abc import Iterable, Iterator, Mapping

from flask_babel import gettext as _

from app.exchange.exports.values import Value
from app.exchange.imports.columns import Columns
from app.exchange.imports.laid_rows import laid_rows
from app.exchange.imports.reading import ListFile
from app.exchange.imports.vocabulary import Meaning

Rows = Iterable[list[Value]]


def heading(columns: Columns, words: Mapping[str, object]) -> list[str]:
    """The columns of the list, and "vì sao"; a column without a title is named by its meaning, else by its position."""
    width = len(columns.meanings)
    titles = [*(columns.titles if columns.heading >= 0 else ()), *[""] * width][:width]
    meant = [str(words[meaning]) if meaning != Meaning.NONE else "" for meaning in columns.meanings]
    named = [
        title or (columns.heading < 0 and word) or str(_("Cột %(number)s", number=place))
        for place, (title, word) in enumerate(zip(titles, meant, strict=True), 1)
    ]
    return [*named, str(_("Vì sao"))]


def rows(book: ListFile, columns: Columns, why: dict[int, str]) -> Iterator[list[Value]]:
    """The rows of these numbers with what the list says of them elsewhere (`laid_rows`), each with its reason.

    Raises:
        UnreadableFile: the file breaks off.
    """
    width = len(columns.meanings)
    for row in laid_rows(book, columns):
        if row.number in why:
            yield [*(*row.cells, *[None] * width)[:width], why[row.number]]
