"""POST /v/<token>/nhan-cho: somebody accepts a freed seat that was offered."""

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.routes.public.lookups import keep_out_of_search, one_of, ticket_by_token
from app.routes.public.registration.registrations import over
from app.web.access import public
from app.web.database import immediate
from app.web.responses import Answer, see_other

acceptances = Blueprint("acceptances", __name__)
acceptances.after_request(keep_out_of_search)


@acceptances.post("/v/<token>/nhan-cho")
@public
def create(token: str) -> Answer:
    """Take the seat. Pressed twice, it is done once; too late, the ticket says so and how to go on."""
    ticket, now = ticket_by_token(token), clock.now()
    ticket_id, address = ticket.id, url_for("public.tickets.show", token=ticket.token)
    if gone := over(ticket.course, now):
        return gone
    with immediate() as session:
        registration = one_of(session, ticket_id, request.form.get("registration"))
        took, name = registration.accept(session, now=now), registration.person.full_name
    if took:
        flash(_("%(name)s đã có chỗ.", name=name), "good")
    return see_other(address)
