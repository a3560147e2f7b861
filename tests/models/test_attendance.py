"""Marks are facts, only ever added; where people stand follows from them, in whatever order they arrive."""

import random
import uuid
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Attendance, AttendanceMark, Lesson, Mark, MarkWay, Outcome, Registration, Role, Status
from app.models.learning.attendance import MarkedSince, NothingToUndo
from tests.factories import make_account, make_course, make_registration, make_ward
from tests.statements import counted

PHONE, OTHER = "phone-1", "phone-2"


def _mark(registration: Registration | int, status: Status, at: datetime, device: str = PHONE, **given: object) -> Mark:
    key = registration if isinstance(registration, int) else registration.id
    return Mark(str(uuid.uuid4()), key, status, at, at, device, **given)  # type: ignore[arg-type]


@pytest.fixture
def hall(session: Session) -> tuple[Lesson, list[Registration], int]:
    """A lesson with three people, and the account that keeps its roll."""
    ward = make_ward(session)
    course = make_course(session, ward, first=clock.now() - timedelta(hours=2))
    people = [make_registration(session, course, f"Hoàng Thị Hoa {sign}") for sign in "ABC"]
    return course.lessons[0], people, make_account(session, ward, Role.INSTRUCTOR).id


Hall = tuple[Lesson, list[Registration], int]


def _status(session: Session, lesson: Lesson, registration: Registration) -> tuple[str, bool]:
    session.expire_all()
    state = session.get(Attendance, (lesson.id, registration.id))
    return (state.status, state.disputed) if state else ("", False)


def test_the_newest_mark_stands_even_when_it_arrives_first(session: Session, hall: Hall) -> None:
    lesson, [person, *_], by = hall
    now = clock.now()
    late = _mark(person, Status.PRESENT, now)
    early = _mark(person, Status.ABSENT, now - timedelta(minutes=5), OTHER)

    assert Attendance.record(session, lesson, [late], by_id=by, now=now) == [Outcome.DONE]
    assert Attendance.record(session, lesson, [early], by_id=by, now=now) == [Outcome.OVERTAKEN]

    assert _status(session, lesson, person)[0] == Status.PRESENT


def test_one_phones_own_correction_is_no_overtaking(session: Session, hall: Hall) -> None:
    lesson, [person, *_], by = hall
    now = clock.now()
    batch = [_mark(person, Status.PRESENT, now - timedelta(seconds=9)), _mark(person, Status.UNMARKED, now)]

    assert Attendance.record(session, lesson, batch, by_id=by, now=now) == [Outcome.DONE, Outcome.DONE]

    assert _status(session, lesson, person) == (Status.UNMARKED, False)


def test_the_same_again_changes_nothing_and_another_thing_under_its_uuid_is_refused(
    session: Session, hall: Hall
) -> None:
    lesson, [person, other, _], by = hall
    now = clock.now()
    mark = _mark(person, Status.PRESENT, now)
    changed = [
        Mark(mark.uuid, person.id, Status.ABSENT, now, now, PHONE),
        Mark(mark.uuid, other.id, Status.PRESENT, now, now, PHONE),
        Mark(mark.uuid, person.id, Status.PRESENT, now, now - timedelta(1), PHONE),
    ]

    first = Attendance.record(session, lesson, [mark, mark, *changed], by_id=by, now=now)
    again = Attendance.record(session, lesson, [mark, *changed], by_id=by, now=now + timedelta(seconds=1))

    assert first == [Outcome.DONE, Outcome.ALREADY_DONE, *[Outcome.CONFLICT] * 3]
    assert again == [Outcome.ALREADY_DONE, *[Outcome.CONFLICT] * 3]
    assert session.scalars(select(func.count()).select_from(AttendanceMark)).one() == 1
    assert _status(session, lesson, person)[0] == Status.PRESENT


def test_a_mark_of_another_lesson_under_the_same_uuid_is_a_conflict(session: Session, hall: Hall) -> None:
    lesson, [person, *_], by = hall
    now = clock.now()
    mark = _mark(person, Status.PRESENT, now)
    Attendance.record(session, lesson, [mark], by_id=by, now=now)

    outcomes = Attendance.record(session, lesson.course.lessons[1], [mark], by_id=by, now=now)

    assert outcomes == [Outcome.CONFLICT]


