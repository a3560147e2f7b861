"""Finds a lesson for the teaching room: only one whose roll the visitor may keep."""

from typing import Any

from flask import Response, abort, make_response, url_for
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Lesson, Role
from app.models.learning.lesson_terms import Lock
from app.routes.trail import note_act
from app.web.access import current_visitor
from app.web.database import db
from app.web.responses import personal, saved

# Who keeps rolls: instructors, and officers, who correct later.
KEEPERS = (Role.INSTRUCTOR, Role.OFFICER)
# The address of a lesson's roll, and of everything at the lesson. A number beyond any course is no lesson.
LESSON = "/giang-vien/lop/<code>/buoi/<int(min=1,max=9999):number>"


def lesson_here(code: str, number: int) -> Lesson:
    """The lesson, to read; a 404 for one of others."""
    return _taught(db.session(), code, number, Lock.NONE)


def lesson_locked(session: Session, code: str, number: int, *, seats: bool = False) -> Lesson:
    """The lesson, to write: its row, and with `seats` its course's, locked until the write transaction ends."""
    return _taught(session, code, number, Lock.SEATS if seats else Lock.ROW)


def _taught(session: Session, code: str, number: int, lock: Lock) -> Lesson:
    account_id = current_visitor().account_id
    found = Lesson.taught(session, account_id, clock.today(), [(code, number)], lock=lock)
    lesson = next(iter(found.values()), None)
    if lesson is None or (Role.OFFICER in current_visitor().locked and not teaches(lesson)):
        abort(404)
    return lesson


def teaches(lesson: Lesson) -> bool:
    """Whether the visitor teaches a lesson: an officer who is none of its instructors does not."""
    visitor = current_visitor()
    return lesson.substitute_id == visitor.account_id or any(
        grant.role == Role.INSTRUCTOR
        and grant.unit_id == lesson.course.unit_id
        and grant.course_id in (None, lesson.course_id)
        for grant in visitor.grants
    )


def roll_address(lesson: Lesson, **query: str) -> str:
    """The roll's own address; with `vua` (the key of whoever was just marked) at their row."""
    asked: dict[str, Any] = {name: value for name, value in query.items() if value}
    row = "vua" if "vua" in asked else None
    return url_for("teaching.rolls.show", code=lesson.course.code, number=lesson.number, _anchor=row, **asked)


def result_address(lesson: Lesson) -> str:
    return url_for("teaching.results.show", code=lesson.course.code, number=lesson.number)


def saved_of(lesson: Lesson, page: str, status: int = 200) -> Response:
    """A page of a lesson, which a phone may keep until two weeks after it."""
    return saved(personal(make_response(page, status)), lesson_ends=lesson.ends_at)


def is_officer_of(lesson: Lesson) -> bool:
    """Whether the visitor is an officer of the lesson's ward, not an instructor only."""
    return lesson.course.unit_id in current_visitor().units(Role.OFFICER)


def form_device() -> str:
    """The device in a mark that came by a plain form: the sign-in."""
    return f"form-{current_visitor().sign_in_id}"


def note(session: Session, action: str, lesson: Lesson, **detail: object) -> None:
    """Note an act at a lesson in the audit trail, in the transaction under way."""
    note_act(session, action, lesson.course.unit_id, ("lesson", lesson.key), detail)
