"""People let in without a seat: present in the hall, but waiting, cancelled or removed on the list.

They stay present (docs/decisions/0009); the office sees them and decides. Derived from the marks, not stored.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models.base import UtcDateTime
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.joining import HOLDING, RegistrationState
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration

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
