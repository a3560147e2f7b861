"""The outcome of each row, and the file of outcomes beside the list."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from app.country.name_surroundings import each_name
from app.exchange.imports.cells import text_of
from app.exchange.imports.columns import PERSON, Amended, Columns, ImportRow
from app.exchange.imports.laid_rows import LaidRow, laid_rows
from app.exchange.imports.people_rows import births_in, name_cell
from app.exchange.imports.reading import Cell, Cells, ListFile
from app.exchange.imports.vocabulary import Meaning, fold, is_total, stands_beside
from app.models.people.person import PHONES
from app.web.storage import StoreFolder

# Rows whose name cell names several people ("Ông A, bà B"), made a row for each of them when an officer says so.
M = Meaning
# Between the cells of two people: a line, a sign that stands in no date or telephone, a stroke between two years.
_CUT = re.compile(r"\s*(?:[\n;,&]|\+(?!\d)|\bvà\b|(?<=\d{4})\s*[/|–-]\s*(?=\d{4}\b))\s*", re.IGNORECASE)
# What belongs to one person: a cell that does not say whose it is is nobody's, and the row asks for it.
_OWN = frozenset((M.SEX, M.GUARDIAN, M.BIRTH_DAY, M.BIRTH_MONTH, *PHONES))


def people_of(row: ImportRow, amended: Amended) -> Iterator[ImportRow]:
    """A row for each person, with its corrections, where the name cell names several and nothing else; else the row."""
    found = each_name(str(name_cell(row.given) or ""))
    own = {*_OWN, *births_in(row.given)} & row.given.keys()
    for place, name in enumerate(found):
        number = row.number + (place + 1) * PERSON
        cells = {each: _of_one(row.given[each], place, len(found)) for each in own}
        given = {**row.given, **cells, M.FULL_NAME: name, M.FAMILY_NAME: None, M.GIVEN_NAME: None}
        yield replace(row, number=number, given=amended.over(number, given))
    if not found:
        yield row


def _of_one(cell: Cell, place: int, people: int) -> Cell:
    parts = _CUT.split(cell.strip()) if isinstance(cell, str) else []
    return parts[place] if len(parts) == people and all(parts) else None


class RowOutcome(StrEnum):
    """new: stored; doubtful: stored, but it may be somebody known, the office decides; known: nothing to do; refused:
    with a reason; skipped: no row of the table (a repeated heading, a line below the table)."""

    NEW = "new"
    DOUBTFUL = "doubtful"
    KNOWN = "known"
    REFUSED = "refused"
    SKIPPED = "skipped"


_BIRTHS = (Meaning.BIRTH_YEAR, Meaning.BIRTH_DATE, Meaning.MEN, Meaning.WOMEN, Meaning.AGE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class RowResult:
    """The outcome of a row: the name, a description, the reason if it is refused or doubtful, the corrections.

    `wrong`: the cells for which it is refused, by meaning; `better`: the name in Vietnamese case, if it differs;
    `waits`: stored on the waiting list of a course.
    """

    number: int
    outcome: RowOutcome
    name: str
    about: str = ""
    why: str = ""
    notices: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()
    better: str = ""
    waits: bool = False

    def line(self) -> str:
        """A line of the file of results."""
        return json.dumps(vars(self), ensure_ascii=False)

    @classmethod
    def of(cls, line: str) -> "RowResult":
        """The result of a line."""
        kept: dict[str, Any] = json.loads(line)
        outcome = RowOutcome(kept.pop("fate", None) or kept["outcome"])  # "fate" until 0.1: such files wait a week
        wrong = tuple((meaning, text) for meaning, text in kept.get("wrong", ()))
        return cls(**{**kept, "outcome": outcome, "notices": tuple(kept["notices"]), "wrong": wrong})


class Intake(Protocol):
    """The intake of a kind of list: takes rows in batches. It is made either to store or to preview."""

    def take(self, rows: Sequence[ImportRow]) -> list[RowResult]:
        """The outcomes of some rows, in order; inside the caller's transaction."""


def in_table(results: Iterable[RowResult]) -> int:
    """The number of rows of the table, without skipped lines."""
    return sum(each.outcome is not RowOutcome.SKIPPED for each in results)


