"""GET /l/<code>/cho-con: the seats left, which htmx asks for again while a class's page lies open."""

from flask import Blueprint, render_template, request, url_for
from markupsafe import escape

from app.country import clock
from app.routes.public.lookups import course_called
from app.web.access import public
from app.web.responses import Answer, htmx, see_other

seats = Blueprint("seats", __name__)


@seats.get("/l/<code>/cho-con")
@public
def show(code: str) -> Answer:
    """The words about seats as they stand now, 204 where the page has them; a browser alone is sent to the class."""
    course = course_called(code)
    if not htmx():
        return see_other(url_for("public.courses.show", code=course.code))
    told = render_template("public/courses/_seats.html", course=course, now=clock.now())
    # What the page shows is in the address that it asks, and that stands in the words.
    return ("", 204) if f'"{escape(request.full_path.rstrip("?"))}"' in told else told
