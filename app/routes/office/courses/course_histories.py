"""/van-phong/lop/<code>/lich-su: what staff did to a class and its lessons; who looked at its people."""

from flask import Blueprint, render_template, request

from app.country.numbers import as_number
from app.models import AuditEvent
from app.routes.office.lookups import STAFF, course_here, is_officer
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer
from app.web.words.audit_lines import lines

course_histories = Blueprint("course_histories", __name__)

PAGE = 50
LAST_PAGE = 10_000
LOOK = "registration.viewed"


@course_histories.get("/lop/<code>/lich-su")
@requires(*STAFF)
def show(code: str) -> Answer:
    """Fifty acts a page, the newest first; `?xem=ai-xem` who looked at the people on the class."""
    course = course_here(code)
    looks = request.args.get("xem") == "ai-xem"
    number = min(max(request.args.get("trang", 1, type=as_number), 1), LAST_PAGE)
    acts = AuditEvent.of_course(course.code, course.unit_id)
    acts = acts.where(AuditEvent.action == LOOK if looks else AuditEvent.action != LOOK)
    found = db.session.scalars(acts.offset((number - 1) * PAGE).limit(PAGE + 1)).all()
    return render_template(
        "office/histories/course.html",
        course=course,
        officer=is_officer(course),
        lines=lines(db.session(), found[:PAGE]),
        looks=looks,
        number=number,
        more=len(found) > PAGE,
    )
