"""/van-phong/lop/<code>/giay-to: every paper of a course in one place: poster, lists to sign, the list to approve,
certificates, its file."""

from flask import Blueprint, render_template

from app.country import clock
from app.jobs import orders, queue
from app.routes.jobs import answer_with
from app.routes.office.lookups import STAFF, approved_lists, course_here, is_officer, newest_list
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer

course_papers = Blueprint("course_papers", __name__)


@course_papers.get("/lop/<code>/giay-to")
@requires(*STAFF)
def index(code: str) -> Answer:
    """What can be printed of the course today, and where its certificates are."""
    course, now = course_here(code), clock.now()
    return render_template(
        "office/courses/papers.html",
        course=course,
        stage=course.stage(now),
        now=now,
        officer=is_officer(course),
        approval=db.session.scalars(newest_list(course)).first(),
        approved=approved_lists(course),
    )


@course_papers.post("/lop/<code>/giay-to/<any('ho-so','bang-diem-danh'):paper>")
@requires(*STAFF)
def create(code: str, paper: str) -> Answer:
    """The file of the course ("ho-so"), or the attendance of all its lessons in one table ("bang-diem-danh")."""
    by = current_visitor().account_id
    with immediate() as session:
        course = course_here(code)
        job = (
            orders.course_file(session, course, by=by)
            if paper == "ho-so"
            else orders.course_grid(session, course, by=by)
        )
    queue.enqueue(job.id)
    return answer_with(job)
