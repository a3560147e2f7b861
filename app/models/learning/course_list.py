"""The office's list of classes: filters, sort keys and the values of its rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.sql.elements import ColumnElement

from app.country import clock
from app.models.learning import class_list, shelf
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME
from app.models.learning.course import Course
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.shelf import CourseShelf
from app.models.people.account import Account
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
