"""Marks put right: where one person stands at a lesson that is closed, with the reason, the lesson staying closed."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import Mark, Status
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState, ReopenedTooLate


class NoReasonGiven(Exception):
    """A closed lesson is put right with a reason, which stays beside the mark in the trail."""


class NothingToCorrect(Exception):
    """The lesson is not closed: it is marked, not put right."""


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
    """Put right where one person stands at a closed lesson; phones that come late change nothing of it.

    Who may reopen the lesson may do it: an instructor on the day of the closing, an officer later. The caller holds
    the lesson's row and notes the reason. Returns what stood before; "unmarked" takes a mark back, so that the lesson's
    rule (the rest were absent) counts again.

    Raises:
        NothingToCorrect: the lesson is not closed.
        NoReasonGiven: nothing says why.
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
    mark = Mark(str(uuid.uuid4()), registration_id, status, now, now, device)
    Attendance.record(session, lesson, [mark], by_id=by_id, now=now, locked=True, correcting=True)
    return before
