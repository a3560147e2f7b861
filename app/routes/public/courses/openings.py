"""/l/<code>/mo-dang-ky.ics: the moment at which registration opens, for a phone's calendar."""

from datetime import timedelta

from flask import Blueprint, Response, abort, make_response
from flask_babel import gettext as _

from app.country import clock
from app.models import Stage
from app.routes.public.courses.courses import address
from app.routes.public.lookups import course_called
from app.web.access import public
from app.web.icalendar import CalendarEntry, write

openings = Blueprint("openings", __name__)

# Length of the entry: whoever looks at the calendar within it still finds a seat, as a rule.
A_WHILE = timedelta(minutes=30)


@openings.get("/l/<code>/mo-dang-ky.ics")
@public
def show(code: str) -> Response:
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
