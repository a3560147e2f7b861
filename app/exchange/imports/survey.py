"""Goes over a list before its rows are read one by one: what it says once for several rows, what only a whole column
tells, and what stands in the file unread. What is not plain is asked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.country import clock
from app.exchange.imports import guesses, laid_rows
from app.exchange.imports.cells import text_of
from app.exchange.imports.columns import AGES, ALL, NO, YES, Columns
from app.exchange.imports.headers import are_own, understood
from app.exchange.imports.kinds import ImportKind
from app.exchange.imports.laid_rows import is_ditto, lone_text, order_of, section_words, table_rows
from app.exchange.imports.people_rows import births_in
from app.exchange.imports.reading import Cell, ListFile
from app.exchange.imports.row_results import judged_rows
from app.exchange.imports.spread import Spread
from app.exchange.imports.vocabulary import Meaning, fold, is_total

# Different texts that may be sections of one list.
MOST_SECTIONS = 500
SHEETS, DOWN = "sheets", "down:"


@dataclass
class Survey:
    """What was seen: `columns` as they are read; `questions` by key with their values for the page, `answers` being
    those that are offered, the likeliest first; how many cells got their value from merged ones; lines by why they are
    no rows ("section" …), rows that are "hidden" or "struck"; the tables that are not read, the columns of marks."""

    columns: Columns
    questions: dict[str, dict[str, Any]] = field(default_factory=dict)
    merged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    unread: Sequence[laid_rows.Unread] = ()
    marked: Sequence[str] = ()

    def kept(self) -> dict[str, object]:
        """The JSON for the page."""
        return {
            "seen": {"merged": self.merged, **self.skipped, "marked": list(self.marked)},
            "questions": self.questions,
            "unread": [each.kept() for each in self.unread],
        }


def surveyed(book: ListFile, columns: Columns, kind: ImportKind, spread: Sequence[Spread], name: str = "") -> Survey:
    """How a list is read once everything in it was seen; `spread`: what lists of the kind may say once (`Kind.spread`);
    `name`: that of its file.

    Raises:
        UnreadableFile: the file breaks off.
    """
    found = {
        sheet: understood({sheet: book.head(sheet)}, kind.headings) for sheet in book.sheets if sheet != columns.sheet
    }
    own = tuple(part for part in columns.more if part.sheet == columns.sheet)
    columns = replace(_without_added(columns), more=own, spread=tuple(each.meaning for each in spread), open=())
    columns, marked = guesses.weighed(book, columns, kind, spread)
    left = laid_rows.unread(book, columns, found)
    if columns.says(SHEETS):
        columns = replace(columns, more=(*own, *(each.part for each in left if each.alike)))
        left = [each for each in left if not each.alike]
    seen = Survey(_with_sections(book, columns, spread), unread=left, marked=marked)
    _look(seen, book, kind, spread, guesses.titles_of(book, columns, name))
    if _is_export(columns, kind):  # what is blank there is blank
        seen.questions = {key: asked for key, asked in seen.questions.items() if not key.startswith((DOWN, ALL))}
    seen.columns = replace(seen.columns, open=tuple(key for key in seen.questions if key not in columns.answers))
    return seen


def _without_added(columns: Columns) -> Columns:
    """The columns as they stand in the file; those that were added and are not wanted stay so."""
    unwanted = {
        f"{key}:{meaning}": NO
        for meaning, chosen in zip(columns.added, columns.meanings[columns.width :], strict=True)
        for key in ("added", "all")
        if chosen == Meaning.NONE
    }
    width = columns.width
    plain = replace(columns, titles=columns.titles[:width], meanings=columns.meanings[:width], added=(), sections={})
    return plain.with_answers(unwanted)


def _with_sections(book: ListFile, columns: Columns, spread: Sequence[Spread]) -> Columns:
    """The columns with the sections of the list, and a column for what they say where the list has none."""
    sections = _sections(book, columns, spread)
    meanings, titles, added = list(columns.meanings), list(columns.titles), []
    for each in spread:
        of_all = columns.answers.get(f"{ALL}{each.meaning}", NO) != NO
        in_sections = each.meaning in sections.values() and columns.answers.get(f"added:{each.meaning}") != NO
        if not of_all and not in_sections:
            continue
        if each.meaning in meanings and (place := meanings.index(each.meaning)) in columns.asked:
            meanings[place] = str(Meaning.NONE)  # it was only a guess
        if each.meaning not in meanings:
            added.append(each)
    return replace(
        columns,
        titles=(*titles, *(each.title for each in added)),
        meanings=(*meanings, *(each.meaning for each in added)),
        added=tuple(each.meaning for each in added),
        sections=sections,
    )


def _sections(book: ListFile, columns: Columns, spread: Sequence[Spread]) -> dict[str, str]:
    """The texts of lines, and names of sheets, that say something of the rows below."""
    found: dict[str, str] = {}
    # A lone text stands out only where rows have more than one text of their own.
    if not spread or sum(meaning != Meaning.NONE for meaning in columns.meanings) < 2:
        return found

    def take(text: str) -> None:
        words = section_words(text)
        key = fold(words)
        if key and key not in found and len(found) < MOST_SECTIONS and (meaning := _meaning_of(words, spread)):
            found[key] = meaning

    people = any(each.meaning == Meaning.GROUP for each in spread)
    for part in columns.parts:
        if part.sheet and not is_total(part.sheet):
            take(part.sheet)
        for _number, cells in table_rows(book, part, columns.width):
            if (text := lone_text(cells)) and not is_total(text):
                first = next((text_of(cell) for cell in cells if cell is not None), "")
                if people or not first.rstrip(".)").isdecimal():  # rows of registers are numbered: 1, 2, 3
                    take(text)
    return found


def _meaning_of(words: str, spread: Sequence[Spread]) -> str:
    """What a text says of the rows below: a meaning; "none" where it names several of its values; "" where nothing."""
    for each in spread:
        if each.says(words):
            return each.meaning
        parts = words.split(",")
        if len(parts) > 1 and all(each.says(part.strip()) for part in parts):
            return str(Meaning.NONE)
    return ""


@dataclass
class _Column:
    """What is seen of one column, from above: how often it says each value, how many empty cells stand below one."""

    values: Counter[str] = field(default_factory=Counter)
    blank: int = 0
    above: str = ""
    last: str = ""
    orders: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def note_value(self, own: Cell, meant: Cell) -> None:
        """Note a cell as it stands, and as it is meant."""
        if own is not None and not is_ditto(own):
            self.last = text_of(own)[:80]
            self.values[fold(self.last)] += 1
        elif meant is None and self.last:
            self.blank += 1
            self.above = self.above or self.last

    def note_day(self, own: Cell) -> None:
        """Note a cell of a column of dates."""
        if order := order_of(own):
            self.orders[order] += 1
            self.examples.setdefault(order, text_of(own))


def _look(seen: Survey, book: ListFile, kind: ImportKind, spread: Sequence[Spread], above: Sequence[str]) -> None:
    columns = seen.columns
    # As if nothing were taken from above: answered or not, the page says how many cells it concerns.
    plain = columns.with_answers({key: NO for key in columns.answers if key.startswith((DOWN, ALL))})
    notes: dict[int, _Column] = {}
    filled: Counter[str] = Counter()
    for row, why in judged_rows(book, plain):
        seen.skipped[why or "rows"] += 1
        seen.skipped["hidden"] += row.hidden and why != "hidden"  # counted whether left out or not
        seen.skipped["struck"] += row.struck and why != "struck"
        if why:
            continue
        seen.merged += row.filled
        filled.update(key for key, cell in zip(columns.meanings, row.cells, strict=False) if cell is not None)
        filled[AGES] += Meaning.AGE in columns.meanings and births_in(plain.given(0, row.cells)) == [Meaning.AGE]
        for place, meaning in enumerate(columns.meanings[: columns.width]):
            own, note = row.own[place] if place < len(row.own) else None, notes.setdefault(place, _Column())
            if meaning in columns.spread:
                note.note_value(own, row.cells[place])
            elif meaning in kind.days:
                note.note_day(own)
    _ask(seen, notes)
    this_year = clock.today().year
    for each in spread if seen.skipped["rows"] else ():
        if each.asked and not filled[each.meaning]:
            code, title = guesses.named_in(above, each)
            offered = {"answers": [*filter(None, (code,)), NO], "title": title, "count": seen.skipped["rows"]}
            seen.questions[f"{ALL}{each.meaning}"] = offered
    if filled[AGES]:
        years = dict.fromkeys((guesses.year_of(above, this_year), this_year, this_year - 1, this_year - 2))
        seen.questions[AGES] = {"answers": [*map(str, years)], "count": filled[AGES]}


def _is_export(columns: Columns, kind: ImportKind) -> bool:
    """Whether the list has the headings of the product's own exports, nearly all and no others."""
    if kind.people:
        return are_own(columns.titles)
    own, titles = {fold(str(kind.words[each])) for each in kind.meanings}, {*map(fold, filter(None, columns.titles))}
    return titles <= own and len(titles) >= len(own) - 1


def _ask(seen: Survey, notes: Mapping[int, _Column]) -> None:
    """Ask what columns alone do not tell: of empty cells below a group; of each column with a date that can only be
    read month first, which side of the list has more such dates."""
    columns = seen.columns
    # Each value once: the list may say it for those below, too. In registers an empty cell is a value of its own.
    for place, note in notes.items():
        if columns.meanings[place] == Meaning.GROUP and note.blank and max(note.values.values()) == 1:
            asked = {"title": columns.titles[place], "count": note.blank, "example": note.above, "answers": [YES, NO]}
            seen.questions[f"{DOWN}{Meaning.GROUP}"] = asked
    orders: Counter[str] = sum((note.orders for note in notes.values()), Counter())
    examples = dict(pair for note in reversed([*notes.values()]) for pair in note.examples.items())
    offered = {
        "answers": sorted((NO, YES), key=lambda order: -orders[order]),
        "sides": {order: [orders[order], example] for order, example in examples.items()},
    }
    for place, note in notes.items():
        if count := note.orders[YES]:
            asked = {"title": columns.titles[place], "count": count, **offered}
            seen.questions[f"month:{columns.meanings[place]}"] = asked
