"""Who may come through the door of a lesson, by ticket: what a phone holds to tell a ticket without signal."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.models.learning.joining import LIVE
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration
from app.models.learning.roll import Roll, RollRow
from app.models.learning.ticket import Ticket

# A saved page opens no ticket: it holds the beginning of a hash of each token, long enough that no two tickets of a
# ward meet by chance.
SALT = "lopso-ticket:"
HASH_LENGTH = 16


def ticket_hash(token: str) -> str:
    """What stands for a ticket's token on a phone: sixteen signs of a SHA-256, in lower case."""
    return hashlib.sha256(f"{SALT}{token}".encode()).hexdigest()[:HASH_LENGTH]


@dataclass(frozen=True)
class DoorEntry:
    """A ticket of the course and the people it stands for, one or a family, in the order they registered.

    `people` are the live ones; where nobody of the ticket is live any more, all it ever stood for.
    """

    token: str
    people: tuple[RollRow, ...]

    @property
    def hash(self) -> str:
        """What stands for the token on a phone."""
        return ticket_hash(self.token)


@dataclass(frozen=True)
class DoorList:
    """Everybody of a lesson's course, sorted as Vietnam sorts names, and the tickets that lead to them.

    `people` are those whom the roll shows and those who hold a ticket, the live and the cancelled: `RollRow.state`
    tells them apart, `RollRow.status` is where they stand at the lesson.
    """

    entries: list[DoorEntry]
    people: list[RollRow]

    @classmethod
    def of(cls, session: Session, lesson: Lesson) -> "DoorList":
        """Read the door list of a lesson. Two statements, however many people."""
        rows = [row for row, _public_id in Roll.everybody(session, lesson)]
        by_id = {row.registration_id: row for row in rows}
        on: dict[str, list[RollRow]] = defaultdict(list)
        for token, registration_id in session.execute(_on_tickets(), {"course_id": lesson.course_id}):
            if registration_id in by_id:
                on[token].append(by_id[registration_id])
        return cls([DoorEntry(token, _meant(there)) for token, there in on.items()], rows)


def _meant(there: list[RollRow]) -> tuple[RollRow, ...]:
    live = tuple(row for row in there if row.state in LIVE)
    return live or tuple(there)


@cache
def _on_tickets() -> Select[*tuple[Any, ...]]:
    """Token and registration of each ticket of a course; a thin ticket leads to the registration that it repeats."""
    led_to = and_(
        Registration.course_id == Ticket.course_id,
        or_(Registration.ticket_id == Ticket.id, Registration.id == Ticket.repeats_id),
    )
    return (
        select(Ticket.token, Registration.id)
        .join(Registration, led_to)
        .where(Ticket.course_id == bindparam("course_id"))
        .order_by(Ticket.id, Registration.id)
    )
