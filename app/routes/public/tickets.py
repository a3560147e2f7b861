"""/v/<token>: what a resident holds: the code for the door, who, when, where, and how they stand."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, Response, make_response, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l

from app import clock, qr
from app.access import public
from app.database import db
from app.models import Attendance, Certificate, Course, Lesson, Registration, RegistrationState, Stage, Status, Ticket
from app.responses import personal, public_address
from app.routes.public.lookups import ticket_held
from app.routes.public.registrations import next_open
from app.routes.public.timetables import Timetable

tickets = Blueprint("tickets", __name__)

# How a mark is drawn and said.
DOTS = {
    Status.PRESENT: ("yes", _l("có mặt")),
    Status.LATE: ("yes", _l("đến muộn")),
    Status.EXCUSED: ("ask", _l("vắng có phép")),
    Status.ABSENT: ("no", _l("vắng")),
}
NOT_YET = ("next", _l("chưa điểm danh"))
BEGUN = (Stage.RUNNING, Stage.FINISHED, Stage.CLOSED)
DONE = (Stage.FINISHED, Stage.CLOSED)


@dataclass(frozen=True)
class Holder:
    """One person of a ticket.

    `place` is the place on the waiting list, `marks` a drawn dot and its words for each lesson once the class has
    begun, `certificate` the paper that came of it.
    """

    registration: Registration
    place: int | None
    marks: list[tuple[str, str]]
    certificate: Certificate | None


@tickets.get("/v/<token>")
@public
def show(token: str) -> Response:
    """The ticket. Whoever has the token sees it, so nothing on the way keeps it."""
    ticket, now = ticket_held(token), clock.now()
    course, address = ticket.course, public_address(url_for("public.tickets.show", token=ticket.token))
    made = _holders(ticket, now)
    message = _("Phiếu đi học lớp %(course)s: %(address)s", course=course.title, address=address)
    page = render_template(
        "public/tickets/show.html",
        ticket=ticket,
        course=course,
        ward=course.unit,
        stage=course.stage(now),
        timetable=Timetable.of(course, now),
        holders=made,
        picture=qr.inline(address),
        other=_other(course, made, now),
        text_message=f"sms:?&body={quote(message)}",
        now=now,
    )
    return personal(make_response(page))


@tickets.after_request
def keep_out_of_search(response: Response) -> Response:
    """No search engine lists a ticket."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _holders(ticket: Ticket, now: datetime) -> list[Holder]:
    """The people of a ticket; none for a thin one, which knows only what was typed."""
    session, course = db.session(), ticket.course
    registrations = session.scalars(Registration.on(ticket.id)).all()
    ids, stage = [registration.id for registration in registrations], course.stage(now)
    marks = _marks(course, ids) if stage in BEGUN and ids else {}
    papers = {}
    if stage in DONE and ids:
        papers = {paper.registration_id: paper for paper in session.scalars(Certificate.valid_of(ids))}
    return [
        Holder(made, made.place_in_queue(session), marks.get(made.id, []), papers.get(made.id))
        for made in registrations
    ]


def _other(course: Course, made: list[Holder], now: datetime) -> Course | None:
    """A class with a free seat, for somebody who waits for one here."""
    if all(holder.registration.state != RegistrationState.WAITING for holder in made):
        return None
    other = next_open(course, now)
    return other if other is not None and other.free > 0 else None


def _marks(course: Course, registration_ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """For each registration, what is known of each lesson; in a closed lesson the unmarked were absent."""
    known: dict[int, dict[int, str]] = defaultdict(dict)
    states = Attendance.on_course(course.id).where(Attendance.registration_id.in_(registration_ids))
    for state in db.session.scalars(states):
        known[state.registration_id][state.lesson_id] = state.status
    return {
        key: [_dot(lesson, known[key].get(lesson.id)) for lesson in course.live_lessons] for key in registration_ids
    }


def _dot(lesson: Lesson, status: str | None) -> tuple[str, str]:
    if status in (None, Status.UNMARKED) and lesson.rest_absent:
        status = Status.ABSENT
    drawn, said = DOTS.get(Status(status), NOT_YET) if status else NOT_YET
    return drawn, _("Buổi %(number)s: %(said)s", number=lesson.number, said=said)
