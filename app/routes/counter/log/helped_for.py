"""For whom the log is opened: somebody's mentee, or whoever asked for help at home. And who is found by name."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from sqlalchemy import Select, func

from app.country import clock, names
from app.models import HelpRecord, HelpRequest, Mentorship, Person, Role
from app.models.people.directory import called_like, known_people
from app.routes.counter.lookups import HELPERS
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer

followed_people = Blueprint("followed_people", __name__)

# So few that one sees at a glance who is meant, and so many letters before anybody is shown.
SHOWN, LETTERS = 5, 2


@dataclass(frozen=True)
class Attached:
    """Whom a help is for, named on the page; one of the two keys is set."""

    name: str
    words: str = ""
    mentorship: str = ""
    request: str = ""


def attached_to(pair: str | None, token: str | None) -> Attached | None:
    """The visitor's own mentee, or a request that was given to them (any of the ward's, for its officer and desk).

    None for anything else: the log opens all the same.
    """
    visitor, session = current_visitor(), db.session()
    if pair:
        own = Mentorship.of_account(visitor.account_id).where(Mentorship.public_id == pair, Mentorship.until.is_(None))
        found = session.scalars(own).first()
        return Attached(found.mentee.full_name, mentorship=found.public_id) if found else None
    if token:
        inside = HelpRequest.unit_id.in_(visitor.units(Role.OFFICER, Role.COUNTER))
        given = HelpRequest.given_to(visitor.account_id, clock.today()).with_only_columns(HelpRequest.id)
        number = func.coalesce(HelpRequest.same_as_id, HelpRequest.id)  # who asked again shows a ticket of their own
        asked = session.scalars(HelpRequest.holding(token).where(inside | number.in_(given.order_by(None)))).first()
        asked = asked.same_as or asked if asked else None
        return Attached(asked.full_name, words=asked.topic.named_label, request=asked.token) if asked else None
    return None


@followed_people.get("/nguoi")
@requires(*HELPERS)
def index() -> Answer:
    """The people on file whose name is being typed (`?tim=`), as buttons; the log's script puts them in place."""
    query = request.args.get("tim", "")
    people: list[Person] = []
    if len(names.search_key(query)) >= LETTERS:
        people = list(db.session.scalars(called_like(_findable(), query).limit(SHOWN)))
    return render_template("counter/log/_people.html", people=people, query=query)


def _findable() -> Select[Person]:
    """Whom the visitor may find: an officer everybody of the ward; the desk those who asked to be followed up there;
    others those whom they helped themselves. Nobody else is shown who is on file (shared/domain/people.md)."""
    visitor = current_visitor()
    everywhere = visitor.units(*HELPERS)
    theirs = HelpRecord.helped(everywhere, visitor.units(Role.COUNTER), visitor.account_id)
    wanted = known_people(everywhere, ())
    return wanted.where(Person.unit_id.in_(visitor.units(Role.OFFICER)) | Person.id.in_(theirs))
