"""The state of a roll, polled by phones that keep it together every few seconds to see whether anything is new."""

import hashlib
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, String, bindparam, func, select
from sqlalchemy.orm import Session

from app.country import codes
from app.models.learning.attendance_mark import AttendanceMark
from app.models.learning.check_in import CheckIn
from app.models.learning.course import Course
from app.models.learning.hall_request import HallRequest, HallRequestState
from app.models.learning.joining import RegistrationState
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.registration import Registration


class RollState(NamedTuple):
    """Values that change whenever a lesson's roll does: marks and registrations are append-only.

    `seated` is the sum of the ids of the seated, so that it changes if one leaves and another takes the seat. `asking`
    is the same for unanswered hall requests. `has_wall`: 1 if self check-in is open.
    """

    id: int
    course_id: int
    state: str
    marks: int
    people: int
    seated: int
    asking: int
    has_wall: int

    @classmethod
    def taught(cls, session: Session, account_id: int, day: date, code: str, number: int) -> "RollState | None":
        """The state of a lesson whose roll a person may keep on a day; None for others' lessons. One statement."""
        asked = {"account_id": account_id, "day": day, "code": codes.fold(code), "number": number}
        found = session.execute(_taught(), asked).first()
        return cls._make(found) if found else None

    @property
    def is_closed(self) -> bool:
        """Whether it takes no marks made from now on: Xong was pressed, or it was called off."""
        return self.state != LessonState.PLANNED

    @property
    def tag(self) -> str:
        """The state as an ETag."""
        return hashlib.sha256(repr(tuple(self)).encode()).hexdigest()[:20]


@cache  # run by every phone in a hall every few seconds: compiled once, with bind parameters
def _taught() -> Select[*tuple[Any, ...]]:
    mine = Course.is_teachable_by(bindparam("account_id", type_=Integer), bindparam("day", type_=Date))
    marks = select(func.count()).where(AttendanceMark.lesson_id == Lesson.id).scalar_subquery()
    people = select(func.count()).where(Registration.course_id == Course.id).scalar_subquery()
    seated = (
        select(func.coalesce(func.sum(Registration.id), 0))
        .where(Registration.course_id == Course.id, Registration.state == RegistrationState.SEATED)
        .scalar_subquery()
    )
    asking = (
        select(func.coalesce(func.sum(HallRequest.id), 0))
        .where(HallRequest.lesson_id == Lesson.id, HallRequest.state == HallRequestState.WAITING)
        .scalar_subquery()
    )
    wall = select(func.count()).where(CheckIn.lesson_id == Lesson.id, CheckIn.closed_at.is_(None)).scalar_subquery()
    return (
        select(Lesson.id, Lesson.course_id, Lesson.state, marks, people, seated, asking, wall)
        .join(Lesson.course)
        .where(
            mine,
            Course.folded_code == bindparam("code", type_=String),
            Lesson.number == bindparam("number", type_=Integer),
        )
    )
