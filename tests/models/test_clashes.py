"""Clashes: one hall, one instructor, one class twice at a time; told with the other class, within a ward."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Course, CourseState, LessonState, Role
from app.models.learning.clashes import Clash, ClashKind, LessonSlot, clashes_among, clashes_of, meetings_between
from tests.factories import make_account, make_course, make_grant, make_place, make_ward
from tests.statements import counted

FIRST = datetime(2026, 12, 1, 12, 30, tzinfo=clock.UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def planned(course: Course | None = None, *, place: int | None = None, who: tuple[int, ...] = ()) -> LessonSlot:
    """A meeting from an hour after FIRST to two hours after."""
    return LessonSlot(FIRST + HOUR, FIRST + 2 * HOUR, place, frozenset(who), course.id if course else None)


def told(clashes: list[Clash]) -> list[tuple[str, str]]:
    return [(each.kind, each.other.lesson.course.title if each.other.lesson else "plan") for each in clashes]


def test_one_hall_for_two_classes_is_told_with_the_other_class(session: Session, ward: AdministrativeUnit) -> None:
    hall = make_place(session, ward)
    make_course(session, ward, title="Lớp chiều", first=FIRST, place=hall)
    make_course(session, ward, title="Lớp nơi khác", first=FIRST)
    assert told(clashes_of(session, ward.id, [planned(place=hall.id)])) == [(ClashKind.PLACE, "Lớp chiều")]


def test_the_lessons_own_place_counts_before_the_courses(session: Session, ward: AdministrativeUnit) -> None:
    hall = make_place(session, ward)
    course = make_course(session, ward, title="Lớp chuyển hội trường", first=FIRST)
    course.lessons[0].place = hall
    session.flush()
    assert told(clashes_of(session, ward.id, [planned(place=hall.id)])) == [(ClashKind.PLACE, "Lớp chuyển hội trường")]
    assert course.place is not None
    assert clashes_of(session, ward.id, [planned(place=course.place.id)]) == []


def test_one_instructor_twice_is_named(session: Session, ward: AdministrativeUnit) -> None:
    busy = make_course(session, ward, title="Lớp chiều", first=FIRST)
    teacher = make_account(session, ward, Role.INSTRUCTOR, course=busy, full_name="Tạ Đăng Nguyên")
    found = clashes_of(session, ward.id, [planned(who=(teacher.id,))])
    assert told(found) == [(ClashKind.INSTRUCTOR, "Lớp chiều")]
    assert found[0].who is teacher


def test_a_substitute_teaches_instead(session: Session, ward: AdministrativeUnit) -> None:
    busy = make_course(session, ward, first=FIRST)
    teacher = make_account(session, ward, Role.INSTRUCTOR, course=busy)
    other = make_account(session, ward, Role.INSTRUCTOR)
    busy.lessons[0].substitute = other
    session.flush()
    assert clashes_of(session, ward.id, [planned(who=(teacher.id,))]) == []
    assert len(clashes_of(session, ward.id, [planned(who=(other.id,))])) == 1


def test_an_instructor_until_a_day_is_free_after_it(session: Session, ward: AdministrativeUnit) -> None:
    busy = make_course(session, ward, first=FIRST)
    teacher = make_account(session, ward)
    day = clock.local(FIRST).date()
    grant = make_grant(session, teacher, ward, Role.INSTRUCTOR, course=busy, until=day)
    assert len(clashes_of(session, ward.id, [planned(who=(teacher.id,))])) == 1
    grant.until = day - timedelta(days=1)
    session.flush()
    assert clashes_of(session, ward.id, [planned(who=(teacher.id,))]) == []


def test_a_class_is_not_at_two_places_at_once(session: Session, ward: AdministrativeUnit) -> None:
    course = make_course(session, ward, title="Lớp chiều", first=FIRST)
    assert told(clashes_of(session, ward.id, [planned(course)])) == [(ClashKind.COURSE, "Lớp chiều")]
    assert told(clashes_of(session, ward.id, [planned(), planned()])) == [(ClashKind.COURSE, "plan")]


def test_the_lesson_that_moves_does_not_clash_with_itself(session: Session, ward: AdministrativeUnit) -> None:
    course = make_course(session, ward, first=FIRST)
    assert course.place is not None
    lesson = course.lessons[0]
    moved = LessonSlot(FIRST, FIRST + HOUR, course.place.id, frozenset(), course.id, lesson)
    assert clashes_of(session, ward.id, [moved]) == []


@pytest.mark.parametrize("state", [CourseState.OPEN, CourseState.CLOSED])
def test_what_ends_as_the_next_begins_is_no_clash(session: Session, ward: AdministrativeUnit, state: str) -> None:
    hall = make_place(session, ward)
    course = make_course(session, ward, first=FIRST - 0.5 * HOUR, place=hall, state=state)
    assert clashes_of(session, ward.id, [planned(place=hall.id)]) == []
    course.lessons[0].ends_at += timedelta(minutes=1)
    session.flush()
    assert len(clashes_of(session, ward.id, [planned(place=hall.id)])) == 1


def test_what_was_called_off_and_other_wards_are_in_nobodys_way(session: Session, ward: AdministrativeUnit) -> None:
    hall = make_place(session, ward)
    make_course(session, ward, first=FIRST, place=hall, state=CourseState.CANCELLED)
    alone = make_course(session, ward, first=FIRST, place=hall)
    alone.lessons[0].state = LessonState.CANCELLED
    elsewhere = make_course(session, make_ward(session), first=FIRST)
    teacher = make_account(session, elsewhere.unit, Role.INSTRUCTOR, course=elsewhere)
    session.flush()
    assert clashes_of(session, ward.id, [planned(place=hall.id, who=(teacher.id,))]) == []


def test_both_sides_of_a_clash_know_of_it(session: Session, ward: AdministrativeUnit) -> None:
    hall = make_place(session, ward)
    one = make_course(session, ward, title="Một", first=FIRST, place=hall, lessons=1)
    two = make_course(session, ward, title="Hai", first=FIRST + HOUR, place=hall, lessons=1)
    make_course(session, ward, title="Ba", first=FIRST + 3 * HOUR, place=hall, lessons=1)
    meetings = meetings_between(session, [ward.id], FIRST - HOUR, FIRST + 9 * HOUR)
    found = clashes_among(session, meetings)
    assert {lesson_id: told(clashes) for lesson_id, clashes in found.items()} == {
        one.lessons[0].id: [(ClashKind.PLACE, "Hai")],
        two.lessons[0].id: [(ClashKind.PLACE, "Một")],
    }


def test_a_draft_is_in_nobodys_way_and_its_writer_is_told(session: Session, ward: AdministrativeUnit) -> None:
    hall = make_place(session, ward)
    make_course(session, ward, title="Đã công bố", first=FIRST, place=hall, lessons=1)
    copy = make_course(session, ward, title="Bản nháp", first=FIRST, place=hall, lessons=1, state=CourseState.DRAFT)
    make_course(session, ward, title="Nháp khác", first=FIRST, place=hall, lessons=1, state=CourseState.DRAFT)

    assert told(clashes_of(session, ward.id, [planned(place=hall.id)])) == [(ClashKind.PLACE, "Đã công bố")]
    found = clashes_among(session, meetings_between(session, [ward.id], FIRST, FIRST + HOUR))
    assert told(found[copy.lessons[0].id]) == [(ClashKind.PLACE, "Đã công bố")]
    assert {"Đã công bố"} == {title for clashes in found.values() for _kind, title in told(clashes)}


def test_it_asks_as_often_for_many_lessons_as_for_one(session: Session, ward: AdministrativeUnit) -> None:
    asked = []
    for courses in (1, 6):
        for _number in range(courses):
            course = make_course(session, ward, first=FIRST, lessons=8)
            make_account(session, ward, Role.INSTRUCTOR, course=course)
        session.expire_all()
        with counted() as seen:
            meetings = meetings_between(session, [ward.id], FIRST, FIRST + timedelta(weeks=9))
            clashes_among(session, meetings)
            assert all(each.lesson is not None and each.lesson.where is not None for each in meetings)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 4
