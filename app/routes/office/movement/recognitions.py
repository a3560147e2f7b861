"""/van-phong/phong-trao/<id>/de-nghi: who meets what a programme asks goes on a list before a leader; /cong-nhan/<id>:
that list, as it waits and as it was decided, and on paper."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock
from app.country.periods import Period, name_of
from app.jobs import dry_run_orders, queue, recognition_orders
from app.models import (
    Job,
    JobState,
    Plate,
    Programme,
    ProgrammeVersion,
    Recognition,
    Role,
)
from app.models.movement.candidates import candidate_groups, candidates
from app.models.movement.giving import IN_WORD
from app.models.movement.recipients import recipient_words
from app.models.movement.recognition import gives_of, no_longer_met
from app.registers.programmes.listed import KY, near_periods
from app.registers.programmes.words import given_words
from app.routes.jobs import answer_with, give_a_moment, progress_of
from app.routes.office.approvals.deciding import standing
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.office.movement.programmes import entries_here
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

recognitions = Blueprint("recognitions", __name__)

LIST = "/cong-nhan/<uuid:recognition>"
_UNNAMED = _l("Chưa đề nghị gì: chưa ghi tên người, nơi được nhận, hoặc họ chưa đồng ý nêu tên.")
# So many stand on a page to be ticked, and on one list at most.
SHOWN, MOST = 100, 500


@recognitions.get("/phong-trao/<int:programme>/de-nghi")
@requires(*STAFF)
def new(programme: int) -> Answer:
    """Who meets all criteria of the version in use and was not proposed, of the period `?ky=`; of one group (`?to=`),
    or of the sites that were chosen in the book (`?dong=`): those that do not are counted."""
    kept, version = _asking(programme)
    session, today, period = db.session(), clock.today(), _period(kept)
    key = period.key if period else None
    groups, code = candidate_groups(session, version, today, key), request.args.get("to", "")
    fitting = [many for group, many in groups.items() if code in ("", group.code if group else "")]
    sites = request.args.getlist("dong")[:SHOWN]
    rows = candidates(session, version, today, code, period=key, sites=sites, most=SHOWN)
    if sites:
        fitting = [(len(rows), len(rows))]
    return render_template(
        "office/recognitions/new.html",
        programme=kept,
        unit=kept.unit,
        version=version,
        declared=version.declared,
        words=given_words(version.declared),
        period=period,
        periods=near_periods(kept, period),
        groups=[each for each in groups if each],
        group=code,
        rows=rows,
        left_out=len(sites) - len(rows) if sites else 0,
        fitting=sum(undeclined for _many, undeclined in fitting),
        many=sum(many for many, _undeclined in fitting),
        most=MOST,
        officer=kept.unit_id in unit_ids(Role.OFFICER) and kept.retired_on is None,
    )


@recognitions.post("/phong-trao/<int:programme>/de-nghi")
@requires(Role.OFFICER)
def create(programme: int) -> Answer:
    """Propose those who were ticked (`chon`, uuids of entries), or all of them (`tat-ca`)."""
    kept, version = _asking(programme, Role.OFFICER)
    period = _period(kept)
    key, ky = (period.key, str(period.key)) if period else (None, None)
    page = url_for("office.recognitions.new", programme=kept.id, to=request.args.get("to") or None, ky=ky)
    every, code = "tat-ca" in request.form, request.args.get("to", "")
    if request.form.get("ban") != str(version.id):
        flash(_("Phong trào vừa có bản mới. Anh chị xem lại ai đủ điều kiện rồi đề nghị."), "warn")
        return see_other(page)
    with immediate() as session:
        session.scalars(Programme.locked(kept.id)).one()
        asked, by = session.get_one(ProgrammeVersion, version.id), request.form.getlist("chon")[:MOST]
        fitting = candidates(
            session, asked, clock.today(), code, period=key, by=None if every else by, declined=not every, most=MOST
        )
        chosen = [each for each in fitting if each.name]
        made = Recognition.submit(session, version, chosen, by=current_account(), now=clock.now()) if chosen else None
        job = _order_dry_run(session, made, len(chosen)) if made else None
        address = url_for("office.recognitions.show", recognition=made.public_id) if made else page
    if job is None:
        flash(_UNNAMED if fitting else _("Chưa đề nghị gì: anh chị chọn ít nhất một dòng."), "warn")
        return see_other(address)
    queue.enqueue(job)
    flash(_("Đã trình lãnh đạo %(count)s %(noun)s.", count=len(chosen), noun=version.declared.noun), "good")
    return see_other(address)


@recognitions.get(LIST)
@requires(*STAFF)
def show(recognition: UUID) -> Answer:
    """One list: who is on it, where it stands, and what whoever looks may do."""
    return render_template("office/recognitions/show.html", **page_context(list_here(recognition)))


@recognitions.post(f"{LIST}/ve-thu")
@requires(*STAFF)
def update(recognition: UUID) -> Answer:
    """Draw the dry run anew."""
    with immediate() as session:
        row = list_here(recognition)
        by = current_visitor().account_id
        job = (
            dry_run_orders.order_dry_run(session, row, by=by, again=True) if row.waits and row.plates(session) else None
        )
    if job:
        give_a_moment(job)
    return see_other(url_for("office.recognitions.show", recognition=recognition))


@recognitions.post(f"{LIST}/in")
@requires(*STAFF)
def order(recognition: UUID) -> Answer:
    """The list on paper, or with `bien` all its plates in one file; what was left undrawn is drawn first. With `word`
    its papers as one Word file; a 404 for plates, which have none."""
    with immediate() as session:
        row, by = list_here(recognition), current_visitor().account_id
        undrawn = any(not each.file for each in session.scalars(Plate.numbered_of(row.id)))
        kind = ("plates" if undrawn else "plates_file") if "bien" in request.form else "recognition_list"
        if "word" in request.form:
            kind = "plates_word" if gives_of(row.asked_by).paper in IN_WORD else abort(404)
        job = recognition_orders.paper(session, row, kind, by=by)
    return answer_with(job)


def list_here(recognition: UUID, *roles: Role) -> Recognition:
    """The list of an address; a 404 where one may not see it."""
    row: Recognition = one_or_404(Recognition.called(str(recognition), unit_ids(*roles)))
    return row if row.programme.is_seen_by(current_visitor().roles_in(row.unit_id)) else abort(404)


def page_context(row: Recognition) -> dict[str, Any]:
    """What a list says, how far its dry run is, and what the visitor may do."""
    session = db.session()
    rows, state = session.scalars(Plate.of(row.id)).all(), standing(row)
    waiting = [each for each in rows if each.state == "proposed"] if row.waits else []
    dry_run = _dry_run(session, row, waiting)
    gone = no_longer_met(session, row.asked_by, waiting)
    failed = dry_run is not None and dry_run.state == JobState.FAILED
    job = recognition_orders.asked(session, row, "plates") if not row.waits else None
    return {
        "row": row, "rows": rows, "declared": row.asked_by.declared, "words": given_words(row.asked_by.declared),
        "period": _period_name(row, rows), "recipients": _recipients(row, rows), "waiting": waiting, "gone": gone,
        "dry_run": dry_run, "progress": progress_of(dry_run) if dry_run else None,
        "in_word": gives_of(row.asked_by).paper in IN_WORD,
        "drawing": progress_of(job) if job and any(each.number and not each.file for each in rows) else None,
        "may_approve": state["decides"] and not gone and bool(waiting) and not failed, "today": clock.today(), **state,
    }  # fmt: skip


def _recipients(row: Recognition, rows: Sequence[Plate]) -> dict[str, str]:
    """Who gets each paper, where that is not what the row is called."""
    declared = row.asked_by.declared
    words = {
        each.public_id: each.paper if each.number else recipient_words(declared, each.site, each.entry) for each in rows
    }
    return {key: each["full_name"] for key, each in words.items() if each.get("title")}


def _dry_run(session: Session, row: Recognition, waiting: Sequence[Plate]) -> Job | None:
    now = clock.now()
    return dry_run_orders.newest_dry_run(session, row, [row.words(each, now) for each in waiting]) if waiting else None


def _asking(programme: int, *roles: Role) -> tuple[Programme, ProgrammeVersion]:
    """A programme that recognises, with the version in use; a 404 for any other."""
    kept = entries_here(programme, roles or STAFF)
    version = kept.current
    if version is None or not version.declared.recognises:
        abort(404)
    return kept, version


def _period(programme: Programme) -> Period | None:
    """The period of an address, else the one that lists show; None without periods. A 404 for one that there is not."""
    if (schedule := programme.schedule) is None:
        return None
    if not (asked := request.args.get(KY, "")):
        return programme.shown_period(clock.today())
    begun = schedule.until(clock.today())
    return next((each for each in begun if str(each.key) == asked), None) or abort(404)


def _period_name(row: Recognition, rows: Sequence[Plate]) -> str:
    every = row.asked_by.declared.every
    return name_of(every, rows[0].period) if every and rows else ""


def _order_dry_run(session: Session, made: Recognition, count: int) -> int:
    """Note a new list and order its dry run; return the job's id."""
    note(session, "recognition.submitted", made, count=count)
    return dry_run_orders.order_dry_run(session, made, by=current_visitor().account_id).id


def note(session: Session, act: str, row: Recognition, **detail: object) -> None:
    """Note what the visitor does to a list, in the write transaction under way."""
    note_act(session, act, row.unit_id, ("recognition", row.public_id), {"programme": row.programme.name, **detail})


def answer_page(row: Recognition, status: int, **more: Any) -> Response:
    """The last look at a list before its numbers are given."""
    return Response(render_template("office/recognitions/approve.html", **page_context(row), **more), status)
