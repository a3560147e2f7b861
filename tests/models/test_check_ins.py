"""Self check-in as a noun: codes that change, a window, one ticket a device."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock, codes
from app.models import Account, AttendanceMark, CheckIn, CheckInDevice, Lesson, Registration, Role
from app.models.learning import self_mark
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import Mark, MarkWay
from app.models.learning.check_in import CheckInOver, CheckInState
from app.models.learning.lesson_terms import LessonCancelled, LessonClosed
from app.models.learning.self_mark import Attendee, NotNow, OneFamily
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.classroom import make_classroom
from tests.factories import make_account, make_course, make_registration, make_ward

# A whole minute of a day to come: whoever registers does so before it.
NOON = (clock.now() + timedelta(days=2)).replace(hour=12, minute=0, second=0, microsecond=0)


def opened(session: Session, *, first: datetime, people: Iterable[str] = ("Lưu Thị Lan Anh",)) -> CheckIn:
    """A check-in of a course's first lesson, of 90 minutes, opened an hour before it."""
    course = make_course(session, make_ward(session), first=first)
    for name in people:
        make_registration(session, course, name)
    by = make_account(session, course.unit, Role.INSTRUCTOR)
    check_in, new = CheckIn.open(session, course.lessons[0], by_id=by.id, now=first - timedelta(hours=1))
    assert new
    return check_in


def seated(session: Session, lesson: Lesson) -> list[Attendee]:
    """Everybody with a seat, in the order in which they came."""
    ids = session.scalars(select(Registration.id).where(Registration.course_id == lesson.course_id)).all()
    return self_mark.stored(session, lesson, ids)


# -- codes ------------------------------------------------------------------------------------------------------------


def test_a_code_is_of_our_signs_and_changes_each_minute() -> None:
    tokens = {codes.token("secret", step) for step in range(500)}
    letters = {codes.letters("secret", step) for step in range(500)}
    assert len(tokens) == len(letters) == 500
    assert {len(token) for token in tokens} == {16}
    assert {len(each) for each in letters} == {6}
    assert set("".join(tokens | letters)) == set(codes.ALPHABET)
    assert not any(token.startswith(codes.letters("secret", step)) for step, token in enumerate(sorted(tokens)))
    assert codes.token("secret", 1) != codes.token("another", 1)


def test_the_countdown_runs_from_sixty_to_one() -> None:
    left = [codes.seconds_left(NOON + timedelta(seconds=second)) for second in (0, 1, 59, 60)]
    assert left == [60, 59, 1, 60]


@pytest.mark.parametrize(
    ("later", "fresh"), [(0, True), (59.9, True), (60, True), (119.9, True), (120, False), (1700, False), (2000, None)]
)
def test_a_code_counts_in_its_minute_and_the_next(session: Session, later: float, fresh: bool | None) -> None:
    check_in = opened(session, first=NOON)
    token, letters = check_in.token(NOON), check_in.letters(NOON)
    then = NOON + timedelta(seconds=later)

    scanned = CheckIn.scanned(session, token, then)

    assert (scanned and scanned.fresh) == fresh
    assert (CheckIn.spelt(session, letters, then) is check_in) == bool(fresh)


def test_a_code_of_the_minute_to_come_is_none_yet(session: Session) -> None:
    check_in = opened(session, first=NOON)
    soon = check_in.token(NOON + timedelta(seconds=60))
    assert CheckIn.scanned(session, soon, NOON + timedelta(seconds=59)) is None


def test_codes_are_read_in_lower_case_and_with_look_alikes(session: Session) -> None:
    check_in = opened(session, first=NOON)
    typed = check_in.token(NOON).lower().replace("0", "o").replace("1", "l")
    scanned = CheckIn.scanned(session, typed, NOON)
    assert scanned is not None
    letters = check_in.letters(NOON)
    spoken = f" {letters[:3]} {letters[3:]} ".lower().replace("0", "O")
    assert CheckIn.spelt(session, spoken, NOON) is check_in
    for nothing in ("", "ABC", "U" * 16, "~" * 6, "đ" * 300):
        assert CheckIn.scanned(session, nothing, NOON) is None
        assert CheckIn.spelt(session, nothing, NOON) is None


def test_each_hall_has_a_code_of_its_own(session: Session) -> None:
    halls = [opened(session, first=NOON) for _ in range(3)]
    found = [CheckIn.scanned(session, hall.token(NOON), NOON) for hall in halls]
    assert [each and each.check_in for each in found] == halls


