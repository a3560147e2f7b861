"""Standing: the figures of one person against a course's rule hold together whatever the marks (hypothesis), and
are read from the marks as they stand."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import given, strategies as st
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Attendance, Course, Lesson, Mark, Registration
from app.models.learning.course_terms import Excused
from app.models.learning.standing import LearnerStatus, learner_status, learner_statuses
from tests.factories import make_attended_course, make_course, make_registration, make_ward
from tests.statements import counted

NOBODY = cast("Registration", None)
WORDS = ("present", "late", "excused", "absent", "")


def stands(statuses: tuple[str, ...], share: int = 80, excused: Excused = Excused.ABSENT) -> LearnerStatus:
    return LearnerStatus(NOBODY, cast("tuple[Lesson, ...]", (None,) * len(statuses)), statuses, share, excused)


anyone = st.builds(
    stands, st.lists(st.sampled_from(WORDS), max_size=14).map(tuple), st.integers(1, 100), st.sampled_from(Excused)
)


@given(anyone)
def test_met_is_the_share_of_the_lessons_that_count(one: LearnerStatus) -> None:
    there = sum(1 for status in one.statuses if status in ("present", "late"))
    leaves = one.statuses.count("excused")
    came = there + (leaves if one.excused is Excused.PRESENT else 0)
    count = len(one.statuses) - (leaves if one.excused is Excused.LEFT_OUT else 0)

    assert one.met is (count > 0 and came * 100 >= count * one.share)
    assert (one.came, one.of_all) == (came, count)


@given(anyone)
def test_nobody_is_both_there_and_out_of_reach(one: LearnerStatus) -> None:
    assert not (one.met and one.out_of_reach)
    assert one.met or one.out_of_reach or one.open  # with nothing left open it is one or the other
    assert 0 <= one.came <= one.of_all
    assert 0 <= one.came <= one.lessons_so_far <= one.of_all
    assert one.present + one.on_leave + one.absent + one.open == len(one.statuses)


def settled(one: LearnerStatus, words: list[str]) -> LearnerStatus:
    """With its open lessons settled, each by one of `words` in turn."""
    rest = iter(words)
    return replace(one, statuses=tuple(status or next(rest) for status in one.statuses))


@given(anyone, st.data())
def test_closing_a_lesson_makes_nobody_come_more(one: LearnerStatus, data: st.DataObject) -> None:
    still = data.draw(st.lists(st.sampled_from(("absent", "")), min_size=one.open, max_size=one.open))
    closed = settled(one, still)

    assert closed.came == one.came
    assert closed.met is one.met
    assert closed.can_miss <= one.can_miss
    assert one.out_of_reach <= closed.out_of_reach


@given(anyone, st.data())
def test_whatever_comes_what_was_told_holds(one: LearnerStatus, data: st.DataObject) -> None:
    end = settled(one, data.draw(st.lists(st.sampled_from(WORDS[:-1]), min_size=one.open, max_size=one.open)))

    if one.met:
        assert end.met
    if one.out_of_reach:
        assert not end.met


@given(anyone, st.data())
def test_so_many_may_be_missed_and_not_one_more(one: LearnerStatus, data: st.DataObject) -> None:
    missed = data.draw(st.integers(0, one.open))
    end = settled(one, ["absent"] * missed + ["present"] * (one.open - missed))

    assert end.met is (missed <= one.can_miss and not one.out_of_reach)


@pytest.mark.parametrize(
    ("excused", "came", "of_all", "needed", "met"),
    [(Excused.ABSENT, 4, 6, 5, False), (Excused.PRESENT, 5, 6, 5, True), (Excused.LEFT_OUT, 4, 5, 4, True)],
)
def test_how_a_leave_counts_is_the_courses_own_rule(
    excused: Excused, came: int, of_all: int, needed: int, met: bool
) -> None:
    one = stands(("present", "late", "present", "present", "excused", "absent"), excused=excused)

    assert (one.came, one.of_all, one.needed, one.met) == (came, of_all, needed, met)


def test_a_leave_for_the_whole_course_earns_no_paper() -> None:
    one = stands(("excused",) * 3, excused=Excused.LEFT_OUT)

    assert (one.of_all, one.met, one.out_of_reach) == (0, False, True)


def mark(session: Session, course: Course, seat: Registration, lesson: int, status: str) -> None:
    there = course.lessons[lesson - 1]
    at = there.starts_at + timedelta(minutes=40)
    one = Mark(f"{seat.id}-{lesson}-{status}", seat.id, status, at, at, "phone")
    Attendance.record(session, there, [one], by_id=None, now=at)


def test_half_way_the_three_figures(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=1, seldom=1, lessons=6, certificate_share=60)
    for lesson in course.lessons[4:]:
        lesson.reopen(officer=True, now=clock.now())
    always, seldom = sorted(learner_statuses(session, course), key=lambda row: -row.came)

    assert (seldom.came, seldom.lessons_so_far, seldom.of_all, seldom.needed) == (1, 4, 6, 4)
    assert (seldom.open, seldom.can_miss, seldom.out_of_reach) == (2, 0, True)
    assert seldom.unclear(clock.now()) == 2  # both are over and nobody has closed them
    assert seldom.unclear(course.lessons[4].ends_at) == 1
    assert (always.met, always.open, always.can_miss) == (True, 0, 0)


def test_a_lesson_to_come_is_open_and_not_unclear(session: Session) -> None:
    course = make_course(session, make_ward(session), lessons=5)
    one = learner_status(session, make_registration(session, course))

    assert (one.open, one.can_miss, one.unclear(clock.now())) == (5, 1, 0)
    assert not one.met
    assert not one.out_of_reach


def test_one_persons_standing_is_their_line_of_the_whole(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=3, seldom=1, lessons=4)
    seats = [row.registration for row in learner_statuses(session, course)]
    mark(session, course, seats[0], 2, "excused")
    mark(session, course, seats[1], 2, "unmarked")
    course.excused_counts = Excused.LEFT_OUT

    rows = learner_statuses(session, course)
    with counted() as statements:
        alone = [learner_status(session, seat) for seat in seats]

    assert alone == rows
    assert len(statements) == len(seats)
    by_id = {row.registration.id: row for row in rows}
    assert by_id[seats[0].id].of_all == 3
    assert by_id[seats[1].id].statuses[1] == "absent"  # taken back: the closed lesson's rule stands again
