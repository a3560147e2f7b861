"""Seats: adding registrations to a course, and the one rule by which a free seat goes to the next in order, who is
asked first if there is time.

Whatever frees a seat ends here, under the course's row lock: cancelling, removal, moving, an expired offer, more seats
(docs/decisions/0012).
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.learning import course_door
from app.models.learning.attendance import Attendance
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.guardians import guardian_of
from app.models.learning.joining import LAPSED, NEEDS, CourseFull, RegistrationState, SignUpWay, Wishes
from app.models.learning.registration_step import RegistrationEvent, RegistrationStep
from app.models.learning.ticket import Ticket
from app.models.people.consent import Consent
from app.models.people.person import Person
from app.models.storing import store

if TYPE_CHECKING:
    from app.models.learning.registration import Registration

# An offer ends this long before the next lesson, so that the person after can still prepare.
BEFORE_LESSON = timedelta(hours=6)
# With less time than this to answer, the seat is given without asking.
LEAST = timedelta(hours=2)


def offer_end(course: Course, now: datetime) -> datetime | None:
    """Until when a seat freed now is offered to the next in order; None if it is given without asking.

    The course's hours, rounded up to the full hour, but not into the last hours before the next lesson.
    """
    lesson = course.next_lesson(now)
    if not course.offer_hours or lesson is None:
        return None
    asked = timedelta(hours=course.offer_hours)
    until = min(_full_hour(now + asked), lesson.starts_at - BEFORE_LESSON)
    return until if until - now >= min(LEAST, asked) else None


def give_out(noun: "type[Registration]", session: Session, course: Course, now: datetime) -> "list[Registration]":
    """Give the course's free seats to the first in the queue; the caller holds the course's row lock.

    Each is asked until `offer_end`, or seated at once. Nobody moves up on a course that is over or called off. Returns
    who moved.
    """
    free = course.free
    if free <= 0 or course.state != CourseState.OPEN or course.next_lesson(now) is None:
        return []
    until = offer_end(course, now)
    queue = noun.waiting_on(course.id).execution_options(populate_existing=True)
    moved = list(session.scalars(queue.limit(free)))
    there = _let_in(session, moved) if until is not None else set()
    for one in moved:
        asks = until is not None and one.id not in there
        one.state = RegistrationState.OFFERED if asks else RegistrationState.SEATED
        one.offered_until = until if asks else None
        one.seated_at = None if asks else now
        session.add(
            RegistrationStep(
                registration_id=one.id, step=RegistrationEvent.OFFERED if asks else RegistrationEvent.MOVED_UP, at=now
            )
        )
    course.seated += len(moved)
    session.flush()
    return moved


def lapse(noun: "type[Registration]", session: Session, course: Course, now: datetime) -> "list[Registration]":
    """End expired offers and give their seats on; the caller holds the course's row lock. Returns the expired ones."""
    if lapsed := end_late(noun, session, course, now):
        give_out(noun, session, course, now)
    return lapsed


def end_late(noun: "type[Registration]", session: Session, course: Course, now: datetime) -> "list[Registration]":
    """End expired offers; their seats become free. The caller holds the course's row lock. Returns the expired ones."""
    late = noun.offered_on(course.id).where(noun.offered_until <= now)
    lapsed = list(session.scalars(late.execution_options(populate_existing=True)))
    for one in lapsed:
        one.state, one.ended_at, one.end_reason = RegistrationState.CANCELLED, now, LAPSED
        session.add(RegistrationStep(registration_id=one.id, step=RegistrationEvent.LAPSED, at=now))
    if lapsed:
        course.seated -= len(lapsed)
        session.flush()
    return lapsed


def enter(
    noun: "type[Registration]",
    session: Session,
    course: Course,
    person: Person,
    ticket: Ticket,
    wishes: Wishes,
    now: datetime,
    *,
    queue: bool = False,
) -> "Registration":
    """Store a registration with the next seat or place; the caller holds the course's row lock.

    `queue` gives a place even on a course without a waiting list.
    """
    if course.free <= 0:
        lapse(noun, session, course, now)
    made = _placed(noun, course, person, ticket, wishes, now, _place(course, queue=queue))
    waits = made.position is not None
    course_door.count(session, course, seated=not waits, waiting=waits)
    if ticket not in session:  # a family shares one
        store(session, ticket, course_id=course.id)
    store(session, made, course_id=course.id, ticket_id=ticket.id, person_id=person.id)
    store(session, _first_step(made, wishes))
    for purpose in () if course.on_duty else wishes.consents:
        version = wishes.consent_version
        given = Consent(person=person, purpose=purpose, text_version=version, given_at=now, how=wishes.way)
        store(session, given, person_id=person.id)
    return made


def enter_all(
    noun: "type[Registration]",
    session: Session,
    course: Course,
    people: Sequence[Person],
    wishes: Wishes,
    now: datetime,
) -> "list[Registration]":
    """Store registrations of people who are not on the course, in order, each with a ticket.

    As `enter` for each, in a few statements; the caller holds the course's row lock and has checked that it takes them.

    Raises:
        CourseFull: there are fewer seats than people, and no waiting list.
    """
    if course.free < len(people):
        lapse(noun, session, course, now)
    entered = []
    for person in people:
        position = _place(course, queue=False)
        if position is None:
            course.seated += 1
        else:
            course.last_position = position
        ticket = Ticket(course=course, created_at=now)
        entered.append(_placed(noun, course, person, ticket, wishes, now, position))
    session.add_all(entered)
    session.flush()
    session.add_all([_first_step(made, wishes) for made in entered])
    session.flush()
    return entered


def _place(course: Course, *, queue: bool) -> int | None:
    """The next place on the waiting list, or None if there is a seat."""
    if course.free > 0:
        return None
    if course.waiting_list or queue:
        return course.last_position + 1
    raise CourseFull


def _placed(
    noun: "type[Registration]",
    course: Course,
    person: Person,
    ticket: Ticket,
    wishes: Wishes,
    now: datetime,
    position: int | None,
) -> "Registration":
    """A registration with a seat or a place on the waiting list, not stored yet."""
    made = noun(
        course=course,
        ticket=ticket,
        person=person,
        state=RegistrationState.SEATED if position is None else RegistrationState.WAITING,
        position=position,
        seated_at=now if position is None else None,
        way=wishes.way,
        needs=" ".join(need for need in NEEDS if need in wishes.needs),
        guardian=guardian_of(person, wishes.guardian, now),
        submission=wishes.submission,
        made_by_id=wishes.by_id,
        created_at=now,
    )
    if wishes.public_id:
        made.public_id = wishes.public_id
    return made


def _first_step(made: "Registration", wishes: Wishes) -> RegistrationStep:
    """The first step of a stored registration's history."""
    return RegistrationStep(
        registration_id=made.id, step=RegistrationEvent(made.state), at=made.created_at, by_id=wishes.by_id
    )


def _let_in(session: Session, people: "Sequence[Registration]") -> Collection[int]:
    """The people who have been in the hall already: they are not asked whether they will come."""
    marked = select(Attendance.registration_id).where(Attendance.registration_id.in_([one.id for one in people]))
    walked_in = {one.id for one in people if one.way == SignUpWay.WALK_IN}
    return walked_in.union(session.scalars(marked)) if people else walked_in


def _full_hour(moment: datetime) -> datetime:
    """The moment, rounded up to the full hour: "giữ chỗ đến 17 giờ"."""
    down = moment.replace(minute=0, second=0, microsecond=0)
    return down if down == moment else down + timedelta(hours=1)
