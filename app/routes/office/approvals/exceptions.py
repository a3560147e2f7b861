"""/van-phong/lop/<code>/ngoai-le/<person>: a leader certifies somebody in spite of the rule, with the reason.

Only on a list that is before the leader, and never on a list of one's own (docs/promises.md).
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm

from app.country import clock
from app.jobs import dry_run_orders, queue
from app.models import Approval, ApprovalEntry, Course, Role
from app.models.learning.registration import Registration
from app.models.learning.standing import learner_status
from app.routes.office.approvals.deciding import ReasonField
from app.routes.office.approvals.decisions import before_the_leader
from app.routes.office.lookups import course_here, live_list
from app.routes.trail import note
from app.web.access import current_account, current_visitor, found, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

exceptions = Blueprint("exceptions", __name__)


class ExceptionForm(FlaskForm):
    """Why somebody is certified although they missed more than the rule lets."""

    reason = ReasonField(_l("Vì sao vẫn cấp giấy"))


@exceptions.get("/lop/<code>/ngoai-le/<uuid:public_id>")
@requires(Role.LEADER)
def edit(code: str, public_id: UUID) -> Answer:
    """The form, with what the office proposed."""
    course = course_here(code, Role.LEADER)
    entry = _entry(course, public_id)
    form = ExceptionForm(formdata=None)
    form.reason.data = entry.exception or entry.proposal
    return render_template("office/exceptions/edit.html", **_page(course, entry, form))


@exceptions.post("/lop/<code>/ngoai-le/<uuid:public_id>")
@requires(Role.LEADER)
def update(code: str, public_id: UUID) -> Answer:
    """Make the exception; its reason stands on the list."""
    form = ExceptionForm()
    if not form.validate():
        course = course_here(code, Role.LEADER)
        entry = _entry(course, public_id)
        return refuse("office/exceptions/edit.html", **_page(course, entry, form))
    return _write(code, public_id, form.reason.value)


@exceptions.post("/lop/<code>/ngoai-le/<uuid:public_id>/bo")
@requires(Role.LEADER)
def destroy(code: str, public_id: UUID) -> Answer:
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
    return found(ApprovalEntry.of(approval.id if approval else 0).where(Registration.public_id == str(public_id)))


def _page(course: Course, entry: ApprovalEntry, form: ExceptionForm) -> dict[str, Any]:
    row = learner_status(db.session(), entry.registration)
    return {"course": course, "entry": entry, "form": form, "row": row, "now": clock.now()}
