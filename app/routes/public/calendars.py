"""/l/<code>/lich.ics: a class's lessons for the calendar of a phone."""

from flask import Blueprint, Response, make_response
from flask_babel import gettext as _

from app import clock
from app.access import public
from app.models import Course, CourseState, Lesson, LessonState
from app.routes.public.courses import address
from app.routes.public.icalendar import CalendarEntry, write
from app.routes.public.lookups import course_called

calendars = Blueprint("calendars", __name__)


@calendars.get("/l/<code>/lich.ics")
@public
def show(code: str) -> Response:
    """Each lesson an entry; one that was called off is taken out of the calendar again."""
    course = course_called(code)
    response = make_response(write(course.title, [_entry(course, lesson) for lesson in course.lessons], clock.now()))
    response.mimetype = "text/calendar"
    # Inline: an iPhone then offers to add the dates; others download it either way.
    response.headers["Content-Disposition"] = f'inline; filename="{course.folded_code}.ics"'
    return response


def _entry(course: Course, lesson: Lesson) -> CalendarEntry:
    where = lesson.where
    count = len(course.lessons)
    summary = course.title if count == 1 else f"{course.title} ({lesson.number}/{count})"
    return CalendarEntry(
        uid=f"{course.folded_code}-{lesson.number}@{course.unit.code}.lopso",
        sequence=course.version,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        summary=summary,
        location=f"{where.name}, {course.unit.full_name}" if where else "",
        description=_("Mang theo: %(what)s", what=course.bring) if course.bring else "",
        url=address(course),
        cancelled=lesson.state == LessonState.CANCELLED or course.state == CourseState.CANCELLED,
    )
