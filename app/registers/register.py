"""Declares a kind of rows that a unit keeps: fields, list, roles, screen texts. app/routes/registers makes the pages.

Whatever a page needs beyond this declaration is an ordinary view of its own.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select
from sqlalchemy.orm import Session, joinedload

from app.models import Account, AdministrativeUnit, AuditEvent, Role
from app.models.mixins.of_unit import OfUnit
from app.registers.action import Action
from app.registers.field import trail_words
from app.registers.parts import RowArchive, RowForm, RowImport, RowList, RowPage
from app.registers.trail_event import TrailEvent

Row = TypeVar("Row", bound=OfUnit)
STAFF, OFFICER = (Role.OFFICER, Role.LEADER), (Role.OFFICER,)
# Key of a trail detail: the subject that the trail used for a row before its code was changed.
EARLIER = "earlier"


class Writer(NamedTuple):
    """The account that writes a row; `way` is "office" (a page) or "import" (an imported list). `organisation_id`: for
    which organisation it records."""

    account: Account | None
    way: str = "office"
    organisation_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Register(RowForm, Generic[Row]):
    """A kind of rows that a unit keeps: a form with a list, an archive, pages and imports."""

    # Prefix of its trail events and kind of its subjects; prefix of its endpoints; part of its addresses.
    key: str
    name: str
    slug: str
    listing: RowList[Row]
    archive: RowArchive[Row]
    imports: RowImport[Row] = field(default_factory=RowImport)
    page: RowPage[Row] = field(default_factory=RowPage)
    # The label of the form of a new row; the trail's sentences for an added and a changed row; further trail events.
    add: Callable[[Any], str]
    adds: bool = True  # whether forms and imports add rows
    sentences: tuple[object, object] = ("", "")
    further: Mapping[str, TrailEvent] = field(default_factory=dict)
    parent_page: tuple[str, object] = ("office.lists.index", _l("Danh mục"))  # the page above the list: endpoint, label
    legacy_subject: str = ""  # subject kind that the trail once used, with the code alone
    may_see: tuple[Role, ...] = STAFF
    may_edit: tuple[Role, ...] = OFFICER
    unit: AdministrativeUnit | None = None  # if the register belongs to one alone

    @property
    def noun(self) -> type[Row]:
        """The model of its rows."""
        return self.listing.noun

    @property
    def writers(self) -> tuple[Role, ...]:
        """Who writes rows on its form."""
        return self.may_edit

    @property
    def place(self) -> Mapping[str, Any]:
        """Values for its addresses besides the row's."""
        return {}

    @property
    def closed(self) -> str:
        """Why nothing is stored any more of what was typed into its forms; "" where it is."""
        return ""

    @property
    def variants(self) -> list[tuple[str, Mapping[str, Any], str]]:
        """Other lists of the same rows that are offered above it: key, values for its address, words."""
        return []

    @property
    def variant(self) -> str:
        """The key of the one that it is."""
        return ""

    @property
    def actions(self) -> list[Action]:
        """What is done with chosen rows: the list's own actions, then those of the archive."""
        return [*self.listing.actions, *self.archive.actions]

    @property
    def acts(self) -> Mapping[str, TrailEvent]:
        """Its trail events by name. A code that names the subject may change: the detail then has the earlier one."""
        added, changed = (TrailEvent(each, trail_words(self.fields), untold=EARLIER) for each in self.sentences)
        actions = {each.key: each.event for each in self.archive.actions if each.event}
        acts = {"added": added, "changed": changed, **actions}
        return {**{f"{self.key}.{name}": event for name, event in acts.items()}, **self.further}

    @property
    def kind(self) -> str:
        """The name under which its imports and printed lists are stored."""
        return self.slug if self.unit else self.name

    def rows(self, unit_ids: Collection[int]) -> Select[Any]:
        """All rows of some units, retired ones too."""
        return self.noun.in_units(unit_ids)

    def with_details(self, unit_ids: Collection[int]) -> Select[Any]:
        """The same, with everything that their pages show loaded."""
        return self.rows(unit_ids).options(joinedload(self.noun.unit), *self.listing.loads)

    def locking(self, ids: Collection[int]) -> Select[Any]:
        """Selects and locks rows by id, with others that a change of them writes, in one order."""
        noun: Any = self.noun
        wanted: Select[Any] = noun.locked(*ids)
        return wanted

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

    def collecting(self) -> "Register[Row]":
        """The register that may store what belongs to its rows only when it is finished; for many rows of one
        transaction."""
        return self

    def finish(self, session: Session, by: Writer) -> None:
        """Store what was collected, after the last row."""

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

    def form_note(self, row: Row) -> str:
        """A sentence above the form of a row."""
        return ""

    def named(self, row: Row) -> dict[str, object]:
        """The name of a row, as a trail detail."""
        return self.in_trail({"name": row.name}) if "name" in self.by_key else {"name": row.name}

    def in_trail(self, values: Mapping[str, Any]) -> dict[str, object]:
        """Values as trail details."""
        return {key: self.by_key[key].in_trail(value) for key, value in values.items()}
