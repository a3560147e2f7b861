"""Corrections by an officer beside a list, instead of a return to Excel: cells, groups, names."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.country import names
from app.exchange.imports.cells import is_tick, text_of
from app.exchange.imports.reading import Cell
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
