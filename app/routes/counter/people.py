"""/quay/dang-ky-ho/<code>/nguoi: people on file whose name is being typed, for those who may know who is on file.

Only htmx asks; without script the name is typed to its end, and the rule of `Person.recognise` finds the same person.
"""

from flask import Blueprint, render_template, request, url_for

from app.country import names
from app.models import Person
from app.models.people.known_people import called_like, known_people
from app.routes.counter.lookups import STAFF, course_here, sees_people_of
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer, htmx, see_other

people = Blueprint("people", __name__)

# So few that one sees at a glance who is meant, and so many letters before anybody is shown.
SHOWN, LETTERS = 5, 3


@people.get("/dang-ky-ho/<code>/nguoi")
@requires(*STAFF)
def index(code: str) -> Answer:
    """The list under the name: an officer's of the ward, a group head's of the own group, nobody's for others."""
    course = course_here(code)
    if not htmx():
        return see_other(url_for("counter.registrations.new", code=code))
    units, groups = sees_people_of(course.unit_id)
    query = request.args.get("full_name", "")
    found: list[Person] = []
    if (units or groups) and len(names.search_key(query)) >= LETTERS:
        known = known_people(units, groups).where(Person.unit_id == course.unit_id)
        found = list(db.session.scalars(called_like(known, query).limit(SHOWN)))
    return render_template("counter/registrations/_known.html", course=course, people=found)