def test_what_was_marked_before_the_closing_still_counts_and_what_after_does_not(session: Session, hall: Hall) -> None:
    lesson, [person, other, _], by = hall
    closed_at = clock.now()
    keeper = make_account(session, lesson.course.unit, Role.OFFICER)
    lesson.close(by=keeper, now=closed_at)
    session.flush()
    before = _mark(person, Status.PRESENT, closed_at - timedelta(minutes=40), OTHER)
    after = _mark(other, Status.PRESENT, closed_at + timedelta(seconds=1))

    outcomes = Attendance.record(session, lesson, [before, after], by_id=by, now=closed_at + timedelta(hours=1))

    assert outcomes == [Outcome.DONE, Outcome.CLOSED]
    assert _status(session, lesson, person)[0] == Status.PRESENT
    assert _status(session, lesson, other)[0] == ""
    lesson.reopen(officer=True, now=closed_at)
    assert Attendance.record(session, lesson, [after], by_id=by, now=closed_at + timedelta(2)) == [Outcome.DONE]


def test_two_phones_that_could_not_know_of_each_other_are_told_apart_until_somebody_settles_it(
    session: Session, hall: Hall
) -> None:
    lesson, [person, *_], by = hall
    start = clock.now() - timedelta(hours=1)

    def send(status: Status, minute: int, arrives: int, device: str) -> None:
        mark = _mark(person, status, start + timedelta(minutes=minute), device)
        Attendance.record(session, lesson, [mark], by_id=by, now=start + timedelta(minutes=arrives))

    send(Status.ABSENT, 10, 10, OTHER)
    assert _status(session, lesson, person) == (Status.ABSENT, False)
    send(Status.PRESENT, 5, 30, PHONE)  # without signal: made before, arrives after
    assert _status(session, lesson, person) == (Status.ABSENT, True)
    send(Status.PRESENT, 40, 40, PHONE)  # somebody has looked
    assert _status(session, lesson, person) == (Status.PRESENT, False)


def test_who_corrects_what_they_saw_disputes_nothing(session: Session, hall: Hall) -> None:
    lesson, [person, *_], by = hall
    now = clock.now()
    Attendance.record(session, lesson, [_mark(person, Status.PRESENT, now)], by_id=by, now=now)
    later = now + timedelta(minutes=1)

    Attendance.record(session, lesson, [_mark(person, Status.LATE, later, OTHER)], by_id=by, now=later)

    assert _status(session, lesson, person) == (Status.LATE, False)


def test_undo_goes_back_step_by_step_and_then_says_there_is_nothing(session: Session, hall: Hall) -> None:
    lesson, [person, other, _], by = hall
    start = clock.now() - timedelta(hours=1)
    for minute, (who, status) in enumerate(
        [(person, Status.PRESENT), (other, Status.PRESENT), (person, Status.EXCUSED)], 1
    ):
        at = start + timedelta(minutes=minute)
        Attendance.record(session, lesson, [_mark(who, status, at)], by_id=by, now=at)
    seen = []
    for minute in (10, 11, 12):
        Attendance.undo(
            session, lesson, uuid=str(uuid.uuid4()), by_id=by, device=PHONE, now=start + timedelta(minutes=minute)
        )
        seen.append((_status(session, lesson, person)[0], _status(session, lesson, other)[0]))

    assert seen == [("present", "present"), ("present", "unmarked"), ("unmarked", "unmarked")]
    with pytest.raises(NothingToUndo):
        Attendance.undo(session, lesson, uuid="u", by_id=by, device=PHONE, now=clock.now())
    assert len(session.scalars(AttendanceMark.by_account(lesson.id, by)).all()) == 6
    assert {m.way for m in session.scalars(AttendanceMark.by_account(lesson.id, by))} == {MarkWay.ROLL, MarkWay.UNDO}


def test_undo_never_takes_back_what_a_colleague_marked_since(session: Session, hall: Hall) -> None:
    lesson, [person, *_], by = hall
    colleague = make_account(session, lesson.course.unit, Role.INSTRUCTOR)
    now = clock.now()
    Attendance.record(session, lesson, [_mark(person, Status.PRESENT, now)], by_id=by, now=now)
    later = now + timedelta(minutes=1)
    Attendance.record(session, lesson, [_mark(person, Status.LATE, later)], by_id=colleague.id, now=later)

    with pytest.raises(MarkedSince):
        Attendance.undo(session, lesson, uuid="u", by_id=by, device=PHONE, now=later)

    assert _status(session, lesson, person)[0] == Status.LATE


