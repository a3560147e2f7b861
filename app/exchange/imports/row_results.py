"""What becomes of each row, and the file in which that is kept beside the list it came from."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from app.exchange.imports.cells import text_of
from app.exchange.imports.headers import Columns
from app.exchange.imports.reading import Book, Cell, Cells
from app.exchange.imports.vocabulary import BESIDE, TOTALS, Meaning, fold, listed


class RowOutcome(StrEnum):
    """new: on file from now on; doubtful: the same, but it may be somebody known, the office decides; known: nothing
    to do; refused: why is told; skipped: no row of the table (a heading printed again, a line below the table)."""

    NEW = "new"
    DOUBTFUL = "doubtful"
    KNOWN = "known"
    REFUSED = "refused"
    SKIPPED = "skipped"


_BESIDE = re.compile(rf"(?:{'|'.join(listed(BESIDE))})(?: .*)?|(?:{TOTALS})[\d ]*|(?:.* )?ngay\b.*\bthang\b.*\bnam\b.*")
_BIRTHS = (Meaning.BIRTH_YEAR, Meaning.BIRTH_DATE, Meaning.MEN, Meaning.WOMEN)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Row:
    """One row of a list: its number on the screen, its cells by what they mean; whether its name goes in rewritten."""

    number: int
    given: dict[str, Cell]
    renamed: bool = False


@dataclass(frozen=True)
class RowResult:
    """What becomes of a row: whom it names, in words; why, where it is refused or doubtful; what was mended.

    `wrong` are the cells for which it is refused, by what they mean; `better` the name in Vietnamese case, where it is
    another than goes in.
    """

    number: int
    outcome: RowOutcome
    name: str
    about: str = ""
    why: str = ""
    notices: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()
    better: str = ""

    def line(self) -> str:
        """As a line of the file of results."""
        return json.dumps(vars(self), ensure_ascii=False)

    @classmethod
    def of(cls, line: str) -> "RowResult":
        """Out of a line."""
        kept: dict[str, Any] = json.loads(line)
        outcome = RowOutcome(kept.pop("fate", None) or kept["outcome"])  # "fate" until 0.1: such files wait a week
        wrong = tuple((meaning, text) for meaning, text in kept.get("wrong", ()))
        return cls(**{**kept, "outcome": outcome, "notices": tuple(kept["notices"]), "wrong": wrong})


class Intake(Protocol):
    """A kind of list: takes rows in batches. Storing or only looking is settled when it is made."""

    def take(self, rows: Sequence[Row]) -> list[RowResult]:
        """What becomes of some rows, in their order; inside the caller's transaction."""


@dataclass
class Counts:
    """How many rows had which outcome."""

    by_fate: Counter[RowOutcome] = field(default_factory=Counter)

    def add(self, told: Iterable[RowResult]) -> None:
        """Count some more."""
        self.by_fate.update(each.outcome for each in told)

    def __getitem__(self, outcome: RowOutcome) -> int:
        return self.by_fate[outcome]

    @property
    def rows(self) -> int:
        """All rows of the table; skipped lines are none."""
        return sum(self.by_fate.values()) - self.by_fate[RowOutcome.SKIPPED]


def rows_of(book: Book, columns: Columns) -> Iterator[Row | RowResult]:
    """The rows of a list, lines that are no row of the table as `RowResult`. Empty lines are nothing at all.

    Raises:
        UnreadableFile: see `Book.rows`.
    """
    heading = [fold(title) for title in columns.titles]
    of_people, below = bool({*_BIRTHS} & {*columns.meanings}), False
    for number, cells in enumerate(book.rows(columns.sheet), 1):
        if number <= columns.first or all(cell is None for cell in cells):
            continue
        given = columns.given(number, cells)
        # Below the table stand its total and who signed, with their names; it may go on after that.
        carried = below and of_people and not {*_BIRTHS} & {*given}
        below = carried or (bool(_BESIDE.fullmatch(fold(_first_text(cells)))) and not _has_year(given))
        if columns.heading >= 0 and _is_heading(cells, heading):
            yield RowResult(number, RowOutcome.SKIPPED, _first_text(cells), why="heading")
        elif below or not given:
            yield RowResult(number, RowOutcome.SKIPPED, _first_text(cells), why="beside")
        else:
            yield Row(number, given, columns.amended.names)


def _has_year(given: Mapping[str, Cell]) -> bool:
    return any(_YEAR.search(text_of(given[meaning])) for meaning in _BIRTHS if meaning in given)


def _first_text(cells: Cells) -> str:
    return next((text_of(cell) for cell in cells if cell is not None), "")[:120]


def _is_heading(cells: Cells, heading: Sequence[str]) -> bool:
    folded = [fold(text_of(cell)) for cell in cells]
    return len([word for word in folded if word]) > 1 and all(
        word == title for word, title in zip(folded, heading, strict=False) if word
    )


def batches(book: Book, columns: Columns, size: int) -> Iterator[tuple[list[Row], list[RowResult]]]:
    """The rows of a list, so many at a time, with the lines skipped among them."""
    rows: list[Row] = []
    skipped: list[RowResult] = []
    for each in rows_of(book, columns):
        if isinstance(each, RowResult):
            skipped.append(each)
        else:
            rows.append(each)
        if len(rows) == size:
            yield rows, skipped
            rows, skipped = [], []
    if rows or skipped:
        yield rows, skipped


def read_results(path: Path) -> list[RowResult]:
    """All results that a file holds; none where it was tidied away. A half-written last line is left out."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [RowResult.of(line) for line in lines[:-1] if line]


def write_results(path: Path, told: Iterable[RowResult], mode: str = "w") -> None:
    """Write results, or with mode "a" add some; on disk before this returns."""
    with path.open(mode, encoding="utf-8") as file:
        file.writelines(f"{each.line()}\n" for each in told)
        file.flush()
        os.fsync(file.fileno())
