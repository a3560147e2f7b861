"""What is pasted from a spreadsheet into the table of a programme: which cell is of which line and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from app.country import names
from app.exchange.imports import texts
from app.exchange.imports.entry_tables import NEW, EntryTable, TableLine
from app.exchange.imports.groups_on_file import GroupsOnFile
from app.exchange.imports.headers import understood
from app.exchange.imports.kinds import headings_of
from app.exchange.imports.vocabulary import fold, is_total
from app.models.movement.declaration import Subject
from app.models.people.residential_group import bare

NAMES = "name", "code"


@dataclass
class Pasted:
    """The cells by key of the line and of the field; the lines of whose subject nobody can be sure: what they are
    called, and their cells; what the lines of totals, which are left out, are called."""

    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    unsure: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)


def read_pasted(table: EntryTable, lines: Sequence[TableLine], text: str) -> Pasted:
    """The cells of a pasted text. Headings say the columns, if it has any. With a column of names, or of codes, a cell
    is of the line of that name; without one, lines come in the order shown."""
    rows = [[names.clean(cell) for cell in row] for row in texts.rows(texts.lines_of(text), "\t")]
    rows = [row for row in rows if any(row)]
    finder, found = _finder(table, lines), Pasted()
    meanings, rows = _columns(table, lines, finder, rows)
    named = any(key in NAMES for key in meanings)
    for place, row in enumerate(rows):
        given = {key: cell for key, cell in zip(meanings, row, strict=False) if key and cell}
        called = given.get("code") or given.get("name") or ""
        if is_total(called) and not finder.found(called):
            found.totals.append(called)
            continue
        key = _line_called(table, finder, given, found) if named else lines[place].key if place < len(lines) else ""
        cells = {each: cell for each, cell in given.items() if each not in NAMES or key.startswith(NEW)}
        if key:
            found.cells[key] = cells
        elif cells:
            found.unsure.append((called or " · ".join(row), cells))
    return found


def _columns(
    table: EntryTable, lines: Sequence[TableLine], finder: GroupsOnFile[str], rows: list[list[str]]
) -> tuple[list[str], list[list[str]]]:
    """The key of each column, "" of one that is not read, and the rows below the headings."""
    shown = [each.key for each in (*table.naming, *table.columns)]
    known = {key: words for key, words in headings_of(table.register).items() if key in (*shown, *NAMES)}
    as_shown = fold(table.register.declared.noun)
    known["name"] = "|".join(filter(None, (known.get("name", "ten|ten goi|don vi|to dan pho|thon|to"), as_shown)))
    head = understood({"": [tuple(cell or None for cell in row) for row in rows[:20]]}, words=known)
    if head.heading >= 0:
        return [key if key in known else "" for key in map(str, head.meanings)], rows[head.first :]
    width = max(map(len, rows), default=0)
    by_name = next((place for place in range(width) if _names_lines(finder, rows, place)), None)
    in_use = by_name is not None or any(each.row is not None for each in lines)
    others = [each.key for each in table.columns] if in_use else shown
    numbered = len(rows) > 1 and [row[0] for row in rows] == [str(place) for place in range(1, len(rows) + 1)]
    ordinal = numbered and (by_name != 0 if by_name is not None else width > len(others))
    rest, skipped = iter(others), {0} if ordinal else set[int]()
    meanings = ["name" if place == by_name else "" if place in skipped else next(rest, "") for place in range(width)]
    return meanings, rows


def _finder(table: EntryTable, lines: Sequence[TableLine]) -> GroupsOnFile[str]:
    alike = bare if table.register.declared.subject is Subject.GROUP else names.search_key
    found: GroupsOnFile[str] = GroupsOnFile((), "", alike)
    for each in lines:
        if each.row is not None:
            found.add_called(each.key, each.row.name, each.row.code)
            if each.name != each.row.name:
                found.add_called(each.key, each.name, "")
    return found


def _names_lines(finder: GroupsOnFile[str], rows: Sequence[Sequence[str]], place: int) -> bool:
    cells = [row[place] for row in rows if place < len(row) and row[place]]
    named = [cell for cell in cells if not cell.isdigit() and finder.found(cell)]
    return bool(cells) and len(named) * 2 >= len(cells)


def _line_called(table: EntryTable, finder: GroupsOnFile[str], given: Mapping[str, str], found: Pasted) -> str:
    """The key of the line that is meant, a new one where the programme adds rows; "" where that is not sure."""
    meant = finder.found(given.get("code", "")) or finder.found(given.get("name", ""))
    if len(meant) == 1 and (key := next(iter(meant))) not in found.cells:
        return key
    if meant or not table.adds:
        return ""
    return next(key for number in count(1) if (key := f"{NEW}{number}") not in found.cells)
