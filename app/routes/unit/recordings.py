"""/don-vi/<programme>: what an organisation records for a programme: the places there are, a new one, its entry."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, false, select
from werkzeug.exceptions import NotFound

from app.country import clock, formats
from app.country.periods import Period
from app.entries.senders import lets_record
from app.entries.words import not_open_words, words_of
from app.models import Event, Organisation, Programme, ProgrammeEntry, Role, Site
from app.models.base import count_of
from app.models.movement.declaration import Outcome, Subject
from app.models.movement.declaration_subjects import OWN
from app.models.movement.entry_period import PeriodNotOpen
from app.models.movement.entry_recording import lock
from app.models.movement.relations import may_record, organised_by, seen
from app.models.movement.reopened_period import ReopenedPeriod
from app.models.movement.represented import REPRESENTING, asked
from app.models.people.changing import Overtaken
from app.registers.field import is_answer
from app.registers.programmes import events, matching
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.listed import KY
from app.registers.programmes.of_units import form_of_unit
from app.registers.programmes.opening import register_of
from app.registers.programmes.own_sheet import recorded_rows
from app.registers.programmes.register import ProgrammeRegister
from app.registers.programmes.reopening import reopened_rows
from app.registers.register import Writer
from app.routes.list_pages import Pages
from app.routes.registers.forms import RegisterForm, differences, form_of
from app.routes.registers.offers import with_offers
from app.routes.registers.rows import note
from app.routes.unit.lookups import organisation_here
from app.web.access import current_account, current_visitor, found, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

recordings = Blueprint("recordings", __name__)
PAGE = "unit/recordings/edit.html"
AT = "/<int:programme>/<uuid:row>"
# The press by which numbers that are recorded are emptied on purpose.
EMPTIES = "bo-so"
PAGE_SIZE = 40  # so many places are on one page


@recordings.get("/<int:programme>")
@requires(Role.UNIT)
def index(programme: int) -> Answer:
    """The places about which the organisation records, each with whether it did; `?ky=` a period, `?trang=` a page."""
    organisation, register = register_here(programme)
    open_ = open_again(register) if is_closed(register) else []
    at, every = _address(organisation, register), _rows(register, organisation).where(*open_)
    place = place_of(organisation, register)
    recorded = db.session.scalars(recorded_rows(register, organisation.id).limit(1)).first()
    pages = Pages(at("index"), db.session.scalars(count_of(every)).one(), PAGE_SIZE)
    rows = db.session.scalars(
        every.order_by(None).order_by(*_order(register)).limit(PAGE_SIZE).offset(pages.offset)
    ).all()
    return render_template(
        "unit/recordings/index.html",
        organisation=organisation,
        register=register,
        rows=rows,
        pages=pages,
        stands_of=_standing(register, rows),
        adds=_adds(register) and not is_closed(register),
        at=at,
        table=url_for("unit.tables.show", **place) if in_tables(register) else "",
        sheet=url_for("unit.period_sheets.create", **place) if recorded else None,
    )


@recordings.get("/<int:programme>/moi")
@requires(Role.UNIT)
def new(programme: int) -> Answer:
    """The form for a place that the organisation organises, with its first entry."""
    organisation, register = register_here(programme, new=True)
    return render_template(
        PAGE, **_context(organisation, register, form_of(register, organisation.unit, formdata=None))
    )


@recordings.post("/<int:programme>/moi")
@requires(Role.UNIT)
def create(programme: int) -> Answer:
    """Store it; where a place of the programme, anybody's, may be the same, once that was asked (`them`)."""
    organisation, register = register_here(programme, new=True)
    form = form_of(register, organisation.unit)
    if not form.validate() or closed_words(register):
        return refuse(PAGE, **_context(organisation, register, form))
    same, words = _alike(register, organisation, form)
    if same and request.form.get("them") != same.public_id:
        return refuse(PAGE, **_context(organisation, register, form), same=same, words=words)
    try:
        with immediate() as session:
            lock(session, [], register_here(programme, new=True)[0].id)
            organisation, register = register_here(programme, new=True)  # asks again who may
            _check_goes_on(register)
            values = {**form.values, "organisation": session.get_one(Organisation, organisation.id)}
            row = register.make(session, organisation.unit, values, writer_of(organisation))
            note(register, session, "added", row, register.in_trail(form.values))
            sent = row.id
    except Ended:
        return refuse(PAGE, **_context(organisation, register, form))
    except NotFound:
        return gone()
    return _sent(organisation, register, sent)


