"""/l/<code>: the page of a class with the registration form; its QR code, the seats left, and the preview picture of
its link in chats."""

from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request, send_file, url_for
from markupsafe import escape
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.jobs import orders
from app.models import Course, JobState, PageVersion, WhoMay, WhoSees
from app.routes.public.courses.timetables import Preview, Timetable
from app.routes.public.lookups import course_called, keep_out_of_search
from app.routes.public.registration.registrations import has_place, next_open, over, registration_form
from app.web import qr
from app.web.access import public
from app.web.database import db
from app.web.forms import form_redisplay
from app.web.page_cache import drawn_once, minute, not_kept
from app.web.responses import Answer, htmx, public_address, see_other, send_kept, settings
from app.web.static_files import SOURCES

courses = Blueprint("courses", __name__)

# A QR code changes only with the product's address.
HOUR = "public, max-age=3600"


@courses.get("/l/<code>")
@public
def show(code: str) -> Answer:
    """The class. 410 with the next class once it is over or cancelled; a class that is reached by its link alone is
    kept out of search engines.

    The page with its form is the same for everybody except the form's own tokens and the seats left, so it is rendered
    once.
    """
    seen, now = db.session.execute(PageVersion.of_course(code)).one_or_none(), clock.now()
    state = (seen.version, seen.free > 0, minute(now)) if seen else None
    return drawn_once(state, lambda: _drawn(code, now), {"free": lambda: formats.number(seen.free if seen else 0)})


def _drawn(code: str, now: datetime) -> Response:
    course = course_called(code)
    gone = over(course, now)
    if gone is not None:
        return make_response(gone)
    kept = form_redisplay.saved_form()
    form = registration_form(course, kept.typed if kept else None) if is_open(course, now) else None
    if form is None:
        not_kept()  # it names another class, and its seats
    timetable = Timetable.of(course, now)
    page = make_response(
        render_template(
            "public/courses/show.html",
            course=course,
            ward=course.unit,
            form=form,
            next=None if form else next_open(course, now),
            timetable=timetable,
            about=Preview.of_course(course, timetable),
            now=now,
        )
    )
    return keep_out_of_search(page) if course.who_sees == WhoSees.LINK else page


def is_open(course: Course, now: datetime) -> bool:
    """Whether people may register by themselves now, and would get a seat or a place on the waiting list."""
    return has_place(course, now) and course.who_may != WhoMay.STAFF


@courses.get("/l/<code>/qr.svg")
@public
def qr_svg(code: str) -> Response:
    """The QR code of the class's address as SVG."""
    return _picture(qr.svg(address(course_called(code))), "image/svg+xml")


@courses.get("/l/<code>/qr.png")
@public
def qr_png(code: str) -> Response:
    """The QR code of the class's address as PNG, for chats and word processors."""
    return _picture(qr.png(address(course_called(code))), "image/png")


def address(course: Course) -> str:
    """The absolute address of a class, as posters and QR codes have it."""
    return public_address(url_for("public.courses.show", code=course.code))


def _picture(content: bytes, kind: str) -> Response:
    response = make_response(content)
    response.mimetype = kind
    response.headers["Cache-Control"] = HOUR
    return response


# The picture of one version never changes; where it is not drawn yet, it is asked for again.
FOR_GOOD, SOON = "public, max-age=31536000, immutable", "public, max-age=60"
GENERAL = SOURCES / "pictures" / "link.png"


@courses.get("/l/<code>/anh/<int:version>.png")
@public
def link_picture(code: str, version: int) -> Response:
    """The picture; where there is none, the general one."""
    name = _picture_drawn(db.session(), course_called(code, lessons=False), version)
    papers = settings().papers
    response = send_kept(papers, name, mimetype="image/png") if name else send_file(GENERAL, mimetype="image/png")
    response.headers["Cache-Control"] = FOR_GOOD if name else SOON
    return response


def _picture_drawn(session: Session, course: Course, version: int) -> str | None:
    job = orders.link_picture_asked(session, course, version)
    if job is None or job.state != JobState.DONE or not job.result:
        return None
    return job.result if settings().papers.has(job.result) else None


@courses.get("/l/<code>/cho-con")
@public
def seats(code: str) -> Answer:
    """The words about seats now, 204 where the page has them already; a browser without htmx is redirected to the
    class."""
    course = course_called(code)
    if not htmx():
        return see_other(url_for("public.courses.show", code=course.code))
    fragment = render_template("public/courses/_seats.html", course=course, now=clock.now())
    # The state that the page shows is in its polling address, which is part of the fragment.
    return ("", 204) if f'"{escape(request.full_path.rstrip("?"))}"' in fragment else fragment
