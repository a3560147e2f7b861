"""What an officer said beside a list, so that nobody has to go back to Excel: cells written anew, groups, names."""

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
    """Laid over the rows of a file, which stays as it came: `cells` by row and meaning ("" empties one), `groups` by
    what a cell says (as `group_key`) the code of the group meant, `names`: names go in rewritten (`name_case`)."""

    cells: Written = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    names: bool = False

    def over(self, number: int, given: Mapping[str, Cell]) -> dict[str, Cell]:
        """A row's cells as they are to be read; a birth or sex that was said stands, whatever column tells another."""
        said_here = self.cells.get(number, {})
        cells: dict[str, Cell] = {**given, **said_here}
        for column in (Meaning.MEN, Meaning.WOMEN):
            if Meaning.BIRTH_YEAR in said_here and column in cells:
                cells[column] = "x"
            if Meaning.SEX in said_here and (told := cells.pop(column, None)) is not None and not is_tick(told):
                cells.setdefault(Meaning.BIRTH_YEAR, told)
        if Meaning.BIRTH_YEAR in said_here:
            cells.pop(Meaning.BIRTH_DATE, None)
        if said := self.groups.get(group_key(cells.get(Meaning.GROUP))):
            cells[Meaning.GROUP] = said
        return {meaning: cell for meaning, cell in cells.items() if cell not in (None, "")}

    def with_cells(self, cells: Written, groups: Mapping[str, str]) -> "Amended":
        """The same with more of it said; a cell said twice is as it was said last."""
        rows = {number: {**self.cells.get(number, {}), **cells[number]} for number in cells}
        return replace(self, cells={**self.cells, **rows}, groups={**self.groups, **groups})

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"cells": {str(number): dict(row) for number, row in self.cells.items()}} | {
            "groups": dict(self.groups),
            "names": self.names,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Amended":
        """Out of JSON."""
        cells = {
            int(number): {meaning: str(text) for meaning, text in row.items()}
            for number, row in kept.get("cells", {}).items()
        }
        return cls(cells, dict(kept.get("groups", {})), bool(kept.get("names")))


def group_key(cell: Cell) -> str:
    """By which two cells name a group with the same words."""
    return names.search_key(text_of(cell))
