"""The door list: who may enter a lesson, by ticket, stored on phones to recognise tickets offline."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.models.learning.joining import LIVE
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration
from app.models.learning.roll import Roll, RollRow
from app.models.learning.ticket import Ticket
from app.models.people.person import Person

# A saved page must open no ticket: it holds the start of each token's hash, long enough to be unique in a ward.
SALT = "lopso-ticket:"
HASH_LENGTH = 16


def ticket_hash(token: str) -> str:
    """The form of a ticket's token on a phone: the first sixteen characters of a SHA-256, in lower case."""
    return hashlib.sha256(f"{SALT}{token}".encode()).hexdigest()[:HASH_LENGTH]


@dataclass(frozen=True)
class DoorEntry:
    """A ticket of the course and its people, one or a family, in the order they registered.

    `people` are the live ones; if none is live, everybody the ticket was ever for.
    """

    token: str
    people: tuple[RollRow, ...]

    @property
    def hash(self) -> str:
        """The token's hash on a phone."""
        return ticket_hash(self.token)


@dataclass(frozen=True)
class DoorList:
    """Everybody of a lesson's course, in Vietnamese name order, and their tickets.

    `people` are those on the roll and all ticket holders, live and cancelled: `RollRow.state` distinguishes them,
    `RollRow.status` is their status at the lesson.
    """

    entries: list[DoorEntry]
    people: list[RollRow]

    @classmethod
    def of(cls, session: Session, lesson: Lesson) -> "DoorList":
        """Read the door list of a lesson. Two statements for any number of people."""
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
    """Token and registration of each ticket of a course; a thin ticket refers to the registration that it repeats."""
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


# The door line: one fact of a registration that the office tells whoever stands at the door, "Bàn 3".
# The length that fits under a name on a phone, in two lines.
LIMIT = 80


class DoorLineEdit(NamedTuple):
    """The new text of a line, and the text shown when editing began."""

    wanted: str
    seen: str


@dataclass(frozen=True)
class Written:
    """The result of writing lines: the public ids of changed ones, and the current text of those changed by somebody
    else."""

    changed: tuple[str, ...]
    overtaken: Mapping[str, str]


def write(session: Session, course_id: int, lines: Mapping[str, DoorLineEdit]) -> Written:
    """Write lines of live registrations of a course, by public id; lines that somebody else changed meanwhile stay.

    The rows are locked until the transaction ends. Registrations of other courses and ended ones are skipped. The
    caller has checked the length.
    """
    wanted = select(Registration).where(
        Registration.course_id == course_id, Registration.public_id.in_(lines), Registration.state.in_(LIVE)
    )
    locked = wanted.order_by(Registration.id).with_for_update().execution_options(populate_existing=True)
    changed: list[str] = []
    overtaken: dict[str, str] = {}
    for seat in session.scalars(locked):
        line, stands = lines[seat.public_id], seat.door_line
        if line.wanted in (line.seen, stands):
            continue
        if stands != line.seen:
            overtaken[seat.public_id] = stands
            continue
        seat.door_line = line.wanted
        changed.append(seat.public_id)
    return Written(tuple(changed), overtaken)


def fill(session: Session, course_id: int, text: str, *, group_ids: Collection[int] | None) -> int:
    """Write one line for all live registrations without one, of some residential groups (None: of all); returns how
    many."""
    empty = select(Registration).where(
        Registration.course_id == course_id, Registration.state.in_(LIVE), Registration.door_line == ""
    )
    if group_ids is not None:
        empty = empty.join(Registration.person).where(Person.residential_group_id.in_(group_ids))
    locked = empty.order_by(Registration.id).with_for_update(of=Registration)
    seats = session.scalars(locked.execution_options(populate_existing=True)).all()
    for seat in seats:
        seat.door_line = text
    return len(seats)