def rows_of(book: ListFile, columns: Columns) -> Iterator[ImportRow | RowResult]:
    """The rows of a list; lines that are no row of the table as `RowResult`. Empty lines are left out.

    Raises:
        UnreadableFile: see `Book.rows`.
    """
    for row, why in judged_rows(book, columns):
        if why:
            yield RowResult(row.number, RowOutcome.SKIPPED, _first_text(row.own), why=why)
        else:
            given = columns.given(row.number, row.cells)
            found = ImportRow(row.number, given, columns.amended.names, columns.listed_in)
            yield from people_of(found, columns.amended) if columns.amended.split else [found]


def judged_rows(book: ListFile, columns: Columns) -> Iterator[tuple[LaidRow, str]]:
    """All rows of a list, each with why it is no row of the table; "" where it is one.

    Raises:
        UnreadableFile: see `Book.rows`.
    """
    heading = [fold(title) for title in columns.titles[: columns.width]]
    of_people, below = bool({*_BIRTHS, Meaning.NAME_AND_BIRTH} & {*columns.meanings}), False
    for row in laid_rows(book, columns):
        given = columns.given(row.number, row.cells)
        # Below the table stand its total and who signed, with their names; it may go on after that.
        carried = below and of_people and not _has_digit(given) and not row.section
        has_year = any(_YEAR.search(text_of(given[meaning])) for meaning in _BIRTHS if meaning in given)
        below = carried or (not has_year and _ends_table(row.own))
        why = _why_none(row, columns)
        if columns.heading >= 0 and _is_heading(row.own, heading):
            why = "heading"
        elif not why and (below or not columns.given(row.number, row.own)):
            why = "beside"
        yield row, why


def _why_none(row: LaidRow, columns: Columns) -> str:
    """Why a row is none of the table by its own marks; "" where it is one."""
    marks = {
        "section": row.section,
        "continues": row.continues,
        "hidden": row.hidden and columns.says("hidden"),
        "struck": row.struck and columns.says("struck"),
    }
    return next((why for why, holds in marks.items() if holds), "")


def _has_digit(given: Mapping[str, Cell]) -> bool:
    """Whether a birth could be meant, rightly written or not."""
    return any(map(str.isdigit, "".join(text_of(given[meaning]) for meaning in _BIRTHS if meaning in given)))


def _first_text(cells: Cells) -> str:
    return next((text_of(cell) for cell in cells if cell is not None), "")[:120]


def _ends_table(cells: Cells) -> bool:
    """Whether a line is a total, in whatever column it says so, or begins as lines beneath a table do."""
    words = (text for cell in cells if len(text := text_of(cell)) > 1 and not text.isdecimal())
    return is_total(next(words, "")) or stands_beside(_first_text(cells))


def _is_heading(cells: Cells, heading: Sequence[str]) -> bool:
    folded = [fold(text_of(cell)) for cell in cells]
    return len([word for word in folded if word]) > 1 and all(
        word == title for word, title in zip(folded, heading, strict=False) if word
    )


def batches(book: ListFile, columns: Columns, size: int) -> Iterator[tuple[list[ImportRow], list[RowResult]]]:
    """The rows of a list in batches, with the skipped lines among them."""
    rows: list[ImportRow] = []
    skipped: list[RowResult] = []
    for each in rows_of(book, columns):
        if isinstance(each, RowResult):
            skipped.append(each)
        else:
            rows.append(each)
        if len(rows) >= size:
            yield rows, skipped
            rows, skipped = [], []
    if rows or skipped:
        yield rows, skipped


def read_results(folder: StoreFolder, *names: str) -> list[RowResult]:
    """All results in some files, one after the other; none of those that were removed."""
    results = []
    for name in names:
        with suppress(FileNotFoundError):
            results += [RowResult.of(line) for line in folder.get(name).decode().splitlines() if line]
    return results


def write_results(folder: StoreFolder, name: str, results: Iterable[RowResult]) -> None:
    """Write results; they last when this returns."""
    folder.put({name: "".join(f"{each.line()}\n" for each in results).encode()})
