"""How the pages of the log find what an address names: the ward, its desks, and records that the visitor may see.

Counter staff see what was noted at the desks of their ward and not what was noted in people's homes, officers all of
it, ambassadors what they noted themselves, who helps for an organisation what they noted today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import abort, request
from sqlalchemy import ColumnElement, Select, false, or_
from sqlalchemy.orm import Session

from app.country import clock
from app.country.days import parse_day
from app.indicators.help import By
from app.models import AdministrativeUnit, HelpDesk, HelpRecord, PlaceKind, Role
from app.models.helping.log.correcting import loader_options
from app.registers.indicator import Narrow, Scope
from app.routes.counter.lookups import HELPERS, LOGGING
from app.routes.trail import note_act
from app.web.access import current_visitor, one_or_404
from app.web.database import db

# Those who sit at desks, or look after all of them.
AT_DESKS = (Role.COUNTER, Role.OFFICER)
# Where people are helped whom a desk has no business with.
AT_HOMES = (PlaceKind.HOME, PlaceKind.PHONE)
# Which desk a device stands at, as the log keeps it: "05443.Q1".
DESK_COOKIE = "lopso_desk"
# What stands for all desks, and whatever was noted away from them.
EVERYWHERE = "tat-ca"


def unit_here() -> AdministrativeUnit:
    """The ward in which the visitor helps; `?phuong=` names one of several."""
    units = AdministrativeUnit.wards().where(AdministrativeUnit.id.in_(current_visitor().units(*LOGGING)))
    if code := request.values.get("phuong"):
        units = units.where(AdministrativeUnit.code == code)
    return one_or_404(units)


def desks_here(unit_id: int) -> list[HelpDesk]:
    """The desks whose records the visitor sees: none for an ambassador."""
    if unit_id not in current_visitor().units(*AT_DESKS):
        return []
    desks = HelpDesk.open_in([unit_id])
    if unit_id not in current_visitor().units(Role.OFFICER):
        desks = desks.where(HelpDesk.place_kind.not_in(AT_HOMES))
    return list(db.session.scalars(desks))


def desk_here(desks: Sequence[HelpDesk]) -> HelpDesk | None:
    """The desk that `?quay=` names, else the one that this device stands at, else where the visitor noted something
    last, else the first."""
    if key := request.values.get("quay"):
        asked = next((desk for desk in desks if desk.key == key), None)
        return asked or abort(404)
    if len(desks) < 2:
        return next(iter(desks), None)
    chosen = request.cookies.get(DESK_COOKIE, "").partition(".")[2]
    if here := next((desk for desk in desks if desk.key == chosen), None):
        return here
    last = HelpRecord.last_desk_of(current_visitor().account_id, [desk.id for desk in desks])
    newest = db.session.scalars(last).first()
    return next((desk for desk in desks if desk.id == newest), desks[0])


def any_desk_here(key: str | None) -> HelpDesk:
    """A desk of the visitor's wards by its key: whoever helps may leave a note there or key in its paper."""
    return one_or_404(HelpDesk.open_in([unit_here().id]).where(HelpDesk.key == key))


def this_desk() -> HelpDesk | None:
    """The desk that `?quay=` names, else the one that fits best; None where the ward has none at all."""
    if key := request.values.get("quay"):
        return any_desk_here(key)
    return desk_here(list(db.session.scalars(HelpDesk.open_in([unit_here().id]))))


def scope_here(unit_id: int, desk: HelpDesk | None, since: date, until: date) -> Scope:
    """What the visitor's figures count: a desk's, or their own."""
    only: dict[str, Narrow] = {By.DESK: desk.id} if desk else {By.HELPER: current_visitor().account_id}
    return Scope((unit_id,), since, until, only)


def seen_here() -> ColumnElement[bool]:
    """Which records the visitor may see."""
    visitor = current_visitor()
    own = HelpRecord.helper_id == visitor.account_id
    helps, today = visitor.units(*HELPERS), visitor.units(Role.UNIT_HELPER)
    at_desks, everywhere = visitor.units(Role.COUNTER), visitor.units(Role.OFFICER)
    return or_(
        own & HelpRecord.unit_id.in_(helps) if helps else false(),
        own & HelpRecord.unit_id.in_(today) & (HelpRecord.day == clock.today()) if today else false(),
        HelpRecord.unit_id.in_(at_desks) & HelpRecord.desk_id.is_not(None) & HelpRecord.place_kind.not_in(AT_HOMES),
        HelpRecord.unit_id.in_(everywhere),
    )


def record_called(uuid: UUID | str) -> Select[HelpRecord]:
    """The record of an address, if the visitor may see it."""
    return HelpRecord.called(str(uuid)).where(seen_here()).options(*loader_options())


def record_here(uuid: UUID | str) -> HelpRecord:
    """The record of an address with all that its page tells; a 404 where it is not the visitor's to see."""
    return one_or_404(record_called(uuid))


def day_here(name: str = "ngay") -> date:
    """The day that an address names, today without one; a 404 for what is no day."""
    text = request.values.get(name)
    if not text:
        return clock.today()
    try:
        return parse_day(text, clock.today(), past=True)
    except ValueError:
        abort(404)


def note_record(session: Session, action: str, record: HelpRecord, detail: dict[str, object] | None = None) -> None:
    """Note in the audit trail what the visitor does with a record."""
    note_act(session, action, record.unit_id, ("help_record", record.uuid), detail)


def note_look(session: Session, record: HelpRecord) -> None:
    """Note that the visitor looked at the person whom a record names."""
    if record.person is not None:
        note_act(session, "help.viewed", record.unit_id, ("person", record.person.public_id), {"record": record.uuid})


@dataclass(frozen=True)
class HelpLog:
    """Which log somebody looks at: a desk's, the whole ward's, or (`desk` None, `key` None) their own."""

    unit: AdministrativeUnit
    desks: Sequence[HelpDesk]
    desk: HelpDesk | None
    key: str | None
    scope: Scope


def book_here(since: date, until: date) -> HelpLog:
    """The log that `?quay=` names: a desk's for who sits at one, `tat-ca` the ward's for officers, else one's own."""
    unit = unit_here()
    desks = desks_here(unit.id)
    if request.values.get("quay") == EVERYWHERE:
        if unit.id not in current_visitor().units(Role.OFFICER):
            abort(404)
        return HelpLog(unit, desks, None, EVERYWHERE, Scope((unit.id,), since, until))
    desk = desk_here(desks) if desks or not request.values.get("quay") else abort(404)
    return HelpLog(unit, desks, desk, desk.key if desk else None, scope_here(unit.id, desk, since, until))
