"""Who reached the end of a course, as a figure says it and as the course's own page does: one rule, written twice."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.models import Attendance, Course, Lesson, LessonState, Mark, Registration
from app.models.learning.course_terms import Excused
from app.models.learning.standing import learner_statuses
from app.registers.indicator import Scope
from tests.factories import make_attended_course, make_ward

# What is marked after the first lesson, to which everybody came ("": nothing), of the next four.
MARKS = (("present",) * 4, ("present", "late", "", ""), ("excused", "present", "present", ""), ("excused",) * 4)


def figure(session: Session, course: Course) -> int:
    today = clock.today()
    scope = Scope((course.unit_id,), today - timedelta(days=90), today)
    return INDICATORS["hoc-het-lop"].figure(session, scope)


def mark(session: Session, course: Course, seat: Registration, lesson: Lesson, status: str) -> None:
    at = lesson.starts_at + timedelta(minutes=9)
    one = Mark(str(uuid.uuid4()), seat.id, status, at, at, "phone")
    Attendance.record(session, lesson, [one], by_id=None, now=at)


def taught(session: Session, marks: Sequence[Sequence[str]], **given: Any) -> Course:
    course = make_attended_course(session, make_ward(session), people=0, seldom=len(marks), lessons=5, **given)
    seats = session.scalars(select(Registration).where(Registration.course_id == course.id)).all()
    for seat, said in zip(seats, marks, strict=True):
        for lesson, status in zip(list(course.lessons)[1:], said, strict=True):
            if status:
                mark(session, course, seat, lesson, status)
    return course


@pytest.mark.parametrize(("excused", "met"), [(Excused.ABSENT, 1), (Excused.PRESENT, 3), (Excused.LEFT_OUT, 2)])
def test_leave_counts_as_the_course_says(session: Session, excused: Excused, met: int) -> None:
    course = taught(session, MARKS, excused_counts=excused)

    assert (figure(session, course), sum(each.met for each in learner_statuses(session, course))) == (met, met)


def test_a_lesson_called_off_asks_nothing_and_gives_nothing(session: Session) -> None:
    course = taught(session, (("", "present", "present", "present"), ("present", "present", "present", "")))
    course.lessons[1].reopen(officer=True, now=clock.now())
    course.lessons[1].state = LessonState.CANCELLED
    session.flush()

    assert (figure(session, course), sum(each.met for each in learner_statuses(session, course))) == (1, 1)


def test_a_course_with_a_lesson_that_is_not_closed_has_not_ended(session: Session) -> None:
    course = taught(session, MARKS)
    course.lessons[4].reopen(officer=True, now=clock.now())
    session.flush()

    assert figure(session, course) == 0
