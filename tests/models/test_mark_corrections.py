"""A closed lesson, one mark put right: by whom, until when, and with a reason."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Attendance, Lesson, Mark, Registration, Role, Status
from app.models.learning.lesson_terms import ReopenedTooLate
from app.models.learning.mark_correction import NoReasonGiven, NothingToCorrect, correct
from tests.factories import make_account, make_course, make_registration, make_ward

pytestmark = pytest.mark.usefixtures("november")  # a minute after midnight the lesson's day is over
NIGHT = timedelta(days=1)


@pytest.fixture
def by(session: Session) -> Account:
    """An instructor."""
    return make_account(session, make_ward(session), Role.INSTRUCTOR)


@pytest.fixture
def seat(session: Session, by: Account) -> Registration:
    """Somebody absent by the rule of a closed lesson."""
    course = make_course(session, make_ward(session), first=clock.now() - timedelta(hours=2))
    seat = make_registration(session, course)
    course.lessons[0].close(by=by, now=clock.now() - timedelta(minutes=1))
    return seat


def put_right(session: Session, seat: Registration, by: Account, now: datetime | None = None, **given: Any) -> str:
    told: dict[str, Any] = {"reason": "Bà có ký tên", "officer": False, **given}
    lesson = seat.course.lessons[0]
    at = now or clock.now()
    return correct(session, lesson, seat.id, Status.PRESENT, by_id=by.id, device="d", now=at, **told)


def stands(session: Session, seat: Registration) -> str:
    key = (seat.course.lessons[0].id, seat.id)
    return session.get_one(Attendance, key, populate_existing=True).status


def test_a_correction_counts_and_the_lesson_stays_closed(session: Session, seat: Registration, by: Account) -> None:
    closed_at = seat.course.lessons[0].closed_at

    assert put_right(session, seat, by) == "unmarked"
    assert stands(session, seat) == "present"
    assert seat.course.lessons[0].closed_at == closed_at
    assert put_right(session, seat, by) == "present"


def test_a_phone_that_comes_late_does_not_undo_it(session: Session, seat: Registration, by: Account) -> None:
    lesson: Lesson = seat.course.lessons[0]
    put_right(session, seat, by)
    early = clock.now() - timedelta(minutes=30)

    Attendance.record(
        session, lesson, [Mark("late-phone", seat.id, "absent", early, early, "phone")], by_id=by.id, now=clock.now()
    )

    assert stands(session, seat) == "present"


def test_a_correction_counts_over_a_mark_made_under_a_clock_ahead(
    session: Session, seat: Registration, by: Account
) -> None:
    lesson: Lesson = seat.course.lessons[0]
    lesson.reopen(officer=True, now=clock.now())
    ahead = clock.now() + timedelta(days=2)
    absent = Mark("mark-ahead", seat.id, Status.ABSENT, ahead, ahead, "a phone that runs ahead")
    Attendance.record(session, lesson, [absent], by_id=by.id, now=clock.now())
    lesson.close(by=by, now=clock.now())

    assert put_right(session, seat, by, officer=True) == "absent"

    assert stands(session, seat) == "present"


def test_it_asks_for_a_reason_the_day_and_a_closed_lesson(session: Session, seat: Registration, by: Account) -> None:
    with pytest.raises(NoReasonGiven):
        put_right(session, seat, by, reason="")
    with pytest.raises(ReopenedTooLate):
        put_right(session, seat, by, now=clock.now() + NIGHT)
    assert put_right(session, seat, by, now=clock.now() + NIGHT, officer=True) == "unmarked"
    seat.course.lessons[0].reopen(officer=True, now=clock.now())
    with pytest.raises(NothingToCorrect):
        put_right(session, seat, by)
