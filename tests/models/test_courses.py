"""Courses: where they stand by their dates, how many lessons a certificate asks for, seats and the queue for them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    AdministrativeUnit,
    Course,
    CourseState,
    Lesson,
    LessonState,
    Place,
    Registration,
    RegistrationState,
    Stage,
)
from app.models.learning.course_terms import NotReady
from app.models.learning.joining import CourseFull, NotOpen
from app.models.learning.leaving import cancel, fill_seats, place_in_queue
from app.models.learning.lesson_terms import LessonCancelled, ReopenedTooLate
from tests.factories import make_account, make_course, make_registration, make_ward

# A course of the tests has three weekly lessons of 90 minutes; the first begins here.
FIRST = clock.at_local(clock.today() + timedelta(days=2), 19, 30)
MINUTE = timedelta(minutes=1)
LENGTH = 90 * MINUTE


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


@pytest.fixture
def course(session: Session, ward: AdministrativeUnit) -> Course:
    return make_course(session, ward, first=FIRST, lessons=3)


# -- where it stands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        (FIRST - timedelta(days=30), Stage.OPEN),
        (FIRST - MINUTE, Stage.OPEN),
        (FIRST, Stage.RUNNING),
        (FIRST + timedelta(days=3), Stage.RUNNING),
        (FIRST + timedelta(weeks=2) + LENGTH - MINUTE, Stage.RUNNING),
        (FIRST + timedelta(weeks=2) + LENGTH, Stage.FINISHED),
        (FIRST + timedelta(days=400), Stage.FINISHED),
    ],
)
@pytest.mark.either
def test_an_open_course_follows_its_lessons(course: Course, now: datetime, stage: Stage) -> None:
    assert course.stage(now) is stage
    assert course.takes_registrations(now) == (stage in (Stage.OPEN, Stage.RUNNING))


@pytest.mark.parametrize("state", [CourseState.DRAFT, CourseState.CANCELLED, CourseState.CLOSED])
@pytest.mark.parametrize("now", [FIRST - MINUTE, FIRST + MINUTE, FIRST + timedelta(weeks=3)])
@pytest.mark.either
def test_what_was_decided_comes_before_dates(course: Course, state: CourseState, now: datetime) -> None:
    course.state = state
    assert course.stage(now) == state
    assert not course.takes_registrations(now)


@pytest.mark.either
def test_cancelled_lessons_do_not_count(course: Course) -> None:
    first, second, third = course.lessons
    first.state = third.state = LessonState.CANCELLED
    assert course.stage(FIRST + MINUTE) is Stage.OPEN
    assert course.stage(second.starts_at) is Stage.RUNNING
    assert course.stage(second.ends_at) is Stage.FINISHED
    assert course.next_lesson(FIRST) is second
    assert course.next_lesson(second.ends_at) is None
    assert course.live_lessons == [second]
    assert course.minutes == 90


@pytest.mark.either
def test_the_next_lesson_is_the_one_under_way_until_it_ends(course: Course) -> None:
    first, second, _ = course.lessons
    assert course.next_lesson(FIRST - timedelta(days=9)) is first
    assert course.next_lesson(FIRST + LENGTH - MINUTE) is first
    assert course.next_lesson(FIRST + LENGTH) is second


@pytest.mark.either
def test_the_window_for_registering(course: Course) -> None:
    opens, closes = FIRST - timedelta(days=10), FIRST - timedelta(days=1)
    course.registration_opens_at, course.registration_closes_at = opens, closes
    assert course.stage(opens - MINUTE) is Stage.NOT_YET
    assert not course.takes_registrations(opens - MINUTE)
    assert course.takes_registrations(opens)
    assert course.takes_registrations(closes - MINUTE)
    assert not course.takes_registrations(closes)
    assert course.stage(closes) is Stage.OPEN


@pytest.mark.parametrize(
    ("span", "is_open"),
    [(-MINUTE, True), (0 * MINUTE, True), (MINUTE - timedelta.resolution, True), (MINUTE, False)],
)
@pytest.mark.either
def test_the_last_minute_of_the_day_of_closing_belongs_to_the_day(
    session: Session, course: Course, span: timedelta, is_open: bool
) -> None:
    closes = clock.at_local(clock.today() + timedelta(days=1), 23, 59)
    course.registration_closes_at = closes
    session.flush()
    now = closes + span
    assert course.takes_registrations(now) == is_open
    assert (course in session.scalars(Lesson.courses_ahead(course.unit_id, now)).unique().all()) == is_open


def test_a_course_without_lessons_is_open_but_cannot_be_published(session: Session, ward: AdministrativeUnit) -> None:
    empty = make_course(session, ward, lessons=0, state=CourseState.DRAFT)
    with pytest.raises(NotReady):
        empty.publish()
    assert empty.state == CourseState.DRAFT
    assert empty.version == 1


def test_publishing_opens_it_and_makes_old_posters_old(session: Session, ward: AdministrativeUnit) -> None:
    draft = make_course(session, ward, first=FIRST, state=CourseState.DRAFT)
    draft.publish()
    assert draft.stage(FIRST - MINUTE) is Stage.OPEN
    assert draft.version == 2


@pytest.mark.parametrize(
    ("lessons", "share", "needed"),
    [(5, 80, 4), (4, 80, 4), (3, 80, 3), (1, 80, 1), (10, 80, 8), (11, 80, 9), (3, 66, 2), (3, 67, 3), (4, 50, 2),
     (5, 50, 3), (7, 1, 1), (7, 100, 7), (0, 80, 0), (100, 29, 29)],
)  # fmt: skip
def test_lessons_needed_are_rounded_up(
    session: Session, ward: AdministrativeUnit, lessons: int, share: int, needed: int
) -> None:
    course = make_course(session, ward, lessons=lessons, certificate_share=share)
    session.refresh(course)
    assert course.lessons_needed == needed


@pytest.mark.either
def test_a_cancelled_lesson_is_not_needed(course: Course) -> None:
    course.certificate_share = 100
    course.lessons[1].state = LessonState.CANCELLED
    assert course.lessons_needed == 2


def test_codes_are_found_however_they_are_typed(session: Session, ward: AdministrativeUnit) -> None:
    course = make_course(session, ward, code="LOP12")
    for typed in ("lop12", "LOP-12", "l0p 12", "iopi2", "ＬＯＰ１２"):
        assert session.scalars(Course.called(typed)).one() is course, typed
    assert session.scalars(Course.called("LOP13")).first() is None


# -- seats and the queue ----------------------------------------------------------------------------------------------


def counted(session: Session, course: Course) -> tuple[int, int]:
    """Registrations that hold a seat, and the highest place given on the waiting list: counted, not remembered."""
    seated = select(func.count()).where(
        Registration.course_id == course.id, Registration.state == RegistrationState.SEATED
    )
    highest = select(func.coalesce(func.max(Registration.position), 0)).where(Registration.course_id == course.id)
    return session.scalars(seated).one(), session.scalars(highest).one()


@pytest.fixture
def full(session: Session, ward: AdministrativeUnit) -> tuple[Course, list[Registration]]:
    """Two seats, five people: two seated, three waiting."""
    course = make_course(session, ward, seats=2)
    return course, [make_registration(session, course, f"Hoàng Thị Hoa {sign}") for sign in "ABCDE"]


Full = tuple[Course, list[Registration]]


def states(people: list[Registration]) -> list[str]:
    return [one.state for one in people]


def test_seats_first_then_places_in_order(session: Session, full: Full) -> None:
    course, people = full
    assert states(people) == ["seated", "seated", "waiting", "waiting", "waiting"]
    assert [one.position for one in people] == [None, None, 1, 2, 3]
    assert [place_in_queue(session, one) for one in people] == [None, None, 1, 2, 3]
    assert (course.seated, course.last_position) == counted(session, course) == (2, 3)
    assert course.free == 0


def test_who_gives_a_seat_up_lets_the_first_one_waiting_in(session: Session, full: Full) -> None:
    course, people = full
    now = clock.now()
    assert cancel(session, people[0], now=now, reason="bận") == [people[2]]
    assert states(people) == ["cancelled", "seated", "seated", "waiting", "waiting"]
    assert (people[0].ended_at, people[0].end_reason) == (now, "bận")
    assert [place_in_queue(session, one) for one in people[3:]] == [1, 2]
    assert (course.seated, course.last_position) == counted(session, course) == (2, 3)


def test_who_leaves_the_queue_lets_those_behind_move_up(session: Session, full: Full) -> None:
    course, people = full
    assert cancel(session, people[3], now=clock.now()) == []
    assert place_in_queue(session, people[4]) == 2
    assert cancel(session, people[0], now=clock.now()) == [people[2]]
    assert cancel(session, people[1], now=clock.now()) == [people[4]]
    assert course.seated == counted(session, course)[0] == 2


def test_cancelling_twice_frees_one_seat(session: Session, full: Full) -> None:
    course, people = full
    assert cancel(session, people[0], now=clock.now()) == [people[2]]
    assert cancel(session, people[0], now=clock.now()) == []
    assert states(people)[1:] == ["seated", "seated", "waiting", "waiting"]
    assert course.seated == counted(session, course)[0] == 2


def test_an_empty_queue_leaves_the_seat_free(session: Session, ward: AdministrativeUnit) -> None:
    course = make_course(session, ward, seats=2)
    one = make_registration(session, course)
    assert cancel(session, one, now=clock.now()) == []
    assert (course.seated, course.free) == (0, 2)
    assert make_registration(session, course).state == RegistrationState.SEATED


def test_a_place_once_given_is_never_given_again(session: Session, full: Full) -> None:
    course, people = full
    cancel(session, people[4], now=clock.now())
    late = make_registration(session, course, "Hoàng Thị Hoa F")
    assert late.position == 4
    assert place_in_queue(session, late) == 3
    assert course.last_position == counted(session, course)[1] == 4


def test_more_seats_let_more_in_in_order(session: Session, full: Full) -> None:
    course, people = full
    course.seats = 4
    assert fill_seats(session, course, clock.now()) == people[2:4]
    assert states(people) == ["seated"] * 4 + ["waiting"]
    assert course.seated == counted(session, course)[0] == 4


def test_without_a_waiting_list_a_full_course_says_so(session: Session, ward: AdministrativeUnit) -> None:
    course = make_course(session, ward, seats=1, waiting_list=False)
    make_registration(session, course)
    with pytest.raises(CourseFull):
        make_registration(session, course, "Hoàng Thị Hoa")
    assert (course.seated, course.last_position) == (1, 0)


def test_who_comes_again_after_cancelling_waits_at_the_end(session: Session, full: Full) -> None:
    course, people = full
    cancel(session, people[0], now=clock.now())
    again = make_registration(session, course, "Hoàng Thị Hoa A")
    assert again.id != people[0].id
    assert place_in_queue(session, again) == 3


@pytest.mark.parametrize("state", [CourseState.DRAFT, CourseState.CANCELLED, CourseState.CLOSED])
def test_nobody_registers_where_nothing_is_open(session: Session, course: Course, state: CourseState) -> None:
    course.state = state
    with pytest.raises(NotOpen):
        make_registration(session, course)
    assert counted(session, course) == (0, 0)


# -- lessons ----------------------------------------------------------------------------------------------------------


def test_closing_and_opening_a_lesson(session: Session, ward: AdministrativeUnit, course: Course) -> None:
    by, lesson = make_account(session, ward), course.lessons[0]
    assert not lesson.is_closed
    lesson.close(by=by, now=FIRST + LENGTH, heads=28)
    session.flush()
    assert (lesson.state, lesson.closed_at, lesson.closed_by, lesson.rest_absent, lesson.heads) == (
        LessonState.HELD, FIRST + LENGTH, by, True, 28,
    )  # fmt: skip
    lesson.close(by=by, now=FIRST + LENGTH + MINUTE)
    assert lesson.heads == 28
    assert lesson.closed_at == FIRST + LENGTH
    lesson.reopen(officer=False, now=FIRST + LENGTH + MINUTE)
    session.flush()
    assert (lesson.state, lesson.closed_at, lesson.closed_by, lesson.rest_absent) == ("planned", None, None, False)


def test_a_cancelled_lesson_is_neither_closed_nor_opened_again(
    session: Session, ward: AdministrativeUnit, course: Course
) -> None:
    by, lesson = make_account(session, ward), course.lessons[0]
    lesson.state = LessonState.CANCELLED
    with pytest.raises(LessonCancelled):
        lesson.close(by=by, now=FIRST)
    lesson.reopen(officer=True, now=FIRST)
    assert lesson.state == LessonState.CANCELLED


def test_after_its_day_only_an_officer_opens_a_lesson_again(
    session: Session, ward: AdministrativeUnit, course: Course
) -> None:
    lesson, tomorrow = course.lessons[0], FIRST + timedelta(days=1)
    lesson.close(by=make_account(session, ward), now=FIRST + LENGTH)
    with pytest.raises(ReopenedTooLate):
        lesson.reopen(officer=False, now=tomorrow)
    assert lesson.is_closed
    lesson.reopen(officer=True, now=tomorrow)
    assert not lesson.is_closed


def test_a_lesson_is_held_where_it_says_or_where_the_course_is(session: Session, course: Course) -> None:
    other = Place(unit=course.unit, code="KHAC", name="Nhà văn hóa Đồng Quang", seats=50)
    course.lessons[1].place = other
    session.flush()
    assert [lesson.where for lesson in course.lessons] == [course.place, other, course.place]
    assert course.lessons[2].key == f"{course.code}/3"