def test_a_printed_code_stays_and_is_made_once(session: Session) -> None:
    check_in = opened(session, first=NOON)
    assert check_in.printed_letters is None
    token = check_in.print()
    assert check_in.print() == token
    session.flush()
    letters = check_in.printed_letters
    assert letters is not None
    assert letters not in token

    for hours in (-100, -1, 0, 1, 50):
        scanned = CheckIn.scanned(session, token, NOON + timedelta(hours=hours))
        assert scanned is not None
        assert scanned.fresh
    assert CheckIn.spelt(session, letters, NOON + timedelta(hours=1)) is check_in
    assert CheckIn.spelt(session, letters, NOON + timedelta(hours=50)) is None


# -- the window -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(-30.01, "early"), (-30, "open"), (0, "open"), (90, "open"), (104.99, "open"), (105, "over"), (600, "over")],
)
def test_people_mark_themselves_from_half_an_hour_before_until_a_quarter_after(
    session: Session, minutes: float, state: str
) -> None:
    check_in = opened(session, first=NOON)
    assert check_in.state(NOON + timedelta(minutes=minutes)) == state


def test_a_closed_lesson_takes_nobody_and_an_opened_one_does_again(session: Session) -> None:
    check_in = opened(session, first=NOON)
    by = session.scalars(select(Account)).first()
    assert by is not None
    check_in.lesson.close(by=by, now=NOON)
    assert check_in.state(NOON) == CheckInState.OVER
    with pytest.raises(LessonClosed):
        CheckIn.open(session, check_in.lesson, by_id=by.id, now=NOON)
    check_in.lesson.reopen(officer=True, now=NOON)
    assert check_in.state(NOON) == CheckInState.OPEN


def test_closing_and_opening_again(session: Session) -> None:
    check_in = opened(session, first=NOON)
    token = check_in.token(NOON)
    by_id = check_in.opened_by_id
    assert by_id is not None
    assert check_in.close(NOON)
    assert not check_in.close(NOON)
    assert check_in.state(NOON) == CheckInState.CLOSED
    again, new = CheckIn.open(session, check_in.lesson, by_id=by_id, now=NOON)
    assert (again, new) == (check_in, True)
    assert CheckIn.open(session, check_in.lesson, by_id=by_id, now=NOON)[1] is False
    assert check_in.token(NOON) == token


def test_nothing_is_opened_that_does_not_take_place_or_is_over(session: Session) -> None:
    course = make_course(session, make_ward(session), first=NOON)
    by = make_account(session, course.unit, Role.INSTRUCTOR)
    off, over = course.lessons[:2]
    off.call_off("mưa to")
    with pytest.raises(LessonCancelled):
        CheckIn.open(session, off, by_id=by.id, now=NOON)
    with pytest.raises(CheckInOver):
        CheckIn.open(session, over, by_id=by.id, now=over.ends_at + timedelta(minutes=15))


# -- marking ----------------------------------------------------------------------------------------------------------


def test_a_mark_is_by_nobody_in_its_own_way_and_made_once(session: Session) -> None:
    check_in = opened(session, first=NOON)
    people = seated(session, check_in.lesson)

    marked = self_mark.mark(session, check_in, people, device="hall-1", now=NOON)
    again = self_mark.mark(session, check_in, people, device="hall-1", now=NOON + timedelta(minutes=5))

    stored = session.scalars(select(AttendanceMark)).one()
    assert (stored.way, stored.by_id, stored.status, stored.device) == ("self", None, "present", "hall-1")
    assert marked == again
    assert [(each.came, each.at, each.by_device) for each in again] == [(True, NOON, "hall-1")]
    assert CheckIn.heads(session, check_in.lesson) == (1, 1)
    assert CheckIn.ways(session, check_in.lesson_id) == {"self": 1}


def test_the_instructors_later_word_wins_as_always(session: Session) -> None:
    check_in = opened(session, first=NOON)
    [person] = self_mark.mark(session, check_in, seated(session, check_in.lesson), device="hall-1", now=NOON)
    then = NOON + timedelta(minutes=9)
    absent = Mark("b" * 36, person.registration_id, "absent", then, then, "phone", 0, MarkWay.ROLL)
    Attendance.record(session, check_in.lesson, [absent], by_id=check_in.opened_by_id, now=then)

    [now_stands] = self_mark.stored(session, check_in.lesson, [person.registration_id])

    assert now_stands.is_absent
    assert now_stands.by_device == "phone"
    assert CheckIn.heads(session, check_in.lesson) == (0, 1)


