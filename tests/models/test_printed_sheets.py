"""The order of a printed sheet stays, and what is typed from it is read as people write it."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Attendance, AttendanceMark, Lesson, Mark, PrintedSheet, Registration, Role, Roll, Status
from app.models.learning.lesson_terms import LessonClosed
from app.models.learning.printed_sheet import Backwards, BeyondSheet, NotNumbers, read_numbers
from tests.factories import make_account, make_course, make_registration, make_ward

NAMES = ("Vũ Đăng Khoa", "Lưu Thị Lan Anh", "Đỗ Tiến Đạt", "Phạm Ngọc Ánh")


@pytest.fixture
def lesson(session: Session) -> Lesson:
    """A lesson under way, four people on its roll."""
    course = make_course(session, make_ward(session), first=clock.now() - timedelta(hours=1))
    for place, name in enumerate(NAMES):
        make_registration(session, course, name, 1950 + place)
    return course.lessons[0]


def names_of(session: Session, sheet: PrintedSheet) -> list[str]:
    return [each.person.full_name for each in sheet.people(session)]


def freeze(session: Session, lesson: Lesson) -> PrintedSheet:
    return PrintedSheet.freeze(session, lesson, by_id=None, now=clock.now())


def test_the_numbers_of_a_sheet_are_the_order_of_the_roll(session: Session, lesson: Lesson) -> None:
    sheet = freeze(session, lesson)

    assert names_of(session, sheet) == [row.name for row in Roll.of(session, lesson).rows]
    assert sheet.number == 1


def test_who_registers_or_is_renamed_later_moves_nobody_on_the_paper(session: Session, lesson: Lesson) -> None:
    sheet = freeze(session, lesson)
    before = sheet.registration_ids
    make_registration(session, lesson.course, "Bùi Thị An", 1961)
    session.get_one(Registration, before[0]).person.rename("Lưu Thị Xuyến")
    session.flush()

    later = freeze(session, lesson)

    assert sheet.registration_ids == before
    assert (later.number, len(later.registration_ids)) == (2, 5)
    assert [each.number for each in session.scalars(PrintedSheet.of(lesson.id))] == [2, 1]


def test_the_same_names_printed_again_are_the_same_sheet(session: Session, lesson: Lesson) -> None:
    assert freeze(session, lesson) is freeze(session, lesson)


def test_who_signed_is_present_and_nobody_else_is_touched(session: Session, lesson: Lesson) -> None:
    sheet = freeze(session, lesson)
    by = make_account(session, lesson.course.unit, Role.INSTRUCTOR)

    def key(numbers: set[int]) -> list[int]:
        now = clock.now()
        return [line.number for line in sheet.key_in(session, lesson, numbers, by_id=by.id, device="d", now=now)[0]]

    assert key({1, 3}) == [1, 3]
    assert key({1, 3, 4}) == [4]

    marks = session.scalars(select(AttendanceMark).where(AttendanceMark.lesson_id == lesson.id)).all()
    assert {(mark.status, mark.way, mark.by_id) for mark in marks} == {("present", "sheet", by.id)}
    assert [line.came for line in sheet.lines(session)] == [True, False, True, True]
    assert [row.status for row in Roll.of(session, lesson).rows] == ["present", "unmarked", "present", "present"]


def test_key_in_names_people_whom_a_newer_mark_of_another_device_overtakes(session: Session, lesson: Lesson) -> None:
    sheet, now = freeze(session, lesson), clock.now()
    by, ahead = make_account(session, lesson.course.unit, Role.INSTRUCTOR), now + timedelta(days=2)
    absent = Mark(str(uuid.uuid4()), sheet.registration_ids[1], Status.ABSENT, ahead, ahead, "a phone that runs ahead")
    Attendance.record(session, lesson, [absent], by_id=by.id, now=now)

    marked, overtaken = sheet.key_in(session, lesson, {1, 2}, by_id=by.id, device="d", now=now)

    assert [[line.number for line in each] for each in (marked, overtaken)] == [[1], [2]]


def test_a_closed_lesson_is_not_keyed_in(session: Session, lesson: Lesson) -> None:
    sheet = freeze(session, lesson)
    by = make_account(session, lesson.course.unit, Role.INSTRUCTOR)
    lesson.close(by=by, now=clock.now())

    with pytest.raises(LessonClosed):
        sheet.key_in(session, lesson, {1}, by_id=by.id, device="d", now=clock.now())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1-7,9 12–30", [*range(1, 8), 9, *range(12, 31)]),
        ("1 - 3; 5", [1, 2, 3, 5]),
        ("1 đến 3, 2", [1, 2, 3]),
        ("3.1.2", [1, 2, 3]),
        ("30\n29", [29, 30]),
        ("01—02", [1, 2]),
        ("7-7", [7]),
        ("  ", []),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, read: list[int]) -> None:
    assert read_numbers(typed, 30) == read


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(NotNumbers) as strange:
        read_numbers("1, hai, 3-", 30)
    assert strange.value.pieces == ["hai", "3-"]
    with pytest.raises(Backwards) as backwards:
        read_numbers("9-3", 30)
    assert backwards.value.piece == "9–3"
    with pytest.raises(BeyondSheet) as beyond:
        read_numbers("0, 5, 28-999999999", 30)
    assert (beyond.value.numbers, beyond.value.most) == (["0", "999999999"], 30)


@given(typed=st.text(max_size=60))
def test_whatever_is_typed_is_numbers_of_the_sheet_or_refused(typed: str) -> None:
    try:
        read = read_numbers(typed, 12)
    except (NotNumbers, Backwards, BeyondSheet):
        return
    assert read == sorted(set(read))
    assert all(1 <= number <= 12 for number in read)
