"""A list without a heading: the content of a column shows its meaning; unclear columns are asked about."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from app.country import names
from app.country.numbers import parse_integer
from app.exchange.imports.cells import text_of
from app.exchange.imports.reading import Cells
from app.exchange.imports.vocabulary import Meaning

M = Meaning
# The share of a column's cells that must agree.
MOST = 0.8
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d")
_PHONE = re.compile(r"(?:\+?84|0)?[235789]\d{8}")
_SEXES = {"nam", "nu", "trai", "gai"}
# With its accents: Tô Thị Hoa is no tổ.
_GROUP = re.compile(r"(?:tổ|tdp|khu phố|kp|thôn|bản|xóm|khối|ấp|buôn|tiểu khu)\b.*|.*[^\W\d_].* \d{1,3}", re.IGNORECASE)
_Tests = Sequence[tuple[str, Callable[[str], bool]]]
# What a column means of which most cells are so: of a list of people, and of another.
_OF_PEOPLE: _Tests = (
    (M.BIRTH_YEAR, lambda text: bool(_YEAR.fullmatch(text))),
    (M.BIRTH_DATE, lambda text: bool(_YEAR.fullmatch(text) or _DAY.fullmatch(text))),
    (M.PHONE, lambda text: bool(_PHONE.fullmatch(re.sub(r"[\s.\-]", "", text)))),
    (M.SEX, lambda text: names.search_key(text) in _SEXES),
    (M.GROUP, lambda text: bool(_GROUP.fullmatch(text))),
    (M.FULL_NAME, lambda text: len(text.split()) > 1 and not any(map(str.isdigit, text))),
)
_OF_NAMES: _Tests = ((M.NAME, lambda text: any(map(str.isalpha, text))),)


def understood(rows: Sequence[Cells], *, people: bool) -> tuple[int, tuple[str, ...], tuple[int, ...]]:
    """The first row of the table, the meaning of each column, and the positions of columns to confirm."""
    first = _first(rows)
    width = max((len(cells) for cells in rows[first:]), default=0)
    meanings: list[str] = []
    asked: list[int] = []
    for place in range(width):
        texts = [text_of(cells[place]) for cells in rows[first:] if place < len(cells) and cells[place] is not None]
        texts = [text.removeprefix("'") for text in texts]
        tests = _OF_PEOPLE if people else _OF_NAMES
        is_bare = not texts or _counts_up(texts)
        meaning = M.NONE if is_bare else next((each for each, test in tests if mostly(test, texts)), None)
        if meaning is None or (meaning != M.NONE and meaning in meanings):
            asked.append(place)
        meanings.append(meaning if meaning is not None and meaning not in meanings else M.NONE)
    return first, tuple(meanings), tuple(asked)


def _first(rows: Sequence[Cells]) -> int:
    """The first row that is no title: as many cells filled as in most rows, or more than one."""
    filled = [sum(cell is not None for cell in cells) for cells in rows]
    several = sum(count > 1 for count in filled) > len([count for count in filled if count]) // 2
    return next((row for row, count in enumerate(filled) if count > (1 if several else 0)), 0)


def mostly(test: Callable[[str], bool], texts: Sequence[str]) -> bool:
    """Whether most texts of a column pass a test."""
    return sum(map(test, texts)) >= MOST * len(texts)


def _counts_up(texts: Sequence[str]) -> bool:
    """Whether the cells are numbers of rows: 1, 2, 3 …"""
    counts = [parse_integer(text.strip(".)"), 999) for text in texts]
    return len(counts) > 1 and all(before is not None and after == before + 1 for before, after in pairwise(counts))
