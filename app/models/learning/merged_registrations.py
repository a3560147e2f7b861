"""Registrations in a merge of two people: on each course one stays live.

The other ends as merged, its marks go to the one that stays, and its ticket shows only what was typed. Each step
returns what it did as plain values for JSON, from which `bring_back` restores everything.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, joinedload

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, AttendanceMark, Mark, MarkWay, Status
from app.models.learning.course import Course
from app.models.learning.joining import LIVE, RegistrationState
from app.models.learning.leaving import cancel
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration
from app.models.learning.registration_step import RegistrationEvent
from app.models.learning.staying import merged_into
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
    """Lock the rows of all courses on which some people have live registrations; returns their ids.

    Call before locking people: registering locks the course first, too.
    """
    live = select(Registration.course_id).where(Registration.person_id.in_(person_ids), Registration.state.in_(LIVE))
    return {course.id for course in session.scalars(Course.locked(*session.scalars(live)))}


def of_people(person_ids: Collection[int]) -> Select[Registration]:
    """All registrations that some people ever had, in the order they were made."""
    wanted = select(Registration).where(Registration.person_id.in_(person_ids)).order_by(Registration.id)
    return wanted.execution_options(populate_existing=True)


def with_courses(person_ids: Collection[int], *, lessons: bool = False) -> Select[Registration]:
    """The same with their courses, and if asked for with those courses' lessons."""
    course = joinedload(Registration.course)
    return of_people(person_ids).options(course.selectinload(Course.lessons) if lessons else course)


