"""What is guessed of a whole list: a group and a year by its titles, an address or marks by the cells of a column."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from app.exchange.imports import vocabulary
from app.exchange.imports.cells import is_tick, text_of
from app.exchange.imports.columns import Columns
from app.exchange.imports.headers import mostly
from app.exchange.imports.kinds import ImportKind
from app.exchange.imports.laid_rows import MOST_COUNTED, table_rows
from app.exchange.imports.reading import ListFile
from app.exchange.imports.spread import Spread
from app.exchange.imports.vocabulary import ADDRESSES, Meaning, fold, listed

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
# A list of more years ago is not kept by its ages.
YEARS = 5
# What lists of who was there write beside a name.
_MARKS = {*listed("x|p|k|v|kp|cp|co|khong|co mat|vang|vang mat|co phep|khong phep|1|0")}


def titles_of(book: ListFile, columns: Columns, name: str) -> list[str]:
    """The lines above the first table, its sheet's name, the file's name."""
    above = book.head(columns.sheet)[: columns.heading if columns.heading >= 0 else columns.first]
    return [*(text_of(cell) for cells in above for cell in cells if cell is not None), columns.sheet, name]


def named_in(titles: Sequence[str], each: Spread) -> tuple[str, str]:
    """The code of the one row that some titles name, and the first title that does; "" where none or several are."""
    named = {title: codes for title in titles if (codes := each.named(title))}
    codes = set[str]().union(*named.values())
    return (codes.pop(), next(iter(named))) if len(codes) == 1 else ("", "")


def year_of(titles: Sequence[str], this_year: int) -> int:
    """The one recent year that some titles name, else this year."""
    recent = range(this_year - YEARS, this_year + 1)
    years = {int(year) for title in titles for year in _YEAR.findall(title) if int(year) in recent}
    return years.pop() if len(years) == 1 else this_year


def weighed(book: ListFile, columns: Columns, kind: ImportKind, spread: Sequence[Spread]) -> tuple[Columns, list[str]]:
    """The columns of a list of people, with nothing asked about those that say plainly what they are not; and the
    titles of those that hold marks alone."""
    if not kind.people:
        return columns, []
    texts: dict[int, list[str]] = defaultdict(list)
    for _number, cells in islice(table_rows(book, columns.parts[0], columns.width), MOST_COUNTED):
        for place, cell in enumerate(cells):
            texts[place] += [text_of(cell)] if cell is not None else []
    known, meanings, marked, houses = vocabulary.known(kind.headings), list(columns.meanings), [], []
    for place, title in enumerate(map(fold, columns.titles[: columns.width])):
        if meanings[place] == Meaning.NONE and title not in known and texts[place] and mostly(_is_mark, texts[place]):
            marked.append(place)
        if place in columns.asked and title in listed(ADDRESSES) and not any(map(spread[0].named, texts[place])):
            houses.append(place)
            meanings[place] = str(Meaning.NONE)
    asked = tuple(place for place in columns.asked if place not in (*marked, *houses))
    return replace(columns, meanings=tuple(meanings), asked=asked), [columns.titles[place] for place in marked]


def _is_mark(text: str) -> bool:
    return is_tick(text) or fold(text) in _MARKS
