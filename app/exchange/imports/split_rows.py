"""Rows whose name cell names several people ("Ông A, bà B"), made a row for each of them when an officer says so."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.country.name_surroundings import each_name
from app.exchange.imports.amended import Amended
from app.exchange.imports.columns import PERSON, ImportRow
from app.exchange.imports.people_rows import births_in, name_cell
from app.exchange.imports.reading import Cell
from app.exchange.imports.vocabulary import Meaning
from app.models.people.person import PHONES

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
