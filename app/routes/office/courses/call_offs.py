"""/van-phong/lop/<code>/huy: call a whole course off, also when people are registered; let it take place after all."""

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from app.country import clock
from app.jobs import orders, queue
from app.models import CourseState, Job, Role, Ticket
from app.models.learning.course_terms import AlreadyOver, NotCalledOff
from app.routes.office.lessons.lesson_forms import ReasonForm
from app.routes.office.lookups import course_here
from app.routes.office.messages.telling import people_to_tell, tell_next
from app.routes.trail import note
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer, refuse, see_other
from app.web.words.messages import Moment

call_offs = Blueprint("call_offs", __name__)


@call_offs.get("/lop/<code>/huy")
@requires(Role.OFFICER)
def new(code: str) -> Answer:
    """The question why, and what will happen."""
    course = course_here(code, Role.OFFICER)
    return render_template(
        "office/courses/call_off.html", form=ReasonForm(formdata=None), course=course, people=people_to_tell(course)
    )


@call_offs.post("/lop/<code>/huy")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """Call it off; then whoever registered is to be told."""
    course = course_here(code, Role.OFFICER)
    form = ReasonForm()
    if not form.validate():
        return refuse("office/courses/call_off.html", form=form, course=course, people=people_to_tell(course))
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            course.call_off(form.reason.value, clock.now())
            note(session, "course.called_off", course, {"reason": course.cancelled_reason})
    except AlreadyOver:
        flash(_("Lớp đã học xong, đã khép hoặc đã hủy từ trước, nên không hủy nữa."), "bad")
        return see_other(url_for("office.courses.show", code=code))
    flash(_("Đã hủy lớp. Trang của lớp nói rõ với bà con."), "good")
    return tell_next(course, Moment.COURSE_CANCELLED)


@call_offs.post("/lop/<code>/mo-lai")
@requires(Role.OFFICER)
def destroy(code: str) -> Answer:
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
        flash(_("Lớp này không ở trong số lớp đã hủy."), "bad")
        return see_other(url_for("office.courses.show", code=code))
    queue.enqueue_all(jobs)
    flash(_("Đã mở lại lớp, với những buổi bị hủy theo lớp."), "good")
    if people := people_to_tell(course):
        flash(_("%(count)s người cần được báo là lớp vẫn học.", count=people), "warn")
    return see_other(url_for("office.courses.show", code=code))
