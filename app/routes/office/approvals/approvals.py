"""/van-phong/duyet, /lop/<code>/trinh-duyet and /duyet: an officer submits a list of those who finished, the leader
sees it; whoever stays below the share is on it where somebody says why."""

from dataclasses import replace
from itertools import chain
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm

from app.country import clock
from app.jobs import dry_run_orders, queue
from app.models import (
    Approval,
    ApprovalEntry,
    ApprovalState,
    Certificate,
    CertificateState,
    Course,
    OfflineRoll,
    Role,
    Stage,
)
from app.models.learning.approval import eligible
from app.models.learning.approving import AlreadySubmitted, NobodyQualifies, NotFinished
from app.models.learning.course_terms import excused_words
from app.models.learning.lesson_terms import LessonState
from app.models.learning.paper_name import offers
from app.models.learning.registration import Registration
from app.models.learning.standing import learner_status, tally
from app.routes.office.approvals.certificate_trials import decision_of
from app.routes.office.approvals.deciding import REASON_LENGTH, ReasonField, waiting_for
from app.routes.office.approvals.decisions import before_the_leader
from app.routes.office.approvals.proposals import Proposals, way_from
from app.routes.office.lookups import STAFF, course_here, is_leader, live_list, newest_list, unit_ids
from app.routes.trail import note
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, form_page, see_other

approvals = Blueprint("approvals", __name__)

# More lessons than these are told in words only.
MOST_DOTS = 8


@approvals.get("/duyet")
@requires(*STAFF)
def index() -> Answer:
    """All that waits for a decision, or what does of one kind (`?loai=`), the oldest first: a leader's to decide; an
    officer sees the rest of it as well."""
    officer, kind = unit_ids(Role.OFFICER), request.args.get("loai")
    waiting = chain(*(waiting_for(role, unit_ids(role) | officer) for role in (Role.LEADER, Role.OFFICER)))
    shown = [(each, lines) for each, lines in waiting if kind in (None, each.slug)]
    return render_template("office/approvals/index.html", waiting=shown, kind=kind)


@approvals.get("/lop/<code>/trinh-duyet")
@requires(*STAFF)
def new(code: str) -> Answer:
    """Who met the course's rule, who did not and why, who cannot any more; before the list goes to the leader.

    Once a list is approved, those without a paper: whoever of them meets the rule comes on a further list. With
    `?soat=` it is one of several: one that somebody else submitted meanwhile is passed over."""
    course = course_here(code)
    if (way := way_from(course)) and live_list(course):
        return see_other(way.further)
    return _page("office/approvals/new.html", course, typed=Proposals())


@approvals.post("/lop/<code>/trinh-duyet")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """Bring the list before the leader, with the exceptions that the office proposes; or only write the reason beside
    each of those ticked (`v=ghi`), to tick others for another one."""
    typed = Proposals.typed()
    if typed.fault:
        return _refused(code, typed.fault, typed, 422)
    if request.form.get("v") == "ghi":
        return _page("office/approvals/new.html", course_here(code, Role.OFFICER), typed=Proposals(typed.spread))
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER)
            by, proposals = current_account(), typed.spread
            approval = Approval.submit(session, course.id, by=by, now=clock.now(), proposals=proposals)
            size = Approval.sizes(session, [approval.id])[approval.id]
            proposed = len(session.scalars(ApprovalEntry.of(approval.id)).all()) - size
            note(session, "approval.submitted", course, {"people": size, "proposed": proposed})
            job = dry_run_orders.order_dry_run(session, approval, by=current_visitor().account_id) if size else None
    except NotFinished:
        return _refused(code, _("Lớp chưa học xong, nên chưa lập danh sách cấp giấy được."), typed)
    except NobodyQualifies:
        return _refused(code, _nobody(code), typed)
    except AlreadySubmitted:
        flash(_("Danh sách này đã được trình rồi."), "warn")
        way = way_from(course_here(code, Role.OFFICER))
        return see_other(way.further if way else url_for("office.approvals.show", code=code))
    if job:
        queue.enqueue(job.id)
    flash(_("Đã trình lãnh đạo duyệt %(count)s giấy.", count=size), "good")
    if proposed:
        flash(_("Kèm %(count)s đề nghị ngoại lệ, lãnh đạo xem từng người.", count=proposed), "good")
    way = way_from(course_here(code, Role.OFFICER))
    return see_other(way.further if way else url_for("office.courses.show", code=code))


@approvals.get("/lop/<code>/duyet")
@requires(*STAFF)
def show(code: str) -> Answer:
    """The list before the leader; once approved, its certificates."""
    course = course_here(code)
    approval = live_list(course)
    if approval is not None and approval.state == ApprovalState.APPROVED:
        return see_other(url_for("office.certificates.index", code=course.code))
    if approval is None:
        return see_other(url_for("office.courses.show", code=course.code))
    return _page("office/approvals/show.html", course, approval=approval)


