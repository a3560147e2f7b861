"""Leaving a course: cancelling, removal, moving to another course; and who gets the freed seats.

Each function locks the course's row first, ends expired offers, and gives every free seat to the next in order
(docs/decisions/0012).
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from app.models.learning import seats
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.joining import MOVED, AlreadyThere, NoLongerLive, NotOpen, RegistrationState, SignUpWay, Wishes
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration
from app.models.learning.registration_step import RegistrationEvent
from app.models.learning.ticket import Ticket
from app.models.people.account import Account


def cancel(session: Session, registration: Registration, *, now: datetime, reason: str = "") -> list[Registration]:
    """Give up the seat or place for good. A second call changes nothing.

    Returns everybody who got a seat or an offer.
    """
    course, freed = _take(session, registration, now)
    if registration.is_live:
        freed += _end(session, registration, RegistrationState.CANCELLED, RegistrationEvent.CANCELLED, now, reason)
    return _give_out(session, course, freed, now)


def remove(session: Session, registration: Registration, by: Account, reason: str, now: datetime) -> list[Registration]:
    """Remove somebody, with a reason that they are told. On a second call the first reason stays.

    Returns everybody who got a seat or an offer.
    """
    course, freed = _take(session, registration, now)
    if registration.is_live:
        freed += _end(session, registration, RegistrationState.REMOVED, RegistrationEvent.REMOVED, now, reason, by=by)
    return _give_out(session, course, freed, now)


def move(
    session: Session, registration: Registration, other: Course, by: Account, now: datetime
) -> tuple[Registration, list[Registration]]:
    """Move somebody to another course: a seat there, else the next place, on a ticket of that course.

    The old registration ends, and its ticket says where to go (`RegistrationStep.MOVED_AWAY` names the new one). Both
    courses' rows are locked in one order. Returns the new registration, and who got a seat here.

    Raises:
        NoLongerLive: it has ended.
        NotOpen: the other course is a draft, called off or over, or is this one.
        AlreadyThere: the person is on it already.
        CourseFull: no seat there, and no waiting list.
    """
    both = {key: session.scalars(Course.locked(key)).one() for key in sorted((registration.course_id, other.id))}
    (here, freed), there = _take(session, registration, now), both[other.id]
    if not registration.is_live:
        raise NoLongerLive
    if there is here or there.state != CourseState.OPEN or there.next_lesson(now) is None:
        raise NotOpen
    if session.scalars(Registration.live_of(there.id, registration.person_id)).first():
        raise AlreadyThere
    needs, guardian = tuple(registration.needs.split()), registration.guardian or ""
    wishes = Wishes(way=SignUpWay(registration.way), needs=needs, by_id=by.id, guardian=guardian)
    ticket = Ticket(course=there, created_at=now)
    made = seats.enter(Registration, session, there, registration.person, ticket, wishes, now)
    made.paper_name, made.paper_name_at = registration.paper_name, registration.paper_name_at
    made.note(session, RegistrationEvent.MOVED_HERE, now, by=by, detail=registration.public_id)
    gone, step = RegistrationState.CANCELLED, RegistrationEvent.MOVED_AWAY
    freed += _end(session, registration, gone, step, now, MOVED, by=by, detail=made.public_id)
    return made, _give_out(session, here, freed, now)


def fill_seats(session: Session, course: Course, now: datetime) -> list[Registration]:
    """Give free seats to the next in order, who are asked if there is time (`seats.give_out`).

    Called by whatever frees a seat; the caller holds the course's row lock. Returns who moved up or is asked.
    """
    return seats.give_out(Registration, session, course, now)


def lapse_offers(session: Session, course: Course, now: datetime) -> list[Registration]:
    """End the expired offers of a course and ask the next in order; the caller holds the course's row lock.

    Called by the worker every minute, and before any change of the course. Returns whose offers ended.
    """
    return seats.lapse(Registration, session, course, now)


def with_needs(course_id: int) -> Select[Registration]:
    """The registrations of a course that ask for help."""
    return select(Registration).where(Registration.course_id == course_id, Registration.needs != "")


def forget_needs(session: Session, course_id: int) -> None:
    """Erase the special needs of a course's people: they were for the hall, and the course is over."""
    theirs = update(Registration).where(Registration.course_id == course_id, Registration.needs != "")
    session.execute(theirs.values(needs=""))


def forget_old_needs(session: Session, before: datetime) -> None:
    """Erase the needs of courses whose last lesson ended before a moment, closed or not."""
    since = exists().where(Lesson.course_id == Registration.course_id, Lesson.ends_at >= before)
    session.execute(update(Registration).where(Registration.needs != "", ~since).values(needs=""))


def _take(session: Session, registration: Registration, now: datetime) -> tuple[Course, int]:
    """Lock the course's row, reload the registration, and end expired offers; returns how many ended."""
    course = session.scalars(Course.locked(registration.course_id)).one()
    session.refresh(registration)
    return course, len(seats.end_late(Registration, session, course, now))


def _end(
    session: Session,
    registration: Registration,
    state: RegistrationState,
    step: RegistrationEvent,
    now: datetime,
    reason: str,
    *,
    by: Account | None = None,
    detail: str = "",
) -> int:
    """End a live registration; returns the number of freed seats."""
    freed = int(registration.holds_seat)
    registration.state, registration.ended_at, registration.end_reason = state, now, reason
    registration.note(session, step, now, by=by, detail=detail)
    registration.course.seated -= freed
    session.flush()
    return freed


def _give_out(session: Session, course: Course, freed: int, now: datetime) -> list[Registration]:
    return fill_seats(session, course, now) if freed else []


def courses_with_late_offers(now: datetime) -> Select[int]:
    """The courses with an expired offer."""
    late = select(Registration.course_id).where(
        Registration.state == RegistrationState.OFFERED, Registration.offered_until <= now
    )
    return select(Course.id).where(Course.id.in_(late)).order_by(Course.id)


def places_of(session: Session, ids: Collection[int]) -> dict[int, int]:
    """The places on the waiting list of those registrations that wait: 1 is next. One statement."""
    ahead = aliased(Registration)
    place = (
        select(func.count())
        .where(
            ahead.course_id == Registration.course_id,
            ahead.state == RegistrationState.WAITING,
            ahead.position <= Registration.position,
        )
        .correlate(Registration)
        .scalar_subquery()
    )
    waits = Registration.state == RegistrationState.WAITING
    return dict(session.execute(select(Registration.id, place).where(Registration.id.in_(ids), waits)).all())


def place_in_queue(session: Session, registration: Registration) -> int | None:
    """The place on the waiting list for display: 1 is next. None, without a statement, if not waiting."""
    if registration.state != RegistrationState.WAITING or registration.position is None:
        return None
    before = select(func.count()).where(
        Registration.course_id == registration.course_id,
        Registration.state == RegistrationState.WAITING,
        Registration.position < registration.position,
    )
    return session.scalars(before).one() + 1
