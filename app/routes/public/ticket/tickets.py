"""/v/<token>: what a resident holds: the code for the door, who, when, where, and how they stand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from app import clock, qr
from app.access import public, signed_in
from app.database import db
from app.models import Course, Ticket
from app.responses import page_or_fragment, personal, public_address
from app.routes.public.hall.passes import remember_ticket
from app.routes.public.lookups import keep_out_of_search, ticket_held
from app.routes.public.registrations import next_open
from app.routes.public.ticket.holders import Holder, holders_of
from app.routes.public.timetables import Timetable

tickets = Blueprint("tickets", __name__)
tickets.after_request(keep_out_of_search)


@tickets.get("/v/<token>")
@public
def show(token: str) -> Response:
    """The ticket. Whoever has the token sees it, so nothing on the way keeps it; the phone knows it in the hall.

    Not a colleague's: at the counter the tickets of many are opened on one machine.
    """
    ticket, now = ticket_held(token), clock.now()
    staff = signed_in() is not None
    response = ticket_page(ticket, now)
    if not staff:
        remember_ticket(response, ticket, now)
    return response


def ticket_page(ticket: Ticket, now: datetime) -> Response:
    """The ticket as it stands, or the part of its page that changes, when htmx asks."""
    told = told_of(ticket, now)
    return personal(page_or_fragment("public/tickets/show.html", "public/tickets/_ticket.html", **told))


def told_of(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """All that the ticket's page tells."""
    course, address = ticket.course, public_address(url_for("public.tickets.show", token=ticket.token))
    made = holders_of(db.session(), ticket, now)
    timetable = Timetable.of(course, now)
    message = _("Phiếu đi học lớp %(course)s: %(address)s", course=course.named_title, address=address)
    return {
        "ticket": ticket,
        "course": course,
        "ward": course.unit,
        "stage": course.stage(now),
        "timetable": timetable,
        "holders": made,
        "picture": qr.inline(address),
        "other": _other(course, made, now),
        "text_message": f"sms:?&body={quote(message)}",
        "now": now,
    }


def _other(course: Course, made: Sequence[Holder], now: datetime) -> Course | None:
    """A class with a free seat, for somebody who waits for one here."""
    if all(holder.state != "waiting" for holder in made):
        return None
    other = next_open(course, now)
    return other if other is not None and other.free > 0 else None
