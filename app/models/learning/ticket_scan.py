"""Tickets scanned at the door: everybody it was shown for is present, whatever happened to their seats since."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from app.models.learning.attendance import Attendance, Outcome
from app.models.learning.attendance_mark import Mark, MarkWay, Status
from app.models.learning.course import Course
from app.models.learning.joining import LIVE
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration
from app.models.learning.roll import Roll
from app.models.learning.staying import staying
from app.models.learning.ticket import Ticket
from app.models.learning.walk_in import Press
from app.models.people.person import Person

# The maximum length stored of what a phone showed.
LONGEST_SHOWN = 80


class Holder(NamedTuple):
    """A person of a ticket; `meant_for_id` is the ticket's own registration, if that was merged into this one."""

    registration_id: int
    public_id: str
    state: str
    name: str
    merged_into_id: int | None = None
    meant_for_id: int | None = None

    @property
    def is_live(self) -> bool:
        """Whether they still have a seat or a place in the queue."""
        return self.state in LIVE


@dataclass(frozen=True)
class FoundTicket:
    """A scanned ticket: its course, and everybody it was ever for, in the order they registered."""

    token: str
    course_id: int
    course_code: str
    course_title: str
    holders: list[Holder] = field(default_factory=list)

    def let_in(self, named: Collection[int] = ()) -> list[Holder]:
        """The people a scan lets in: those named by the phone, else the live ones, else everybody.

        They stay present even if the seat was given up meanwhile: the office sees it and decides.
        """
        chosen = [each for each in self.holders if each.registration_id in named]
        return chosen or [each for each in self.holders if each.is_live] or self.holders


@dataclass(frozen=True)
class TicketScan:
    """One scan: the press, the ticket, and what the phone showed.

    `keys` are the people the phone let in, by their keys on the roll; none if it did not know the ticket.
    """

    press: Press
    ticket: FoundTicket
    keys: Sequence[str] = ()
    shown: str = ""

    @classmethod
    def find(cls, session: Session, tokens: Iterable[str]) -> dict[str, FoundTicket]:
        """The tickets of some tokens in stored form, of any course, by token. One statement."""
        found: dict[str, FoundTicket] = {}
        wanted = [token for token in set(tokens) if token]
        if not wanted:
            return found
        for token, course_id, code, title, *holder in session.execute(_found(), {"tokens": wanted}):
            ticket = found.setdefault(token, FoundTicket(token, course_id, code, title))
            if holder[0] is not None:
                ticket.holders.append(Holder(*holder))
        _follow(session, [ticket for ticket in found.values() if any(each.merged_into_id for each in ticket.holders)])
        return found

    @classmethod
    def record(
        cls,
        session: Session,
        lesson: Lesson,
        scans: Sequence["TicketScan"],
        *,
        by_id: int | None,
        helper_id: int | None = None,
        now: datetime,
    ) -> list[tuple[list[Holder], list[Outcome]]]:
        """Mark the people of tickets of the lesson's course present; the caller holds the lesson's row lock.

        The uuid of each person's mark is derived from the press's, so that a scan sent again gives the same marks.
        Returns the people each scan let in, and the outcome of each mark.
        """
        named = Roll.find(session, lesson.course_id, {key for scan in scans for key in scan.keys})
        let_in = [scan.ticket.let_in({named[key] for key in scan.keys if key in named}) for scan in scans]
        marks = [
            _mark(scan, holder, helper_id) for scan, holders in zip(scans, let_in, strict=True) for holder in holders
        ]
        if not marks:
            return [([], []) for _scan in scans]
        outcomes = iter(Attendance.record(session, lesson, marks, by_id=by_id, now=now, locked=True))
        return [(holders, [next(outcomes) for _holder in holders]) for holders in let_in]


def _follow(session: Session, tickets: Sequence[FoundTicket]) -> None:
    """Put those that stay in the place of merged registrations. Two statements or more, none without tickets."""
    merged = {each.registration_id for ticket in tickets for each in ticket.holders if each.merged_into_id is not None}
    went = staying(session, merged)
    columns = (Registration.id, Registration.public_id, Registration.state, Person.full_name)
    wanted = select(*columns).join(Registration.person)
    ids = {each.registration_id for each in went.values()}
    kept = {row.id: row for row in session.execute(wanted.where(Registration.id.in_(ids)))} if ids else {}
    for ticket in tickets:
        there: dict[int, Holder] = {}
        for each in ticket.holders:
            meant = went.get(each.registration_id)
            stays = Holder(*kept[meant.registration_id], meant_for_id=meant.meant_for_id) if meant else each
            there.setdefault(stays.registration_id, stays)
        ticket.holders[:] = there.values()


def mark_uuid(press: str, public_id: str) -> str:
    """The uuid of one person's mark in a scan: the same however often the scan arrives."""
    return str(uuid.uuid5(uuid.UUID(press), public_id))


def _mark(scan: TicketScan, holder: Holder, helper_id: int | None) -> Mark:
    press = scan.press
    return Mark(
        uuid=mark_uuid(press.uuid, holder.public_id),
        registration_id=holder.registration_id,
        status=Status.PRESENT,
        at=press.at,
        device_at=press.device_at,
        device=press.device,
        sequence=press.sequence,
        way=MarkWay.SCAN,
        helper_id=helper_id,
        shown=scan.shown[:LONGEST_SHOWN],
        meant_for_id=holder.meant_for_id,
    )


@cache  # run by every scan: compiled once, with bind parameters
def _found() -> Select[*tuple[Any, ...]]:
    led_to = or_(Registration.ticket_id == Ticket.id, Registration.id == Ticket.repeats_id)
    return (
        select(
            Ticket.token,
            Ticket.course_id,
            Course.code,
            Course.title,
            Registration.id,
            Registration.public_id,
            Registration.state,
            Person.full_name,
            Registration.merged_into_id,
        )
        .join(Ticket.course)
        .outerjoin(Registration, led_to)
        .outerjoin(Registration.person)
        .where(Ticket.token.in_(bindparam("tokens", expanding=True)))
        .order_by(Ticket.id, Registration.id)
    )
