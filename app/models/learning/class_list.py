"""Who was in class at a lesson: whoever was marked there, and of the unmarked those who held a seat when it was over.

Who took a seat afterwards, or had given it up before, is on no list of that lesson and in none of its figures: an
empty cell, neither present nor absent. Leaving afterwards changes nothing. The rule is here alone, in Python
(`status_at`) and in SQL (`on_list`), over `Registration.in_class_at` and `Lesson.listed_at` (docs/decisions/0062).
"""

from collections.abc import Collection
from typing import TypeVarTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, Status
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration

Columns = TypeVarTuple("Columns")

# The word for a lesson at which somebody was not in class, beside those of `Status` and "" for what is not known.
OUTSIDE = "outside"


def status_at(lesson: Lesson, registration: Registration, marked: str | None) -> str:
    """Where somebody stands at a lesson of their course, `marked` being their mark there.

    A mark as it is; without one "absent" by the rule of a closed lesson, `OUTSIDE` for whoever was not in class, and
    "" while nothing is known. Who waits for a seat may still come to a lesson that is not closed.
    """
    if marked is not None and marked != Status.UNMARKED:
        return marked
    if lesson.rest_absent:
        return Status.ABSENT.value if registration.in_class_at(lesson.listed_at) else OUTSIDE
    since = registration.seated_at or registration.created_at
    gone = registration.ended_at is not None and registration.ended_at < lesson.listed_at
    return OUTSIDE if gone or since >= lesson.listed_at else ""


def of_course() -> ColumnElement[bool]:
    """Joins each lesson with the registrations of its course."""
    return Registration.course_id == Lesson.course_id


def marked_there() -> ColumnElement[bool]:
    """Joins (outer) a registration and a lesson with the mark there, if there is one."""
    return and_(Attendance.registration_id == Registration.id, Attendance.lesson_id == Lesson.id)


def on_list() -> ColumnElement[bool]:
    """The condition that a registration is on the list of a lesson, both joined with the mark (`marked_there`)."""
    marked = func.coalesce(Attendance.status, Status.UNMARKED.value) != Status.UNMARKED
    return or_(marked, Registration.is_in_class_at(Lesson.listed_at))


def listed(wanted: Select[*Columns]) -> Select[*Columns]:
    """Narrows a select of lessons to those on their lists: a row for each lesson and registration."""
    return wanted.join(Registration, of_course()).outerjoin(Attendance, marked_there()).where(on_list())


def list_of(lesson_id: int) -> Select[Registration]:
    """The registrations on the list of a lesson, with person and group, sorted as Vietnam sorts names."""
    people = Registration.by_name().join(Lesson, of_course()).outerjoin(Attendance, marked_there())
    return people.where(Lesson.id == lesson_id, on_list())


def attendance_at(session: Session, lesson_ids: Collection[int]) -> tuple[dict[int, int], dict[int, int]]:
    """How many came to some lessons, late ones among them, and how many are on their lists; each by the lesson's id,
    none for nobody. One statement."""
    counts = func.count().filter(Attendance.status.in_(CAME)), func.count()
    lists = listed(select(Lesson.id, *counts).select_from(Lesson).where(Lesson.id.in_(lesson_ids)))
    rows = session.execute(lists.group_by(Lesson.id)).all()
    return {row[0]: row[1] for row in rows if row[1]}, {row[0]: row[2] for row in rows}
