"""The table of a programme: all its subjects as lines, its short questions as columns. What was typed is read as a list
is, shown before it is stored, and stored at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, sentences
from app.exchange.imports.cells import UnusableCell, text_of
from app.exchange.imports.people import Target
from app.exchange.imports.register_rows import RegisterIntake
from app.models import AdministrativeUnit, Site
from app.models.movement.declaration import Subject
from app.models.movement.declaration_subjects import OWN
from app.registers.field import NOTHING, Field, InvalidValue, Kind, differ
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.register import ProgrammeRegister
from app.registers.programmes.subject_fields import REASON
from app.registers.register import Writer

# Empty lines for events and sites that are not there yet.
BLANK = 10
NEW = "moi-"
_LONG = frozenset((Kind.LINES, Kind.SOME_OF, Kind.ROWS))
_CHOSEN = Kind.ONE_OF, Kind.SOME_OF
Typed = Mapping[str, Mapping[str, str]]


class LineState(StrEnum):
    """What becomes of a line: nothing was typed or nothing differs, it will be stored, it waits for the reason that it
    bears."""

    EMPTY = "empty"
    SAME = "same"
    READY = "ready"
    WAITS = "waits"


@dataclass
class TableLine:
    """A line: its key (that of the row, or of a new one), the row, its name, what stands in its boxes by key of the
    field, what the period before says in the same words, the version of the row that was seen. After a look: its state,
    what is wrong by key of the field, the values to store, what changes: label, before, after, "" for empty."""

    key: str
    row: Site | None
    name: str
    typed: dict[str, str]
    before: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    state: LineState = LineState.EMPTY
    wrong: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[object, str, str]] = field(default_factory=list)

    @property
    def whys(self) -> list[str]:
        """Why it waits, each reason once."""
        return list(dict.fromkeys(self.wrong.values()))


def asked_columns(register: ProgrammeRegister) -> list[Field]:
    """The questions that are columns: outcome, short ones and all that an entry needs, the reason."""

    def fits(each: Field) -> bool:
        needed = each.asked is not None and each.asked.required
        return each.key.startswith(PREFIX) and (each.kind not in _LONG or needed)

    others = ("outcome", REASON.key)
    return [each for each in register.fields if each.key in others or fits(each)]


def own_columns(register: ProgrammeRegister) -> list[Field]:
    """What names a new line, before its answers; none where nothing can be added. Who records for one organisation
    alone writes no organiser."""
    if register.declared.subject not in OWN:
        return []
    asks = register.declared.subject is Subject.EVENT and len(register.recorders) != 1
    organiser = ["organisation"] if asks else []
    keys = ["name", "held_on", *organiser, "within", "residential_group"]
    return [each for each in register.fields if each.key in keys and not each.copied]


class EntryTable:
    """The lines of a table over some rows. Of those in `unseen` it shows nothing that stands; `before`: what stood for
    the period before, by id of the row and key of the field; `total`: how many rows there are on all pages."""

    def __init__(
        self, session: Session, register: ProgrammeRegister, rows: Sequence[Site], *,
        unseen: Collection[int] = (), before: Mapping[int, Mapping[str, str]] | None = None, total: int = 0,
    ) -> None:  # fmt: skip
        self.total = total or len(rows)
        self.session, self.register, self.rows = session, register, rows
        self.columns, self.naming = asked_columns(register), own_columns(register)
        self._blind, self.unseen, self._before = replace(register, blind=True), unseen, before or {}
        self.unit = register.programme.unit
        self._intake = RegisterIntake(register, session, Target(self.unit.id, clock.now()), store=False)

    @property
    def adds(self) -> bool:
        """Whether there are lines for new rows."""
        return bool(self.naming)

    def lines(self, typed: Typed | None = None, versions: Mapping[str, str] | None = None) -> list[TableLine]:
        """All lines, with what stands or with what was typed; new ones as many as were typed, and some empty ones."""
        given, seen = typed or {}, versions or {}
        made = [
            TableLine(
                row.public_id, row, self.name_of(row), dict(given.get(row.public_id, self._standing(row))),
                self._before.get(row.id, {}), seen.get(row.public_id, str(row.version)),
            )
            for row in self.rows
        ]  # fmt: skip
        if self.adds:
            filled = [key for key in given if key.startswith(NEW) and any(given[key].values())]
            most = max(BLANK, len(filled) + (BLANK if typed is None else 2))
            free = (f"{NEW}{number}" for number in range(1, len(filled) + most + 1))
            keys = [*filled, *(key for key in free if key not in filled)][:most]
            made += [TableLine(key, None, "", dict(given.get(key, {}))) for key in keys]
        for line in made:
            if line.key in given:
                self._recognise(line)
        return made

    def look(self, typed: Typed, versions: Mapping[str, str]) -> list[TableLine]:
        """The lines, each with what would become of it; stores nothing."""
        lines = self.lines(typed, versions)
        for line in lines:
            if any(text.strip() for text in line.typed.values()) or self._is_emptied(line):
                self._look_at(line)
        self._match([each for each in lines if each.row is None and each.state is LineState.READY])
        return lines

    def store(self, lines: Sequence[TableLine], by: Writer) -> int:
        """Store the lines that are ready; returns how many. The caller has locked their rows and looked at them in the
        same transaction.

        Raises:
            Overtaken: never, where that was done.
        """
        register, ready = self.register.collecting(), [each for each in lines if each.state is LineState.READY]
        if not all(each.row for each in ready):
            self.session.scalars(AdministrativeUnit.locked(self.unit.id)).one()
        for each in ready:
            if each.row is None:
                register.make(self.session, self.unit, each.values, by)
            else:
                mine = replace(register, blind=each.row.id in self.unseen)
                mine.change(self.session, each.row, each.values, str(each.row.version), by)
        register.finish(self.session, by)
        return len(ready)

    def _of(self, row: Site) -> ProgrammeRegister:
        return self._blind if row.id in self.unseen else self.register

    def _standing(self, row: Site) -> dict[str, str]:
        values = self._of(row).values(row, self.columns)
        return {each.key: in_box(each, values[each.key]) for each in self.columns}

    def _stands(self, row: Site) -> dict[str, Any]:
        register = self._of(row)
        return register.values(row, register.fields)

    def _is_emptied(self, line: TableLine) -> bool:
        """Whether a line that was filled is empty now; of one that somebody filled meanwhile nothing is known."""
        row = line.row
        return row is not None and line.version == str(row.version) and any(self._standing(row).values())

    def _fields_of(self, line: TableLine) -> list[Field]:
        return [*(self.naming if line.row is None else ()), *self.columns]

    def _recognise(self, line: TableLine) -> None:
        """Put what is meant in place of the words that were typed for a choice or a row, as it stands in a box. Words
        that mean none stay, with the reason."""
        stands = self._standing(line.row) if line.row else {}
        for each in self._fields_of(line):
            text = line.typed.get(each.key, "")
            if each.kind in (*_CHOSEN, Kind.ROW) and text not in ("", stands.get(each.key)):
                try:
                    line.typed[each.key] = in_box(each, self._intake.read(each, text))
                except (UnusableCell, InvalidValue) as unusable:
                    line.wrong[each.key] = str(unusable)

    def _look_at(self, line: TableLine) -> None:
        fields, stands = self._fields_of(line), self._stands(line.row) if line.row else {}
        if line.row is None and len(self.register.recorders) == 1:
            line.values["organisation"] = self.register.recorders[0]
        for each in fields:
            text, standing = line.typed.get(each.key, ""), stands.get(each.key)
            try:
                same = line.row is not None and text == in_box(each, standing)
                line.values[each.key] = standing if same else self._intake.read(each, text)
                if line.row is None and each.required and line.values[each.key] in NOTHING:
                    raise UnusableCell(_("Chưa ghi %(what)s.", what=each.word))
            except (UnusableCell, InvalidValue) as unusable:
                line.wrong[each.key] = str(unusable)
        line.changes = [
            (each.label, _worded(each, stands.get(each.key)), _worded(each, value))
            for each in fields
            if each.key in line.values and differ(value := line.values[each.key], stands.get(each.key))
        ]
        line.name = line.name or self.register.title_of(line.values)
        if not line.wrong and not line.changes:
            line.state = LineState.SAME
            return
        if not line.wrong:
            self._check(line, stands)
        line.state = LineState.WAITS if line.wrong else LineState.READY

    def _check(self, line: TableLine, stands: Mapping[str, Any]) -> None:
        """Note what does not go together, what lacks, and what another person did meanwhile."""
        complete = self._intake.complete({**stands, **line.values})
        wrong = {**self.register.check(complete), **self.register.check_change(stands, complete, line.row)}
        line.wrong |= {key: str(words) for key, words in wrong.items()}
        if line.row is not None and line.version != str(line.row.version):
            line.wrong["version"] = _("Có người ghi dòng này sau khi anh chị mở bảng. Anh chị mở lại bảng để xem.")

    def _match(self, lines: Sequence[TableLine]) -> None:
        """Let new lines wait that mean a row of the book, or the same as a line above."""
        if self.register.declared.subject is Subject.EVENT and not self.register.declared.title:
            return  # nothing names them apart
        known, values = set[str](), [self._intake.complete(each.values) for each in lines]
        matches = self.register.find_many(self.session, self.unit.id, values)
        for line, match in zip(lines, matches, strict=True):
            if match.row is not None or known & {*match.identities[:1]}:
                text = _("Sổ đã có %(name)s. Anh chị ghi ở dòng của nó, hoặc đặt tên khác.", name=line.name)
                line.wrong["name"], line.state = text, LineState.WAITS
            known |= {*match.identities}

    def name_of(self, row: Site) -> str:
        """What a line is called where nothing stands beside it: with the site that contains it."""
        return f"{row.name}, {row.within.name}" if row.within_id and row.within else row.name


def in_box(field: Field, value: Any) -> str:
    """A value as it stands in a box, from which it is read back: the keys of choices, else words."""
    if value in NOTHING:
        return ""
    if field.kind in _CHOSEN:
        return str(value)
    return str(value.name) if field.kind is Kind.ROW else field.words(value)


def _worded(field: Field, value: Any) -> str:
    return in_words(field, in_box(field, value))


def in_words(field: Field, text: str) -> str:
    """What stands in a box, in words."""
    if field.kind not in _CHOSEN or not text:
        return text_of(text)
    return sentences.begun(field.words(text))
