"""Finds the meaning of columns: looks for the heading below the titles; unclear columns are asked about."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from app.country import names
from app.country.numbers import parse_integer
from app.exchange.imports import laid_rows, vocabulary
from app.exchange.imports.cells import text_of
from app.exchange.imports.columns import Columns, TablePosition
from app.exchange.imports.reading import HEAD, Cells
from app.exchange.imports.vocabulary import ADDRESSES, PEOPLE, SECOND_LINE, SUFFIXES, Meaning, fold, listed
from app.registers.definitions.people import FIELDS

# A list without a heading: the content of a column shows its meaning; unclear columns are asked about.
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


def understood_unheaded(rows: Sequence[Cells], *, people: bool) -> tuple[int, tuple[str, ...], tuple[int, ...]]:
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


# Columns that say something only beside the year.
_OF_A_BIRTH = (M.BIRTH_DAY, M.BIRTH_MONTH)


def understood(heads: Mapping[str, Sequence[Cells]], words: Mapping[str, str] = PEOPLE) -> Columns:
    """The columns by the first rows of a file's sheets: the sheet and heading with most known words, of people or of
    another kind of list.

    Always returns a result; without a heading the content of the columns decides.
    """
    known, people = vocabulary.known(words), words is PEOPLE
    found = [
        (score, -place, -row, sheet)
        for place, (sheet, rows) in enumerate(heads.items())
        for row, cells in enumerate(rows[:HEAD])
        if (score := _score(cells, known)) >= (2 if people else 1)
    ]
    if not found:
        sheet = next((name for name, rows in heads.items() if rows), next(iter(heads)))
        first, meanings, asked = understood_unheaded(heads[sheet], people=people)
        return Columns(sheet, -1, first, ("",) * len(meanings), meanings, asked)
    _words, _place, row, sheet = max(found)
    return _headed(sheet, heads[sheet], -row, known)


def _score(cells: Cells, known: Mapping[str, str]) -> int:
    found = {meaning for cell in cells if isinstance(cell, str) and (meaning := _exact(cell, known))}
    return len(found - {M.NONE, *_OF_A_BIRTH}) + (M.NAME_AND_BIRTH in found)  # two in one


def _exact(title: str, known: Mapping[str, str]) -> str | None:
    """The meaning of a known heading: in full, without brackets, or without "học viên"."""
    if (text := names.clean(title)).lower() in ("nam", "nữ") and M.SEX in known.values():
        return M.MEN if text.lower() == "nam" else M.WOMEN
    bare = fold(re.sub(r"\([^)]*\)|\*", " ", text))
    shorter = re.sub(rf" (?:{SUFFIXES})$", "", bare)
    return known.get(fold(text)) or known.get(bare) or known.get(shorter)


def _headed(sheet: str, rows: Sequence[Cells], row: int, known: Mapping[str, str]) -> Columns:
    titles = [text_of(cell) for cell in rows[row]]
    first = row + 1
    below = rows[first] if first < len(rows) else ()
    width = max(len(cells) for cells in rows[row:])
    titles += [""] * (width - len(titles))
    seconds = [text_of(cell).lower() for cell in below if cell is not None]
    if seconds and SECOND_LINE.issuperset(seconds):
        first += 1
        titles = _joined(titles, below)
    if first < len(rows) and _numbers_columns(rows[first]):
        first += 1
    lefts = laid_rows.blocks(titles)
    titles = titles[: lefts[1]] if len(lefts) > 1 else titles
    meanings, asked = _meanings(titles, [cells[: len(titles)] for cells in rows[first:]], known)
    beside = tuple(TablePosition(sheet, row, first, left) for left in lefts[1:])
    return Columns(sheet, row, first, tuple(titles), tuple(meanings), tuple(sorted(asked)), more=beside)


def _joined(titles: Sequence[str], below: Cells) -> list[str]:
    """One title a column out of two lines: "Năm sinh" over "Nam" and "Nữ" is "Năm sinh – Nam", "Năm sinh – Nữ"."""
    joined, above = [], ""
    for place, title in enumerate(titles):
        under = text_of(below[place]) if place < len(below) else ""
        above = title or (above if under else "")
        joined.append(" – ".join(filter(None, (above, under))) if under else title)
    return joined


def _numbers_columns(cells: Cells) -> bool:
    """Whether a line only numbers the columns: (1) (2) (3), or A 1 2 3."""
    filled = [text_of(cell).strip("()") for cell in cells if cell is not None]
    counts = [text for text in filled if parse_integer(text, len(cells)) is not None]
    return len(counts) >= 2 and len(counts) == len({*counts}) and all(len(text) <= 2 for text in filled)


def _meanings(titles: Sequence[str], rows: Sequence[Cells], known: Mapping[str, str]) -> tuple[list[str], set[int]]:
    meanings: list[str] = []
    asked: set[int] = set()
    for place, title in enumerate(titles):
        meaning, plain = _meaning(title, known)
        empty = all(place >= len(cells) or cells[place] is None for cells in rows)
        meanings.append(meaning)
        if not plain and not (empty and meaning == M.NONE):
            asked.add(place)
    _split_names(titles, rows, meanings, asked)
    _keep_parts_of_births(meanings, asked)
    if are_own(titles):  # an export of the product comes back
        asked -= {place for place, title in enumerate(titles) if fold(title) in _OWN}
    for meaning, times in Counter(meanings).items():
        if times > 1 and meaning != M.NONE:  # the plain one; of several the first, unless somebody says otherwise
            places = [place for place, found in enumerate(meanings) if found == meaning]
            sure = [place for place in places if place not in asked]
            asked.update(places if len(sure) > 1 else [])
            for place in {*places} - {(sure or places)[0]}:
                meanings[place] = M.NONE
    if M.GIVEN_NAME in meanings and not {M.FAMILY_NAME, M.FULL_NAME} & {*meanings}:
        meanings[place := meanings.index(M.GIVEN_NAME)] = M.FULL_NAME  # "Tên" alone, as people say it
        asked.add(place)
    return meanings, asked


# What the product's own exports of people call their columns.
_OWN = {fold(str(field.label)) for field in FIELDS}


def are_own(titles: Sequence[str]) -> bool:
    """Whether a list has the headings of the product's own exports of people."""
    keys = {fold(title) for title in titles if title}
    return keys <= _OWN and len(keys) > len(_OWN) // 2


