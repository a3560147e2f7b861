"""How a list is read: where its tables stand, what their columns mean, what somebody answered about them, and
corrections by an officer beside it instead of a return to Excel."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from flask_babel import gettext as _

from app.country import names
from app.exchange.imports import chat_lines
from app.exchange.imports.cells import is_tick, text_of
from app.exchange.imports.reading import Cell, Cells
from app.exchange.imports.vocabulary import Meaning

Written = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class Amended:
    """Corrections laid over the rows of a file, which stays unchanged: `cells` by row and meaning ("" empties one),
    `groups` the code of the group meant by a cell (as `group_key`), `names`: store names rewritten (`name_case`),
    `split`: make a row of each person whom a cell names (`split_rows`)."""

    cells: Written = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    names: bool = False
    split: bool = False

    def over(self, number: int, given: Mapping[str, Cell]) -> dict[str, Cell]:
        """The cells of a row with the corrections; a corrected birth or sex replaces every column that holds it."""
        rewritten = self.cells.get(number, {})
        cells: dict[str, Cell] = {**given, **rewritten}
        for column in (Meaning.MEN, Meaning.WOMEN):
            if Meaning.BIRTH_YEAR in rewritten and column in cells:
                cells[column] = "x"
            if Meaning.SEX in rewritten and (cell := cells.pop(column, None)) is not None and not is_tick(cell):
                cells.setdefault(Meaning.BIRTH_YEAR, cell)
        if Meaning.BIRTH_YEAR in rewritten:
            for column in (Meaning.BIRTH_DATE, Meaning.BIRTH_DAY, Meaning.BIRTH_MONTH):
                cells.pop(column, None)
        if code := self.groups.get(group_key(cells.get(Meaning.GROUP))):
            cells[Meaning.GROUP] = code
        return {meaning: cell for meaning, cell in cells.items() if cell not in (None, "")}

    def with_cells(self, cells: Written, groups: Mapping[str, str]) -> "Amended":
        """The same with more corrections; the last correction of a cell counts."""
        rows = {number: {**self.cells.get(number, {}), **cells[number]} for number in cells}
        return replace(self, cells={**self.cells, **rows}, groups={**self.groups, **groups})

    def kept(self) -> dict[str, Any]:
        """The JSON of the corrections."""
        return {"cells": {str(number): dict(row) for number, row in self.cells.items()}} | {
            "groups": dict(self.groups),
            "names": self.names,
            "split": self.split,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Amended":
        """The corrections of a JSON."""
        cells = {
            int(number): {meaning: str(text) for meaning, text in row.items()}
            for number, row in kept.get("cells", {}).items()
        }
        return cls(cells, dict(kept.get("groups", {})), bool(kept.get("names")), bool(kept.get("split")))


def group_key(cell: Cell) -> str:
    """The key by which two cells name a group with the same words."""
    return names.search_key(text_of(cell))


M = Meaning
YES, NO = "co", "khong"
# Questions about the list: with the year from which ages count; before a meaning, with the code of what all rows have.
AGES, ALL = "ages", "all:"
# The rows of the second table of a list are numbered from here on, of the third from twice as far.
STRIDE = 1_000_000
# Of a row with several people the first is numbered from here on, the second from twice as far (`split_rows`).
PERSON = 1000 * STRIDE


@dataclass(frozen=True)
class TablePosition:
    """A table of the file: its sheet, the row of its heading (-1: there is none), its first row, its first column."""

    sheet: str
    heading: int
    first: int
    left: int = 0


class RowNumber(int):
    """The number of a row in a list, different for each table; in words its number on the screen, and its table."""

    words: str

    @classmethod
    def of(cls, row: int, place: int, part: TablePosition, person: int = 0) -> "RowNumber":
        """The number of a row of the table at this place of the list, the first being 0; of its first person, 1."""
        made = cls(row + place * STRIDE + person * PERSON)
        beside = str(_("bảng bên phải")) if part.left else ""
        which = str(_("người %(number)s", number=person)) if person else ""
        made.words = ", ".join(filter(None, (str(row), which, part.sheet if place else "", beside)))
        return made

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class ImportRow:
    """One row of a list: its number on the screen, its cells by meaning, whether its name is stored rewritten, and the
    year of the list."""

    number: int
    given: dict[str, Cell]
    renamed: bool = False
    listed_in: int | None = None


@dataclass(frozen=True)
class Columns:
    """How a list is read: its first table (`sheet`, `heading`, `first`, `left` as in `Part`), `more` tables of the same
    columns, the meaning of each column.

    `asked`: positions of columns that somebody must confirm before anything is stored, `open`: keys of questions
    (`survey`) that are to be answered before; `answers` by key; `amended`: corrections beside the file.

    `spread`: meanings whose value a list may say once for several rows; `sections`: folded texts of lines that say one
    (or name a sheet), with its meaning. The last columns are `added`: their meanings come from such lines alone.
    """

    sheet: str
    heading: int
    first: int
    titles: tuple[str, ...]
    meanings: tuple[str, ...]
    asked: tuple[int, ...]
    amended: Amended = field(default_factory=Amended)
    left: int = 0
    more: tuple[TablePosition, ...] = ()
    spread: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    open: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[TablePosition, ...]:
        """The tables that are read."""
        return (TablePosition(self.sheet, self.heading, self.first, self.left), *self.more)

    @property
    def width(self) -> int:
        """How many columns stand in the file."""
        return len(self.titles) - len(self.added)

    def row_number(self, number: int) -> RowNumber:
        """The number of a row with its words, as people find it: the row on the screen, and its sheet where it is not
        the first one read."""
        person, within = divmod(number, PERSON)
        place, row = divmod(within, STRIDE)
        return RowNumber.of(row, place, self.parts[min(place, len(self.parts) - 1)], person)

    def given(self, number: int, cells: Cells) -> dict[str, Cell]:
        """The cells of a row by meaning, with corrections; empty ones are left out."""
        pairs = zip(self.meanings, cells, strict=False)
        cells_given: dict[str, Cell] = {
            meaning: cell for meaning, cell in pairs if meaning != M.NONE and cell is not None
        }
        if (both := cells_given.pop(M.NAME_AND_BIRTH, None)) is not None:
            line = text_of(both.replace("\n", " / ") if isinstance(both, str) else both)
            name, birth, *_more = (*chat_lines.split(line), None, None)
            cells_given = {M.FULL_NAME: name, M.BIRTH_YEAR: birth, **cells_given}
        return self.amended.over(number, cells_given)

    def with_meanings(self, meanings: Sequence[str]) -> "Columns":
        """The same sheet with confirmed meanings: no column is left to ask."""
        return replace(self, meanings=tuple(meanings), asked=())

    def with_answers(self, answers: Mapping[str, str]) -> "Columns":
        """The same list with more answers; the last one to a question counts, an empty one opens it again."""
        return replace(self, answers={key: each for key, each in {**self.answers, **answers}.items() if each})

    @property
    def listed_in(self) -> int | None:
        """The year of the list, from which its ages count; None until it is answered."""
        return int(year) if (year := self.answers.get(AGES, "")).isdecimal() else None

    def says(self, key: str) -> bool:
        """Whether a question was answered with yes."""
        return self.answers.get(key) == YES

    def kept(self) -> dict[str, Any]:
        """The JSON of the columns."""
        plain = {"meanings": list(map(str, self.meanings)), "amended": self.amended.kept()}
        return {**vars(self), **plain, "more": [asdict(part) for part in self.more]}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Columns":
        """The columns of a JSON, also of one that an earlier release kept."""
        there = {each.name: kept[each.name] for each in fields(cls) if each.name in kept}
        lists = {name: tuple(value) for name, value in there.items() if isinstance(value, list)}
        made = cls(**{**there, **lists, "amended": Amended.of(kept.get("amended", {}))})
        return replace(made, more=tuple(TablePosition(**part) for part in kept.get("more", ())))
