"""Who was in class at a lesson: the rule in Python and in SQL is the same, whatever became of a registration."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Attendance, CheckIn, Course, Lesson, Mark, Registration, Role, Roll, SignUpWay, Status, Wishes
from app.models.learning import office_lists
from app.models.learning.absences import absent_last
from app.models.learning.class_list import OUTSIDE, attendance_at, list_of, status_at
from app.models.learning.leaving import cancel, move
from app.models.learning.merged_registrations import bring_back, end_one, pairs_of
from app.models.learning.standing import ever_listed, learner_status, learner_statuses
from app.models.learning.walk_in import Press, WalkIn
from tests.factories import make_account, make_course, make_group, make_person, make_ward

HOUR = timedelta(hours=1)


def join(session: Session, course: Course, name: str, at: datetime, **given: object) -> Registration:
    candidate = make_person(session, course.unit, name, 1960, add=False, **given)
    ticket = Registration.register(session, course.id, candidate, Wishes(way=SignUpWay.QR), at)
    return session.scalars(Registration.on(ticket.id)).one()


def mark(session: Session, lesson: Lesson, seat: Registration, status: str, at: datetime) -> None:
    one = Mark(f"{lesson.id}-{seat.id}-{at.isoformat()}", seat.id, status, at, at, "phone")
    Attendance.record(session, lesson, [one], by_id=None, now=at, correcting=True)


def a_course(session: Session, *, lessons: int = 3, days: int = 10, seats: int = 30) -> Course:
    """Its first lesson was so many days ago."""
    return make_course(
        session, make_ward(session), first=clock.now() - timedelta(days=days), lessons=lessons, seats=seats
    )


def close(session: Session, lesson: Lesson, at: datetime | None = None) -> None:
    lesson.close(by=make_account(session, lesson.course.unit, Role.INSTRUCTOR), now=at or lesson.ends_at)
    session.flush()


# -- one rule ---------------------------------------------------------------------------------------------------------


# Hours after the lesson's beginning when a seat was taken, and when it was given up; the lesson lasts one and a half.
TAKEN, LEFT, CLOSED = (None, -24, 0, 1, 2, 48), (None, -23, 1, 2, 72), (None, -1, 1, 2, 60)
WORDS = (None, "unmarked", "present", "absent")


def test_python_and_sql_put_the_same_people_on_the_list(session: Session) -> None:
    situations = list(product(TAKEN, LEFT, WORDS))
    course = a_course(session, lessons=1, seats=len(situations))
    lesson = course.lessons[0]
    base = lesson.starts_at
    seats = {}
    for number, (taken, left, word) in enumerate(situations):
        seat = join(session, course, f"Hoàng Thị Hoa {number}", base - 30 * HOUR)
        seat.seated_at = base + taken * HOUR if taken is not None else None
        seat.ended_at = base + left * HOUR if left is not None else None
        seat.state = "cancelled" if left is not None else "waiting" if taken is None else "seated"
        seat.position = number + 1 if seat.state == "waiting" else None
        if word is not None:
            mark(session, lesson, seat, word, base)
        seats[seat.id] = (seat, word)
    session.flush()

    for closed in CLOSED:
        if closed is not None:
            lesson.reopen(officer=True, now=clock.now())
            close(session, lesson, base + closed * HOUR)
        session.flush()
        listed = {one.id for one in session.scalars(list_of(lesson.id))}
        rows = {row.registration_id: row.listed for row, _public_id in Roll.everybody(session, lesson)}
        for id_, (seat, word) in seats.items():
            status = status_at(lesson, seat, word)
            expected = (
                status not in ("", OUTSIDE)
                if closed is not None
                else word in ("present", "absent") or (seat.in_class_at(lesson.listed_at))
            )
            assert (id_ in listed) is expected is rows[id_], (closed, seat.seated_at, seat.ended_at, word)
        assert attendance_at(session, [lesson.id])[1] == {lesson.id: len(listed)}
        assert CheckIn.heads(session, lesson)[1] == len(listed)


def test_a_seat_says_since_when_it_is_held(session: Session) -> None:
    seat = join(session, a_course(session), "Lưu Thị Lan Anh", clock.now())
    seat.seated_at = None

    with pytest.raises(IntegrityError, match="seated_since_when"):
        session.flush()


# -- how one comes to be in class, and leaves -------------------------------------------------------------------------


def test_who_joins_late_lowers_nobodys_figures_and_is_asked_nothing(session: Session) -> None:
    course = a_course(session)
    group = make_group(session, course.unit)
    first, second = course.lessons[:2]
    early = join(session, course, "Lưu Thị Lan Anh", first.starts_at - HOUR, group=group)
    mark(session, first, early, "present", first.starts_at)
    close(session, first)
    close(session, second)
    late = join(session, course, "Vũ Đăng Khoa", clock.now(), group=group)

    standing = learner_status(session, late)
    assert standing.statuses == (OUTSIDE, OUTSIDE, "")
    assert (standing.absent, standing.outside, standing.lessons_so_far, standing.open) == (0, 2, 0, 1)
    assert office_lists.attendance_of(session, [course.id]) == {course.id: (1, 2)}
    assert session.scalar(select(office_lists.share_came()).select_from(Course).where(Course.id == course.id)) == 0.5
    asked = session.execute(absent_last([course.unit_id], [group.id], clock.now())).all()
    assert [(seat.id, lesson.number) for seat, lesson in asked] == [(early.id, 2)]


def test_the_rule_of_a_certificate_counts_all_lessons_of_the_class(session: Session) -> None:
    course = a_course(session, lessons=5, days=20)
    for lesson in course.lessons[:2]:
        close(session, lesson)
    late = join(session, course, "Vũ Đăng Khoa", course.lessons[1].ends_at + HOUR)
    for lesson in course.lessons[2:3]:
        mark(session, lesson, late, "present", lesson.starts_at)
        close(session, lesson)

    standing = learner_status(session, late)
    assert (standing.came, standing.lessons_so_far, standing.of_all, standing.needed) == (1, 1, 5, 4)
    assert standing.out_of_reach  # three of five at most, four are asked for
    assert course.is_too_late(course.lessons[1].ends_at + HOUR)  # as they were told when they registered


def test_what_is_pressed_at_the_very_moment_of_the_closing_comes_after_it(session: Session) -> None:
    course = a_course(session)
    first = course.lessons[0]
    stays = join(session, course, "Lưu Thị Lan Anh", first.starts_at - HOUR)
    leaves = join(session, course, "Vũ Đăng Khoa", first.starts_at - HOUR)
    closing = first.starts_at + HOUR
    close(session, first, closing)
    counted = attendance_at(session, [first.id])

    late = join(session, course, "Bế Văn Tú", closing)
    cancel(session, leaves, now=closing)
    session.flush()

    assert attendance_at(session, [first.id]) == counted == ({}, {first.id: 2})
    assert [status_at(first, each, None) for each in (stays, leaves, late)] == ["absent", "absent", OUTSIDE]
    assert {each.id for each in session.scalars(list_of(first.id))} == {stays.id, leaves.id}
    assert not first.takes_marks_of(closing)
    assert first.takes_marks_of(closing - timedelta(microseconds=1))


def test_who_waited_is_in_class_from_the_seat_on(session: Session) -> None:
    course = a_course(session, seats=1)
    first = course.lessons[0]
    holds = join(session, course, "Lưu Thị Lan Anh", first.starts_at - 2 * HOUR)
    waits = join(session, course, "Vũ Đăng Khoa", first.starts_at - HOUR)
    close(session, first)
    cancel(session, holds, now=first.ends_at + HOUR)
    close(session, course.lessons[1])

    assert waits.seated_at == first.ends_at + HOUR
    assert [each.statuses for each in learner_statuses(session, course)] == [(OUTSIDE, "absent", "")]
    assert [each.statuses for each in ever_listed(session, course)] == [
        ("absent", OUTSIDE, OUTSIDE), (OUTSIDE, "absent", ""),
    ]  # fmt: skip


def test_who_withdrew_and_came_again_is_on_each_list_once(session: Session) -> None:
    course = a_course(session)
    first, second = course.lessons[:2]
    before = join(session, course, "Lưu Thị Lan Anh", first.starts_at - HOUR)
    mark(session, first, before, "present", first.starts_at)
    close(session, first)
    cancel(session, before, now=first.ends_at + HOUR)
    again = join(session, course, "Lưu Thị Lan Anh", second.starts_at - HOUR)
    close(session, second)

    assert again.id != before.id
    assert [one.id for one in session.scalars(list_of(first.id))] == [before.id]
    assert [one.id for one in session.scalars(list_of(second.id))] == [again.id]


def test_who_moves_to_another_class_stays_on_the_lists_they_were_on(session: Session) -> None:
    course = a_course(session)
    other = make_course(session, course.unit, first=clock.now() - timedelta(days=10))
    seat = join(session, course, "Lưu Thị Lan Anh", course.lessons[0].starts_at - HOUR)
    close(session, course.lessons[0])
    close(session, other.lessons[0])
    made, _up = move(session, seat, other, make_account(session, course.unit), clock.now())

    assert [one.id for one in session.scalars(list_of(course.lessons[0].id))] == [seat.id]
    assert learner_status(session, made).statuses == (OUTSIDE, OUTSIDE, "")


def test_a_lesson_that_is_moved_behind_counts_who_joined_by_then(session: Session) -> None:
    course = a_course(session)
    first = course.lessons[0]
    late = join(session, course, "Vũ Đăng Khoa", first.ends_at + HOUR)
    assert learner_status(session, late).statuses[0] == OUTSIDE

    first.move(first.starts_at + timedelta(days=1), minutes=90, place=None)
    close(session, first)

    assert learner_status(session, late).statuses[0] == Status.ABSENT


def test_a_lesson_closed_late_leaves_out_who_came_between(session: Session) -> None:
    course = a_course(session)
    first = course.lessons[0]
    early = join(session, course, "Lưu Thị Lan Anh", first.starts_at - HOUR)
    late = join(session, course, "Vũ Đăng Khoa", first.ends_at + timedelta(days=2))
    roll = Roll.of(session, first)
    assert (roll.total, roll.unmarked, [row.name for row in roll.outside]) == (1, 1, ["Vũ Đăng Khoa"])
    close(session, first, clock.now())

    assert learner_status(session, early).absent == 1
    assert learner_status(session, late).statuses[0] == OUTSIDE
    mark(session, first, late, "present", clock.now())  # they were there, and a signed sheet says so
    roll = Roll.of(session, first)
    assert (roll.came, roll.total, roll.outside, roll.without_seat) == (1, 2, [], 0)


def test_a_walk_in_is_in_the_lesson_and_one_taken_back_never_was(session: Session) -> None:
    course = a_course(session)
    first = course.lessons[0]
    by = make_account(session, course.unit, Role.INSTRUCTOR)
    at = first.starts_at + HOUR
    for name, number in (("Vũ Đăng Khoa", "1"), ("Lê Thanh Tùng", "2")):
        candidate = make_person(session, course.unit, name, 1960, add=False)
        WalkIn.enter(session, first, candidate, Press(number, at, at, "phone"), by_id=by.id, now=at)
    last, _outcome = Attendance.undo(session, first, uuid="undo", by_id=by.id, device="phone", now=first.ends_at + HOUR)
    assert WalkIn.take_back(session, last, now=first.ends_at + HOUR)
    close(session, first, first.ends_at + 2 * HOUR)

    assert len(session.scalars(list_of(first.id)).all()) == 1


def test_two_rows_of_one_person_sat_there_since_the_first_of_them(session: Session) -> None:
    course = a_course(session)
    first, second = course.lessons[:2]
    one = join(session, course, "Lưu Thị Lan Anh", first.starts_at - HOUR)
    two = join(session, course, "Lưu Thị Lan Ánh", second.starts_at - HOUR)
    since = one.seated_at, two.seated_at
    mark(session, second, two, "present", second.starts_at)
    close(session, first)
    close(session, second)
    by = make_account(session, course.unit)
    stays, ends = pairs_of(session, one.person, two.person)[0]
    assert stays.id == two.id
    told = end_one(session, stays, ends, by=by, now=clock.now())

    assert learner_status(session, stays).statuses == ("absent", "present", "")
    assert all(len(session.scalars(list_of(lesson.id)).all()) == 1 for lesson in (first, second))
    bring_back(session, told, by=by, now=clock.now())
    assert (one.seated_at, two.seated_at) == since


def test_a_correction_goes_with_the_row_that_stays(session: Session) -> None:
    course = a_course(session)
    first = course.lessons[0]
    one = join(session, course, "Lưu Thị Lan Anh", first.starts_at - HOUR)
    two = join(session, course, "Lưu Thị Lan Ánh", first.starts_at - HOUR)
    close(session, first)
    mark(session, first, two, "excused", clock.now())
    stays, ends = pairs_of(session, one.person, two.person)[0]
    end_one(session, stays, ends, by=make_account(session, course.unit), now=clock.now())

    assert (stays.id, learner_status(session, stays).statuses[0]) == (one.id, "excused")
    assert [each.id for each in session.scalars(list_of(first.id))] == [one.id]
