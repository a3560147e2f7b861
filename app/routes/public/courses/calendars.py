"""/l/<code>/lich.ics, /v/<token>/lich.ics: a class's lessons for a phone's calendar; from a ticket with its address.
/mo-dang-ky.ics: the moment at which registration opens."""

from datetime import timedelta

from flask import Blueprint, Response, abort, make_response, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Course, CourseState, Lesson, LessonState, Stage
from app.routes.public.courses.courses import address
from app.routes.public.lookups import course_called, keep_out_of_search, ticket_by_token
from app.web.access import public
from app.web.icalendar import CalendarEntry, write
from app.web.responses import personal, public_address

calendars = Blueprint("calendars", __name__)


@calendars.get("/l/<code>/lich.ics")
@public
def show(code: str) -> Response:
    """An entry for each lesson; a cancelled lesson is removed from the calendar."""
    course = course_called(code)
    return _file(course, address(course))


@calendars.get("/v/<token>/lich.ics")
@public
def of_ticket(token: str) -> Response:
    """The same entries with the address of the ticket, so that a reminder opens it with a tap."""
    ticket = ticket_by_token(token)
    there = public_address(url_for("public.tickets.show", token=ticket.token))
    return keep_out_of_search(personal(_file(ticket.course, there, _("Mang phiếu đi học: %(address)s", address=there))))


def _file(course: Course, there: str, note: str = "") -> Response:
    entries = [_entry(course, lesson, there, note) for lesson in course.lessons]
    response = make_response(write(course.title, entries, clock.now()))
    response.mimetype = "text/calendar"
    # Inline: an iPhone then offers to add the dates; others download the file either way.
    response.headers["Content-Disposition"] = f'inline; filename="{course.folded_code}.ics"'
    return response


def _entry(course: Course, lesson: Lesson, there: str, note: str) -> CalendarEntry:
    where = lesson.where
    count = len(course.lessons)
    summary = course.title if count == 1 else f"{course.title} ({lesson.number}/{count})"
    bring = _("Mang theo: %(what)s", what=course.bring) if course.bring else ""
    return CalendarEntry(
        uid=f"{course.folded_code}-{lesson.number}@{course.unit.code}.lopso",
        sequence=course.version,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        summary=summary,
        location=f"{where.name}, {course.unit.full_name}" if where else "",
        description="\n".join(filter(None, (note, bring))),
        url=there,
        cancelled=lesson.state == LessonState.CANCELLED or course.state == CourseState.CANCELLED,
    )


# Length of the entry: whoever looks at the calendar within it still finds a seat, as a rule.
A_WHILE = timedelta(minutes=30)


@calendars.get("/l/<code>/mo-dang-ky.ics")
@public
def opening(code: str) -> Response:
    """One entry; 404 for a class that is open for registration already or has no such day."""
    course, now = course_called(code), clock.now()
    opens = course.registration_opens_at
    if opens is None or course.stage(now) != Stage.NOT_YET:
        abort(404)
    title = _("Đăng ký lớp %(course)s", course=course.title)
    entry = CalendarEntry(
        uid=f"{course.folded_code}-mo-dang-ky@{course.unit.code}.lopso",
        sequence=course.version,
        starts_at=opens,
        ends_at=opens + A_WHILE,
        summary=title,
        location="",
        description=_("Bác mở trang của lớp để đăng ký: %(address)s", address=address(course)),
        url=address(course),
    )
    response = make_response(write(title, [entry], now))
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = f'inline; filename="{course.folded_code}-mo-dang-ky.ics"'
    return response