def pairs_of(session: Session, kept: Person, gone: Person) -> list[tuple[Registration, Registration]]:
    """The courses on which both have a live registration, as pairs: the one that stays, the one that ends.

    The one with more attendances stays, then the one with a seat, then the older one.
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
    """End one of two live registrations of a course; returns the earlier state of both, for the undo.

    The better seat of the two goes to the one that stays. A freed seat goes to the next in order. The caller holds the
    course's row lock.
    """
    record: dict[str, Any] = {"stays": stays.id, "ends": ends.id, "before": [_snapshot(stays), _snapshot(ends)]}
    _hand_over(session, ends, stays, by=by, now=now)
    if ends.holds_seat and not stays.holds_seat:
        stays.state, stays.offered_until = ends.state, ends.offered_until
        ends.state, ends.ended_at, ends.end_reason = RegistrationState.CANCELLED, now, MERGED
        ends.note(session, RegistrationEvent.CANCELLED, now, by=by, detail=MERGED)
        record["freed"] = False
    else:
        record["freed"] = ends.holds_seat
        cancel(session, ends, now=now, reason=MERGED)
    # The person has had a seat since the earlier of the two, and is on no lesson's list twice.
    stays.seated_at = min(filter(None, (stays.seated_at, ends.seated_at)), default=None)
    ends.seated_at = None
    ends.merged_into_id = stays.id
    record["ticket"] = _thin(session, stays, ends)
    session.flush()
    return record


def _came(session: Session, registration_ids: Collection[int]) -> dict[int, int]:
    counted = select(Attendance.registration_id, func.count()).where(
        Attendance.registration_id.in_(registration_ids), Attendance.status.in_(CAME)
    )
    return dict(session.execute(counted.group_by(Attendance.registration_id)).all())


def _snapshot(registration: Registration) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(registration, name) for name in _KEPT}
    return plain | {name: at.isoformat() if (at := getattr(registration, name)) else None for name in _MOMENTS}


def _hand_over(
    session: Session, source: Registration, target: Registration, *, among: Collection[int] = (), by: Account,
    now: datetime,
) -> None:  # fmt: skip
    """Copy the newest marks of one registration to another, each as what it was pressed for, and unmark the first.

    `among`: only those pressed for these registrations, back to where they came from; without it all that count.
    """
    pressed = select(AttendanceMark).where(AttendanceMark.registration_id == source.id)
    newest: dict[int, dict[int, AttendanceMark]] = {}
    for each in session.scalars(pressed.order_by(AttendanceMark.at, AttendanceMark.uuid)):
        newest.setdefault(each.lesson_id, {})[each.meant_for] = each
    for lesson_id, words in sorted(newest.items()):
        own = words.get(source.id)
        marks = []
        for meant_for, word in words.items():
            counts = meant_for in among if among else own is None or word is own or word.received_at >= own.at
            if counts and word.status != Status.UNMARKED:
                marks.append(_mark(source.id, Status.UNMARKED, word.at + _TICK, meant_for))
                marks.append(_mark(target.id, word.status, word.at + 2 * _TICK if among else word.at, meant_for))
        if marks:  # those corrected after the lesson was closed, too
            lesson = session.get_one(Lesson, lesson_id)
            Attendance.record(session, lesson, marks, by_id=by.id, now=now, correcting=True)


def _states(registration: Registration) -> Select[Attendance]:
    wanted = select(Attendance).where(Attendance.registration_id == registration.id).order_by(Attendance.lesson_id)
    return wanted.execution_options(populate_existing=True)


def _mark(registration_id: int, status: str, at: datetime, meant_for: int | None = None) -> Mark:
    meant_for_id = meant_for if meant_for != registration_id else None
    number = str(uuid.uuid4())
    return Mark(number, registration_id, status, at, at, DEVICE, way=MarkWay.UNDO, meant_for_id=meant_for_id)


def _thin(session: Session, stays: Registration, ends: Registration) -> int | None:
    """Make the ticket thin that was only for the one that ends; returns its id."""
    others = select(Registration.id).where(Registration.ticket_id == ends.ticket_id, Registration.id != ends.id)
    ticket = session.get_one(Ticket, ends.ticket_id)
    if ticket.is_thin or session.scalars(others.limit(1)).first() is not None:
        return None
    ticket.typed_name, ticket.typed_birth_year = ends.person.full_name, ends.person.birth_year
    ticket.repeats_id = stays.id
    return ticket.id


# -- the way back -----------------------------------------------------------------------------------------------------


def why_not(session: Session, record: dict[str, Any], owners: dict[int, int]) -> str | None:
    """Why an ended registration cannot be restored, or None: "changed", "again" (its person registered anew), "full"
    (its seat was given away). `owners` says to whom each registration will belong."""
    stays, ends = (session.get_one(Registration, record[name], populate_existing=True) for name in ("stays", "ends"))
    if ends.end_reason != MERGED or ends.is_live:
        return "changed"
    owner = owners.get(ends.id, ends.person_id)
    mine = session.scalars(select(Registration).where(Registration.course_id == ends.course_id)).all()
    if any(other.is_live and owners.get(other.id, other.person_id) == owner for other in mine):
        return "again"
    needs_seat = record["before"][1]["state"] in (RegistrationState.SEATED, RegistrationState.OFFERED)
    gives_back = not record["freed"] and stays.holds_seat
    course = session.get_one(Course, ends.course_id, populate_existing=True)
    return "full" if needs_seat and not gives_back and course.free <= 0 else None


def bring_back(session: Session, record: dict[str, Any], *, by: Account, now: datetime) -> None:
    """Restore an ended registration. The caller holds the course's row lock and has called `why_not`."""
    stays, ends = (session.get_one(Registration, record[name]) for name in ("stays", "ends"))
    course = session.get_one(Course, ends.course_id)
    had_seat = record["before"][1]["state"] in (RegistrationState.SEATED, RegistrationState.OFFERED)
    if had_seat and not record["freed"] and stays.holds_seat:
        _restore(stays, record["before"][0])
    elif had_seat:
        course.seated += 1
    ends.merged_into_id = None
    _restore(ends, record["before"][1])
    if "seated_at" in record["before"][0]:
        stays.seated_at = _moment(record["before"][0]["seated_at"])
    ends.note(session, RegistrationEvent.CHANGED, now, by=by, detail="unmerged")
    session.flush()
    if record["ticket"]:
        values = {"typed_name": None, "typed_birth_year": None, "repeats_id": None}
        session.execute(update(Ticket).where(Ticket.id == record["ticket"]).values(values))
    _hand_over(session, stays, ends, among=merged_into(session, ends.id), by=by, now=now)
    _return_marks(session, stays, ends, record.get("marks", ()), by=by, now=now)


def _restore(registration: Registration, before: dict[str, Any]) -> None:
    for name in _KEPT:
        setattr(registration, name, before[name])
    for name in _MOMENTS:
        if name in before:
            setattr(registration, name, _moment(before[name]))
    if registration.state == RegistrationState.SEATED and registration.seated_at is None:
        registration.seated_at = registration.created_at  # merged by a release that did not store it


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
    """Give back marks that an earlier release copied as the kept one's own."""
    mine = {state.lesson_id: state for state in session.scalars(_states(stays))}
    for each in carried:
        marks = [_mark(ends.id, each["status"], datetime.fromisoformat(each["at"]) + 2 * _TICK)]
        own = mine.get(each["lesson"])
        if own is not None and own.mark_uuid == each["uuid"]:  # not marked since
            marks.append(_mark(stays.id, each["was"], own.at + _TICK))
        Attendance.record(
            session, session.get_one(Lesson, each["lesson"]), marks, by_id=by.id, now=now, correcting=True
        )
