"""/van-phong/lop/<code>/trinh-duyet and /duyet: a course's list on its way to the leader, and before the leader."""

from flask import Blueprint, Response, flash, render_template, url_for
from flask_babel import gettext as _

from app import clock
from app.access import current_account, current_visitor, requires
from app.database import db, immediate
from app.models import Approval, ApprovalEntry, ApprovalState, Course, Role, Stage
from app.models.learning.approval import AlreadySubmitted, NobodyQualifies, NotFinished, standings, tally
from app.models.learning.lesson import LessonState
from app.responses import Answer, see_other
from app.routes.office.lookups import STAFF, course_here, is_leader, live_list, unit_ids
from app.routes.office.trail import note

approvals = Blueprint("approvals", __name__)

# More lessons than these are told in words only.
MOST_DOTS = 8


@approvals.get("/duyet")
@requires(*STAFF)
def index() -> Answer:
    """The lists that wait for a leader, the oldest first."""
    waiting = db.session.scalars(Approval.waiting_in(unit_ids())).all()
    sizes = Approval.sizes(db.session(), [approval.id for approval in waiting])
    return render_template("office/approvals/index.html", waiting=waiting, sizes=sizes)


@approvals.get("/lop/<code>/trinh-duyet")
@requires(Role.OFFICER)
def new(code: str) -> Answer:
    """Who met the course's rule, who did not and why, before the list goes to the leader."""
    return _page("office/approvals/new.html", course_here(code, Role.OFFICER))


@approvals.post("/lop/<code>/trinh-duyet")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """Bring the list before the leader."""
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER)
            approval = Approval.submit(session, course.id, by=current_account(), now=clock.now())
            size = Approval.sizes(session, [approval.id])[approval.id]
            note(session, "approval.submitted", course, {"people": size})
    except NotFinished:
        return _refused(code, _("Lớp chưa học xong, nên chưa lập danh sách cấp giấy được."))
    except NobodyQualifies:
        return _refused(code, _("Chưa có ai đủ số buổi có mặt, nên chưa có gì để trình."))
    except AlreadySubmitted:
        flash(_("Danh sách này đã được trình rồi."), "warn")
        return see_other(url_for("office.approvals.show", code=code))
    flash(_("Đã trình lãnh đạo duyệt %(count)s giấy.", count=size), "good")
    return see_other(url_for("office.courses.show", code=code))


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


def _refused(code: str, why: str) -> Response:
    db.session.rollback()
    page = _page("office/approvals/new.html", course_here(code, Role.OFFICER), refusal=why)
    page.status_code = 409
    return page


def _page(page: str, course: Course, approval: Approval | None = None, refusal: str = "") -> Response:
    rows, now, lessons = standings(db.session(), course), clock.now(), course.live_lessons
    counts = tally(rows)
    past = Approval.of(course.id).where(Approval.state == ApprovalState.SENT_BACK).limit(1)
    gone = approval.no_longer_met(db.session()) if approval else []
    decides = approval is not None and is_leader(course) and approval.submitted_by_id != current_visitor().account_id
    return Response(
        render_template(
            page,
            course=course,
            approval=approval,
            entries=list(db.session.scalars(ApprovalEntry.of(approval.id))) if approval else [],
            no_longer_met=gone,
            sent_back=db.session.scalars(past).first(),
            rows=rows,
            counts=counts,
            lessons=lessons,
            unclosed=[lesson for lesson in lessons if lesson.state != LessonState.HELD],
            dotted=len(lessons) <= MOST_DOTS,
            leader=is_leader(course),
            may_submit=bool(counts[True]) and not refusal and course.stage(now) == Stage.FINISHED,
            may_decide=decides,
            may_approve=decides and not gone,
            refusal=refusal,
            stage=course.stage(now),
        )
    )
