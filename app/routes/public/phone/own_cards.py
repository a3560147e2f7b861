"""The cards of a phone on its home: its tickets and requests for help, first what waits for an answer."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.routes.public.hall.passes import tickets_of_request
from app.routes.public.phone.own_requests import OwnRequest, own_requests, requests_of_request
from app.routes.public.phone.own_tickets import OwnTicket, own_tickets

# How many cards are shown on the home; the rest are behind one line.
SHOWN = 6


def holds_any() -> bool:
    """Whether this request's cookies name a ticket or a request for help."""
    return bool(tickets_of_request() or requests_of_request())


def own_cards(session: Session, now: datetime) -> list[OwnTicket | OwnRequest]:
    """All live cards: first offered seats, then waiting places, then by day; cards that read the same are marked."""
    cards: list[OwnTicket | OwnRequest] = [*own_tickets(session, now), *own_requests(session)]
    times = Counter(each.reads for each in cards)
    marked = [replace(each, alike=times[each.reads] > 1) for each in cards]
    return sorted(marked, key=lambda each: (each.order, each.made_at))