def _meaning(title: str, known: Mapping[str, str]) -> tuple[str, bool]:
    """The meaning of a heading, and whether it is certain."""
    above, _dash, under = title.rpartition(" – ")
    if under.lower() in ("nam", "nữ") and above:
        return (M.MEN if under.lower() == "nam" else M.WOMEN), True
    if under and above and (found := _exact(under, known)):
        return found, True
    if title and (found := _exact(title, known)):
        return found, True
    key = fold(title)
    if key in listed(ADDRESSES) and M.GROUP in known.values():
        return M.GROUP, False
    near = [
        word
        for word in known
        if known[word] != M.NONE and len(word) > 3 and (key.startswith(f"{word} ") or key.endswith(f" {word}"))
    ]
    return (known[max(near, key=len)], False) if near else (M.NONE, False)


def _split_names(titles: Sequence[str], rows: Sequence[Cells], meanings: list[str], asked: set[int]) -> None:
    """Read a heading "Họ và tên" over two columns as family name and given name, to be confirmed."""
    if M.FULL_NAME not in meanings:
        return
    place = meanings.index(M.FULL_NAME)
    beside = place + 1
    words = any(isinstance(cell, str) for cells in rows for cell in cells[beside : beside + 1])
    if beside >= len(titles) or titles[beside] or not words:
        return
    meanings[place], meanings[beside] = M.FAMILY_NAME, M.GIVEN_NAME
    asked.update((place, beside))


def _keep_parts_of_births(meanings: list[str], asked: set[int]) -> None:
    """Day and month are those of a birth only where each stands once, beside the year: "Ngày" alone may be any."""
    if all(meanings.count(each) == 1 for each in (*_OF_A_BIRTH, M.BIRTH_YEAR)):
        return
    for place, meaning in enumerate(meanings):
        if meaning in _OF_A_BIRTH:
            meanings[place] = M.NONE
            asked.add(place)
