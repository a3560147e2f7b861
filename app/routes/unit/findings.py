"""/don-vi/…/khac-phuc: tasks that an event of an organisation asked for: given, read, and, where officers do not see
them, decided by another account of it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from app.country import clock
from app.country.names import clean
from app.models import Event, Matter, Organisation, Programme, Role
from app.models.mixins.decided import DecisionRefused
from app.models.targets.task_owner import possible_bodies
from app.registers.definitions.matters import late_words
from app.registers.programmes.findings import event_of, may_give
from app.routes.entries.findings import FindingPage, give
from app.routes.tasks_seen import note_task
from app.routes.unit.lookups import organisation_here, own_organisations
from app.routes.unit.recorded_entries import AT, sender_here
from app.web.access import current_account, current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

findings = Blueprint("findings", __name__)
TASK = "/xac-nhan/viec/<uuid:task>"
LONGEST = 500


@findings.route(f"{AT}/khac-phuc", methods=["GET", "POST"])
@requires(Role.UNIT)
def create(entry: UUID) -> Answer:
    """The form that gives a task to a body of the ward, and its press."""
    return give(lambda: _page(entry))


@findings.get(TASK)
@requires(Role.UNIT)
def show(task: UUID) -> Answer:
    """A task that the organisation gave: how it stands, what was reported; for who decides the forms."""
    organisation, row = task_here(task)
    return render_template(
        "unit/findings/show.html", organisation=organisation, task=row, late=late_words(row),
        event=event_of(db.session(), row), decides=_decides(organisation, row),
        takes_back=row.is_under_way and not row.is_seen_by_officers,
    )  # fmt: skip


@findings.post(TASK)
@requires(Role.UNIT)
def update(task: UUID) -> Answer:
    """Accept what was reported at the moment that the form names (`luc`); with `tra-lai` give it back, with `words`;
    with `bo` take the task back. What was decided meanwhile stays."""
    organisation, row = task_here(task)
    words, back = clean(request.form.get("words", ""))[:LONGEST], _address(organisation, row)
    if "tra-lai" in request.form and not words:
        flash(_("Anh chị ghi còn thiếu gì, để nơi làm biết."), "bad")
        return see_other(back)
    try:
        with immediate() as session:
            organisation, row = task_here(task)
            by, now = current_account(), clock.now()
            if "bo" in request.form and not row.is_seen_by_officers:
                row.lock(session)
                done = row.is_under_way and row.retire(clock.today())
                if done:
                    note_task(session, "retired", row)
            elif not (done := _decides(organisation, row)):
                pass
            elif "tra-lai" in request.form:
                row.give_back(session, words, by=by, now=now)
                note_task(session, "given_back", row, reason=words)
            else:
                row.accept(session, by=by, now=now, seen=request.form.get("luc", ""))
                note_task(session, "accepted", row)
    except DecisionRefused:
        db.session.rollback()
        done = False
    not_done = _("Chưa ghi: việc này vừa được báo lại, hoặc không còn chờ anh chị.")
    flash(*((_("Đã ghi."), "good") if done else (not_done, "warn")))
    return see_other(url_for("unit.starts.show", cua=organisation.code) if "bo" in request.form else back)


def task_here(task: UUID) -> tuple[Organisation, Matter]:
    """The task of the address and the organisation of the visitor whose event asked for it; a 404 for another's."""
    named, loads = Matter.public_id == str(task), Matter.with_details()
    every = [(each, Matter.asked_by(each).where(named).options(*loads)) for each in own_organisations()]
    found = ((each, db.session.scalars(wanted).first()) for each, wanted in every)
    return next(((each, row) for each, row in found if row is not None), None) or abort(404)


def waiting_for(organisation: Organisation) -> Select[Matter]:
    """Those that wait for the visitor to decide, the longest waiting first."""
    theirs = Matter.for_giver(organisation.id, current_visitor().account_id)
    wanted = Matter.asked_by(organisation).where(theirs, Matter.waits).options(*Matter.with_owner())
    return wanted.order_by(Matter.proposed_at, Matter.id)


def _decides(organisation: Organisation, row: Matter) -> bool:
    return db.session.scalars(waiting_for(organisation).where(Matter.id == row.id)).first() is not None


def _address(organisation: Organisation, row: Matter) -> str:
    return url_for("unit.findings.show", task=row.public_id, cua=organisation.code)


def _page(uuid: UUID) -> FindingPage:
    """That of an entry of the organisation; a 404 where another organises the event, and where it asks for no tasks."""
    organisation, _others = organisation_here()
    session, entry = db.session(), sender_here().entry(uuid)
    event, programme = session.get(Event, entry.site_id), session.get_one(Programme, entry.programme_id)
    if event is None or event.organisation_id != organisation.id or not may_give(event, programme):
        abort(404)
    place: dict[str, Any] = {"entry": entry.uuid, "cua": organisation.code}
    return FindingPage(
        view="unit.findings.create", place=place, layout="unit/layout.html", programme=programme, entry=entry,
        back=(url_for("unit.recorded_entries.show", **place), programme.name),
        owners=possible_bodies(session, organisation.unit_id), context={"organisation": organisation},
    )  # fmt: skip
