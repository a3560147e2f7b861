"""Who was in class at a lesson: everybody marked there, and the unmarked who held a seat when it was over.

Anyone who took a seat later, or gave it up earlier, is not on that lesson's list and in none of its figures: an empty
cell, neither present nor absent. Leaving later changes nothing. This module is the only place of the rule, in Python
(`status_at`) and in SQL (`on_list`), based on `Registration.in_class_at` and `Lesson.listed_at` (docs/decisions/0062).
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

# The status of somebody who was not in class, besides those of `Status` and "" for unknown.
OUTSIDE = "outside"


def status_at(lesson: Lesson, registration: Registration, marked: str | None) -> str:
    """The status of a registration at a lesson of its course, given its mark `marked`.

    The mark, if there is one; else "absent" by the rule of a closed lesson, `OUTSIDE` for anyone who was not in class,
    and "" while it is open. Anyone waiting for a seat may still come to a lesson that is not closed.
    """
    if marked is not None and marked != Status.UNMARKED:
        return marked
    if lesson.rest_absent:
        return Status.ABSENT.value if registration.in_class_at(lesson.listed_at) else OUTSIDE
    since = registration.seated_at or registration.created_at
    gone = registration.ended_at is not None and registration.ended_at < lesson.listed_at
    return OUTSIDE if gone or since >= lesson.listed_at else ""


def of_course() -> ColumnElement[bool]:
    """Join each lesson with the registrations of its course."""
    return Registration.course_id == Lesson.course_id


def marked_there() -> ColumnElement[bool]:
    """Outer join a registration and a lesson with the mark."""
    return and_(Attendance.registration_id == Registration.id, Attendance.lesson_id == Lesson.id)


def on_list() -> ColumnElement[bool]:
    """The condition that a registration is on the list of a lesson, both joined with the mark (`marked_there`)."""
    marked = func.coalesce(Attendance.status, Status.UNMARKED.value) != Status.UNMARKED
    return or_(marked, Registration.is_in_class_at(Lesson.listed_at))


def listed(wanted: Select[*Columns]) -> Select[*Columns]:
    """Extend a select of lessons to a row for each registration on their lists."""
    return wanted.join(Registration, of_course()).outerjoin(Attendance, marked_there()).where(on_list())


def list_of(lesson_id: int) -> Select[Registration]:
    """The registrations on the list of a lesson, with person and group, in Vietnamese name order."""
    people = Registration.by_name().join(Lesson, of_course()).outerjoin(Attendance, marked_there())
    return people.where(Lesson.id == lesson_id, on_list())


def attendance_at(session: Session, lesson_ids: Collection[int]) -> tuple[dict[int, int], dict[int, int]]:
    """How many came to some lessons, late ones included, and how many are on their lists, by the lesson's id; lessons
    with nobody are left out. One statement."""
    counts = func.count().filter(Attendance.status.in_(CAME)), func.count()
    lists = listed(select(Lesson.id, *counts).select_from(Lesson).where(Lesson.id.in_(lesson_ids)))
    rows = session.execute(lists.group_by(Lesson.id)).all()
    return {row[0]: row[1] for row in rows if row[1]}, {row[0]: row[2] for row in rows}
