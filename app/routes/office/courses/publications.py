"""/van-phong/lop/<code>/cong-bo: let the public see a course and register, or take it back while nobody has."""

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from app.jobs import orders, queue
from app.models import CourseState, Role, Ticket
from app.models.learning.course_terms import HasRegistrations, NotReady
from app.routes.office.lookups import course_here
from app.routes.trail import note
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

publications = Blueprint("publications", __name__)


@publications.post("/lop/<code>/cong-bo")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """Publish it and have its poster drawn; pressed twice, it is published once."""
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            if course.state == CourseState.DRAFT:
                course.publish()
                note(session, "course.published", course)
            jobs = orders.shown(session, course, by=current_visitor().account_id)
    except NotReady:
        flash(_("Lớp chưa có buổi học nào. Anh chị thêm buổi học rồi công bố."), "bad")
        return see_other(url_for("office.courses.show", code=code))
    queue.enqueue_all(jobs)
    return see_other(url_for("office.posters.show", code=code))


@publications.post("/lop/<code>/rut-ve")
@requires(Role.OFFICER)
def destroy(code: str) -> Answer:
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
