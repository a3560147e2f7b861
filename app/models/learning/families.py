"""Family registration: one form, one ticket, and a registration for each person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from app.models.learning import course_door
from app.models.learning.joining import CourseFull, Wishes
from app.models.learning.registration import Registration
from app.models.learning.ticket import Ticket
from app.models.people.person import Person


@dataclass(frozen=True)
class Family:
    """The result of a form for several people: `ticket` is theirs, or a thin one if all of them were registered before.

    `known` are the names of those who keep their registration on another ticket, `left_out` of those without a place.
    """

    ticket: Ticket
    known: tuple[str, ...]
    left_out: tuple[str, ...]


def register_family(
    session: Session,
    course_id: int,
    members: Sequence[tuple[Person, Wishes]],
    now: datetime,
    *,
    ticket_id: int | None = None,
    known_tickets: Collection[str] = (),
) -> Family:
    """Register each person by the rules of `Registration.register`, in order, on one ticket: a new one, `ticket_id`, or
    that of the first, if the sender holds its token (`known_tickets`).

    The course's row is locked throughout; the last seats go to the first in order. People without a place leave nothing
    behind. The same form sent again gives the same result.

    Raises:
        NotOpen, NotForYou, NoGuardian: as there, for any of them; then nobody is registered.
        CourseFull: no place for any of them, and nobody was registered before.
    """
    course_door.hold(session, course_id)
    register = partial(Registration.register, known_tickets=known_tickets)
    theirs = session.get_one(Ticket, ticket_id) if ticket_id is not None else None
    thin: Ticket | None = None
    known, left_out = [], []
    for person, wishes in members:
        name, on = person.full_name, theirs.id if theirs else None
        try:
            with session.begin_nested():
                ticket = register(session, course_id, person, wishes, now, ticket_id=on)
        except CourseFull:
            left_out.append(name)
            continue
        if ticket.is_thin or (theirs is not None and ticket.id != theirs.id):
            known.append(name)
            thin = thin or ticket
        else:
            theirs = ticket
    if (ticket_of_all := theirs or thin) is None or len(left_out) == len(members):
        raise CourseFull
    return Family(ticket_of_all, tuple(known), tuple(left_out))
