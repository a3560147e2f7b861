"""The organisations for which the visitor records, and of a programme the form and the places of one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, false, select

from app.country import clock, formats
from app.country.periods import Period
from app.data.programmes import catalogue
from app.entries.senders import recorded_by
from app.entries.words import not_open_words
from app.models import Organisation, Programme, Site
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.doorstep import containing
from app.models.movement.relations import may_record, organised_by, seen
from app.models.movement.reopened_period import ReopenedPeriod
from app.models.movement.represented import REPRESENTING, asked
from app.registers.field import Field
from app.registers.programmes import within
from app.registers.programmes.listed import KY
from app.registers.programmes.opening import register_of
from app.registers.programmes.register import ProgrammeRegister
from app.registers.register import Writer
from app.web.access import current_account, current_visitor, one_or_404
from app.web.database import db
from app.web.responses import Answer, see_other


def own_organisations() -> Sequence[Organisation]:
    """The organisations in use for which the visitor records, by name."""
    return db.session.scalars(Organisation.with_unit(*current_visitor().organisations)).all()


def organisation_here() -> tuple[Organisation, Sequence[Organisation]]:
    """The organisation of the address (`?cua=` its code), or the first of the visitor's, and all of them; 404 for
    another."""
    every = own_organisations()
    code = request.values.get("cua")
    return next((each for each in every if code in (None, each.code)), None) or abort(404), every


def register_here(number: int, *, new: bool = False) -> tuple[Organisation, ProgrammeRegister]:
    """The organisation and the form of the programme of the address; 404 where it does not record for that."""
    organisation, _others = organisation_here()
    # What was typed before the programme ended, or its period closed, is answered in words.
    there = [Programme.in_use()] if request.method != "POST" else []
    programme = one_or_404(Programme.in_units([organisation.unit_id]).where(Programme.id == number, *there))
    current = programme.current or abort(404)
    own = recorders(current.declared, organisation)
    if current.declared.subject is Subject.HOUSEHOLD or not own:
        abort(404)
    schedule, ky = programme.schedule, request.args.get(KY, "")
    if schedule:
        open_ = [str(each.key) for each in open_periods(programme, organisation, own)]
        ky = ky or next(iter(open_), "")
        if ky not in open_ and request.method != "POST":
            abort(404)
    register = register_of(db.session(), programme, ky) or abort(404)
    if new and not adds(register):
        abort(404)
    theirs = seen(current.declared, current_visitor().account_id, organisation.unit_id, clock.now())
    return organisation, replace(register, sees=theirs, organiser_id=organisation.id, recorders=own)


def recorders(declared: Declaration, organisation: Organisation) -> list[Organisation]:
    """The organisations for which one records: itself, and those below it where superiors record."""
    below = db.session.scalars(Organisation.below(organisation.id)).all() if declared.by_superiors else ()
    return recorded_by(declared, organisation, below)


def recorded_below(organisation: Organisation) -> list[int]:
    """The ids of the programmes in use in which superiors record."""
    running = Programme.running(db.session(), [organisation.unit_id])
    return [each.id for each in running if each.current and each.current.declared.by_superiors]


def form_with(register: ProgrammeRegister, fields: tuple[Field, ...], **more: Any) -> ProgrammeRegister:
    """The register whose form has some fields alone; what they say is judged where it is stored. `more`: as `replace`
    takes it."""
    unjudged: dict[str, Any] = {"check": lambda values: {}, "check_change": lambda *change: {}, "unique": ()}
    return replace(register, fields=fields, **{**unjudged, **more})


def in_tables(register: ProgrammeRegister, organisation: Organisation) -> bool:
    """Whether an organisation records all of it on one page: where each place of the ward is its to record, it records
    for those below it, or writes events of its own."""
    declared = register.declared
    if not declared.in_tables or declared.subject is not Subject.ORGANISATION:
        return declared.in_tables and declared.subject in (Subject.GROUP, Subject.EVENT)
    return any(each.id != organisation.id for each in register.recorders)


def open_periods(programme: Programme, organisation: Organisation, own: Sequence[Organisation]) -> list[Period]:
    """The periods that may be sent today, the oldest first, then those that the office opened again for one of the
    places of the organisation or of those for which it records."""
    if (schedule := programme.schedule) is None:
        return []
    again, today = ReopenedPeriod.open_in(db.session(), [organisation.unit_id], clock.now()), clock.today()
    ids = {organisation.id, *(each.id for each in own)}
    keys = {each.key for each in again if each.programme_id == programme.id and each.is_for(ids)}
    return [*schedule.open_on(today), *schedule.closed_among(keys, today)]


def is_closed(register: ProgrammeRegister) -> bool:
    """Whether the period of a form is closed for all but those for whom it was opened again."""
    return register.period is not None and not register.period.is_open(clock.today())


def open_again(register: ProgrammeRegister) -> list[ColumnElement[bool]]:
    """Conditions for the places for which the period of a form is open again."""
    key = register.period_key
    return [ReopenedPeriod.opens(register.programme.id, key, clock.now())] if key else []


def closed_words(register: ProgrammeRegister, *among: ColumnElement[bool]) -> str:
    """Why nothing may be sent for the period of a form; "" where it is open, or again for a place of those `among`
    which it is; without any for none. Of an ended programme nothing is."""
    if (ended := register.programme.retired_on) is not None:
        day = formats.date(ended)
        return str(_("Chưa ghi: phong trào này đã dừng từ %(day)s. Anh chị hỏi cán bộ phụ trách của phường.", day=day))
    if register.period is None or not is_closed(register):
        return ""
    again = select(exists().where(*open_again(register), *(among or (false(),))))
    return "" if db.session.scalar(again) else not_open_words(register.period)


def adds(register: ProgrammeRegister) -> bool:
    """Whether organisations add places: of a programme's own."""
    return register.declared.subject not in (*REPRESENTING, Subject.HOUSEHOLD)


