"""The tickets that this phone has opened, for its home: the next lesson and the number of people, no names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models import Lesson, Registration, RegistrationState, Ticket
from app.routes.public.hall.passes import tickets_of_request


@dataclass(frozen=True)
class OwnTicket:
    """A ticket with a lesson ahead: its next lesson, and those who have, are offered or wait for a seat.

    `alike`: another card of this phone would read the same.
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
        """The text of its card, without when it was made."""
        return self.ticket.course.named_title, self.lesson.starts_at, self.people, self.offered, self.waits

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
