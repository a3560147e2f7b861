"""What an office has to see to in its classes: deadlines, and people to whom something is owed."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from app.country.births import last_birth_of_age
from app.models.base import UtcDateTime
from app.models.learning.approval import Approval
from app.models.learning.approving import ApprovalState
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME
from app.models.learning.certificate import Certificate
from app.models.learning.class_list import of_course
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.joining import HOLDING, LIVE, RegistrationState
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.registration import Registration
from app.models.learning.sending import Sending, SendingRecipient
from app.models.learning.standing import is_attending, learner_statuses_of
from app.models.people.person import Person

# Early enough for the office to call the people concerned or fill the seats.
SOON = timedelta(days=2)


def closing_soon(unit_ids: Collection[int], now: datetime, soon: datetime) -> Select[int, datetime | None]:
    """The courses of some units whose registration ends soon with free seats: the id, and when it ends."""
    return select(Course.id, Course.registration_closes_at).where(
        Course.unit_id.in_(unit_ids),
        Course.state == CourseState.OPEN,
        Course.registration_closes_at > now,
        Course.registration_closes_at <= soon,
        Course.seated < Course.seats,
    )


def lapsing(unit_ids: Collection[int], now: datetime, soon: datetime) -> Select[int, datetime | None]:
    """The courses of some units with an offer that expires soon: the id, and when the first one does."""
    first = select(Course.id, func.min(Registration.offered_until))
    offered = first.join(Registration, Registration.course_id == Course.id).where(
        Course.unit_id.in_(unit_ids),
        Registration.state == RegistrationState.OFFERED,
        Registration.offered_until > now,
        Registration.offered_until <= soon,
    )
    return offered.group_by(Course.id)


# Children on the classes of a ward without a guardian on record: walk-ins, or from older data.
def without_guardian(unit_ids: Collection[int], today: date) -> Select[Registration]:
    """Their live registrations on current classes, with people and classes, in the order they were made."""
    related = (
        contains_eager(Registration.person).joinedload(Person.residential_group),
        contains_eager(Registration.course),
    )
    wanted = select(Registration).join(Registration.person).join(Registration.course)
    return wanted.where(*_of(unit_ids, today)).options(*related).order_by(Registration.id)


def how_many_without_guardian(unit_ids: Collection[int], today: date) -> Select[int]:
    """The number of those."""
    counted = select(func.count()).select_from(Registration).join(Registration.person).join(Registration.course)
    return counted.where(*_of(unit_ids, today))


def _of(unit_ids: Collection[int], today: date) -> tuple[ColumnElement[bool], ...]:
    last = last_birth_of_age(today)
    child = or_(and_(Person.birth_date.is_(None), Person.birth_year > last.year), Person.birth_date > last.date)
    going_on = Course.state == CourseState.OPEN
    return Course.unit_id.in_(unit_ids), going_on, Registration.state.in_(LIVE), Registration.guardian.is_(None), child


# People let in without a seat: present in the hall, but waiting, cancelled or removed on the list.
#
# They stay present (docs/decisions/0009); the office sees them and decides. Derived from the marks, not stored.
# How long after a lesson the office is shown it.
RECENT = timedelta(days=14)
_WITHOUT = (RegistrationState.WAITING, RegistrationState.CANCELLED, RegistrationState.REMOVED)


def is_let_in(since: Any = None) -> ColumnElement[bool]:
    """The condition that somebody came to a lesson (of those since a moment, or its parameter) without a seat on its
    course, then or by another registration."""
    came = exists().where(Attendance.registration_id == Registration.id, Attendance.status.in_(CAME))
    if since is not None:
        came = came.where(Lesson.id == Attendance.lesson_id, Lesson.starts_at >= since)
    other = aliased(Registration)
    seated = exists().where(
        other.course_id == Registration.course_id, other.person_id == Registration.person_id, other.state.in_(HOLDING)
    )
    return Registration.state.in_(_WITHOUT) & came & ~seated


def let_in(session: Session, unit_ids: Collection[int], now: datetime) -> Sequence[Row[int, int]]:
    """The open courses of some units to which people came without a seat in the last two weeks: id, and how many."""
    return session.execute(_let_in(), {"units": unit_ids, "since": now - RECENT}).all()


@cache
def _let_in() -> Select[int, int]:
    wanted = select(Course.id, func.count()).join(Registration, Registration.course_id == Course.id)
    here = Course.unit_id.in_(bindparam("units", expanding=True)), Course.state == CourseState.OPEN
    return wanted.where(*here, is_let_in(bindparam("since", type_=UtcDateTime()))).group_by(Course.id)


# People who met a course's rule after its list was approved: by a correction, a reopened lesson, or a merge.
def met_since(session: Session, unit_ids: Collection[int]) -> list[tuple[Course, int]]:
    """The open courses of some units with an approved list on which somebody meets the rule but was never certified,
    and how many; without those whose next list is before the leader. Three statements."""
    found = session.scalars(_wanted(), {"units": unit_ids}).all()
    rows = learner_statuses_of(session, found).values()
    return list(Counter(row.registration.course for row in rows if row.met).items())


@cache
def _wanted() -> Select[Registration]:
    other = aliased(Registration)
    certified = exists().where(
        other.course_id == Registration.course_id,
        other.person_id == Registration.person_id,
        Certificate.registration_id == other.id,
    )
    lists = select(Approval.course_id)
    return (
        select(Registration)
        .join(Registration.course)
        .where(
            Course.unit_id.in_(bindparam("units", expanding=True)),
            Course.state == CourseState.OPEN,
            Course.id.in_(lists.where(Approval.state == ApprovalState.APPROVED)),
            Course.id.not_in(lists.where(Approval.state == ApprovalState.SUBMITTED)),
            is_attending(),
            ~certified,
        )
        .options(contains_eager(Registration.course).selectinload(Course.lessons))
        .order_by(Registration.course_id, Registration.id)
    )


MOMENT = "lesson_cancelled"


def untold(course_ids: Collection[int] | Select[int]) -> Select[int, int]:
    """The lessons of some courses that were called off and of which somebody was not told: the id, and how many.

    Nobody is left once the list was put away; who registered after the others began to be told read it on the class.
    """
    about = and_(Sending.lesson_id == Lesson.id, Sending.lesson_version == Lesson.version, Sending.moment == MOMENT)
    knew = or_(Sending.ended_at.is_not(None), Sending.created_at < Registration.created_at)
    theirs = and_(SendingRecipient.sending_id == Sending.id, SendingRecipient.registration_id == Registration.id)
    return (
        select(Lesson.id, func.count())
        .join(Registration, of_course())
        .where(Lesson.course_id.in_(course_ids), Lesson.state == LessonState.CANCELLED)
        .where(Registration.state.in_(HOLDING), ~exists().where(about, knew))
        .where(~exists().where(about, theirs, SendingRecipient.how != ""))
        .group_by(Lesson.id)
    )
