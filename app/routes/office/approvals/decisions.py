"""/van-phong/lop/<code>/duyet and /quyet-dinh: a leader gives numbers to a list, or sends it back;
the decision on paper."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.country import clock, formats
from app.jobs import dry_run_orders, orders
from app.models import Approval, ApprovalEntry, ApprovalState, JobState, Role
from app.models.learning.approving import DecisionChanged
from app.models.learning.certificate_numbers import enter, forecast
from app.models.mixins.decided import AlreadyDecided
from app.models.mixins.issued import NumbersTaken
from app.routes.jobs import give_a_moment
from app.routes.office.approvals.certificate_trials import decision_of, not_drawn, tried
from app.routes.office.approvals.deciding import add_ending, refused_with
from app.routes.office.lookups import STAFF, approved_list_asked, course_here, live_list, newest_list
from app.routes.trail import note
from app.web.access import current_account, current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, form_page, refuse, see_other
from app.web.sign_in.proof import fresh_proof

decisions = Blueprint("decisions", __name__)


@decisions.get("/lop/<code>/duyet/cap-so")
@requires(Role.LEADER)
def new(code: str) -> Answer:
    """The last look before numbers are given: which ones, what cannot be undone, who signs. Writes nothing."""
    course = course_here(code, Role.LEADER)
    approval = live_list(course)
    if approval is None or approval.state != ApprovalState.SUBMITTED:
        return see_other(url_for("office.approvals.show", code=code))
    shown = decision_of(approval, leader=True)
    if not shown["may_approve"]:
        return see_other(url_for("office.approvals.show", code=code))
    return _last_look(approval, shown)


@decisions.post("/lop/<code>/duyet")
@requires(Role.LEADER)
@fresh_proof
def create(code: str) -> Answer:
    """Approve: decision, numbers and the order to draw stand or fall together. The drawing starts after the commit.

    Only the numbers that were on the last look (`so`) are given, and only to papers of which a dry run was drawn."""
    dry_run = tried(code)
    if dry_run is not None and dry_run.state != JobState.DONE:
        return refused_with(before_the_leader(code), not_drawn(dry_run))
    now = clock.now()
    try:
        with immediate() as session:
            course = course_here(code, Role.LEADER)
            approval = before_the_leader(code)
            approval.approve(session, by=current_account(), now=now)
            dry_run_orders.see_drawn(session, approval)
            made = enter(session, approval, now=now, seen=request.form.get("so", ""))
            job = orders.certificates(session, approval, by=current_visitor().account_id)
            numbers = [made[0].register_number, made[-1].register_number]
            passed_over = len(session.scalars(ApprovalEntry.of(approval.id)).all()) - len(made)
            detail = {"count": len(made), "numbers": numbers, "passed_over": passed_over}
            note(session, "approval.approved", course, detail)
    except (NumbersTaken, dry_run_orders.NotDrawn):
        return _other_numbers(code)
    give_a_moment(job)
    flash(_("Đã duyệt %(count)s giấy, số %(numbers)s.", count=len(made), numbers=formats.span(*numbers)))
    return see_other(url_for("office.certificates.index", code=code))


def before_the_leader(code: str) -> Approval:
    """The course's list.

    Raises:
        AlreadyDecided: somebody sent it back.
    """
    course = course_here(code, Role.LEADER)
    approval = live_list(course)
    if approval is None:
        last = db.session.scalars(newest_list(course)).first()
        if last is None:  # there never was a list
            abort(see_other(url_for("office.courses.show", code=code)))
        raise AlreadyDecided(last)
    return approval


def _last_look(approval: Approval, shown: Mapping[str, Any], *, others: bool = False) -> Response:
    course, numbers = approval.course, forecast(db.session(), approval, now=clock.now())
    page = render_template(
        "office/decisions/new.html", course=course, approval=approval, numbers=numbers, others=others, **shown
    )
    return Response(page, 409 if others else 200)


def _other_numbers(code: str) -> Response:
    """The last look again, with the numbers as they are by now; 409 and a word about it where others were seen."""
    db.session.rollback()
    approval = before_the_leader(code)
    return _last_look(approval, decision_of(approval, leader=True), others=bool(request.form.get("so")))


add_ending(
    decisions,
    "/lop/<code>/tra-lai",
    Approval,
    "decline",
    Role.LEADER,
    asks="edit",
    name="update",
    find=before_the_leader,
)


class DecisionForm(FlaskForm):
    """Both may be empty: the annex is then printed with room to write them by hand."""

    number = LineField(_l("Số quyết định"), longest=60)
    day = DayField(_l("Ngày ký"))
    seen = HiddenField()

    def show(self, approval: Approval) -> None:
        """Fill the form with what stands."""
        self.number.data = approval.decision_number
        self.day.show(approval.decision_date)
        self.seen.data = " ".join(approval.decision)

    @property
    def remembered(self) -> tuple[str, str]:
        """What stood when the form was opened."""
        number, _space, day = (self.seen.data or "").rpartition(" ")
        return number, day


@decisions.route("/lop/<code>/quyet-dinh", methods=["GET", "POST"])
@requires(*STAFF)
def edit_paper(code: str) -> Answer:
    """Note them; 409 with both versions where somebody else wrote others meanwhile."""
    course, form = course_here(code), DecisionForm()
    if not form.validate_on_submit():
        approval = approved_list_asked(course)
        if approval is None:
            return see_other(url_for("office.courses.show", code=course.code))
        if not form.is_submitted():
            form.show(approval)
        return form_page("office/decision_papers/edit.html", form, course=course, approval=approval)
    try:
        with immediate() as session:
            course = course_here(code)
            approval = approved_list_asked(course)
            if approval is None:
                return see_other(url_for("office.courses.show", code=code))
            approval.write_decision(session, form.number.value, form.day.value, seen=form.remembered)
            note(session, "approval.decision_noted", course, {"decision": approval.decision_number})
    except DecisionChanged:
        return _changed(code, form)
    flash(_("Đã ghi số quyết định. Phụ lục in ra mang số này."), "good")
    return see_other(url_for("office.certificates.index", code=code))


def _changed(code: str, form: DecisionForm) -> Answer:
    db.session.rollback()
    course = course_here(code)
    approval = approved_list_asked(course)
    assert approval is not None  # an approved list stays approved
    form.seen.data = " ".join(approval.decision)
    return refuse(
        "office/decision_papers/edit.html", status=409, form=form, course=course, approval=approval, stands=approval
    )
