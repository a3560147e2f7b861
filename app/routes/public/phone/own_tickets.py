"""The tickets that this phone has opened, as its home tells of them: the next lesson and how many people, no names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models import Lesson, Registration, RegistrationState, Ticket
from app.routes.public.hall.passes import tickets_of_request

# The soonest so many; a phone that holds more finds them on these tickets' pages and in messages.
MOST = 2


@dataclass(frozen=True)
class OwnTicket:
    """A ticket with something ahead: its next lesson, and those who hold, are offered or wait for a seat."""

    ticket: Ticket
    lesson: Lesson
    made: Sequence[Registration]

    @property
    def people(self) -> int:
        """How many the ticket stands for."""
        return len(self.made)

    @property
    def offered(self) -> bool:
        """Whether a seat is kept for somebody until they answer."""
        return any(one.state == RegistrationState.OFFERED for one in self.made)

    @property
    def waits(self) -> bool:
        """Whether somebody waits for a seat."""
        return any(one.state == RegistrationState.WAITING for one in self.made)


def own_tickets(session: Session, now: datetime) -> list[OwnTicket]:
    """The tickets of this request's cookies that have a lesson ahead and somebody who comes, the soonest first."""
    tokens = tickets_of_request()
    tickets = session.scalars(Ticket.held_together(tokens).options(Ticket.whole())).all() if tokens else []
    if not tickets:
        return []
    live = session.scalars(Registration.live_on(ticket.id for ticket in tickets)).all()
    own = []
    for ticket in tickets:
        lesson, made = ticket.course.next_lesson(now), [one for one in live if one.ticket_id == ticket.id]
        if lesson is not None and made:
            own.append(OwnTicket(ticket, lesson, made))
    return sorted(own, key=lambda each: (not each.offered, each.lesson.starts_at, each.ticket.id))[:MOST]