def test_nobody_is_marked_outside_the_window(session: Session) -> None:
    check_in = opened(session, first=NOON)
    people = seated(session, check_in.lesson)
    for moment in (NOON - timedelta(minutes=31), NOON + timedelta(minutes=105)):
        with pytest.raises(NotNow):
            self_mark.mark(session, check_in, people, device="hall-1", now=moment)
    check_in.close(NOON)
    session.flush()
    with pytest.raises(NotNow) as refused:
        self_mark.mark(session, check_in, people, device="hall-1", now=NOON)
    assert refused.value.state == CheckInState.CLOSED
    assert session.scalars(select(AttendanceMark)).all() == []
    assert session.scalars(select(CheckInDevice)).all() == []


def test_a_device_marks_the_people_of_one_ticket(session: Session) -> None:
    check_in = opened(session, first=NOON, people=("Lưu Thị Lan Anh", "Phạm Ngọc Ánh"))
    one, other = seated(session, check_in.lesson)
    self_mark.mark(session, check_in, [one], device="hall-1", now=NOON)
    with pytest.raises(OneFamily):
        self_mark.mark(session, check_in, [other], device="hall-1", now=NOON)
    with pytest.raises(OneFamily):
        self_mark.mark(session, check_in, [one, other], device="hall-2", now=NOON)
    self_mark.mark(session, check_in, [other], device="hall-2", now=NOON)
    assert CheckIn.heads(session, check_in.lesson) == (2, 2)


def test_who_waits_has_no_seat_to_be_found_in(session: Session) -> None:
    check_in = opened(session, first=NOON, people=())
    check_in.lesson.course.seats = 1
    for name in ("Lưu Thị Lan Anh", "Phạm Ngọc Ánh"):
        make_registration(session, check_in.lesson.course, name)
    names = [each.full_name for each in seated(session, check_in.lesson)]
    assert names == ["Lưu Thị Lan Anh"]
    assert self_mark.called(session, check_in.lesson, "Phạm Ngọc Ánh", 1954) == []


def test_names_are_found_whole_and_accents_tell_only_where_they_are_typed(session: Session) -> None:
    check_in = opened(session, first=NOON, people=("Đỗ Thị Hòa", "Đỗ Thị Hoa"))
    lesson = check_in.lesson

    def found(name: str, year: int = 1954) -> list[str]:
        return [each.full_name for each in self_mark.called(session, lesson, name, year)]

    assert found("đỗ thị hoà") == ["Đỗ Thị Hòa"]
    assert found("Đỗ Thị Hoa") == ["Đỗ Thị Hoa"]
    assert found("do thi hoa") == ["Đỗ Thị Hòa", "Đỗ Thị Hoa"]
    assert found("Đỗ Thị") == found("Hòa") == found("Đỗ Thị Hòa", 1955) == found("%") == []


def test_nobody_is_present_by_the_name_of_a_twin(session: Session) -> None:
    check_in = opened(session, first=NOON, people=["Lục Minh Tú"])

    def found(name: str) -> list[str]:
        return [each.full_name for each in self_mark.called(session, check_in.lesson, name, 1954)]

    assert [found("Lục Minh Tư"), found("Luc Minh Tú")] == [[], []]
    assert found("luc minh tu") == found("LỤC MINH TÚ") == ["Lục Minh Tú"]


def test_two_families_on_one_device_at_once_leave_one(make_app: Callable[[str], Flask], engine: str) -> None:
    app = make_app(engine)
    room = make_classroom(app)
    with app.app_context(), immediate() as session:
        CheckIn.open(session, session.get_one(Lesson, room.lesson_id), by_id=room.account_id, now=clock.now())

    def press(place: int) -> Callable[[], str]:
        def pressed() -> str:
            with app.app_context(), immediate() as session:
                check_in = session.scalars(CheckIn.of(room.lesson_id)).one()
                someone = seated(session, check_in.lesson)[place]
                return self_mark.mark(session, check_in, [someone], device="hall-1", now=clock.now())[0].full_name

        return pressed

    told = at_once([press(place % 4) for place in range(8)])

    marked = [each for each in told if isinstance(each, str)]
    assert len(marked) == 2, told
    assert len(set(marked)) == 1
    assert all(isinstance(each, str | OneFamily) for each in told), told
    with app.app_context():
        assert db.session.scalars(select(func.count()).select_from(AttendanceMark)).one() == 1
        assert db.session.scalars(select(func.count()).select_from(CheckInDevice)).one() == 1
