"""What a merge does to the registrations of two rows that are one person: on each course one stays live.

The other one ends as merged, what it was marked goes over to the one that stays, and its ticket shows only what was
typed. Each step tells what it did as plain values for JSON, from which `separate` brings everything back.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, joinedload

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, Mark, MarkWay, Status
from app.models.learning.course import Course
from app.models.learning.joining import LIVE, RegistrationState
from app.models.learning.leaving import cancel
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration
from app.models.learning.registration_step import Step
from app.models.learning.ticket import Ticket
from app.models.people.account import Account
from app.models.people.person import Person

MERGED = "merged"
DEVICE = "merge"
_KEPT = ("state", "position", "end_reason")
_MOMENTS = ("offered_until", "ended_at", "seated_at")
_TICK = timedelta(microseconds=1)
_RANKS = (RegistrationState.SEATED, RegistrationState.OFFERED, RegistrationState.WAITING)


def lock_courses(session: Session, person_ids: Collection[int]) -> set[int]:
    """Take the rows of all courses on which some people have live registrations; returns their ids.

    Before the people's own rows: registering takes course, then person, too.
    """
    live = select(Registration.course_id).where(Registration.person_id.in_(person_ids), Registration.state.in_(LIVE))
    return {course.id for course in session.scalars(Course.locked(*session.scalars(live)))}


def of_people(person_ids: Collection[int]) -> Select[Registration]:
    """All registrations that some people ever had, in the order they were made."""
    wanted = select(Registration).where(Registration.person_id.in_(person_ids)).order_by(Registration.id)
    return wanted.execution_options(populate_existing=True)


def with_courses(person_ids: Collection[int], *, lessons: bool = False) -> Select[Registration]:
    """The same with their courses, and where asked for with the lessons of those."""
    course = joinedload(Registration.course)
    return of_people(person_ids).options(course.selectinload(Course.lessons) if lessons else course)


def pairs_of(session: Session, kept: Person, gone: Person) -> list[tuple[Registration, Registration]]:
    """The courses on which both have a live registration, as pairs: the one that stays, the one that ends.

    Who was there oftener stays, then who holds a seat, then who was first.
    """
    live: dict[int, list[Registration]] = {}
    for registration in session.scalars(of_people((kept.id, gone.id)).where(Registration.state.in_(LIVE))):
        live.setdefault(registration.course_id, []).append(registration)
    both = [pair for pair in live.values() if len(pair) == 2]
    came = _came(session, [registration.id for pair in both for registration in pair])

    def rank(registration: Registration) -> tuple[int, int, int]:
        state = RegistrationState(registration.state)
        return -came.get(registration.id, 0), _RANKS.index(state), registration.id

    ordered = [sorted(pair, key=rank) for pair in both]
    return [(pair[0], pair[1]) for pair in ordered]


def end_one(session: Session, stays: Registration, ends: Registration, *, by: Account, now: datetime) -> dict[str, Any]:
    """End one of two live registrations of a course; returns how both stood, for the way back.

    The better seat of the two stays with the one that stays. A seat that is freed goes to the next in order. The
    caller holds the course's row.
    """
    told: dict[str, Any] = {"stays": stays.id, "ends": ends.id, "before": [_standing(stays), _standing(ends)]}
    told["marks"] = _carry_marks(session, stays, ends, by=by, now=now)
    if ends.holds_seat and not stays.holds_seat:
        stays.state, stays.offered_until = ends.state, ends.offered_until
        ends.state, ends.ended_at, ends.end_reason = RegistrationState.CANCELLED, now, MERGED
        ends.note(session, Step.CANCELLED, now, by=by, detail=MERGED)
        told["freed"] = False
    else:
        told["freed"] = ends.holds_seat
        cancel(session, ends, now=now, reason=MERGED)
    # One person sat there since the first of the two took a seat, and stands on the list of no lesson twice.
    stays.seated_at = min(filter(None, (stays.seated_at, ends.seated_at)), default=None)
    ends.seated_at = None
    told["ticket"] = _thin(session, stays, ends)
    session.flush()
    return told


def _came(session: Session, registration_ids: Collection[int]) -> dict[int, int]:
    counted = select(Attendance.registration_id, func.count()).where(
        Attendance.registration_id.in_(registration_ids), Attendance.status.in_(CAME)
    )
    return dict(session.execute(counted.group_by(Attendance.registration_id)).all())


def _standing(registration: Registration) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(registration, name) for name in _KEPT}
    return plain | {name: at.isoformat() if (at := getattr(registration, name)) else None for name in _MOMENTS}


def _carry_marks(
    session: Session, stays: Registration, ends: Registration, *, by: Account, now: datetime
) -> list[dict[str, Any]]:
    """Let what was marked of the one that ends stand for the one that stays, where that was not there itself."""
    mine = {state.lesson_id: state for state in session.scalars(_states(stays))}
    carried = []
    for state in session.scalars(_states(ends).where(Attendance.status != Status.UNMARKED)).all():
        own = mine.get(state.lesson_id)
        status, at = state.status, state.at
        marks = [_mark(ends.id, Status.UNMARKED, at + _TICK)]
        told = {"lesson": state.lesson_id, "status": status, "at": at.isoformat(), "uuid": None}
        if own is None or own.status not in CAME:
            mark = _mark(stays.id, status, at if own is None else max(at, own.at + _TICK))
            told |= {"uuid": mark.uuid, "was": own.status if own else Status.UNMARKED.value}
            marks.append(mark)
        carried.append(told)
        # A mark put right after the lesson was closed goes over, too.
        Attendance.record(
            session, session.get_one(Lesson, state.lesson_id), marks, by_id=by.id, now=now, correcting=True
        )
    return carried


def _states(registration: Registration) -> Select[Attendance]:
    wanted = select(Attendance).where(Attendance.registration_id == registration.id).order_by(Attendance.lesson_id)
    return wanted.execution_options(populate_existing=True)


def _mark(registration_id: int, status: str, at: datetime) -> Mark:
    return Mark(str(uuid.uuid4()), registration_id, status, at, at, DEVICE, way=MarkWay.UNDO)


def _thin(session: Session, stays: Registration, ends: Registration) -> int | None:
    """Let the ticket that stood for the one that ends alone show only what was typed; returns it."""
    others = select(Registration.id).where(Registration.ticket_id == ends.ticket_id, Registration.id != ends.id)
    ticket = session.get_one(Ticket, ends.ticket_id)
    if ticket.is_thin or session.scalars(others.limit(1)).first() is not None:
        return None
    ticket.typed_name, ticket.typed_birth_year = ends.person.full_name, ends.person.birth_year
    ticket.repeats_id = stays.id
    return ticket.id


# -- the way back -----------------------------------------------------------------------------------------------------


def why_not(session: Session, told: dict[str, Any], owners: dict[int, int]) -> str | None:
    """What speaks against bringing an ended registration back, or None: "changed", "again" (its person registered
    anew), "full" (its seat is somebody else's). `owners` says whose each registration will be."""
    stays, ends = (session.get_one(Registration, told[name], populate_existing=True) for name in ("stays", "ends"))
    if ends.end_reason != MERGED or ends.is_live:
        return "changed"
    owner = owners.get(ends.id, ends.person_id)
    mine = session.scalars(select(Registration).where(Registration.course_id == ends.course_id)).all()
    if any(other.is_live and owners.get(other.id, other.person_id) == owner for other in mine):
        return "again"
    needs_seat = told["before"][1]["state"] in (RegistrationState.SEATED, RegistrationState.OFFERED)
    gives_back = not told["freed"] and stays.holds_seat
    course = session.get_one(Course, ends.course_id, populate_existing=True)
    return "full" if needs_seat and not gives_back and course.free <= 0 else None


def bring_back(session: Session, told: dict[str, Any], *, by: Account, now: datetime) -> None:
    """Let an ended registration stand as before. The caller holds the course's row and has asked `why_not`."""
    stays, ends = (session.get_one(Registration, told[name]) for name in ("stays", "ends"))
    course = session.get_one(Course, ends.course_id)
    held_before = told["before"][1]["state"] in (RegistrationState.SEATED, RegistrationState.OFFERED)
    if held_before and not told["freed"] and stays.holds_seat:
        _restore(stays, told["before"][0])
    elif held_before:
        course.seated += 1
    _restore(ends, told["before"][1])
    if "seated_at" in told["before"][0]:
        stays.seated_at = _moment(told["before"][0]["seated_at"])
    ends.note(session, Step.CHANGED, now, by=by, detail="unmerged")
    session.flush()
    if told["ticket"]:
        values = {"typed_name": None, "typed_birth_year": None, "repeats_id": None}
        session.execute(update(Ticket).where(Ticket.id == told["ticket"]).values(values))
    _return_marks(session, stays, ends, told["marks"], by=by, now=now)


def _restore(registration: Registration, before: dict[str, Any]) -> None:
    for name in _KEPT:
        setattr(registration, name, before[name])
    for name in _MOMENTS:
        if name in before:
            setattr(registration, name, _moment(before[name]))
    if registration.state == RegistrationState.SEATED and registration.seated_at is None:
        registration.seated_at = registration.created_at  # merged by a release that did not keep since when


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def _return_marks(
    session: Session,
    stays: Registration,
    ends: Registration,
    carried: Sequence[dict[str, Any]],
    *,
    by: Account,
    now: datetime,
) -> None:
    mine = {state.lesson_id: state for state in session.scalars(_states(stays))}
    for each in carried:
        marks = [_mark(ends.id, each["status"], datetime.fromisoformat(each["at"]) + 2 * _TICK)]
        own = mine.get(each["lesson"])
        if own is not None and own.mark_uuid == each["uuid"]:  # nobody has marked them since
            marks.append(_mark(stays.id, each["was"], own.at + _TICK))
        Attendance.record(
            session, session.get_one(Lesson, each["lesson"]), marks, by_id=by.id, now=now, correcting=True
        )
