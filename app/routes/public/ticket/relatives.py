"""/v/<token>/nguoi-nha: adds more of the family to a ticket: names and years; address and phone are known."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, url_for

from app.country import clock
from app.models import Registration, ResidentialGroup, Ticket
from app.models.learning.correction import entered_here
from app.models.learning.families import register_family
from app.models.learning.joining import CourseFull, NotForYou, NotOpen
from app.routes.public.hall.passes import tickets_of_request
from app.routes.public.lookups import keep_out_of_search, ticket_by_token
from app.routes.public.registration.families import ROW, Typed, say_who_is_not_here
from app.routes.public.registration.family_form import FamilyForm
from app.routes.public.registration.registrations import not_now
from app.web.access import public
from app.web.database import db, immediate
from app.web.forms import form_redisplay
from app.web.forms.fields import ELSEWHERE
from app.web.heard import see_outcome
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, htmx, page_or_fragment, personal, refuse, see_other
from app.web.words.classes import only_some

relatives = Blueprint("relatives", __name__)
relatives.after_request(keep_out_of_search)

PAGE, FRAGMENT = "public/tickets/relatives/new.html", "public/tickets/relatives/_form.html"


@relatives.get("/v/<token>/nguoi-nha")
@public
def new(token: str) -> Answer:
    """The form; a thin ticket, which proves nothing, is redirected to the class."""
    ticket, now = ticket_by_token(token), clock.now()
    if gone := _not_here(ticket, now):
        return gone
    if kept := form_redisplay.saved_form():
        mended = _form(ticket, kept.typed)
        return kept.redisplay(mended, lambda: _to_mend(mended, ticket))
    form = _form(ticket)
    first = db.session.scalars(Registration.on(ticket.id).limit(1)).first()
    group = first.person.residential_group if first else None
    form.residential_group.data = group.code if group else ELSEWHERE
    return personal(page_or_fragment(PAGE, FRAGMENT, **_context(form, ticket)))


@relatives.post("/v/<token>/nguoi-nha/dong")
@public
def add_row(token: str) -> Answer:
    """Add a row: alone for htmx, else the page with all that was typed."""
    ticket = ticket_by_token(token)
    if gone := _not_here(ticket, clock.now()):
        return gone
    form = _form(ticket)
    form.add_row()
    return personal(page_or_fragment(PAGE, ROW, **_context(form, ticket), oob=bool(htmx())))


@relatives.post("/v/<token>/nguoi-nha")
@dedupes_itself
@public
def create(token: str) -> Answer:
    """Register them on the same ticket: 303 to it, or back to the form after an error."""
    ticket, now = ticket_by_token(token), clock.now()
    if ticket.is_thin:
        return _to_the_class(ticket)
    course, ticket_id = ticket.course, ticket.id
    course_id, unit_id, folded = course.id, course.unit_id, course.folded_code
    address = url_for("public.tickets.show", token=ticket.token)
    form = _form(ticket)
    if not form.validate():
        return _again(form, ticket)
    phone = _phone(ticket_id)
    try:
        with immediate() as session:
            typed = form.typed(session, unit_id, folded, phone, now)
            family = register_family(
                session, course_id, typed, now, ticket_id=ticket_id, known_tickets=tickets_of_request()
            )
    except NotForYou as refused:
        ticket = ticket_by_token(token)
        form.form_errors.append(only_some(refused, ticket.course))
        return _again(form, ticket)
    except (NotOpen, CourseFull):
        return not_now(ticket_by_token(token).course, now)
    say_who_is_not_here(family)
    return see_outcome(address)


def _not_here(ticket: Ticket, now: datetime) -> Response | None:
    """The answer for a thin ticket and for a class that takes no registrations; else None."""
    if ticket.is_thin:
        return _to_the_class(ticket)
    return None if ticket.course.takes_registrations(now) else not_now(ticket.course, now)


def _to_the_class(ticket: Ticket) -> Response:
    return see_other(url_for("public.courses.show", code=ticket.course.code, _anchor="dang-ky"))


def _form(ticket: Ticket, typed: Typed | None = None) -> FamilyForm:
    form, course = FamilyForm() if typed is None else FamilyForm(typed), ticket.course
    groups = db.session.scalars(ResidentialGroup.of(course.unit_id)).all()
    form.lay_out(groups, course.unit.group_word, rows=1)
    return form


def _again(form: FamilyForm, ticket: Ticket) -> Response:
    page = url_for("public.relatives.new", token=ticket.token, sua=1)
    return form_redisplay.answer(page, lambda: _to_mend(form, ticket), errors=form.form_errors)


def _to_mend(form: FamilyForm, ticket: Ticket) -> Response:
    """The form with its errors; with htmx in its own place, not over the ticket."""
    answer = refuse(PAGE, FRAGMENT, **_context(form, ticket))
    if htmx():
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#nguoi-nha", "innerHTML"
    return personal(answer)


def _context(form: FamilyForm, ticket: Ticket) -> dict[str, Any]:
    adding = url_for("public.relatives.add_row", token=ticket.token)
    return {"form": form, "ticket": ticket, "ward": ticket.course.unit, "adding": adding}


def _phone(ticket_id: int) -> str | None:
    """The telephone number that this ticket gave, for the next of the family."""
    session = db.session()
    family = session.scalars(Registration.on(ticket_id)).all()
    own = entered_here(session, family)
    return next((made.person.phone for made in family if made.id in own and made.person.phone), None)
