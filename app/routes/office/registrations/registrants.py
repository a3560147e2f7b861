"""Registering somebody who is on file: whom a name that is being typed may mean, and the classes that a person may
join."""

from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for

from app.country import clock, names
from app.models import Person, Role
from app.models.learning import shelf
from app.models.learning.office_lists import live_courses
from app.models.learning.shelf import CourseShelf
from app.models.people import directory
from app.models.people.directory import PersonQuery
from app.routes.office.lookups import course_here
from app.routes.office.people.people_here import person_here
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer, htmx, see_other

registrants = Blueprint("registrants", __name__)

# So few that one sees at a glance who is meant, and so many letters before anybody is shown.
SHOWN, LETTERS = 5, 3
MOST_COURSES = 50


@registrants.get("/lop/<code>/hoc-vien/nguoi")
@requires(Role.OFFICER)
def index(code: str) -> Answer:
    """The list under the name that is being typed (`?full_name=`), as the search shows people: without telephones.
    Only htmx asks; without script a person's own page leads to the form."""
    course = course_here(code, Role.OFFICER)
    if not htmx():
        return see_other(url_for("office.registrations.new", code=code))
    query, found = request.args.get("full_name", ""), list[Person]()
    if len(names.search_key(query)) >= LETTERS:
        found = list(db.session.scalars(directory.hits({course.unit_id}, PersonQuery(query)).limit(SHOWN)))
    return render_template("office/registrations/_known.html", course=course, people=found)


@registrants.get("/nguoi-hoc/<uuid:person>/vao-lop")
@requires(Role.OFFICER)
def new(person: UUID) -> Answer:
    """The classes of the ward that take registrations now, the next first; those that the person is on are marked."""
    someone = person_here(person, Role.OFFICER).standing
    if someone.erased_at is not None:
        abort(404)
    now = clock.now()
    ahead = db.session.scalars(shelf.courses_on(CourseShelf.AHEAD, {someone.unit_id}, now).limit(MOST_COURSES))
    courses = [each for each in ahead if each.takes_registrations(now)]
    on = live_courses(db.session(), someone.id)
    return render_template("office/registrations/choose.html", person=someone, courses=courses, on=on, now=now)
