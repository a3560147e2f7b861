"""Links for helpers at the door: from when until when, on which phone, and whose marks."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Attendance, DoorHelper, DoorPhone, Lesson, Mark, MarkWay, Registration, Role, Status
from app.models.learning.door_helper import MOST, NAME_LENGTH, DoorState, EnoughHelpers, NoName, scanned_at
from app.models.learning.door_phone import InUseElsewhere, NotOpenNow
from app.web.database import immediate
from tests.at_once import at_once
from tests.classroom import make_classroom
from tests.factories import make_account, make_course, make_registration, make_ward

STARTS = clock.at_local(date(2040, 11, 20), 19, 30)


@pytest.fixture
def lesson(session: Session) -> Lesson:
    """A lesson on 20/11/2040, from 19:30 to 21:00."""
    return make_course(session, make_ward(session), first=STARTS, lessons=1).lessons[0]


@pytest.fixture
def by(session: Session, lesson: Lesson) -> Account:
    """Who teaches it."""
    return make_account(session, lesson.course.unit, Role.INSTRUCTOR)


@pytest.fixture
def helper(session: Session, lesson: Lesson, by: Account) -> DoorHelper:
    """Lan, at its door."""
    return DoorHelper.make(session, lesson, "Lan, đoàn thanh niên", by=by, now=STARTS - timedelta(days=2))


@pytest.mark.either
def test_the_link_opens_with_the_day_and_ends_an_hour_after_the_lesson(helper: DoorHelper) -> None:
    midnight = clock.at_local(STARTS.date())
    assert (helper.opens_at, helper.ends_at) == (midnight, STARTS + timedelta(minutes=90 + 60))
    told = [helper.state(at) for at in (midnight - timedelta(seconds=1), midnight, STARTS, helper.ends_at)]
    assert told == [DoorState.NOT_YET, DoorState.OPEN, DoorState.OPEN, DoorState.OPEN]
    assert helper.state(helper.ends_at + timedelta(seconds=1)) is DoorState.OVER


@pytest.mark.either
def test_before_a_lesson_just_after_midnight_it_opens_two_hours_earlier(session: Session, helper: DoorHelper) -> None:
    helper.lesson.move(clock.at_local(STARTS.date(), 0, 30), minutes=90, place=None)
    assert helper.opens_at == clock.at_local(STARTS.date() - timedelta(days=1), 22, 30)


@pytest.mark.either
def test_closing_the_lesson_ends_it_and_reopening_lets_it_go_on(helper: DoorHelper, by: Account) -> None:
    closed = STARTS + timedelta(minutes=80)
    helper.lesson.close(by=by, now=closed)
    later = closed + timedelta(minutes=5)
    assert helper.state(later) is DoorState.OVER
    assert [helper.takes_marks_of(at, later) for at in (closed, later)] == [True, False]
    helper.lesson.reopen(officer=False, now=later)
    assert helper.state(later) is DoorState.OPEN


@pytest.mark.either
def test_a_lesson_that_is_called_off_ends_it(helper: DoorHelper) -> None:
    helper.lesson.call_off("mất điện")
    assert helper.state(STARTS) is DoorState.OVER


@pytest.mark.either
def test_revoked_it_takes_what_was_made_before_for_a_week(helper: DoorHelper) -> None:
    assert helper.revoke(STARTS)
    assert not helper.revoke(STARTS + timedelta(minutes=9))  # pressed twice: the first time stands
    assert helper.state(STARTS) is DoorState.REVOKED
    before, after = STARTS - timedelta(seconds=1), STARTS + timedelta(seconds=1)
    arrives = STARTS + timedelta(days=7)
    assert [helper.takes_marks_of(at, arrives) for at in (before, STARTS, after)] == [True, True, False]
    assert not helper.takes_marks_of(before, arrives + timedelta(seconds=1))


@pytest.mark.parametrize("name", ["", "x" * (NAME_LENGTH + 1)])
@pytest.mark.either
def test_a_helper_has_a_name(session: Session, lesson: Lesson, by: Account, name: str) -> None:
    with pytest.raises(NoName):
        DoorHelper.make(session, lesson, name, by=by, now=STARTS)


def test_the_database_wants_a_name_too(session: Session, lesson: Lesson, by: Account) -> None:
    session.add(DoorHelper(lesson=lesson, name="", made_by=by, made_at=STARTS))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_lesson_has_as_many_links_as_any_door_needs(session: Session, lesson: Lesson, by: Account) -> None:
    for n in range(MOST):
        DoorHelper.make(session, lesson, f"Người thứ {n}", by=by, now=STARTS)
    with pytest.raises(EnoughHelpers):
        DoorHelper.make(session, lesson, "Một người nữa", by=by, now=STARTS)


def test_a_link_works_on_one_phone_until_its_instructor_lets_go_of_it(session: Session, helper: DoorHelper) -> None:
    first, token = DoorPhone.take(session, helper.id, token=None, kind="Zalo, Android", now=STARTS)
    again, same = DoorPhone.take(session, helper.id, token=token, kind="Zalo, Android", now=STARTS)
    assert (again.id, same) == (first.id, token)
    for foreign in (None, "a token of another phone"):
        with pytest.raises(InUseElsewhere):
            DoorPhone.take(session, helper.id, token=foreign, kind="Chrome, Android", now=STARTS)
    released = STARTS + timedelta(minutes=10)
    assert DoorPhone.release(session, helper.id, released)
    assert not DoorPhone.release(session, helper.id, released)
    second, other = DoorPhone.take(session, helper.id, token=None, kind="Chrome, Android", now=released)
    assert second.id != first.id
    assert other != token
    assert token not in (first.token_hash, second.token_hash)


def test_a_phone_that_was_let_go_keeps_what_it_scanned_before(session: Session, helper: DoorHelper) -> None:
    phone, token = DoorPhone.take(session, helper.id, token=None, kind="", now=STARTS)
    released = STARTS + timedelta(minutes=10)
    DoorPhone.release(session, helper.id, released)
    found = session.scalars(DoorPhone.holding(helper.id, token)).one()
    assert found is phone
    assert not found.has_link
    late = released + timedelta(hours=1)
    assert [found.takes_marks_of(at, late) for at in (released, released + timedelta(seconds=1))] == [True, False]


@pytest.mark.parametrize("away", [timedelta(days=-1), timedelta(hours=3)])
def test_nobody_takes_up_a_link_that_is_not_open(session: Session, helper: DoorHelper, away: timedelta) -> None:
    with pytest.raises(NotOpenNow):
        DoorPhone.take(session, helper.id, token=None, kind="", now=STARTS + away)


def test_a_phone_of_one_link_is_none_of_another(session: Session, helper: DoorHelper, by: Account) -> None:
    other = DoorHelper.make(session, helper.lesson, "Hùng", by=by, now=STARTS)
    _phone, token = DoorPhone.take(session, helper.id, token=None, kind="", now=STARTS)
    assert session.scalars(DoorPhone.holding(other.id, token)).first() is None


def test_each_helper_is_told_whom_they_let_in(session: Session, helper: DoorHelper, by: Account) -> None:
    lesson = helper.lesson
    other = DoorHelper.make(session, lesson, "Hùng", by=by, now=STARTS)
    people = [make_registration(session, lesson.course, name) for name in ("Lê An", "Lê Bình", "Lê Chi")]

    def said(who: DoorHelper | None, person: Registration, status: Status, minute: int) -> Mark:
        at = STARTS + timedelta(minutes=minute)
        key = f"00000000-0000-4000-8000-0000000000{minute:02d}"
        way, helper_id = MarkWay.SCAN, who.id if who else None
        return Mark(key, person.id, status, at, at, "a phone", way=way, helper_id=helper_id)

    marks = [
        said(helper, people[0], Status.PRESENT, 1),
        said(helper, people[0], Status.PRESENT, 2),
        said(helper, people[1], Status.PRESENT, 3),
        said(helper, people[1], Status.UNMARKED, 4),
        said(other, people[1], Status.PRESENT, 5),
        said(None, people[2], Status.PRESENT, 6),
    ]
    Attendance.record(session, lesson, marks, by_id=None, now=STARTS + timedelta(minutes=9))
    assert scanned_at(session, lesson.id) == {helper.id: 1, other.id: 1}
    assert DoorHelper.names(session, {helper.id, other.id}) == {helper.id: helper.name, other.id: "Hùng"}


def test_of_eight_phones_at_once_one_has_the_link(make_app: Callable[[str], Flask], engine: str) -> None:
    app = make_app(engine)
    room = make_classroom(app)
    with app.app_context(), immediate() as session:
        lesson, by = session.get_one(Lesson, room.lesson_id), session.get_one(Account, room.account_id)
        helper_id = DoorHelper.make(session, lesson, "Lan", by=by, now=clock.now()).id

    def take() -> str:
        with app.app_context(), immediate() as session:
            return DoorPhone.take(session, helper_id, token=None, kind="", now=clock.now())[1]

    told = at_once([take] * 8)
    assert sorted(type(each).__name__ for each in told) == ["InUseElsewhere"] * 7 + ["str"], told
