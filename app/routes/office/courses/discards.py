"""/van-phong/lop/<code>/xoa: delete a draft that nobody outside of the office ever met."""

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.models import Course, Role
from app.models.learning.discarding import Met, discard, may_discard
from app.routes.office.lookups import course_here
from app.routes.trail import note
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

discards = Blueprint("discards", __name__)


@discards.get("/lop/<code>/xoa")
@requires(Role.OFFICER)
def new(code: str) -> Answer:
    """What goes, before it does."""
    course = course_here(code, Role.OFFICER)
    if not may_discard(db.session(), course):
        return _stays(course)
    return render_template("office/courses/discard.html", form=FlaskForm(formdata=None), course=course)


@discards.post("/lop/<code>/xoa")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """Delete it with its lessons; the audit trail keeps what it was called."""
    course = course_here(code, Role.OFFICER)
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
    words = _(
        "Lớp này đã công bố, đã mời hay đã nhận danh sách người, nên không xóa được. Không học nữa thì hủy cả lớp."
    )
    flash(words, "bad")
    return see_other(url_for("office.courses.show", code=course.code))