def _alike(register: ProgrammeRegister, organisation: Organisation, form: RegisterForm) -> tuple[Site | None, str]:
    """A row that a new one may be, one of the organisation's first, and of another's what is said of it: its name and
    place, of a stall, whose name is a person's, its place alone."""
    declared, may_be = register.declared, matching.may_be(register.declared, form.values)
    if own := db.session.scalars(_rows(register, organisation).where(*may_be).limit(1)).first():
        return own, ""
    if not form.values.get("name"):  # an event that no title names: each organiser has its own on a day
        return None, ""
    others = register.rows([organisation.unit_id]).where(Site.in_use(), *may_be)
    if (other := db.session.scalars(others.limit(1)).first()) is None:
        return None, ""
    place = other.within or other.residential_group
    where = place.name if place else organisation.unit.full_name
    if declared.has_personal_title:
        return other, str(_("Đã có một %(what)s như vậy ở %(place)s", what=declared.noun, place=where))
    return other, str(_("Đã có “%(name)s”, %(place)s", name=other.name, place=where))


@recordings.get(AT)
@requires(Role.UNIT)
def show(programme: int, row: UUID) -> Answer:
    """The form for an entry, filled with what stands where the visitor sees that."""
    organisation, register = register_here(programme)
    kept = _row(register, organisation, row)
    form = form_of(shown := _shown(register, kept), organisation.unit, kept, formdata=None)
    form.version.data = _version(shown, kept)
    return render_template(PAGE, **_context(organisation, register, form, kept))


@recordings.post(AT)
@requires(Role.UNIT)
def update(programme: int, row: UUID) -> Answer:
    """Record an entry; the one before stays in the history. What differs in nothing is stored once. 409 where somebody
    recorded another meanwhile: the form shows both, and is stored when sent again."""
    organisation, register = register_here(programme)
    kept = _row(register, organisation, row)
    form = form_of(_shown(register, kept), organisation.unit, kept)
    if not form.validate() or closed_words(register, Site.id == kept.id):
        return refuse(PAGE, **_context(organisation, register, form, kept))
    if _empties(form) and EMPTIES not in request.form:
        return refuse(PAGE, **_context(organisation, register, form, kept), empties=EMPTIES)
    try:
        with immediate() as session:
            organisation, register = register_here(programme)
            lock(session, [_row(register, organisation, row).id], organisation.id)
            organisation, register = register_here(programme)  # asks again who may
            _check_goes_on(register)
            kept = _row(register, organisation, row)
            register = _shown(register, kept)
            _check_read(register, kept, form)
            seen = str(kept.version) if form.version.data == _version(register, kept) else ""
            if changed := register.change(session, kept, form.values, seen, writer_of(organisation)):
                note(register, session, "changed", kept, register.in_trail(changed))
            words = register.remark(session, kept, current_account().id) if changed else ""
    except Overtaken:
        form.version.data, differing = _version(register, kept), differences(register, kept, form.values)
        context = _context(organisation, register, form, kept)
        return refuse(PAGE, status=409, differences=differing, **context)
    except (PeriodNotOpen, Ended):  # meanwhile
        return refuse(PAGE, **_context(organisation, register, form, kept))
    except NotFound:
        return gone()
    return _sent(organisation, register, kept.id, words)


def _empties(form: RegisterForm) -> bool:
    """Whether it says that nothing happened where answers are recorded."""
    says = "outcome" in form.stands and form.values.get("outcome") == Outcome.NOTHING
    return says and any(is_answer(each) for key, each in form.stands.items() if key.startswith(PREFIX))


class Ended(Exception):
    """The programme ended while its form was open."""


def _check_goes_on(register: ProgrammeRegister) -> None:
    if register.programme.retired_on is not None:
        raise Ended


def _check_read(register: ProgrammeRegister, row: Site, form: RegisterForm) -> None:
    """Raises Overtaken where the ward returned the entry since the form was opened: its words are read first."""
    if register.returned(row) and form.version.data != _version(register, row):
        raise Overtaken({})


