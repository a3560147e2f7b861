"""/van-phong/lop/<code>/duyet/ve-thu: a list's papers drawn before it is approved, and what a leader reads of it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from app.country import clock
from app.jobs import dry_run_orders
from app.models import Approval, ApprovalEntry, ApprovalState, Job, JobState, Recognition
from app.models.learning.certificate_numbers import paper_lines
from app.routes.jobs import give_a_moment, progress_of
from app.routes.office.approvals.deciding import standing
from app.routes.office.lookups import STAFF, course_here, live_list
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other
from app.web.words.certificates import way_out

certificate_trials = Blueprint("certificate_trials", __name__)


@certificate_trials.post("/lop/<code>/duyet/ve-thu")
@requires(*STAFF)
def create(code: str) -> Answer:
    """Draw the papers as they would be now; anew where they were drawn and the file is no longer there."""
    job = None
    with immediate() as session:
        approval = live_list(course_here(code))
        if approval is not None and approval.state == ApprovalState.SUBMITTED:
            last = dry_run_orders.newest_dry_run(session, approval)
            lost = last is not None and last.state == JobState.DONE and last.result is None
            job = dry_run_orders.order_dry_run(session, approval, by=current_visitor().account_id, again=lost)
    if job is None:
        return see_other(url_for("office.courses.show", code=code))
    if give_a_moment(job).state == JobState.DONE:
        flash(_("Đã vẽ thử xong, giấy nào cũng in được."), "good")
    return see_other(url_for("office.approvals.show", code=code))


def tried(code: str) -> Job | None:
    """The dry run of the list of a course before the leader; see `tried_of`."""
    return tried_of(lambda: live_list(course_here(code)))


def tried_of(find: Callable[[], Approval | Recognition | None]) -> Job | None:
    """The dry run of a list before the leader as it would be now, ordered where there is none and waited for some
    seconds; None where nothing waits or nobody would get a paper. Opens a write transaction of its own."""
    with immediate() as session:
        row = find()
        if row is None or not row.waits or not type(row).sizes(session, [row.id])[row.id]:
            return None
        job = dry_run_orders.order_dry_run(session, row, by=current_visitor().account_id)
    if job.is_over:
        return job
    return give_a_moment(job)


def not_drawn(dry_run: Job) -> str:
    """Why numbers wait for the dry run: it failed, or nobody has drawn it yet."""
    if dry_run.state == JobState.FAILED:
        return str(_("Chưa cấp số nào: giấy vẽ thử không in được. %(reason)s", reason=dry_run.reason))
    waits = _("Chưa cấp số nào: máy còn đang vẽ thử giấy của danh sách này. Máy tự vẽ tiếp, chờ một phút rồi bấm lại.")
    return str(waits)


def decision_of(approval: Approval, *, leader: bool) -> dict[str, Any]:
    """What a list before the leader says, how far its dry run is, and whether the visitor decides about it."""
    session, now = db.session(), clock.now()
    entries = list(session.scalars(ApprovalEntry.of(approval.id)))
    certified = [entry for entry in entries if entry.is_certified]
    gone = approval.no_longer_met(session)
    stands = standing(approval)
    decides = leader and stands["decides"]
    contents = [paper_lines(entry.registration, now) for entry in certified]
    dry_run = dry_run_orders.newest_dry_run(session, approval, contents) if contents else None
    failed = dry_run is not None and dry_run.state == JobState.FAILED
    return {
        "certified": certified,
        "asking": [entry for entry in entries if entry.proposal or entry.exception],
        "no_longer_met": gone,
        "may_decide": decides,
        "may_approve": decides and not gone and bool(certified) and not failed,
        "dry_run": dry_run,
        "progress": progress_of(dry_run) if dry_run else None,
        "way_out": way_out(approval.course.certificate_size) if failed else "",
        "decision": stands["decision"],
        "open": stands["open"],
        "own": stands["own"],
        "sample": contents[0] if contents else None,
        "unconfirmed_count": sum(1 for entry in certified if entry.registration.paper_name is None),
    }
