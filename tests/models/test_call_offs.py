"""Calling off: a lesson, a whole course, and taking it up again; what is read on an older screen changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Course, CourseState, LessonState, Stage
from app.models.learning import shelf
from app.models.learning.course_terms import AlreadyOver, CourseDetails, NoReason, NotCalledOff, WindowReversed
from app.models.learning.lesson_terms import LessonClosed
from app.models.learning.shelf import CourseShelf
from app.models.people.changing import Overtaken
from tests.factories import make_account, make_course, make_registration, make_ward

FIRST = clock.at_local(clock.today() + timedelta(days=2), 19, 30)  # people register until then
BEFORE = FIRST - timedelta(days=1)


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


@pytest.fixture
def course(session: Session, ward: AdministrativeUnit) -> Course:
    return make_course(session, ward, first=FIRST, lessons=3)


def states(course: Course) -> list[str]:
    return [lesson.state for lesson in course.lessons]


def test_a_course_is_called_off_with_its_lessons_and_keeps_its_people(session: Session, course: Course) -> None:
    seat = make_registration(session, course)

    course.call_off("Hội trường ngập", BEFORE)
    session.flush()

    assert (course.state, course.cancelled_at, course.cancelled_reason) == ("cancelled", BEFORE, "Hội trường ngập")
    assert states(course) == ["cancelled"] * 3
    assert seat.is_live
    assert course.version == 2


def test_a_lesson_that_was_held_stays_when_the_rest_is_called_off(session: Session, course: Course) -> None:
    course.lessons[0].close(by=make_account(session, course.unit), now=FIRST + timedelta(hours=2))

    course.call_off("Mưa lũ", FIRST + timedelta(days=1))

    assert states(course) == ["held", "cancelled", "cancelled"]


@pytest.mark.either
def test_nothing_is_called_off_without_a_reason_or_after_its_end(course: Course) -> None:
    with pytest.raises(NoReason):
        course.call_off("", BEFORE)
    with pytest.raises(AlreadyOver):
        course.call_off("Mưa lũ", FIRST + timedelta(weeks=9))
    course.call_off("Mưa lũ", BEFORE)
    with pytest.raises(AlreadyOver):
        course.call_off("Ngập", BEFORE)
    assert course.cancelled_reason == "Mưa lũ"


@pytest.mark.parametrize(("registered", "state"), [(True, CourseState.OPEN), (False, CourseState.DRAFT)])
@pytest.mark.either
def test_it_takes_place_after_all_but_for_what_was_called_off_alone(
    course: Course, registered: bool, state: CourseState
) -> None:
    course.lessons[1].call_off("Giảng viên ốm")
    course.call_off("Mưa lũ", BEFORE)

    course.take_up(registered=registered)

    assert states(course) == ["planned", "cancelled", "planned"]
    assert (course.state, course.cancelled_at, course.cancelled_reason) == (state, None, "")
    with pytest.raises(NotCalledOff):
        course.take_up(registered=registered)


def test_a_course_whose_lessons_are_all_called_off_is_open_to_nobody(session: Session, course: Course) -> None:
    for lesson in course.lessons:
        lesson.call_off("Mưa lũ")
    session.flush()

    assert course.stage(BEFORE) is Stage.CANCELLED
    assert not course.takes_registrations(BEFORE)
    here = [course.unit_id]
    assert session.scalars(shelf.courses_on(CourseShelf.AHEAD, here, BEFORE)).all() == []
    assert session.scalars(shelf.courses_on(CourseShelf.OVER, here, BEFORE)).all() == [course]
    assert shelf.shelf_counts(session, here, BEFORE)[CourseShelf.OVER] == 1
    assert session.execute(shelf.without_list(here, BEFORE)).all() == []


@pytest.mark.either
def test_a_lesson_says_why_and_the_first_reason_stands(course: Course) -> None:
    lesson = course.lessons[1]
    with pytest.raises(NoReason):
        lesson.call_off("")
    lesson.call_off("Giảng viên ốm")
    lesson.call_off("Khác")
    assert (lesson.state, lesson.cancelled_reason, lesson.version) == (LessonState.CANCELLED, "Giảng viên ốm", 2)

    lesson.move(FIRST + timedelta(days=2), minutes=60, place=None)

    assert (lesson.state, lesson.cancelled_reason, lesson.version) == (LessonState.PLANNED, "", 3)
    assert lesson.ends_at - lesson.starts_at == timedelta(minutes=60)


def test_a_held_lesson_is_neither_moved_nor_called_off(session: Session, course: Course) -> None:
    lesson = course.lessons[0]
    lesson.close(by=make_account(session, course.unit), now=FIRST + timedelta(hours=2))

    with pytest.raises(LessonClosed):
        lesson.move(FIRST, minutes=60, place=None)
    with pytest.raises(LessonClosed):
        lesson.call_off("Mưa lũ")
    assert lesson.starts_at == FIRST
    assert lesson.state == LessonState.HELD


@pytest.mark.either
def test_who_saw_an_older_lesson_moves_nothing(course: Course) -> None:
    lesson = course.lessons[0]
    lesson.move(FIRST + timedelta(hours=1), minutes=60, place=None, seen=1)
    with pytest.raises(Overtaken):
        lesson.move(FIRST + timedelta(hours=2), minutes=60, place=None, seen=1)
    assert lesson.starts_at == FIRST + timedelta(hours=1)


@pytest.mark.either
def test_registration_ends_after_it_begins(course: Course) -> None:
    with pytest.raises(WindowReversed):
        CourseDetails("Lớp", "people", 5, None, registration_opens_at=FIRST, registration_closes_at=FIRST)