def gone() -> Answer:
    """To the start page, where what was to be recorded, or the organisation, was merged or retired meanwhile."""
    flash(_("Chưa ghi gì: nơi này, hoặc cơ quan anh chị, vừa gộp hay vừa bỏ khỏi sổ. Anh chị xem lại."), "warn")
    return see_other(url_for("unit.starts.show"))


def register_here(number: int, *, new: bool = False) -> tuple[Organisation, ProgrammeRegister]:
    """The organisation and the form of the programme of the address; 404 where it does not record for that."""
    organisation, _others = organisation_here()
    # What was typed before the programme ended, or its period closed, is answered in words.
    there = [Programme.in_use()] if request.method == "GET" else []
    programme = found(Programme.in_units([organisation.unit_id]).where(Programme.id == number, *there))
    current = programme.current or abort(404)
    if current.declared.subject is Subject.HOUSEHOLD or not lets_record(current.declared, organisation.kind):
        abort(404)
    schedule, ky = programme.schedule, request.args.get(KY, "")
    if schedule:
        open_ = [str(each.key) for each in open_periods(programme, organisation)]
        ky = ky or next(iter(open_), "")
        if ky not in open_ and request.method == "GET":
            abort(404)
    register = with_offers(register_of(db.session(), programme, ky) or abort(404), own=True)
    if new and not _adds(register):
        abort(404)
    theirs = seen(current.declared, current_visitor().account_id, organisation.unit_id, clock.now())
    mine = replace(register, sees=theirs)
    return organisation, form_of_unit(mine, organisation.id, contains=lambda site: site.may_contain(organisation.id))


def in_tables(register: ProgrammeRegister) -> bool:
    """Whether an organisation records all of it on one page: where each place of the ward is its to record."""
    return register.declared.in_tables and register.declared.subject is Subject.GROUP


def open_periods(programme: Programme, organisation: Organisation) -> list[Period]:
    """The periods that may be sent today, the oldest first, then those that the office opened again for one of the
    organisation's places."""
    if (schedule := programme.schedule) is None:
        return []
    again, today = ReopenedPeriod.open_in(db.session(), [organisation.unit_id], clock.now()), clock.today()
    keys = {each.key for each in again if each.programme_id == programme.id and each.is_for(organisation.id)}
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


def _adds(register: ProgrammeRegister) -> bool:
    """Whether organisations add places: of a programme's own."""
    return register.declared.subject not in (*REPRESENTING, Subject.HOUSEHOLD)


def _rows(register: ProgrammeRegister, organisation: Organisation) -> Any:
    """The places about which the visitor records for the organisation, with their entries."""
    declared, unit_id, now = register.declared, organisation.unit_id, clock.now()
    theirs = may_record(declared, current_visitor().account_id, unit_id, now)
    own = [organised_by(declared, [organisation.id])] if declared.subject in _ORGANISED else []
    wanted = register.with_details([unit_id]).where(Site.retired_on.is_(None), asked(register.programme.id, declared))
    return wanted.where(theirs, *own)


_ORGANISED = frozenset(Subject) - {Subject.HOUSEHOLD, Subject.GROUP, Subject.TEAM}


def _row(register: ProgrammeRegister, organisation: Organisation, row: UUID) -> Site:
    kept: Site = found(_rows(register, organisation).where(Site.public_id == str(row)))
    return kept


def _shown(register: ProgrammeRegister, row: Site) -> ProgrammeRegister:
    """The register that shows what the visitor sees of a row's entries; where that is not the newest, the newest of
    the organisation, else what the office keyed in of its own report: nobody replaces what they cannot read."""
    assert register.organiser_id
    if not register.unseen(db.session(), [row]):
        return form_of_unit(register, register.organiser_id)
    mine = db.session.scalars(_sent_of(register.organiser_id, register, row.id)).first()
    return form_of_unit(register, register.organiser_id, blind=True, own=mine or _keyed_in(register, row))


def _keyed_in(register: ProgrammeRegister, row: Site) -> ProgrammeEntry | None:
    """The newest entry that the office recorded of the organisation's own report."""
    own = register.declared.subject is Subject.ORGANISATION and row.organisation_id == register.organiser_id
    entry = register.entry(row.latest) if own else None
    return entry if entry and entry.organisation_id is None else None