def _nobody(code: str) -> str:
    db.session.rollback()
    if db.session.scalars(Approval.approved_of(course_here(code, Role.OFFICER).id).limit(1)).first():
        return str(_("Ai đủ số buổi có mặt đều đã có giấy, nên chưa có gì để trình bổ sung."))
    return str(_("Chưa có ai đủ số buổi có mặt, nên chưa có gì để trình."))


def _refused(code: str, why: str, typed: Proposals, status: int = 409) -> Response:
    db.session.rollback()
    page = _page("office/approvals/new.html", course_here(code, Role.OFFICER), typed=replace(typed, wrong=why))
    page.status_code = status
    return page


def _page(page: str, course: Course, approval: Approval | None = None, typed: Proposals | None = None) -> Response:
    session, now, leader = db.session(), clock.now(), is_leader(course)
    rows, lessons, stage = eligible(session, course), course.live_lessons, course.stage(now)
    newest = session.scalars(newest_list(course)).first()
    waits = newest is not None and newest.state == ApprovalState.SUBMITTED
    officer = course.unit_id in unit_ids(Role.OFFICER)
    return Response(
        render_template(
            page,
            course=course,
            approval=approval,
            supplement=newest.supplement_to_come if newest else 0,
            papers=_papers(course),
            sent_back=newest if newest and newest.state == ApprovalState.SENT_BACK else None,
            waits=waits,
            rows=rows,
            counts=tally(rows),
            lost=sum(1 for row in rows if row.out_of_reach),
            miswritten=offers(row.registration for row in rows if row.met),
            unconfirmed=[row for row in rows if row.met and row.registration.paper_name is None],
            lessons=lessons,
            unheard=session.scalars(OfflineRoll.unheard_on(course.id, now)).all(),
            unclosed=[each for each in lessons if each.state != LessonState.HELD and each.ends_at <= now],
            dotted=len(lessons) <= MOST_DOTS,
            excused_words=excused_words(course.excused_counts),
            leader=leader,
            officer=officer,
            may_submit=bool(rows) and officer and not waits and stage in (Stage.FINISHED, Stage.CLOSED),
            typed=typed,
            reason_length=REASON_LENGTH,
            stage=stage,
            way=way_from(course),
            now=now,
            **(decision_of(approval, leader=leader) if approval else {}),
        )
    )


def _papers(course: Course) -> dict[str, Any]:
    """How many papers of the course stand, and whose were revoked: by registration."""
    rows = db.session.scalars(Certificate.of_course(course.id)).all()
    revoked = {row.registration_id: row for row in rows if row.state == CertificateState.REVOKED}
    return {"standing": sum(1 for row in rows if row.is_valid), "revoked": revoked}


class ExceptionForm(FlaskForm):
    """Why somebody is certified although they missed more than the rule lets."""

    reason = ReasonField(_l("Vì sao vẫn cấp giấy"))


@approvals.route("/lop/<code>/ngoai-le/<uuid:public_id>", methods=["GET", "POST"])
@requires(Role.LEADER)
def edit_exception(code: str, public_id: UUID) -> Answer:
    """Make the exception, with what the office proposed; its reason stands on the list."""
    form = ExceptionForm()
    if not form.validate_on_submit():
        course = course_here(code, Role.LEADER)
        entry = _entry(course, public_id)
        if not form.is_submitted():
            form.reason.data = entry.exception or entry.proposal
        return form_page("office/exceptions/edit.html", form, **_exception_page(course, entry))
    return _write(code, public_id, form.reason.value)


@approvals.post("/lop/<code>/ngoai-le/<uuid:public_id>/bo")
@requires(Role.LEADER)
def withdraw_exception(code: str, public_id: UUID) -> Answer:
    """Take the exception back, as long as the list is not approved."""
    return _write(code, public_id, "")


def _write(code: str, public_id: UUID, reason: str) -> Answer:
    with immediate() as session:
        course = course_here(code, Role.LEADER)
        approval = before_the_leader(code)
        entry = approval.make_exception(session, str(public_id), by=current_account(), reason=reason)
        action = "approval.exception_made" if reason else "approval.exception_taken_back"
        note(session, action, course, {"registration": str(public_id), "reason": reason})
        name = entry.registration.person.full_name
        session.flush()
        size = Approval.sizes(session, [approval.id])[approval.id]
        job = dry_run_orders.order_dry_run(session, approval, by=current_visitor().account_id) if size else None
    if job:
        queue.enqueue(job.id)
    flash(_("%(name)s được cấp giấy theo ngoại lệ.", name=name) if reason else _("Đã bỏ ngoại lệ."), "good")
    return see_other(url_for("office.approvals.show", code=code))


def _entry(course: Course, public_id: UUID) -> ApprovalEntry:
    approval = live_list(course)
    return one_or_404(ApprovalEntry.of(approval.id if approval else 0).where(Registration.public_id == str(public_id)))


def _exception_page(course: Course, entry: ApprovalEntry) -> dict[str, Any]:
    row = learner_status(db.session(), entry.registration)
    return {"course": course, "entry": entry, "row": row, "now": clock.now()}
