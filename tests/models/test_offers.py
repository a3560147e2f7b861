"""A freed seat is kept for the next one waiting, who says yes in time, or it goes on to the one after."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    AbsenceNotice,
    Account,
    Attendance,
    Course,
    CourseState,
    Lesson,
    Mark,
    Registration,
    RegistrationStep,
    SignUpWay,
    WhoMay,
    Wishes,
)
from app.models.learning.absences import LessonBegun
from app.models.learning.joining import AlreadyThere, AnotherName, CourseFull, NoLongerLive, NotForYou, NotOpen
from app.models.learning.leaving import (
    cancel,
    courses_with_late_offers,
    fill_seats,
    lapse_offers,
    move,
    place_in_queue,
    places_of,
    remove,
)
from app.models.learning.lesson_terms import LessonCancelled
from app.models.learning.paper_name import say
from app.models.learning.seats import offer_end
from app.models.learning.standing import attending
from tests.factories import make_account, make_course, make_group, make_person, make_registration, make_ward

HOUR = timedelta(hours=1)
Waiting = tuple[Course, list[Registration]]


@pytest.fixture
def waiting(session: Session) -> Waiting:
    """One seat, four people; a freed seat is kept for a day; the first lesson is in ten days."""
    course = make_course(
        session, make_ward(session), seats=1, offer_hours=24, first=clock.now() + timedelta(days=10), lessons=2
    )
    return course, [make_registration(session, course, f"Hoàng Thị Hoa {sign}") for sign in "ABCD"]


def states(people: list[Registration]) -> list[str]:
    return [one.state for one in people]


def steps(session: Session, registration: Registration) -> list[str]:
    return [step.step for step in session.scalars(RegistrationStep.of(registration.id))]


def whole_hour(moment: datetime) -> bool:
    return (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)


def test_the_next_one_is_asked_and_has_a_day(session: Session, waiting: Waiting) -> None:
    course, people = waiting
    now = clock.now()

    assert cancel(session, people[0], now=now) == [people[1]]

    assert states(people) == ["cancelled", "offered", "waiting", "waiting"]
    until = people[1].offered_until
    assert until is not None
    assert timedelta(0) <= until - (now + 24 * HOUR) < HOUR
    assert whole_hour(until)
    assert (course.seated, course.free) == (1, 0)  # the offer holds the seat
    assert [place_in_queue(session, one) for one in people] == [None, None, 1, 2]
    assert places_of(session, [one.id for one in people]) == {people[2].id: 1, people[3].id: 2}
    assert session.scalars(Registration.offered_on(course.id)).all() == [people[1]]
    assert [steps(session, one) for one in people[:2]] == [["seated", "cancelled"], ["waiting", "offered"]]


def test_who_says_yes_has_the_seat_for_good(session: Session, waiting: Waiting) -> None:
    course, people = waiting
    now = clock.now()
    cancel(session, people[0], now=now)

    assert people[1].accept(session, now=now + HOUR)
    assert people[1].accept(session, now=now + 2 * HOUR)

    assert lapse_offers(session, course, now + 99 * HOUR) == []
    assert states(people) == ["cancelled", "seated", "waiting", "waiting"]
    assert steps(session, people[1]) == ["waiting", "offered", "accepted"]
    assert (course.seated, course.free) == (1, 0)


def test_a_lapsed_offer_and_a_seat_given_up_at_once_two_are_asked_and_both_are_told(session: Session) -> None:
    first = clock.now() + timedelta(days=10)
    course = make_course(session, make_ward(session), seats=2, offer_hours=24, first=first, lessons=2)
    people = [make_registration(session, course, f"Hoàng Thị Hoa {sign}") for sign in "ABCDE"]
    now = clock.now()
    assert cancel(session, people[0], now=now) == [people[2]]

    told = cancel(session, people[1], now=now + 26 * HOUR)  # nobody has swept the first offer yet

    assert told == people[3:]
    assert states(people) == ["cancelled", "cancelled", "cancelled", "offered", "offered"]
    assert (course.seated, course.free) == (2, 0)


def test_who_gives_the_place_up_is_not_asked_for_the_seat_that_a_lapsed_offer_freed(
    session: Session, waiting: Waiting
) -> None:
    course, people = waiting
    now = clock.now()
    cancel(session, people[0], now=now)

    assert cancel(session, people[2], now=now + 26 * HOUR) == [people[3]]

    assert states(people) == ["cancelled", "cancelled", "cancelled", "offered"]
    assert steps(session, people[2]) == ["waiting", "cancelled"]
    assert (course.seated, course.free) == (1, 0)


def test_who_declines_lets_the_one_after_be_asked(session: Session, waiting: Waiting) -> None:
    course, people = waiting
    now = clock.now()
    cancel(session, people[0], now=now)

    assert cancel(session, people[1], now=now, reason="tự hủy") == [people[2]]

    assert states(people) == ["cancelled", "cancelled", "offered", "waiting"]
    assert not people[1].accept(session, now=now)
    assert cancel(session, people[1], now=now) == []
    assert (course.seated, course.free) == (1, 0)


def test_an_offer_nobody_takes_goes_on_to_the_next_and_is_over_for_good(session: Session, waiting: Waiting) -> None:
    course, people = waiting
    now = clock.now()
    cancel(session, people[0], now=now)
    late = now + 26 * HOUR

    assert session.scalars(courses_with_late_offers(now)).all() == []
    assert session.scalars(courses_with_late_offers(late)).all() == [course.id]
    assert lapse_offers(session, course, late) == [people[1]]

    assert states(people) == ["cancelled", "cancelled", "offered", "waiting"]
    assert (people[1].ended_at, people[1].end_reason) == (late, "lapsed")
    assert people[2].offered_until is not None
    assert people[2].offered_until > late
    assert steps(session, people[1]) == ["waiting", "offered", "lapsed"]
    assert not people[1].accept(session, now=late)
    assert (course.seated, course.free) == (1, 0)


def test_yes_said_too_late_is_no_seat_even_before_the_worker_has_looked(session: Session, waiting: Waiting) -> None:
    course, people = waiting
    now = clock.now()
    cancel(session, people[0], now=now)
    assert not people[1].accept(session, now=now + 26 * HOUR)
    assert states(people) == ["cancelled", "cancelled", "offered", "waiting"]
    assert course.seated == 1


def test_whoever_comes_finds_the_offers_that_lapsed_given_on(session: Session, waiting: Waiting) -> None:
    course, people = waiting
    now = clock.now()
    for one in people[2:]:
        cancel(session, one, now=now)
    cancel(session, people[0], now=now)
    late = now + 26 * HOUR

    candidate = make_person(session, course.unit, "Người Đến Sau", add=False)
    ticket = Registration.register(session, course.id, candidate, Wishes(SignUpWay.QR), late)

    assert session.scalars(Registration.on(ticket.id)).one().state == "seated"
    assert people[1].end_reason == "lapsed"


@pytest.mark.parametrize(
    ("hours", "lesson_in", "expected"),
    [
        (0, 240, None),  # the course asks nobody
        (24, 240, 24),
        (24, 20, 14),  # six hours before the lesson it ends
        (24, 8, 2),
        (24, 7, None),  # too little time to answer
        (24, -0.5, None),  # the lesson is under way
        (1, 240, 1),  # a course that wants it quick gets it quick
    ],
)
def test_how_long_a_seat_is_kept(session: Session, hours: int, lesson_in: float, expected: int | None) -> None:
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    course = make_course(session, make_ward(session), lessons=1, first=now + lesson_in * HOUR, offer_hours=hours)
    until = offer_end(course, now)
    assert until == (now + expected * HOUR if expected is not None else None)


def test_just_before_the_lesson_nobody_is_asked(session: Session, waiting: Waiting) -> None:
    course, people = waiting
    now = course.lessons[0].starts_at - 3 * HOUR
    cancel(session, people[0], now=now)
    assert states(people)[1] == "seated"
    assert steps(session, people[1]) == ["waiting", "moved_up"]


def test_who_sits_in_the_hall_without_a_seat_is_not_asked_whether_they_come(session: Session, waiting: Waiting) -> None:
    course, people = waiting
    now = clock.now()
    teacher = make_account(session, course.unit)
    mark = Mark("6a1f0c5e-0d3b-4c67-9b5e-1f3a7d9c2b10", people[1].id, "present", now, now, "phone")
    Attendance.record(session, course.lessons[0], [mark], by_id=teacher.id, now=now)

    cancel(session, people[0], now=now)

    assert states(people)[1] == "seated"


def test_more_seats_ask_as_many_as_there_are(session: Session, waiting: Waiting) -> None:
    course, people = waiting
    course.seats = 3
    assert fill_seats(session, course, clock.now()) == people[1:3]
    assert states(people) == ["seated", "offered", "offered", "waiting"]
    assert (course.seated, course.free) == (3, 0)


@pytest.mark.parametrize("why", ["called off", "over"])
def test_nobody_moves_up_where_nothing_is_taught_any_more(session: Session, waiting: Waiting, why: str) -> None:
    course, people = waiting
    now = clock.now()
    if why == "over":
        now = course.lessons[-1].ends_at + HOUR
    else:
        course.state = CourseState.CANCELLED
    assert cancel(session, people[0], now=now) == []
    assert states(people)[1:] == ["waiting"] * 3


def test_who_is_offered_a_seat_and_stands_in_the_hall_has_taken_it(session: Session) -> None:
    ward = make_ward(session)
    group = make_group(session, ward)
    course = make_course(session, ward, seats=1, offer_hours=24, first=clock.now() + timedelta(days=10))
    holder = make_registration(session, course)
    candidate = make_person(session, ward, "Bà Đang Chờ", add=False, group=group)
    ticket = Registration.register(session, course.id, candidate, Wishes(SignUpWay.QR), clock.now())
    cancel(session, holder, now=clock.now())

    again = make_person(session, ward, "Bà Đang Chờ", add=False, group=group)
    came, new = Registration.walk_in(session, course.id, again, Wishes(SignUpWay.WALK_IN), clock.now())

    assert (came.ticket_id, came.state, new) == (ticket.id, "seated", False)


def test_an_offer_is_on_no_roll_until_it_is_taken(session: Session, waiting: Waiting) -> None:
    course, people = waiting
    cancel(session, people[0], now=clock.now())
    assert session.scalars(attending(course.id)).all() == []
    people[1].accept(session, now=clock.now())
    assert session.scalars(attending(course.id)).all() == [people[1]]


# -- taken off, moved ---------------------------------------------------------------------------------------------


@pytest.fixture
def officer(session: Session, waiting: Waiting) -> Account:
    return make_account(session, waiting[0].unit)


def test_who_is_taken_off_is_told_why_and_the_next_one_is_asked(
    session: Session, waiting: Waiting, officer: Account
) -> None:
    _, people = waiting
    now = clock.now()
    assert remove(session, people[0], officer, "đã học lớp này năm ngoái", now) == [people[1]]
    assert states(people) == ["removed", "offered", "waiting", "waiting"]
    assert people[0].end_reason == "đã học lớp này năm ngoái"
    last = session.scalars(RegistrationStep.of(people[0].id)).all()[-1]
    assert (last.step, last.by_id) == ("removed", officer.id)
    assert remove(session, people[0], officer, "lần nữa", now) == []
    assert people[0].end_reason == "đã học lớp này năm ngoái"


def test_who_is_moved_has_a_seat_there_and_frees_the_one_here(
    session: Session, waiting: Waiting, officer: Account
) -> None:
    course, people = waiting
    other = make_course(session, course.unit, seats=1)
    people[0].needs, people[0].paper_name = "front hear", "Hoàng thị Hoa A"
    session.flush()

    made, _next = move(session, people[0], other, officer, clock.now())

    assert (made.course_id, made.state, made.person_id) == (other.id, "seated", people[0].person_id)
    assert (made.needs, made.paper_name, made.made_by_id) == ("front hear", "Hoàng thị Hoa A", officer.id)
    assert made.ticket_id != people[0].ticket_id
    assert states(people) == ["cancelled", "offered", "waiting", "waiting"]
    assert people[0].end_reason == "moved"
    away = session.scalars(RegistrationStep.of(people[0].id)).all()[-1]
    assert (away.step, away.detail) == ("moved_away", made.public_id)
    assert steps(session, made) == ["seated", "moved_here"]
    assert (course.seated, other.seated) == (1, 1)

    waits, _next = move(session, people[2], other, officer, clock.now())
    assert (waits.state, waits.position) == ("waiting", 1)


def test_what_cannot_be_moved_stays(session: Session, waiting: Waiting, officer: Account) -> None:
    course, people = waiting
    now = clock.now()
    full = make_course(session, course.unit, seats=1, waiting_list=False)
    make_registration(session, full)
    draft = make_course(session, course.unit, state=CourseState.DRAFT)
    there = make_course(session, course.unit)
    Registration.register(session, there.id, people[0].person, Wishes(SignUpWay.DESK), now)
    for other, refusal in ((full, CourseFull), (draft, NotOpen), (course, NotOpen), (there, AlreadyThere)):
        with pytest.raises(refusal):
            move(session, people[0], other, officer, now)
    assert states(people) == ["seated", "waiting", "waiting", "waiting"]
    cancel(session, people[0], now=now)
    with pytest.raises(NoLongerLive):
        move(session, people[0], there, officer, now)


# -- who may ------------------------------------------------------------------------------------------------------


def test_a_course_takes_whom_its_rule_takes(session: Session) -> None:
    ward, elsewhere = make_ward(session), make_ward(session)
    group, other, theirs = make_group(session, ward), make_group(session, ward), make_group(session, elsewhere)
    course = make_course(session, ward)
    course.groups.append(group)
    takes = {
        WhoMay.ANYONE: [group, other, theirs, None],
        WhoMay.WARD: [group, other],
        WhoMay.GROUPS: [group],
        WhoMay.STAFF: [],
    }
    for rule, groups in takes.items():
        course.who_may = rule
        for one in (group, other, theirs, None):
            course.may_register(one, by_staff=True)
            if one in groups:
                course.may_register(one, by_staff=False)
            else:
                with pytest.raises(NotForYou) as refused:
                    course.may_register(one, by_staff=False)
                assert refused.value.reason == rule


def test_the_rule_is_asked_at_the_door_and_staff_pass(session: Session) -> None:
    course = make_course(session, make_ward(session), who_may=WhoMay.STAFF)
    with pytest.raises(NotForYou):
        make_registration(session, course)
    officer = make_account(session, course.unit)
    made = make_registration(session, course, way=SignUpWay.PHONE, by_id=officer.id)
    assert (made.state, made.made_by_id) == ("seated", officer.id)
    step = session.scalars(RegistrationStep.of(made.id)).one()
    assert step.by_id == officer.id


# -- a family, a notice, a name -----------------------------------------------------------------------------------


def test_a_family_shares_one_ticket(session: Session) -> None:
    ward = make_ward(session)
    group = make_group(session, ward)
    course = make_course(session, ward)
    mother = make_registration(session, course, "Trần Thị Mai")

    def join(submission: str) -> int:
        father = make_person(session, ward, "Lê Văn Thảo", add=False, group=group)
        wishes = Wishes(SignUpWay.QR, submission)
        return Registration.register(session, course.id, father, wishes, clock.now(), ticket_id=mother.ticket_id).id

    first = "0b2f5c1e-7a35-4d0e-8a86-3c9fb1f6a001"
    assert join(first) == join(first) == join("another form, the same father") == mother.ticket_id
    family = session.scalars(Registration.on(mother.ticket_id)).all()
    assert [one.person.full_name for one in family] == ["Trần Thị Mai", "Lê Văn Thảo"]
    assert course.seated == 2


def test_buoi_nay_toi_ban(session: Session, waiting: Waiting) -> None:
    course, people = waiting
    lesson, now = course.lessons[0], clock.now()
    told = AbsenceNotice.tell(session, people[0], lesson, now)
    assert AbsenceNotice.tell(session, people[0], lesson, now) is told
    assert session.scalars(AbsenceNotice.standing_at(lesson.id)).all() == [told]
    AbsenceNotice.take_back(session, people[0], lesson, now)
    AbsenceNotice.take_back(session, people[0], lesson, now)
    assert session.scalars(AbsenceNotice.standing_for([people[0].id])).all() == []
    assert AbsenceNotice.tell(session, people[0], lesson, now) is not told
    with pytest.raises(LessonBegun):
        AbsenceNotice.tell(session, people[0], lesson, lesson.starts_at)
    with pytest.raises(LessonCancelled):
        AbsenceNotice.tell(session, people[0], _of_another(session, course), now)
    cancel(session, people[0], now=now)
    with pytest.raises(NoLongerLive):
        AbsenceNotice.tell(session, people[0], course.lessons[1], now)


def _of_another(session: Session, course: Course) -> Lesson:
    return make_course(session, course.unit).lessons[0]


def test_the_name_on_the_paper_is_the_person_s_own_however_it_is_spelt(session: Session, waiting: Waiting) -> None:
    _, people = waiting
    say(session, people[0], "Hoàng thị Hòa A", clock.now())
    assert people[0].paper_name == "Hoàng thị Hòa A"
    with pytest.raises(AnotherName):
        say(session, people[0], "Lê Văn Tám", clock.now())
    assert session.scalars(select(Registration.paper_name).where(Registration.id == people[0].id)).one() == (
        "Hoàng thị Hòa A"
    )
