"""GET /l/<code>/cho-con: the seats left, which htmx asks for again while a class's page lies open."""

from flask import Blueprint, render_template, url_for

from app import clock
from app.access import public
from app.responses import Answer, htmx, see_other
from app.routes.public.lookups import course_called

seats = Blueprint("seats", __name__)


@seats.get("/l/<code>/cho-con")
@public
def show(code: str) -> Answer:
    """The words about seats as they stand now; a browser that comes by itself is sent to the class."""
    course = course_called(code)
    if not htmx():
        return see_other(url_for("public.courses.show", code=course.code))
    return render_template("public/courses/_seats.html", course=course, now=clock.now())
