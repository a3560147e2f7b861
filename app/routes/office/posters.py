"""/van-phong/lop/<code>/ap-phich: the course's QR code and short address, and the poster to hang up."""

from flask import Blueprint, render_template, request, url_for

from app import qr
from app.access import current_visitor, requires
from app.database import db, immediate
from app.jobs import orders, queue
from app.models import CourseState, Job, JobState
from app.responses import Answer, public_address, see_other, settings
from app.routes.jobs import answer_with, progress_of
from app.routes.office.lookups import STAFF, course_here

posters = Blueprint("posters", __name__)


@posters.get("/lop/<code>/ap-phich")
@requires(*STAFF)
def show(code: str) -> Answer:
    """The code on screen; the poster as soon as it is drawn, its progress until then."""
    course = course_here(code)
    if course.state == CourseState.DRAFT:
        return see_other(url_for("office.courses.show", code=course.code))
    job = orders.poster_asked(db.session(), course)
    address = public_address(f"/l/{course.code}")
    return render_template(
        "office/posters/show.html",
        course=course,
        address=address,
        code_svg=qr.inline(address),
        drawn=stands(job),
        progress=progress_of(job) if job else None,
    )


@posters.post("/lop/<code>/ap-phich")
@requires(*STAFF)
def create(code: str) -> Answer:
    """Have the poster of the course as it stands drawn, if it is not drawn or under way; `kho=A3` the large one."""
    size = "A3" if request.form.get("kho") == "A3" else "A4"
    with immediate() as session:
        course = course_here(code)
        lost = not stands(orders.poster_asked(session, course, size))
        job = orders.poster(session, course, by=current_visitor().account_id, again=lost, size=size)
    queue.enqueue(job.id)
    return answer_with(job, done=None if size == "A3" else url_for("office.posters.show", code=course.code))


def stands(job: Job | None) -> bool:
    """Whether a poster was drawn and its file is still there (a backup may have been restored without its papers)."""
    return bool(job and job.state == JobState.DONE and job.result and (settings().papers_dir / job.result).is_file())
