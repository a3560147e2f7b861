"""The office's list of a course's registrations: which it shows, what they are sorted by."""

from collections import Counter
from collections.abc import Collection
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME
from app.models.learning.class_list import marked_there, of_course as of_its_course, on_list
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.due import is_let_in
from app.models.learning.joining import LIVE, RegistrationState
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.registration import Registration
from app.models.people.person import Person


class Show(StrEnum):
    """Filters: all live ones, one state, those whose person is unsure, ended ones, those who came without a seat."""

    LIVE = "live"
    SEATED = "seated"
    OFFERED = "offered"
    WAITING = "waiting"
    UNSURE = "unsure"
    ENDED = "ended"
    LET_IN = "let_in"


_QUEUED = (RegistrationState.OFFERED, RegistrationState.WAITING)
_ENDED = (RegistrationState.CANCELLED, RegistrationState.REMOVED)
LIVE_ONES = Registration.state.in_(LIVE)
CONDITIONS = {
    Show.LIVE: LIVE_ONES,
    Show.SEATED: Registration.state == RegistrationState.SEATED,
    Show.OFFERED: Registration.state == RegistrationState.OFFERED,
    Show.WAITING: Registration.state == RegistrationState.WAITING,
    Show.UNSURE: LIVE_ONES & Person.unsure,
    Show.ENDED: Registration.state.in_(_ENDED),
    Show.LET_IN: is_let_in(),
}
# Seats first, then the waiting list in order, then those who have left.
_BY_STATE = case({state.value: place for place, state in enumerate(LIVE)}, value=Registration.state, else_=len(LIVE))
_QUEUE = case((Registration.state.in_(_QUEUED), func.coalesce(Registration.position, 0)), else_=0)
PLACE = _BY_STATE * 1_000_000 + _QUEUE


def of_course(course_id: int) -> Select[Registration]:
    """All registrations that a course ever had, joined with person and group."""
    people = select(Registration).join(Registration.person).outerjoin(Person.residential_group)
    return people.where(Registration.course_id == course_id)


def with_door_line(course_id: int) -> Select[int]:
    """One of the live registrations of a course that have a line for the door."""
    noted = select(Registration.id).where(Registration.course_id == course_id, Registration.door_line != "", LIVE_ONES)
    return noted.limit(1)


def share_present() -> ColumnElement[Any]:
    """The share of a registration's attendances at the held lessons on whose list it is; NULL before the first."""
    share = 1.0 * func.count().filter(Attendance.status.in_(CAME)) / func.nullif(func.count(), 0)
    lists = select(share).select_from(Lesson).outerjoin(Attendance, marked_there())
    of_lessons = of_its_course(), Lesson.state == LessonState.HELD, on_list()
    return lists.where(*of_lessons).correlate(Registration).scalar_subquery()


def counted(session: Session, course_id: int) -> Counter[Show]:
    """The number of registrations of each `Show`, without zeros. One statement."""
    by_state = (
        select(Registration.state, Person.unsure, is_let_in().label("let_in"), func.count())
        .join(Registration.person)
        .where(Registration.course_id == course_id)
        .group_by(Registration.state, Person.unsure, "let_in")
    )
    found: Counter[Show] = Counter()
    for state, unsure, came_without_seat, count in session.execute(by_state):
        live = state in LIVE
        found[Show.LET_IN] += count if came_without_seat else 0
        found[Show.LIVE if live else Show.ENDED] += count
        found[Show.UNSURE] += count if live and unsure else 0
        if live:
            found[Show(state)] += count
    return found


def going_to(session: Session, person_ids: Collection[int]) -> dict[int, list[str]]:
    """The codes of the open classes on which some people have a seat, by the person's id."""
    wanted = (
        select(Registration.person_id, Course.code)
        .join(Course, Course.id == Registration.course_id)
        .where(
            Registration.person_id.in_(person_ids),
            Registration.state == RegistrationState.SEATED,
            Course.state == CourseState.OPEN,
        )
        .order_by(Course.code)
    )
    found: dict[int, list[str]] = {}
    for person_id, code in session.execute(wanted):
        found.setdefault(person_id, []).append(code)
    return found


def live_courses(session: Session, person_id: int) -> set[int]:
    """The ids of the courses on which a person has a seat, an offer or a place in the queue."""
    live = select(Registration.course_id).where(Registration.person_id == person_id, Registration.state.in_(LIVE))
    return set(session.scalars(live))
