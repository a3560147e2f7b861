"""/van-phong/lop/<code>/khep: close a course that is taught, so that nothing waits for it any more."""

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import ApprovalState, CourseState, Role
from app.models.learning.course_terms import NotTaught
from app.models.learning.leaving import forget_needs
from app.routes.office.lookups import course_here, live_list
from app.routes.trail import note
from app.web.access import requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

closures = Blueprint("closures", __name__)


@closures.post("/lop/<code>/khep")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """Close it, and erase what help people had asked for; not while its list is before the leader."""
    back = see_other(url_for("office.courses.show", code=code))
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            waiting = live_list(course)
            if waiting is not None and waiting.state == ApprovalState.SUBMITTED:
                flash(_("Danh sách đang chờ lãnh đạo duyệt. Duyệt xong rồi khép lớp."), "bad")
                return back
            if course.state != CourseState.CLOSED:
                course.close(clock.now())
                forget_needs(session, course.id)
                note(session, "course.closed", course)
    except NotTaught:
        flash(_("Lớp chưa học xong, nên chưa khép được."), "bad")
        return back
    flash(_("Đã khép lớp."), "good")
    return back
