"""Corrections of marks at a closed lesson, with a reason; all marks undone of one that is moved or called off."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import Mark, Status
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState, ReopenedTooLate


class NoReasonGiven(Exception):
    """A correction at a closed lesson needs a reason, which goes into the trail."""


class NothingToCorrect(Exception):
    """The lesson is not closed: it is marked as usual."""


def correct(
    session: Session,
    lesson: Lesson,
    registration_id: int,
    status: str,
    *,
    reason: str,
    officer: bool,
    by_id: int,
    device: str,
    now: datetime,
) -> str:
    """Correct one person's status at a closed lesson; late marks from phones do not override it.

    The same people may do it as may reopen the lesson: an instructor on the day of the closing, an officer later. The
    caller holds the lesson's row lock and records the reason. Returns the earlier status; "unmarked" undoes a mark, so
    that the lesson's rule (the rest were absent) applies again.

    Raises:
        NothingToCorrect: the lesson is not closed.
        NoReasonGiven: no reason was given.
        ReopenedTooLate: not on the day of the closing, and not by an officer.
    """
    if lesson.state != LessonState.HELD:
        raise NothingToCorrect
    if not reason:
        raise NoReasonGiven
    if not lesson.may_reopen(officer=officer, now=now):
        raise ReopenedTooLate
    stood = session.get(Attendance, (lesson.id, registration_id), populate_existing=True)
    before = stood.status if stood else Status.UNMARKED
    mark = _over(stood, registration_id, status, device, now)
    Attendance.record(session, lesson, [mark], by_id=by_id, now=now, locked=True, correcting=True)
    return before


def marked_at(lesson_id: int) -> Select[Attendance]:
    """The states of those who are marked at a lesson, without undone marks."""
    marked = Attendance.at_lesson(lesson_id).where(Attendance.status != Status.UNMARKED)
    return marked.order_by(Attendance.registration_id)


def unmark(session: Session, lesson: Lesson, *, by_id: int, device: str, now: datetime) -> int:
    """Undo all marks of a lesson that is not closed, by a mark for each person; returns how many people. The caller
    holds the lesson's row lock and records it."""
    there = session.scalars(marked_at(lesson.id)).all()
    marks = [_over(each, each.registration_id, Status.UNMARKED, device, now) for each in there]
    Attendance.record(session, lesson, marks, by_id=by_id, now=now, locked=True)
    return len(marks)


def _over(stood: Attendance | None, registration_id: int, status: str, device: str, now: datetime) -> Mark:
    """The mark that replaces what stands. One that was made under a clock ahead lies in the future: whoever corrects
    has seen it."""
    at = max(now, stood.at + timedelta(microseconds=1)) if stood else now
    return Mark(str(uuid.uuid4()), registration_id, status, at, now, device)
