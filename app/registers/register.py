"""Declares a kind of rows that a unit keeps: fields, list, roles, screen texts. app/routes/registers makes the pages.

Whatever a page needs beyond this declaration is an ordinary view of its own.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.country import formats, names
from app.models import Account, AdministrativeUnit, AuditEvent, Role
from app.models.mixins.of_unit import OfUnit
from app.registers.field import Field
from app.registers.listing import Column
from app.registers.trail_event import TrailEvent

Row = TypeVar("Row", bound=OfUnit)
STAFF, OFFICER = (Role.OFFICER, Role.LEADER), (Role.OFFICER,)
# Key of a trail detail: the subject that the trail used for a row before its code was changed.
EARLIER = "earlier"


class Writer(NamedTuple):
    """The account that writes a row; `way` is "office" (a page) or "import" (an imported list)."""

    account: Account | None
    way: str = "office"


@dataclass(frozen=True)
class Line(Generic[Row]):
    """A line of a list: the row and what `Register.counts` counted for it."""

    row: Row
    count: Any = None


@dataclass(frozen=True)
class ArchiveStep:
    """An action that retires a row or brings it back. `act` is its trail event, without the register's key; `words`
    explain it before, `message` confirms it after. `does` is a side effect: it returns details for the trail and a
    sentence that is added to the message."""

    act: str
    button: object
    words: object
    summary: object
    message: str
    icon: str = "x"
    does: Callable[[Session, Any, Account], tuple[Mapping[str, object], str]] | None = None


@dataclass(frozen=True)
class Narrowing:
    """A filter of a list. `choices` of a unit are (key, words, criterion). With `value`, a column that has one value a
    row, the criterion is a value of it, so that one GROUP BY counts all choices."""

    key: str
    label: object
    every: object
    choices: Callable[[int], Sequence[tuple[str, object, Any]]]
    value: ColumnElement[Any] | None = None

    def fits(self, unit_id: int, chosen: str | None) -> list[ColumnElement[bool]]:
        """The conditions of the chosen key; empty without a choice."""
        criteria = [criterion for key, _words, criterion in self.choices(unit_id) if key == chosen]
        return criteria if self.value is None else [self.value == each for each in criteria]


@dataclass(frozen=True, kw_only=True)
class Written:
    """The fields of a row; `check` returns errors by field key for values that do not go together."""

    fields: tuple[Field, ...]
    check: Callable[[Mapping[str, Any]], Mapping[str, object]] = lambda values: {}

    @property
    def by_key(self) -> Mapping[str, Field]:
        return {field.key: field for field in self.fields}

    def value(self, row: Any, field: Field) -> Any:
        """The stored value of a field."""
        return getattr(row, field.key)


@dataclass(frozen=True, kw_only=True)
class Register(Written, Generic[Row]):
    """A kind of rows that a unit keeps."""

    # Prefix of its trail events and kind of its subjects; prefix of its endpoints; part of its addresses; office tab.
    key: str
    name: str
    slug: str
    tab: str
    noun: type[Row]
    acts: Mapping[str, TrailEvent]
    # Columns of the list: keys of fields, or columns. `empty` is the empty state: title, first step, icon.
    columns: tuple[str | Column[Line[Row]], ...]
    title: object
    add: Callable[[Any], str]
    empty: tuple[Callable[[Any], str], object, str]
    # Filter labels of rows in use and of retired rows; the state of a retired row, of the row and a day in words.
    in_use: object
    retired_label: object
    retired_text: Callable[[Row, str], str]
    search_hint: object
    first: str = "name"  # the column that the list is sorted by
    counts: Callable[[Session, int, Sequence[Row]], Mapping[int, Any]] = lambda session, unit_id, rows: {}
    loads: tuple[ORMOption, ...] = ()
    narrowings: tuple[Narrowing, ...] = ()
    on_paper: tuple[str | Column[Line[Row]], ...] = ()  # columns of the printed list, if others
    list_note: Callable[[Session, int], str] = lambda session, unit_id: ""
    # Fields that are unique together within a unit, and the error. The field that is a row's title, and the title made
    # of its values.
    unique: tuple[str, ...] = ()
    unique_error: object = ""
    title_field: str = "name"
    title_of: Callable[[Mapping[str, Any]], str] = lambda values: str(values.get("name") or "")
    # Runs after a row was added or changed.
    after_save: Callable[[Session, Row], object] = lambda session, row: None
    # How a row is retired and brought back (None: never); the last part of their address.
    archive_steps: tuple[ArchiveStep, ArchiveStep | None] | None = None
    archive_path: str = ""
    # A template below the facts of a row, and its context; whether saving leads to the row's page instead of the list.
    detail_template: str = ""
    detail_context: Callable[[Session, Row], Mapping[str, Any]] = lambda session, row: {}
    redirect_to_detail: bool = False
    parent_page: tuple[str, object] = ("office.lists.index", _l("Danh mục"))  # the page above the list: endpoint, label
    links: tuple[tuple[str, object, str], ...] = ()  # links above the list: endpoint, label, icon
    legacy_subject: str = ""  # subject kind that the trail once used, with the code alone
    # For imports: names with equal keys are one row; values that default to the source (file and day) of the list.
    match_key: Callable[[str], str] = names.search_key
    import_defaults: Callable[[Mapping[str, Any], str], Mapping[str, Any]] = lambda values, source: {}
    match_by_identity: bool = False  # `find_existing` finds rows, not code and name
    may_see: tuple[Role, ...] = STAFF
    may_edit: tuple[Role, ...] = OFFICER
    # The unit, if the register belongs to one alone; values for its addresses besides the row's.
    unit: AdministrativeUnit | None = None
    place: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The name under which its imports and printed lists are stored."""
        return self.slug if self.unit else self.name

    def rows(self, unit_ids: Collection[int]) -> Select[Any]:
        """All rows of some units, retired ones too."""
        return self.noun.in_units(unit_ids)

    def with_details(self, unit_ids: Collection[int]) -> Select[Any]:
        """The same, with everything that their pages show loaded."""
        return self.rows(unit_ids).options(joinedload(self.noun.unit), *self.loads)

    def make(self, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any], by: Writer) -> Row:
        """Add and flush a row of these values."""
        made = self.noun.made(session, unit, values)
        session.add(made)
        session.flush()
        self.after_save(session, made)
        return made

    def change(self, session: Session, row: Row, values: Mapping[str, Any], version: str, by: Writer) -> dict[str, Any]:
        """Write values to a locked row that was read at `version`; returns those that differed.

        Raises:
            Overtaken: somebody else changed the row since; nothing is written.
        """
        if changed := row.change(values, version):
            session.flush()
            self.after_save(session, row)
        return changed

    def fits(self, step: ArchiveStep, row: Row) -> bool:
        """Whether a step applies to a row: it retires a row in use, or brings back a retired one."""
        wanted = self.archive_steps[row.retired_on is not None] if self.archive_steps else None
        return wanted is step and (row.retired_on is None or row.returns)

    def find_existing(self, session: Session, unit_id: int, values: Mapping[str, Any]) -> tuple[str, Row | None]:
        """Identity of an imported row (empty: none) and the row on file, where `match_by_identity` is set."""
        return "", None

    def state(self, row: Row) -> str:
        """How and since when a row is retired; empty of a row in use."""
        return self.retired_text(row, formats.date(row.retired_on)) if row.retired_on else ""

    def subject(self, row: Row) -> tuple[str, str]:
        """The trail's subject for a row: kind and id."""
        return self.key, f"{row.unit.code}/{row.code}" if row.SLUG == "id" else str(row.slug)

    def history(self, session: Session, row: Row, most: int) -> list[AuditEvent]:
        """The audit events of a row under all its subjects, newest first: those of today's subject back to where the
        row was added or had another one, then those of that subject. A code that was given up may belong to another
        row since."""
        acts: list[AuditEvent] = []
        names = [self.subject(row), *([(self.legacy_subject, row.code)] if self.legacy_subject else [])]
        wanted = AuditEvent.about_any(names).where(AuditEvent.unit_id == row.unit_id)
        while len(acts) < most:
            for act in session.scalars(wanted.limit(most - len(acts))).all():
                acts.append(act)
                if act.action == f"{self.key}.added":
                    return acts
                if earlier := json.loads(act.detail).get(EARLIER):
                    wanted = AuditEvent.about(self.key, earlier).where(AuditEvent.id < act.id)
                    break
            else:
                return acts
        return acts

    def named(self, row: Row) -> dict[str, object]:
        """The name of a row, as a trail detail."""
        return self.in_trail({"name": row.name}) if "name" in self.by_key else {"name": row.name}

    def in_trail(self, values: Mapping[str, Any]) -> dict[str, object]:
        """Values as trail details."""
        return {key: self.by_key[key].in_trail(value) for key, value in values.items()}
