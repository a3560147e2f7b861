"""POST /v/<token>/huy: somebody who cannot come gives the seat up; it goes to the next one waiting."""

from flask import Blueprint, request, url_for

from app.country import clock
from app.models import Registration
from app.models.learning.leaving import cancel
from app.routes.public.lookups import keep_out_of_search, one_of, ticket_by_token
from app.routes.public.registration.registrations import over
from app.web.access import public
from app.web.database import immediate
from app.web.responses import Answer, see_other

cancellations = Blueprint("cancellations", __name__)
cancellations.after_request(keep_out_of_search)

# Why a registration ended, as the office reads it.
BY_THEMSELVES = "tự hủy"
# The value of the button for all of them, instead of one registration's id.
EVERYBODY = "ca-nha"


@cancellations.post("/v/<token>/huy")
@public
def create(token: str) -> Answer:
    """Give up a seat, an offer or a place in the queue, for one of the ticket or for all.

    Pressed twice, it is done once; 410 once the class is over.
    """
    ticket, now = ticket_by_token(token), clock.now()
    ticket_id, address = ticket.id, url_for("public.tickets.show", token=ticket.token)
    if gone := over(ticket.course, now):
        return gone
    which = request.form.get("registration")
    with immediate() as session:
        if which == EVERYBODY:
            # Those who wait first: else one's seat would be offered to the other of the same ticket.
            family = session.scalars(Registration.on(ticket_id))
            leaving = sorted(family, key=lambda registration: registration.holds_seat)
        else:
            leaving = [one_of(session, ticket_id, which)]
        for registration in leaving:
            cancel(session, registration, now=now, reason=BY_THEMSELVES)
    return see_other(address)