@pytest.mark.parametrize("change", [update(AttendanceMark).values(status="absent"), delete(AttendanceMark)])
def test_a_mark_once_stored_cannot_be_changed_or_removed(session: Session, hall: Hall, change: object) -> None:
    lesson, [person, *_], by = hall
    now = clock.now()
    Attendance.record(session, lesson, [_mark(person, Status.PRESENT, now)], by_id=by, now=now)

    with pytest.raises(DBAPIError, match="stay as they are"), session.begin_nested():
        session.execute(change)  # type: ignore[call-overload]

    assert _status(session, lesson, person)[0] == Status.PRESENT


# -- whatever the order, the same end -----------------------------------------------------------------------------

# (person, status, minute, device) of each press; several at the same minute, so that ties are met too.
PRESSES = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(list(Status)), st.integers(0, 4), st.sampled_from([PHONE, OTHER])),
    min_size=1,
    max_size=12,
)


@given(presses=PRESSES, order=st.randoms(use_true_random=False))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.core("marks in any order")
def test_shuffled_doubled_split_and_sent_again_they_end_the_same(
    session: Session, presses: list[tuple[int, Status, int, str]], order: random.Random
) -> None:
    with session.begin_nested() as savepoint:
        ward = make_ward(session)
        course = make_course(session, ward, first=clock.now() - timedelta(hours=2), lessons=2)
        people = [make_registration(session, course, f"Hoàng Thị Hoa {sign}").id for sign in "ABC"]
        start = clock.now() - timedelta(hours=1)
        marks = [
            _mark(people[person], status, start + timedelta(minutes=minute), device)
            for person, status, minute, device in presses
        ]
        straight, twisted = course.lessons
        Attendance.record(session, straight, marks, by_id=None, now=clock.now())
        # The same presses on the other lesson: uuids keep their order among themselves, so that ties fall alike.
        renamed = [mark._replace(uuid=f"{mark.uuid}-") for mark in marks]
        _send_badly(session, twisted, renamed, order)

        ends = [
            {
                state.registration_id: (state.status, state.at, state.mark_uuid.removesuffix("-"))
                for state in session.scalars(Attendance.at_lesson(lesson.id))
            }
            for lesson in (straight, twisted)
        ]
        assert ends[0] == ends[1]
        assert ends[0] == _by_hand(marks)
        stored = session.scalars(select(func.count()).where(AttendanceMark.lesson_id == twisted.id)).one()
        assert stored == len(marks)
        savepoint.rollback()


def _send_badly(session: Session, lesson: Lesson, marks: list[Mark], order: random.Random) -> None:
    """Each phone's marks in pieces, shuffled, some twice, and in the end everything once more."""
    parts: list[list[Mark]] = []
    for device in (PHONE, OTHER):
        rest = [mark for mark in marks if mark.device == device]
        order.shuffle(rest)
        while rest:
            size = order.randint(1, len(rest))
            parts.append(rest[:size] + order.sample(rest, order.randint(0, size)))
            rest = rest[size:]
    order.shuffle(parts)
    for part in [*parts, marks]:
        outcomes = Attendance.record(session, lesson, part, by_id=None, now=clock.now())
        assert Outcome.CONFLICT not in outcomes
        assert Outcome.CLOSED not in outcomes


def _by_hand(marks: list[Mark]) -> dict[int, tuple[str, datetime, str]]:
    """What the rule says, told in the plainest way."""
    ends: dict[int, tuple[str, datetime, str]] = {}
    for mark in sorted(marks, key=lambda mark: (mark.at, mark.uuid)):
        ends[mark.registration_id] = (mark.status, mark.at, mark.uuid)
    return ends


def test_two_lessons_of_one_course_do_not_mix(session: Session, hall: Hall) -> None:
    lesson, [person, *_], by = hall
    now = clock.now()

    Attendance.record(session, lesson, [_mark(person, Status.PRESENT, now)], by_id=by, now=now)

    assert [state.lesson_id for state in session.scalars(Attendance.on_course(lesson.course_id))] == [lesson.id]
    assert session.scalars(Attendance.at_lesson(lesson.course.lessons[1].id)).all() == []


def test_a_batch_of_two_hundred_takes_no_more_statements_than_one_mark(session: Session, hall: Hall) -> None:
    lesson, people, by = hall
    now = clock.now()
    session.flush()

    def statements(marks: list[Mark]) -> int:
        with counted() as seen:
            Attendance.record(session, lesson, marks, by_id=by, now=now)
        return len(seen)

    one = statements([_mark(people[0], Status.PRESENT, now)])
    many = statements([_mark(people[n % 3], Status.PRESENT, now - timedelta(seconds=n)) for n in range(200)])
    assert one == 4
    assert many <= 5  # one more: some states are new, others change
