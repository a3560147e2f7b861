"""Self-marking: people found by their ticket or by their exact name mark themselves, without staff."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from app.country import names
from app.models.learning.attendance import Attendance, Outcome
from app.models.learning.attendance_mark import CAME, AttendanceMark, Mark, MarkWay, Status
from app.models.learning.check_in import CheckIn, CheckInDevice, CheckInState
from app.models.learning.joining import RegistrationState
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration
from app.models.learning.ticket import Ticket
from app.models.people.person import Person


class NotNow(Exception):
    """Self check-in is not open; `state` says why."""

    def __init__(self, state: CheckInState) -> None:
        super().__init__(state)
        self.state = state


class OneFamily(Exception):
    """This device has marked the people of another ticket at this lesson."""


class Attendee(NamedTuple):
    """A seated person as shown on their own page, read back from the database.

    `status` is "" if unmarked, `at` is when they were marked, `by_device` on which device.
    """

    registration_id: int
    public_id: str
    full_name: str
    birth_year: int
    residential_group_id: int | None
    ticket_id: int
    ticket_token: str
    status: str | None
    at: datetime | None
    by_device: str | None

    @property
    def came(self) -> bool:
        """Whether they are present already."""
        return self.status in CAME

    @property
    def is_absent(self) -> bool:
        """Whether somebody marked them absent."""
        return self.status in (Status.ABSENT, Status.EXCUSED)


def holding(session: Session, lesson: Lesson, tokens: Collection[str]) -> list[Attendee]:
    """The seated people of some tickets of a lesson's course, ticket by ticket. One statement."""
    wanted = _everybody(lesson).where(Ticket.token.in_(tokens))
    return _read(session, wanted.order_by(Ticket.id, Registration.id)) if tokens else []


def called(session: Session, lesson: Lesson, full_name: str, birth_year: int) -> list[Attendee]:
    """The seated people with exactly this name and year. One statement.

    Accents count where both names have some: Hòa and Hoa are two people. Where one has none, it may be the other's.
    """
    wanted = _everybody(lesson).where(Person.search_key == names.search_key(full_name), Person.birth_year == birth_year)
    alike = _read(session, wanted.order_by(Registration.id))
    typed = names.identity_key(full_name)
    keys = {each: names.identity_key(each.full_name) for each in alike}
    same = [each for each, key in keys.items() if key == typed]
    return same or [each for each, key in keys.items() if typed.isascii() or key.isascii()]


def stored(session: Session, lesson: Lesson, registration_ids: Collection[int]) -> list[Attendee]:
    """Some seated people with their current status at the lesson. One statement."""
    wanted = _everybody(lesson).where(Registration.id.in_(registration_ids)).order_by(Registration.id)
    return _read(session, wanted) if registration_ids else []


def mark(
    session: Session, check_in: CheckIn, people: Sequence[Attendee], *, device: str, now: datetime
) -> list[Attendee]:
    """Mark people of one ticket present at their own request; anyone present already is left alone.

    The lesson's row is locked, so that two presses of a device run one after the other; `check_in_device` enforces it.
    Returns them with their current status.

    Raises:
        NotNow: it is not open.
        OneFamily: the device has marked another ticket's people, or these are of several tickets.
    """
    lesson = session.scalars(Lesson.locked(check_in.lesson_id)).one()
    session.refresh(check_in, ["closed_at"])
    state = check_in.state(now)
    if state is not CheckInState.OPEN:
        raise NotNow(state)
    ids = [each.registration_id for each in people]
    _bind(session, lesson, {each.ticket_id for each in people}, device, now)
    missing = [each for each in stored(session, lesson, ids) if not each.came]
    marks = [
        Mark(str(uuid.uuid4()), each.registration_id, Status.PRESENT, now, now, device, place, MarkWay.SELF)
        for place, each in enumerate(missing)
    ]
    if marks:
        outcomes = Attendance.record(session, lesson, marks, by_id=None, now=now, locked=True)
        assert set(outcomes) <= {Outcome.DONE, Outcome.OVERTAKEN}
    return stored(session, lesson, ids)


def take_back(
    session: Session, check_in: CheckIn, public_id: str, *, device: str, among: Collection[int], now: datetime
) -> bool:
    """Undo the mark of somebody whom this device marked by mistake. Returns whether it was done; not if somebody else
    has marked them since. `among`: the registrations that the phone marked.

    Raises:
        NotNow: it is not open.
    """
    lesson = session.scalars(Lesson.locked(check_in.lesson_id)).one()
    session.refresh(check_in, ["closed_at"])
    state = check_in.state(now)
    if state is not CheckInState.OPEN:
        raise NotNow(state)
    for each in stored(session, lesson, among):
        if each.public_id == public_id and each.came and each.by_device == device:
            undone = Mark(str(uuid.uuid4()), each.registration_id, Status.UNMARKED, now, now, device, 0, MarkWay.SELF)
            Attendance.record(session, lesson, [undone], by_id=None, now=now, locked=True)
            return True
    return False


def _bind(session: Session, lesson: Lesson, tickets: Collection[int], device: str, now: datetime) -> None:
    bound = session.scalars(CheckInDevice.of(lesson.id, device)).first()
    if len(tickets) != 1 or (bound is not None and bound.ticket_id not in tickets):
        raise OneFamily
    if bound is None:
        session.add(CheckInDevice(lesson_id=lesson.id, device=device, ticket_id=next(iter(tickets)), at=now))
        session.flush()


def _everybody(lesson: Lesson) -> Select[*tuple[Any, ...]]:
    here = and_(Attendance.registration_id == Registration.id, Attendance.lesson_id == lesson.id)
    return (
        select(
            Registration.id,
            Registration.public_id,
            Person.full_name,
            Person.birth_year,
            Person.residential_group_id,
            Ticket.id,
            Ticket.token,
            Attendance.status,
            Attendance.at,
            AttendanceMark.device,
        )
        .join(Registration.person)
        .join(Ticket, Ticket.id == Registration.ticket_id)
        .outerjoin(Attendance, here)
        .outerjoin(AttendanceMark, AttendanceMark.uuid == Attendance.mark_uuid)
        .where(Registration.course_id == lesson.course_id, Registration.state == RegistrationState.SEATED)
    )


def _read(session: Session, wanted: Select[*tuple[Any, ...]]) -> list[Attendee]:
    return [Attendee._make(row) for row in session.execute(wanted)]