def container_lacking(register: ProgrammeRegister, organisation: Organisation) -> str:
    """What a place of a programme lies in, in a word, where there is none in which an organisation may add one: a stall
    needs a market. Also where the ward does not run the programme of that."""
    outer = register.declared.within
    if not outer or containing(db.session(), register.programme, None, organisation):
        return ""
    return ships.noun if (ships := catalogue().get(outer)) else str(register.by_key[within.KEY].word)


def rows_here(register: ProgrammeRegister, organisation: Organisation) -> Any:
    """The places about which the visitor records for the organisation, with their entries."""
    declared, unit_id, now = register.declared, organisation.unit_id, clock.now()
    theirs = may_record(declared, current_visitor().account_id, unit_id, now)
    ids = [each.id for each in register.recorders]
    own = [organised_by(declared, ids)] if declared.subject in _ORGANISED else []
    wanted = register.with_details([unit_id]).where(Site.retired_on.is_(None), asked(register.programme.id, declared))
    return wanted.where(theirs, *own)


_ORGANISED = frozenset(Subject) - {Subject.HOUSEHOLD, Subject.GROUP, Subject.TEAM}


def row_here(register: ProgrammeRegister, organisation: Organisation, row: UUID) -> Site:
    """One of them, or the one into which it was merged; 404 for another."""
    stands = Site.called(db.session(), str(row)) or abort(404)
    kept: Site = one_or_404(rows_here(register, organisation).where(Site.id == stands.id))
    return kept


def writer_of(organisation: Organisation) -> Writer:
    """The visitor, who records for an organisation."""
    return Writer(current_account(), organisation_id=organisation.id)


def place_of(organisation: Organisation, register: ProgrammeRegister) -> dict[str, Any]:
    """What names a programme, an organisation and a period in addresses."""
    place: dict[str, Any] = {"programme": register.programme.id, "cua": organisation.code}
    return place | ({KY: str(register.period_key)} if register.period else {})


def address_of(organisation: Organisation, register: ProgrammeRegister) -> Any:
    """Returns `at`: the address of a view, of the same programme, organisation and period."""
    place = place_of(organisation, register)
    return lambda view, **values: url_for(f"unit.recordings.{view}", **place, **values)


def gone() -> Answer:
    """To the start page, where what was to be recorded, or the organisation, was merged or retired meanwhile."""
    flash(_("Chưa ghi gì: nơi này, hoặc cơ quan anh chị, vừa gộp hay vừa bỏ khỏi sổ. Anh chị xem lại."), "warn")
    return see_other(url_for("unit.starts.show"))
