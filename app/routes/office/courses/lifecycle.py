"""/van-phong/lop/<code>: a course is published, called off, closed, or deleted while it is a draft."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.country import clock
from app.jobs import orders, queue
from app.models import ApprovalState, Course, CourseState, Job, ResidentialGroup, Role, Ticket
from app.models.learning.course_terms import AlreadyOver, HasRegistrations, NotCalledOff, NotReady, NotTaught
from app.models.learning.discarding import Met, discard, may_discard
from app.models.learning.leaving import forget_needs
from app.routes.office.lessons.lesson_forms import ReasonForm
from app.routes.office.lookups import course_here, live_list
from app.routes.office.messages.sending_drafts import people_to_tell, tell_next
from app.routes.trail import note
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, form_page, see_other
from app.web.words.messages import Moment

lifecycle = Blueprint("lifecycle", __name__)


@lifecycle.post("/lop/<code>/cong-bo")
@requires(Role.OFFICER)
def publish(code: str) -> Answer:
    """Publish it and have its poster drawn; pressed twice, it is published once."""
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            if course.state == CourseState.DRAFT:
                course.publish()
                note(session, "course.published", course)
            groupless = not session.scalars(ResidentialGroup.of(course.unit_id).limit(1)).first()
            jobs = orders.shown(session, course, by=current_visitor().account_id)
    except NotReady:
        return _refused(code, _("Lớp chưa có buổi học nào. Anh chị thêm buổi học rồi công bố."))
    queue.enqueue_all(jobs)
    if groupless:
        flash(
            _("Chưa có danh sách tổ dân phố, thôn, bản: bà con đăng ký chưa chọn được nơi ở. Bước 1 ở Hôm nay."), "warn"
        )
    return see_other(url_for("office.courses.poster", code=code))


@lifecycle.post("/lop/<code>/rut-ve")
@requires(Role.OFFICER)
def withdraw(code: str) -> Answer:
    """Back into a draft; not once somebody has registered."""
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            if course.state == CourseState.OPEN:
                registered = session.scalars(Ticket.of(course.id).limit(1)).first() is not None
                course.withdraw(registered=registered)
                note(session, "course.withdrawn", course)
        flash(_("Lớp đã về bản nháp. Trang của lớp không còn hiện với bà con."), "good")
    except HasRegistrations:
        flash(_("Đã có người đăng ký, nên không rút lớp về được nữa."), "bad")
    return see_other(url_for("office.courses.show", code=code))


@lifecycle.route("/lop/<code>/huy", methods=["GET", "POST"])
@requires(Role.OFFICER)
def call_off(code: str) -> Answer:
    """Call it off for a reason; then whoever registered is to be told."""
    course, form = course_here(code, Role.OFFICER), ReasonForm()
    if not form.validate_on_submit():
        return form_page("office/courses/call_off.html", form, course=course, people=people_to_tell(course))
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            course.call_off(form.reason.value, clock.now())
            note(session, "course.called_off", course, {"reason": course.cancelled_reason})
    except AlreadyOver:
        return _refused(code, _("Lớp đã học xong, đã khép hoặc đã hủy từ trước, nên không hủy nữa."))
    flash(_("Đã hủy lớp. Trang của lớp nói rõ với bà con."), "good")
    return tell_next(course, Moment.COURSE_CANCELLED)


@lifecycle.post("/lop/<code>/mo-lai")
@requires(Role.OFFICER)
def take_up(code: str) -> Answer:
    """Let it take place after all, its poster drawn anew."""
    jobs: list[Job] = []
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            course.take_up(registered=session.scalars(Ticket.of(course.id).limit(1)).first() is not None)
            note(session, "course.taken_up", course)
            if course.state == CourseState.OPEN:
                jobs = orders.shown(session, course, by=current_visitor().account_id)
    except NotCalledOff:
        return _refused(code, _("Lớp này không ở trong số lớp đã hủy."))
    queue.enqueue_all(jobs)
    flash(_("Đã mở lại lớp, với những buổi bị hủy theo lớp."), "good")
    if people := people_to_tell(course):
        flash(_("%(count)s người cần được báo là lớp vẫn học.", count=people), "warn")
    return see_other(url_for("office.courses.show", code=code))


@lifecycle.post("/lop/<code>/khep")
@requires(Role.OFFICER)
def close(code: str) -> Answer:
    """Close it, and erase what help people had asked for; not while its list is before the leader."""
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            waiting = live_list(course)
            if waiting is not None and waiting.state == ApprovalState.SUBMITTED:
                return _refused(code, _("Danh sách đang chờ lãnh đạo duyệt. Duyệt xong rồi khép lớp."))
            if course.state != CourseState.CLOSED:
                course.close(clock.now())
                forget_needs(session, course.id)
                note(session, "course.closed", course)
    except NotTaught:
        return _refused(code, _("Lớp chưa học xong, nên chưa khép được."))
    flash(_("Đã khép lớp."), "good")
    return see_other(url_for("office.courses.show", code=code))


@lifecycle.route("/lop/<code>/xoa", methods=["GET", "POST"])
@requires(Role.OFFICER)
def discard_draft(code: str) -> Answer:
    """Delete it with its lessons, once it was shown what goes; the audit trail keeps what it was called."""
    course = course_here(code, Role.OFFICER)
    if request.method != "POST":
        fits, page = may_discard(db.session(), course), "office/courses/discard.html"
        return render_template(page, form=FlaskForm(), course=course) if fits else _stays(course)
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            title = course.title
            note(session, "course.deleted", course, {"title": title, "lessons": len(course.lessons)})
            discard(session, course)
    except Met:
        return _stays(course)
    flash(_("Đã xóa bản nháp %(title)s.", title=title), "good")
    return see_other(url_for("office.courses.index", xem="nhap"))


def _stays(course: Course) -> Answer:
    return _refused(
        course.code,
        _("Lớp này đã công bố, đã mời hay đã nhận danh sách người, nên không xóa được. Không học nữa thì hủy cả lớp."),
    )


def _refused(code: str, words: str) -> Answer:
    flash(words, "bad")
    return see_other(url_for("office.courses.show", code=code))
