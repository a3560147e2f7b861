"""Draws the paper notes of learners: one on A6, several on A4 to cut."""

from flask_babel import gettext as _

from app.country import clock
from app.documents import paper_note
from app.documents.paper_note import Note
from app.jobs import drawing
from app.jobs.drawing import draw_file
from app.jobs.work import Impossible, Work
from app.models import Registration
from app.models.learning.leaving import place_in_queue
from app.web.database import db
from app.web.responses import public_address

NO_PHONE, PHONE = "nophone", "điện thoại"  # of `Registration.needs`; the word in what to bring


def perform(work: Work) -> str:
    """Draw the notes of the live `registrations` (ids, separated by commas); returns the file."""
    ids = [int(each) for each in work.arguments["registrations"].split(",")]
    found = {seat.id: seat for each in ids if (seat := db.session.get(Registration, each)) is not None}
    live = [found[each] for each in ids if each in found and found[each].is_live]
    if not live:
        raise Impossible(_("Người này không còn tên trong lớp, nên không có giấy hẹn để in."))
    contents = [_note(seat) for seat in live]
    return draw_file(work, live[0].course.unit.code, paper_note.draw, contents)


def _note(seat: Registration) -> Note:
    course, now = seat.course, clock.now()
    lessons = [lesson for lesson in course.live_lessons if lesson.ends_at > now]
    place = lessons[0].where if lessons else course.place
    contact, phone = drawing.whom_to_ask(course)
    return Note(
        issuer=course.unit.title,
        name=seat.person.full_name,
        course=course.named_title,
        course_code=course.code,
        lessons=tuple(lesson.starts_at for lesson in lessons),
        place=place.name if place else "",
        address=place.address or place.quarter if place else "",
        bring=_to_bring(seat),
        contact=contact,
        phone=phone,
        link=public_address(f"/v/{seat.ticket.token}"),
        token=seat.ticket.token,
        waiting=place_in_queue(db.session(), seat),
    )


def _to_bring(seat: Registration) -> str:
    """What to bring; whoever said that they have no telephone is not asked for one."""
    bring = seat.course.bring
    if NO_PHONE not in seat.needs.split():
        return bring
    return ", ".join(part for each in bring.split(",") if PHONE not in (part := each.strip()).casefold())
