"""POST /v/<token>/huy: who cannot come gives the seat up early; the next one waiting moves onto it."""

from flask import Blueprint, abort, url_for
from flask_wtf import FlaskForm
from wtforms import HiddenField

from app import clock
from app.access import public
from app.database import immediate
from app.models import Registration
from app.responses import Answer, see_other
from app.routes.public.lookups import ticket_held
from app.routes.public.registrations import over

cancellations = Blueprint("cancellations", __name__)

# Why a registration ended, as the office reads it.
BY_THEMSELVES = "tự hủy"


class CancellationForm(FlaskForm):
    """Which of the ticket's people gives up, by the registration's public id."""

    registration = HiddenField()


@cancellations.post("/v/<token>/huy")
@public
def create(token: str) -> Answer:
    """Give up a seat or a place in the queue. Pressed twice, it is done once; 410 once the class is over."""
    ticket, form, now = ticket_held(token), CancellationForm(), clock.now()
    ticket_id, address = ticket.id, url_for("public.tickets.show", token=ticket.token)
    gone = over(ticket.course, now)
    if gone is not None:
        return gone
    with immediate() as session:
        of_ticket = {made.public_id: made for made in session.scalars(Registration.on(ticket_id))}
        registration = of_ticket.get(form.registration.data or "")
        if registration is None:
            abort(404)
        registration.cancel(session, now=now, reason=BY_THEMSELVES)
    return see_other(address)
