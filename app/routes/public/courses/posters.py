"""/l/<code>/poster.pdf: the poster of a class, drawn by the worker when the class is published or changed.

A GET only looks for the file and waits a little; it writes nothing. Where no poster was ordered, or its file was lost
(a backup restored without its papers), the page has a button that orders one by POST.
"""

import threading

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from app.country import clock
from app.jobs import orders
from app.jobs.queue import enqueue, wait
from app.models import Course, Job, JobState
from app.routes.public.lookups import course_called
from app.routes.public.registration.registrations import over
from app.web.access import public
from app.web.database import db, immediate
from app.web.responses import Answer, see_other, send_kept, settings

posters = Blueprint("posters", __name__)

# How long a request waits for a poster that is being drawn, before it says when to come again.
SECONDS = 10.0
RETRY_SOON, RETRY_LATER = "5", "60"
# Of the server's four threads one may wait for a poster; the others serve people.
_waiting = threading.BoundedSemaphore(1)


@posters.get("/l/<code>/poster.pdf")
@public
def show(code: str) -> Answer:
    """The PDF (`?kho=A3`, `A5` another size); 503 with Retry-After while it is missing; 404 for an unknown size; 410
    for a class that is over."""
    course, size = course_called(code), _size()
    gone = over(course, clock.now())
    if gone is not None:
        return gone
    job = orders.poster_asked(db.session(), course, size)
    if job is not None and not job.is_over and _waiting.acquire(blocking=False):
        try:
            job = wait(job.public_id, SECONDS)
        finally:
            _waiting.release()
    name = _file(job)
    if name is None:
        return _not_there(course, size, drawing=job is not None and not job.is_over)
    response = send_kept(settings().papers, name, mimetype="application/pdf", called=_named(course, size))
    response.headers["Cache-Control"] = "no-cache"  # the poster changes with the class
    return response


@posters.post("/l/<code>/poster.pdf")
@public
def create(code: str) -> Answer:
    """Order the poster; while it exists or is being drawn, another order changes nothing."""
    course, size = course_called(code), _size()
    address = url_for("public.posters.show", code=course.code, kho=_size_parameter(size))
    gone = over(course, clock.now())
    if gone is not None:
        return gone
    course_id = course.id
    if _file(orders.poster_asked(db.session(), course, size)) is None:
        with immediate() as session:
            job = orders.poster(session, session.get_one(Course, course_id), by=None, again=True, size=size)
        enqueue(job.id)
    return see_other(address)


def _file(job: Job | None) -> str | None:
    """The file of a drawn poster, if it exists."""
    if job is None or job.state != JobState.DONE or not job.result:
        return None
    return job.result if settings().papers.has(job.result) else None


def _size() -> str:
    """The size that the address names, else the first; ends with a 404 for an unknown one."""
    size = request.args.get("kho") or orders.POSTER_SIZES[0]
    return size if size in orders.POSTER_SIZES else abort(404)


def _size_parameter(size: str) -> str | None:
    """The size as a parameter of the address; None for the first size."""
    return None if size == orders.POSTER_SIZES[0] else size


def _named(course: Course, size: str) -> str:
    return "-".join(filter(None, ("ap-phich", course.folded_code, (_size_parameter(size) or "").lower()))) + ".pdf"


def _not_there(course: Course, size: str, *, drawing: bool) -> Response:
    page = render_template(
        "public/posters/show.html", course=course, ward=course.unit, drawing=drawing, size=_size_parameter(size)
    )
    response = make_response(page, 503)
    response.headers["Retry-After"] = RETRY_SOON if drawing else RETRY_LATER
    return response
