"""Somebody else teaches one lesson: who may, for how long, and what is left when it is called back."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.country.clock import local
from app.models import Account, Course, Lesson, Role, RoleGrant
from app.models.learning import substitution
from app.models.learning.lesson_terms import LessonClosed
from app.models.learning.substitution import NoInstructor, TeachesAlready
from app.models.people.ward_merging import merge
from tests.factories import make_account, make_course, make_grant, make_ward


@pytest.fixture
def lesson(session: Session) -> Lesson:
    """The first of three weekly lessons, tomorrow; its course has an instructor."""
    course = make_course(session, make_ward(session))
    make_account(session, course.unit, Role.INSTRUCTOR, course=course, full_name="Lê Thị Thanh Mơ")
    return course.lessons[0]


@pytest.fixture
def other(session: Session, lesson: Lesson) -> Account:
    """An instructor of another course of the ward."""
    elsewhere = make_course(session, lesson.course.unit)
    return make_account(session, lesson.course.unit, Role.INSTRUCTOR, course=elsewhere, full_name="Tạ Đăng Nguyên")


def appoint(session: Session, lesson: Lesson, account: Account) -> None:
    substitution.appoint(session, lesson, account, day=clock.today(), now=clock.now())


def spans(session: Session, lesson: Lesson, account: Account) -> list[tuple[int, int]]:
    """The person's standing grants of the course, as days from the lesson's."""
    day = local(lesson.starts_at).date()
    held = session.scalars(
        select(RoleGrant).where(
            RoleGrant.account_id == account.id,
            RoleGrant.course_id == lesson.course_id,
            RoleGrant.revoked_at.is_(None),
            RoleGrant.until.is_not(None),
        )
    )
    return sorted(((grant.since - day).days, (grant.until - day).days) for grant in held if grant.until)


def teaches(session: Session, course: Course, account: Account, days: int = 0) -> bool:
    day = clock.today() + timedelta(days=days)
    return course in session.scalars(Course.teachable_by(account.id, day)).all()


def test_a_substitute_keeps_the_rolls_from_the_day_before_until_a_week_later(
    session: Session, lesson: Lesson, other: Account
) -> None:
    appoint(session, lesson, other)

    assert lesson.substitute is other
    assert spans(session, lesson, other) == [(-1, 7)]
    day = (local(lesson.starts_at).date() - clock.today()).days
    assert [teaches(session, lesson.course, other, day + away) for away in (-2, -1, 7, 8)] == [False, True, True, False]


def test_called_back_they_keep_nothing_and_appointed_twice_one_grant(
    session: Session, lesson: Lesson, other: Account
) -> None:
    appoint(session, lesson, other)
    appoint(session, lesson, other)
    assert spans(session, lesson, other) == [(-1, 7)]

    assert substitution.withdraw(session, lesson, now=clock.now()) is other
    assert lesson.substitute is None
    assert spans(session, lesson, other) == []
    assert substitution.withdraw(session, lesson, now=clock.now()) is None


def test_another_one_takes_over_from_the_first(session: Session, lesson: Lesson, other: Account) -> None:
    third = make_account(session, lesson.course.unit, Role.INSTRUCTOR, full_name="Hoàng Văn Ba")
    appoint(session, lesson, other)

    appoint(session, lesson, third)

    assert lesson.substitute is third
    assert spans(session, lesson, other) == []
    assert spans(session, lesson, third) == [(-1, 7)]


def test_two_lessons_are_two_grants_and_calling_one_back_leaves_the_other(
    session: Session, lesson: Lesson, other: Account
) -> None:
    last = lesson.course.lessons[2]
    appoint(session, lesson, other)
    appoint(session, last, other)

    substitution.withdraw(session, lesson, now=clock.now())

    assert spans(session, last, other) == [(-1, 7)]


def test_a_lesson_that_moves_takes_the_grant_along(session: Session, lesson: Lesson, other: Account) -> None:
    appoint(session, lesson, other)
    lesson.starts_at += timedelta(days=3)
    lesson.ends_at += timedelta(days=3)
    session.flush()

    substitution.update_grants(session, lesson.course, other, now=clock.now())

    assert spans(session, lesson, other) == [(-1, 7)]


def test_who_teaches_the_course_or_nothing_is_no_substitute(session: Session, lesson: Lesson, other: Account) -> None:
    own = session.scalars(substitution.teachers_of([lesson.course_id], clock.today())).one().account
    officer = make_account(session, lesson.course.unit, Role.OFFICER)
    stranger = make_account(session, make_ward(session), Role.INSTRUCTOR)

    with pytest.raises(TeachesAlready):
        appoint(session, lesson, own)
    for account in (officer, stranger):
        with pytest.raises(NoInstructor):
            appoint(session, lesson, account)
    assert session.scalars(substitution.candidates(lesson, clock.today())).all() == [other]


@pytest.mark.either
def test_a_lesson_that_was_held_has_no_substitute_any_more(session: Session, lesson: Lesson, other: Account) -> None:
    lesson.close(by=other, now=clock.now())

    with pytest.raises(LessonClosed):
        appoint(session, lesson, other)


def test_a_substitute_is_no_teacher_of_the_course_and_appoints_nobody(
    session: Session, lesson: Lesson, other: Account
) -> None:
    appoint(session, lesson, other)
    day = local(lesson.starts_at).date()
    own = [grant.account for grant in session.scalars(substitution.teachers_of([lesson.course_id], day))]
    officer = make_account(session, lesson.course.unit, Role.OFFICER)

    assert other not in own
    assert not substitution.may_appoint(session, lesson, other.id, day)
    assert substitution.may_appoint(session, lesson, own[0].id, day)
    assert substitution.may_appoint(session, lesson, officer.id, day)


def test_after_a_merger_those_of_the_new_ward_appoint_for_a_class_that_stayed_behind(
    session: Session, lesson: Lesson, other: Account
) -> None:
    old, new = lesson.course.unit, make_ward(session)
    officer, teacher = (make_account(session, old, role) for role in (Role.OFFICER, Role.INSTRUCTOR))
    stranger, day = make_account(session, make_ward(session), Role.OFFICER), clock.today() + timedelta(days=30)
    for each in lesson.course.lessons:
        each.close(by=teacher, now=clock.now())
    session.flush()
    merge(session, [old.id], new, day, clock.now() + timedelta(days=30))
    assert lesson.course.unit_id == old.id  # it was over by then; a lesson of it is opened again
    session.refresh(old)

    asked = officer, teacher, other, stranger

    may = [substitution.may_appoint(session, lesson, each.id, day) for each in asked]

    assert may == [True, True, False, False]
    assert session.scalars(substitution.candidates(lesson, day)).all() == [other, teacher]


def test_a_grant_given_by_hand_stays_when_the_substitute_is_called_back(
    session: Session, lesson: Lesson, other: Account
) -> None:
    make_grant(session, other, lesson.course.unit, Role.INSTRUCTOR, course=lesson.course, until=clock.today())
    lesson.substitute = other
    session.flush()

    substitution.withdraw(session, lesson, now=clock.now())

    assert teaches(session, lesson.course, other)
