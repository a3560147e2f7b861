"""The office's lists of classes and of a class's registrations: filters, sort keys and the values of rows."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session, selectinload

from app.country import clock
from app.models.learning import class_list, shelf
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
from app.models.learning.shelf import CourseShelf
from app.models.people.account import Account
from app.models.people.person import Person
from app.models.people.place import Place
from app.models.people.role import Role, RoleGrant

_live = Lesson.state != LessonState.CANCELLED


@dataclass(frozen=True)
class Narrowed:
    """The filters of a list of classes; None filters nothing. `waits`: the condition of what waits for the office;
    `month` is the first day of a month in which a lesson takes place."""

    shelf: CourseShelf | None = None
    waits: ColumnElement[bool] | None = None
    month: date | None = None
    place: str | None = None
    teacher: str | None = None
    among: Collection[int] | None = None
    template_id: int | None = None


def wanted(unit_ids: Collection[int], now: datetime, narrowed: Narrowed) -> Select[int]:
    """The ids of the classes of some units that match."""
    conditions: list[ColumnElement[bool]] = [Course.unit_id.in_(unit_ids)]
    if narrowed.shelf is not None:
        conditions.append(Course.id.in_(_ids(shelf.courses_on(narrowed.shelf, unit_ids, now))))
    if narrowed.waits is not None:
        conditions.append(narrowed.waits)
    if narrowed.month is not None:
        begins = clock.at_local(narrowed.month)
        ends = clock.at_local(_next_month(narrowed.month))
        conditions.append(_has_lesson(_live, Lesson.starts_at >= begins, Lesson.starts_at < ends))
    if narrowed.place is not None:
        conditions.append(Course.place.has(Place.code == narrowed.place))
    if narrowed.teacher is not None:
        conditions.append(_taught_by(narrowed.teacher, clock.local(now).date()))
    if narrowed.among is not None:
        conditions.append(Course.id.in_(narrowed.among))
    if narrowed.template_id is not None:
        conditions += [Course.template_id == narrowed.template_id, Course.state.in_(shelf.PUBLISHED)]
    return select(Course.id).where(*conditions)


def _ids(courses: Select[Course]) -> Select[int]:
    return courses.options().order_by(None).with_only_columns(Course.id)


def _has_lesson(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Lesson.course_id == Course.id, *conditions)


def _taught_by(public_id: str, day: date) -> ColumnElement[bool]:
    teaches = (RoleGrant.role == Role.INSTRUCTOR) & RoleGrant.in_force(day)
    theirs = RoleGrant.account.has(Account.public_id == public_id)
    return exists().where(RoleGrant.course_id == Course.id, teaches, theirs)


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


# -- what a list is sorted by ------------------------------------------------------------------------------------------


def next_lesson(now: datetime) -> ColumnElement[datetime]:
    """The start of a course's current or next lesson."""
    ahead = Lesson.course_id == Course.id, _live, Lesson.ends_at > now
    return select(func.min(Lesson.starts_at)).where(*ahead).scalar_subquery()


def last_lesson() -> ColumnElement[datetime]:
    """The end of a course's last lesson."""
    return select(func.max(Lesson.ends_at)).where(Lesson.course_id == Course.id, _live).scalar_subquery()


def place_name() -> ColumnElement[str]:
    """The name of a course's place."""
    return select(Place.name).where(Place.id == Course.place_id).scalar_subquery()


def share_came() -> ColumnElement[Any]:
    """The share of attendances at a course's held lessons; NULL before the first."""
    of_these = _attendance().where(Lesson.course_id == Course.id)
    return of_these.with_only_columns(1.0 * _came / func.nullif(func.count(), 0)).scalar_subquery()


# -- what a row says ---------------------------------------------------------------------------------------------------


def listed(course_ids: Collection[int]) -> Select[Course]:
    """Courses by id, each with its place and lessons."""
    return shelf.with_place(course_ids).options(selectinload(Course.lessons))


def attendance_of(session: Session, course_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many came to the held lessons of some courses, and how many were in class there, summed over the lessons, by
    the course's id."""
    rows = session.execute(_attendance().where(Lesson.course_id.in_(course_ids)).group_by(Lesson.course_id))
    return {course_id: (came, listed) for course_id, came, listed in rows}


_came = func.count().filter(Attendance.status.in_(CAME))


def _attendance() -> Select[int, int, int]:
    counted = select(Lesson.course_id, _came, func.count()).select_from(Lesson).where(Lesson.state == LessonState.HELD)
    return class_list.listed(counted)


def places_of(unit_ids: Collection[int]) -> Select[str, str]:
    """Code and name of each place where a class of some units is held."""
    used = select(Course.place_id).where(Course.unit_id.in_(unit_ids))
    return select(Place.code, Place.name).where(Place.id.in_(used)).order_by(Place.name)


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
