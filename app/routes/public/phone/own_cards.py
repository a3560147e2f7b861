"""The cards of a phone on its home: the tickets and requests for help that it has opened, first what waits for an
answer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask import Response
from sqlalchemy.orm import Session

from app.country import clock
from app.models import HelpRequest, Lesson, Registration, RegistrationState, Ticket
from app.routes.public.hall.passes import HELP_REQUEST, keep_cookie, tickets_of_request, tokens_of_request


@dataclass(frozen=True)
class OwnTicket:
    """A ticket with a lesson ahead: its next lesson, and those who have, are offered or wait for a seat.

    `alike`: another card of this phone would read the same but for who comes.
    """

    ticket: Ticket
    lesson: Lesson
    made: Sequence[Registration]
    alike: bool = False

    @property
    def people(self) -> int:
        """The number of people of the ticket."""
        return len(self.made)

    @property
    def names(self) -> str:
        """The given names of its people, which tell apart tickets of one class."""
        return ", ".join(each.person.given_name for each in self.made)

    @property
    def offered(self) -> bool:
        """Whether a seat is reserved for somebody until they answer."""
        return any(one.state == RegistrationState.OFFERED for one in self.made)

    @property
    def waits(self) -> bool:
        """Whether somebody waits for a seat."""
        return any(one.state == RegistrationState.WAITING for one in self.made)

    @property
    def made_at(self) -> datetime:
        """When it was made."""
        return self.ticket.created_at

    @property
    def reads(self) -> tuple[object, ...]:
        """The text of its card, without who comes and when it was made."""
        place = self.lesson.where.name if self.lesson.where else ""
        return self.ticket.course.named_title, self.lesson.starts_at, place

    @property
    def order(self) -> tuple[int, datetime]:
        """Its sort key among the phone's cards: an offered seat, a waiting place, a seat; each by its next lesson."""
        return 0 if self.offered else 1 if self.waits else 2, self.lesson.starts_at


def own_tickets(session: Session, now: datetime) -> list[OwnTicket]:
    """The tickets of this request's cookies that have a lesson ahead and somebody who comes."""
    tokens = tickets_of_request()
    tickets = session.scalars(Ticket.with_tokens(tokens).options(Ticket.loader_options())).all() if tokens else []
    if not tickets:
        return []
    live = session.scalars(Registration.live_on(ticket.id for ticket in tickets)).all()
    own = []
    for ticket in tickets:
        lesson, made = ticket.course.next_lesson(now), [one for one in live if one.ticket_id == ticket.id]
        if lesson is not None and made:
            own.append(OwnTicket(ticket, lesson, made))
    return own


# Requests are answered within days; each opening renews the cookie, so that a long one stays known.
COOKIE_DAYS = 60
# How long a phone keeps the page after the day on which somebody is to call or come.
KEPT_FOR = timedelta(days=14)


@dataclass(frozen=True)
class OwnRequest:
    """A request that is still open; `alike`: another card of this phone would read the same."""

    request: HelpRequest
    alike: bool = False

    @property
    def on(self) -> date:
        """The day on which somebody comes, or until which the ward calls."""
        return expected_on(self.request)

    @property
    def made_at(self) -> datetime:
        """When it was asked."""
        return self.request.made_at

    @property
    def reads(self) -> tuple[object, ...]:
        """The text of its card, without when it was made."""
        return self.request.topic.named_label, self.request.state, self.on

    @property
    def order(self) -> tuple[int, datetime]:
        """Its sort key among the phone's cards: beside seats, by its day."""
        return 2, clock.at_local(self.on)


def own_requests(session: Session) -> list[OwnRequest]:
    """The open requests of this request's cookies; not one that repeats what is over, of which nothing is shown."""
    tokens = requests_of_request()
    requests: Sequence[HelpRequest] = session.scalars(HelpRequest.with_tokens(tokens)).all() if tokens else []
    return [OwnRequest(each) for each in requests if not each.is_repeat_over]


def remember_request(response: Response, request: HelpRequest) -> None:
    """Set the request's cookie while it is open."""
    if is_live(request):
        keep_cookie(response, HELP_REQUEST + request.token[:6], request.token, COOKIE_DAYS * 24 * 3600, path="/")


def requests_of_request() -> list[str]:
    """The tokens of the requests for help that this browser has opened."""
    return tokens_of_request(HELP_REQUEST)


def is_live(request: HelpRequest) -> bool:
    """Whether its holder may expect somebody."""
    return request.is_open and not request.is_repeat_over


def expected_on(request: HelpRequest) -> date:
    """The day on which somebody said to come, or until which the ward calls."""
    return clock.local(request.visit_at).date() if request.visit_at else request.due_on


def kept_until(request: HelpRequest) -> datetime | None:
    """Until when a phone that opened its page may keep it; None for a request that is over."""
    return clock.at_local(expected_on(request)) + KEPT_FOR if is_live(request) else None


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