def _version(register: ProgrammeRegister, row: Site) -> str:
    """The version of what a form shows: of a place of the programme's own that of its row; else the entry, since other
    programmes record of the same row, and others what the visitor does not see. A return makes another of it."""
    returned = "-returned" if register.returned(row) else ""
    if register.declared.subject in OWN and not register.blind:
        return f"{row.version}{returned}"
    entry = register.own if register.blind else register.entry(row.latest)
    return f"{entry.id}{returned}" if entry else ""


def _sent_of(organisation_id: int, register: ProgrammeRegister, site_id: int) -> Select[ProgrammeEntry]:
    """The newest entry that was recorded for an organisation of a row, in the period of a form."""
    return ProgrammeEntry.recorded_for(organisation_id).where(
        ProgrammeEntry.site_id == site_id, ProgrammeEntry.of_period(register.period_key),
        ProgrammeEntry.programme_id == register.programme.id,
    )  # fmt: skip


def _order(register: ProgrammeRegister) -> Sequence[Any]:
    """Events by their day, the latest first; other places in their order."""
    return [Event.held_on.desc(), Event.id.desc()] if events.is_event(register.declared) else [Site.order_key, Site.id]


def _standing(register: ProgrammeRegister, rows: Sequence[Site]) -> dict[int, tuple[date, object]]:
    """The day of the newest entry of each of some places and what it came to, in words, of those that the visitor
    sees."""
    words = words_of(register.declared)
    assert register.sees is not None
    of_period = ProgrammeEntry.of_period(register.period_key), ProgrammeEntry.latest
    theirs = and_(register.sees, ProgrammeEntry.organiser_key == register.organiser_key)
    wanted = select(ProgrammeEntry).join(ProgrammeEntry.site)
    of_rows = wanted.where(ProgrammeEntry.site_id.in_([each.id for each in rows]), theirs, *of_period)
    found = db.session.scalars(of_rows.where(ProgrammeEntry.programme_id == register.programme.id))
    return {each.site_id: (each.shown_on, words[each.outcome]) for each in found}


def writer_of(organisation: Organisation) -> Writer:
    """The visitor, who records for an organisation."""
    return Writer(current_account(), organisation_id=organisation.id)


def place_of(organisation: Organisation, register: ProgrammeRegister) -> dict[str, Any]:
    """What names a programme, an organisation and a period in addresses."""
    place: dict[str, Any] = {"programme": register.programme.id, "cua": organisation.code}
    return place | ({KY: str(register.period_key)} if register.period else {})


def _address(organisation: Organisation, register: ProgrammeRegister) -> Any:
    """Returns `at`: the address of a view, of the same programme, organisation and period."""
    place = place_of(organisation, register)
    return lambda view, **values: url_for(f"unit.recordings.{view}", **place, **values)


def _context(
    organisation: Organisation, register: ProgrammeRegister, form: RegisterForm, row: Site | None = None
) -> dict[str, Any]:
    at = _address(organisation, register)
    here = at("update", row=row.public_id) if row else at("create")
    unseen = bool(row and register.unseen(db.session(), [row]))
    return {
        "organisation": organisation, "register": register, "form": form, "row": row, "at": at, "here": here,
        "closed": closed_words(register, *([Site.id == row.id] if row else [])),
        "reopened": reopened_rows(db.session(), register, [row]).get(row.id) if row else None,
        "unseen": unseen, "sheet": register.entry(row.latest) if row and not unseen else None,
    }  # fmt: skip


def _sent(organisation: Organisation, register: ProgrammeRegister, site_id: int, words: str = "") -> Answer:
    """To the page of the entry where photos and files go with it, else to the first page; `words` are flashed."""
    flash(_("Đã gửi: %(name)s.", name=register.programme.name))
    if words:
        flash(words, "warn")
    if register.declared.photos or register.declared.files:
        mine = _sent_of(organisation.id, register, site_id)
        if (entry := db.session.scalars(mine).first()) and entry.takes_files:
            return see_other(url_for("unit.recorded_entries.show", entry=entry.uuid, cua=organisation.code))
    return see_other(url_for("unit.starts.show", cua=organisation.code))
