"""GET /l/<code>/cho-con: the seats left, which htmx polls while a class's page is open."""

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
    """The words about seats now, 204 where the page has them already; a browser without htmx is redirected to the
    class."""
    course = course_called(code)
    if not htmx():
        return see_other(url_for("public.courses.show", code=course.code))
    fragment = render_template("public/courses/_seats.html", course=course, now=clock.now())
    # The state that the page shows is in its polling address, which is part of the fragment.
    return ("", 204) if f'"{escape(request.full_path.rstrip("?"))}"' in fragment else fragment
