"""/van-phong/lop/<code>/ap-phich: the course's QR code and short address, and the poster to hang up."""

from flask import Blueprint, abort, render_template, request, url_for

from app.country import clock
from app.jobs import orders, queue
from app.models import Course, CourseState, Job, JobState, Role
from app.routes.jobs import answer_with, progress_of
from app.routes.office.lookups import STAFF, course_here, unit_ids
from app.routes.office.messages.sending_drafts import draft_of
from app.web import qr
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, public_address, see_other, settings
from app.web.words.messages import Moment

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
        announcement=announcement(course),
        opens_elsewhere=settings().opens_elsewhere,
        administers=course.unit_id in unit_ids(Role.ADMINISTRATOR),
        drawn=stands(job),
        lacks_phone=job is not None and orders.poster_lacks_phone(course, job),
        progress=progress_of(job) if job else None,
    )


def announcement(course: Course) -> str:
    """The text that invites people to register, ready for groups; none once it is too late."""
    return draft_of(course, Moment.ANNOUNCED).to_group if course.takes_registrations(clock.now()) else ""


@posters.post("/lop/<code>/ap-phich")
@requires(*STAFF)
def create(code: str) -> Answer:
    """Have the poster of the course as it stands drawn, if it is not drawn or under way; `kho=A3`, `A5` another size,
    404 for one that there is not."""
    first, size = orders.POSTER_SIZES[0], request.form.get("kho") or orders.POSTER_SIZES[0]
    if size not in orders.POSTER_SIZES:
        abort(404)
    with immediate() as session:
        course = course_here(code)
        lost = not stands(orders.poster_asked(session, course, size))
        job = orders.poster(session, course, by=current_visitor().account_id, again=lost, size=size)
    queue.enqueue(job.id)
    return answer_with(job, done=None if size != first else url_for("office.posters.show", code=course.code))


def stands(job: Job | None) -> bool:
    """Whether a poster was drawn and its file is still there (a backup may have been restored without its papers)."""
    return bool(job and job.state == JobState.DONE and job.result and (settings().papers_dir / job.result).is_file())
