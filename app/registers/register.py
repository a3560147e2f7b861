"""What a unit keeps rows of: its fields, its list, who may, and the words of its screens. Pages: app/routes/registers.

What needs more than this is no plain register: an ordinary view beside it.
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
from app.registers.act import Act
from app.registers.field import Field
from app.registers.listing import Column

Row = TypeVar("Row", bound=OfUnit)
STAFF, OFFICER = (Role.OFFICER, Role.LEADER), (Role.OFFICER,)
# The name that the trail had for a row before its code was changed, among the details of that change.
EARLIER = "earlier"


class Writer(NamedTuple):
    """Who writes, on a page or by a list that is brought in ("office", "import")."""

    account: Account | None
    way: str = "office"


@dataclass(frozen=True)
class Line(Generic[Row]):
    """A row in a list, and what was counted beside it."""

    row: Row
    count: Any = None


@dataclass(frozen=True)
class Step:
    """One way to use a row no longer, or again: its act, the button, what it says before and after, its summary; `does`
    what goes with it, done by an account: it gives details for the trail and a sentence more."""

    act: str
    button: object
    words: object
    summary: object
    said: str
    icon: str = "x"
    does: Callable[[Session, Any, Account], tuple[Mapping[str, object], str]] | None = None


@dataclass(frozen=True)
class Narrowing:
    """What a list may be narrowed by: each choice with its words and what a row of it fulfils in some units; or, where
    every row has one `value`, which that is: thousands of rows are then looked at once, not once a choice."""

    key: str
    label: object
    every: object
    choices: Callable[[int], Sequence[tuple[str, object, Any]]]
    value: ColumnElement[Any] | None = None

    def fits(self, unit_id: int, chosen: str | None) -> list[ColumnElement[bool]]:
        """What a row of a choice fulfils; nothing where none is chosen."""
        told = [told for key, _words, told in self.choices(unit_id) if key == chosen]
        return told if self.value is None else [self.value == each for each in told]


@dataclass(frozen=True, kw_only=True)
class Written:
    """What is written of one row: its lines, and what is wrong with them together, by key."""

    fields: tuple[Field, ...]
    check: Callable[[Mapping[str, Any]], Mapping[str, object]] = lambda said: {}

    @property
    def by_key(self) -> Mapping[str, Field]:
        """The fields by their key."""
        return {field.key: field for field in self.fields}

    def value(self, row: Any, field: Field) -> Any:
        """What is stored of a row for a field."""
        return getattr(row, field.key)


@dataclass(frozen=True, kw_only=True)
class Register(Written, Generic[Row]):
    """A kind of rows that a unit keeps."""

    # Begins its acts and names its rows in the trail; its endpoints; its addresses; the tab of the office.
    key: str
    name: str
    slug: str
    tab: str
    noun: type[Row]
    acts: Mapping[str, Act]
    # Of its list: keys of fields, or columns of its own; what is said where nothing stands: words, how it begins, icon.
    columns: tuple[str | Column[Line[Row]], ...]
    title: object
    add: Callable[[Any], str]
    empty: tuple[Callable[[Any], str], object, str]
    # What the rows in use are called, and those no longer used; of one of these: since a day, and how.
    in_use: object
    no_more: object
    ended: Callable[[Row, str], str]
    sought: object
    first: str = "name"  # the column by which the list is sorted
    counts: Callable[[Session, int, Sequence[Row]], Mapping[int, Any]] = lambda session, unit_id, rows: {}
    loads: tuple[ORMOption, ...] = ()
    narrowings: tuple[Narrowing, ...] = ()
    on_paper: tuple[str | Column[Line[Row]], ...] = ()  # the columns of the printed list, where others are asked for
    says: Callable[[Session, int], str] = lambda session, unit_id: ""
    # The fields that no two rows of a unit share all of, and what is said then. Where rows have no name: the line of
    # text that tells of them, and what they are called of what is said.
    own: tuple[str, ...] = ()
    taken: object = ""
    told: str = "name"
    called: Callable[[Mapping[str, Any]], str] = lambda said: str(said.get("name") or "")
    # What follows when one was added or changed.
    after: Callable[[Session, Row], object] = lambda session, row: None
    # To be used no longer, and again (None: never); the end of that address.
    ends: tuple[Step, Step | None] | None = None
    end_at: str = ""
    # A template below the facts, and what it shows of a row; whether who wrote is led there, to do more.
    beside: str = ""
    shows: Callable[[Session, Row], Mapping[str, Any]] = lambda session, row: {}
    opens: bool = False
    under: tuple[str, object] = ("office.lists.index", _l("Danh mục"))  # the page above the list
    leads: tuple[tuple[str, object, str], ...] = ()  # pages beside the list: endpoint, words, icon
    once: str = ""  # the kind under which the trail named its rows before, by their code alone
    # In lists that come in: names that are one when made alike; where it is from what a list brought.
    alike: Callable[[str], str] = names.search_key
    sourced: Callable[[Mapping[str, Any], str], Mapping[str, Any]] = lambda said, source: {}
    by_identity: bool = False  # its rows are known as `known` says, not by code and name
    sees: tuple[Role, ...] = STAFF
    keeps: tuple[Role, ...] = OFFICER
    # Where it is one unit's alone: which; what stands in each of its addresses beside the row's.
    unit: AdministrativeUnit | None = None
    place: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What its lists are called where they are kept: those from outside, those to be printed."""
        return self.slug if self.unit else self.name

    def rows(self, unit_ids: Collection[int]) -> Select[Any]:
        """All of some units, those no longer used too."""
        return self.noun.in_units(unit_ids)

    def whole(self, unit_ids: Collection[int]) -> Select[Any]:
        """The same with all that their pages tell."""
        return self.rows(unit_ids).options(joinedload(self.noun.unit), *self.loads)

    def make(self, session: Session, unit: AdministrativeUnit, said: Mapping[str, Any], by: Writer) -> Row:
        """A new row of what was written, stored."""
        made = self.noun.made(session, unit, said)
        session.add(made)
        session.flush()
        self.after(session, made)
        return made

    def change(self, session: Session, row: Row, said: Mapping[str, Any], version: str, by: Writer) -> dict[str, Any]:
        """Take over what was written of a locked row as it stood at `version`; returns what differed. `Overtaken`, and
        nothing taken over, where somebody else changed it since."""
        if changed := row.change(said, version):
            session.flush()
            self.after(session, row)
        return changed

    def fits(self, step: Step, row: Row) -> bool:
        """Whether a row stands as a step wants it: in use, or no longer."""
        wanted = self.ends[row.retired_on is not None] if self.ends else None
        return wanted is step and (row.retired_on is None or row.returns)

    def known(self, session: Session, unit_id: int, said: Mapping[str, Any]) -> tuple[str, Row | None]:
        """By what a row of a list is known, where that is not its code or name, and the row on file."""
        return "", None

    def state(self, row: Row) -> str:
        """That a row is used no longer, and how; nothing of one in use."""
        return self.ended(row, formats.date(row.retired_on)) if row.retired_on else ""

    def subject(self, row: Row) -> tuple[str, str]:
        """How the trail names a row."""
        return self.key, f"{row.unit.code}/{row.code}" if row.SLUG == "id" else str(row.slug)

    def history(self, session: Session, row: Row, most: int) -> list[AuditEvent]:
        """What was done to a row under every name that the trail had for it, the newest first: what is filed under its
        name of today, back to where it was added or bore another, and from there on under that one; a code that was
        given away may be another row's since."""
        acts: list[AuditEvent] = []
        names = [self.subject(row), *([(self.once, row.code)] if self.once else [])]
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
        """What a row is called, as the trail keeps it."""
        return self.in_trail({"name": row.name}) if "name" in self.by_key else {"name": row.name}

    def in_trail(self, said: Mapping[str, Any]) -> dict[str, object]:
        """What the trail keeps of what was written."""
        return {key: self.by_key[key].in_trail(value) for key, value in said.items()}
