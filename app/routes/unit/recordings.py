"""/don-vi/<programme>: what an organisation records for a programme: the places there are, a new one, its entry."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import and_, select
from werkzeug.exceptions import NotFound

from app.country import figures, formats
from app.entries.judging import AlreadySent, NotRecorded, Overtaken
from app.entries.reading import Posted
from app.entries.second_entry import Unread
from app.entries.sites import MayBe
from app.entries.words import words_of
from app.models import Event, ProgrammeEntry, Role, Site
from app.models.base import count_of
from app.models.movement.declaration import Subject
from app.registers.programmes import events
from app.registers.programmes.events import recorded_rows
from app.registers.programmes.register import ProgrammeRegister
from app.routes.counter.doorsteps.quick_entries import MADE, anew
from app.routes.entries.keeping import keep, posted_uuid, recorded_there
from app.routes.list_pages import Pages
from app.routes.unit.entry_forms import UnitForm
from app.routes.unit.lookups import (
    address_of,
    adds,
    gone,
    in_tables,
    is_closed,
    open_again,
    place_of,
    register_here,
    row_here,
    rows_here,
)
from app.web.access import requires
from app.web.database import db
from app.web.kept_forms import Mechanism, kept_by
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
    at, every = address_of(organisation, register), rows_here(register, organisation).where(*open_)
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
        adds=adds(register) and not is_closed(register),
        at=at,
        table=url_for("unit.tables.show", **place) if in_tables(register, organisation) else "",
        sheet=url_for("unit.period_sheets.create", **place) if recorded else None,
    )


@recordings.route("/<int:programme>/moi", methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@requires(Role.UNIT)
def new(programme: int) -> Answer:
    """A place that the organisation organises, with its first entry; where a place of the programme, anybody's, may be
    the same, once that was asked (`them`)."""
    page = _page(programme)
    if request.method != "POST":
        return render_template(PAGE, **page.context)
    if not page.questions.validate():
        return refuse(PAGE, **page.context)
    made = {key: request.form[key] for key in MADE if request.form.get(key)}
    made |= {"organiser": page.organiser.code, "apart": request.form.get("them", "")}
    return _keep(programme, None, page, page.posted(posted_uuid("subject"), made))


@recordings.route(AT, methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@requires(Role.UNIT)
def show(programme: int, row: UUID) -> Answer:
    """Record an entry, in a form filled with what is recorded where the visitor sees that; the one before stays in the
    history. What differs in nothing is stored once. 409 where somebody changed the same answers meanwhile: the form
    shows both, and is stored when sent again."""
    page = _page(programme, row)
    if request.method != "POST":
        return render_template(PAGE, **page.context)
    if not page.questions.validate():
        return refuse(PAGE, **page.context)
    posted = page.posted(str(row))
    if page.empties(posted) and EMPTIES not in request.form:
        return refuse(PAGE, **page.context, empties=EMPTIES)
    return _keep(programme, row, page, posted)


def _page(programme: int, row: UUID | None = None) -> UnitForm:
    """The form as it was sent, or where nothing was, as it stands."""
    organisation, register = register_here(programme, new=row is None)
    site = row_here(register, organisation, row) if row else None
    return UnitForm(organisation, register, site, is_typed=request.method == "POST")


def _keep(programme: int, row: UUID | None, page: UnitForm, posted: Posted) -> Answer:
    """Store it; else the form with why it was not, and what somebody else recorded meanwhile."""
    try:
        return _sent(page, page.unchanged(posted) or keep(page.register.version, posted))
    except NotRecorded as refused:
        return _refused(programme, row, refused)


def _refused(programme: int, row: UUID | None, refused: NotRecorded) -> Answer:
    try:
        page = _page(programme, row)
    except NotFound:
        return gone()
    match refused:
        case Unread():
            return refuse(PAGE, status=409, **page.context, unread=True)
        case MayBe():
            page.typed = anew()
            return refuse(PAGE, **page.context, same=refused, words=refused.message)
        case AlreadySent() | Overtaken():
            page.show_both(refused)
            return refuse(PAGE, status=409, **page.context, wrong=refused.message, standing=recorded_there(refused))
    return refuse(PAGE, **page.context, wrong=page.place(refused))


def _order(register: ProgrammeRegister) -> Sequence[Any]:
    """Events by their day, the latest first; other places in their order."""
    return [Event.held_on.desc(), Event.id.desc()] if events.is_event(register.declared) else [Site.order_key, Site.id]


def _standing(register: ProgrammeRegister, rows: Sequence[Site]) -> dict[int, tuple[date, object, list[str]]]:
    """The day of the newest entry of each of some places, what it came to, and its shares, in words, of those that the
    visitor sees."""
    words = words_of(register.declared)
    assert register.sees is not None
    of_period = ProgrammeEntry.of_period(register.period_key), ProgrammeEntry.latest
    theirs = and_(register.sees, ProgrammeEntry.organiser_key == register.organiser_key)
    wanted = select(ProgrammeEntry).join(ProgrammeEntry.site)
    of_rows = wanted.where(ProgrammeEntry.site_id.in_([each.id for each in rows]), theirs, *of_period)
    found = db.session.scalars(of_rows.where(ProgrammeEntry.programme_id == register.programme.id))
    return {each.site_id: (each.shown_on, words[each.outcome], _shares(register, each)) for each in found}


def _shares(register: ProgrammeRegister, entry: ProgrammeEntry) -> list[str]:
    """What an entry says of a place that is a share: "Đã cài VNeID: 512/640 (80%)"; of both numbers known alone."""
    given, lines = entry.given, list[str]()
    for each in register.declared.counts if register.declared.subject is Subject.GROUP else ():
        part, total = given.get(each.sum), given.get(each.of)
        if isinstance(part, int) and isinstance(total, int) and total:
            numbers = "/".join(map(formats.number, (part, total)))
            lines.append(f"{each.label}: {numbers} ({figures.share_of(part, total)})")
    return lines


def _sent(page: UnitForm, entry: ProgrammeEntry) -> Answer:
    """To the page of the entry where photos and files go with it, else to the first page."""
    flash(_("Đã gửi: %(name)s.", name=page.register.programme.name))
    declared, code = page.register.declared, page.organisation.code
    if (declared.photos or declared.files) and entry.takes_files:
        return see_other(url_for("unit.recorded_entries.show", entry=entry.uuid, cua=code))
    return see_other(url_for("unit.starts.show", cua=code))
