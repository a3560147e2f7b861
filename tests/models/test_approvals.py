"""The list of a course: made by the rule, decided once, by somebody else than who made it (docs/promises.md)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    Approval,
    ApprovalEntry,
    ApprovalState,
    Attendance,
    Certificate,
    Course,
    Mark,
    Registration,
    RegistrationState,
    Role,
    SignUpWay,
    Wishes,
)
from app.models.learning import paper_name
from app.models.learning.approving import (
    AlreadySubmitted,
    DecisionChanged,
    NobodyQualifies,
    NoLongerMet,
    NotFinished,
    NotListed,
)
from app.models.learning.certificate_numbers import enter
from app.models.learning.standing import learner_statuses, tally
from app.models.mixins.decided import AlreadyDecided, OwnProposal
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import (
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_person,
    make_registration,
    make_ward,
)


def mark(session: Session, course: Course, seat: Registration, lesson: int, status: str) -> None:
    """A mark made during a lesson."""
    there = course.lessons[lesson - 1]
    at = there.starts_at + timedelta(minutes=40)
    one = Mark(f"{seat.id}-{lesson}-{status}", seat.id, status, at, at, "phone")
    Attendance.record(session, there, [one], by_id=None, now=at)


def submitted(session: Session, **given: int) -> tuple[Course, Approval]:
    """A course that is over with its list before the leader."""
    course = make_attended_course(session, make_ward(session), **given)
    officer = make_account(session, course.unit, Role.OFFICER)
    return course, Approval.submit(session, course.id, by=officer, now=clock.now())


def leader_of(session: Session, course: Course) -> Account:
    return make_account(session, course.unit, Role.LEADER)


def test_late_counts_as_there_and_leave_does_not(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=3, lessons=4)
    seats = session.scalars(Registration.seated_on(course.id)).all()
    mark(session, course, seats[0], 1, "late")
    mark(session, course, seats[1], 1, "excused")

    stands = {row.registration.id: row for row in learner_statuses(session, course)}

    assert stands[seats[0].id].statuses == ("late", "present", "present", "present")
    assert (stands[seats[0].id].came, stands[seats[0].id].met) == (4, True)
    assert (stands[seats[1].id].came, stands[seats[1].id].met) == (3, False)
    assert tally(list(stands.values())) == {True: 2, False: 1}


@pytest.mark.parametrize(("lessons", "share", "needed"), [(4, 80, 4), (5, 80, 4), (10, 80, 8), (3, 50, 2), (1, 1, 1)])
def test_the_share_is_rounded_up(session: Session, lessons: int, share: int, needed: int) -> None:
    course = make_attended_course(session, make_ward(session), people=1, lessons=lessons, certificate_share=share)

    assert learner_statuses(session, course)[0].needed == needed


def test_the_unmarked_of_a_closed_lesson_are_absent_those_of_an_open_one_unknown(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=1, seldom=1, lessons=3)
    course.lessons[2].reopen(officer=True, now=clock.now())

    seldom = next(row for row in learner_statuses(session, course) if row.came == 1)

    assert seldom.statuses == ("present", "absent", "")


def test_a_lesson_that_was_called_off_asks_nothing(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=1, seldom=1, lessons=2)
    course.lessons[1].reopen(officer=True, now=clock.now())
    course.lessons[1].state = "cancelled"

    assert all(row.met for row in learner_statuses(session, course))
    assert learner_statuses(session, course)[0].needed == 1


def test_who_was_let_in_without_a_seat_is_on_the_list_too(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=1, lessons=2)
    before = course.lessons[0].starts_at - timedelta(hours=1)
    candidate = make_person(session, course.unit, "H'Hen Niê", 1992, add=False)
    guest, _new = Registration.walk_in(session, course.id, candidate, Wishes(SignUpWay.WALK_IN), before)
    for lesson in (1, 2):
        mark(session, course, guest, lesson, "present")
    idle = make_person(session, course.unit, "Đỗ Trà My", 1977, add=False)
    Registration.walk_in(session, course.id, idle, Wishes(SignUpWay.WALK_IN), before)

    stands = {row.registration.person.full_name: row.met for row in learner_statuses(session, course)}

    assert guest.state == RegistrationState.WAITING
    assert stands["H'Hen Niê"] is True
    assert "Đỗ Trà My" not in stands  # waited and never came


def test_only_those_who_met_the_rule_are_on_the_list(session: Session) -> None:
    _course, approval = submitted(session, people=3, seldom=2)

    entries = session.scalars(ApprovalEntry.of(approval.id)).all()

    assert len(entries) == 3
    assert {(entry.came, entry.lessons) for entry in entries} == {(4, 4)}
    keys = [entry.registration.person.sort_key for entry in entries]
    assert keys == sorted(keys)
    assert Approval.sizes(session, [approval.id]) == {approval.id: 3}


def test_a_list_is_made_when_the_lessons_are_over(session: Session) -> None:
    course = make_course(session, make_ward(session))
    make_registration(session, course)

    with pytest.raises(NotFinished):
        Approval.submit(session, course.id, by=make_account(session, course.unit, Role.OFFICER), now=clock.now())


def test_nobody_met_the_rule(session: Session) -> None:
    with pytest.raises(NobodyQualifies):
        submitted(session, people=0, seldom=2)


def test_one_list_at_a_time(session: Session) -> None:
    course, approval = submitted(session)
    officer, leader = make_account(session, course.unit, Role.OFFICER), leader_of(session, course)

    with pytest.raises(AlreadySubmitted):
        Approval.submit(session, course.id, by=officer, now=clock.now())
    approval.send_back(session, by=leader, reason="Thiếu một buổi.", now=clock.now())
    again = Approval.submit(session, course.id, by=officer, now=clock.now())
    again.approve(session, by=leader, now=clock.now())
    enter(session, again, now=clock.now())
    with pytest.raises(NobodyQualifies):
        Approval.submit(session, course.id, by=officer, now=clock.now())


def test_decided_is_decided(session: Session) -> None:
    course, approval = submitted(session)
    leader = leader_of(session, course)
    approval.approve(session, by=leader, now=clock.now())
    session.flush()

    with pytest.raises(AlreadyDecided):
        approval.approve(session, by=leader, now=clock.now())
    with pytest.raises(AlreadyDecided):
        approval.send_back(session, by=leader, reason="Quá muộn.", now=clock.now())
    assert approval.state == ApprovalState.APPROVED


def test_who_made_a_list_does_not_decide_about_it(session: Session) -> None:
    _course, approval = submitted(session)

    with pytest.raises(OwnProposal):
        approval.approve(session, by=approval.submitted_by, now=clock.now())
    with pytest.raises(OwnProposal):
        approval.send_back(session, by=approval.submitted_by, reason="x", now=clock.now())


def test_the_database_refuses_one_hand_for_both(session: Session) -> None:
    _course, approval = submitted(session)
    approval.state, approval.decided_at, approval.decided_by = (
        ApprovalState.APPROVED,
        clock.now(),
        approval.submitted_by,
    )

    with pytest.raises(IntegrityError, match="two_people"):
        session.flush()


def test_marks_taken_back_since_stop_the_approval_unless_a_leader_made_an_exception(session: Session) -> None:
    course, approval = submitted(session, people=2)
    leader = leader_of(session, course)
    seat = session.scalars(Registration.seated_on(course.id)).all()[0]
    mark(session, course, seat, 2, "absent")

    with pytest.raises(NoLongerMet) as refused:
        approval.approve(session, by=leader, now=clock.now())
    assert refused.value.people == [seat.person.full_name]

    entry = session.scalars(ApprovalEntry.of(approval.id).where(ApprovalEntry.registration_id == seat.id)).one()
    entry.exception = "Nằm viện hai buổi, đã học bù."
    session.flush()
    approval.approve(session, by=leader, now=clock.now())
    assert approval.state == ApprovalState.APPROVED


@pytest.fixture
def race(make_app: Callable[..., Flask], engine: str) -> Iterator[Flask]:
    """An app whose commits are real."""
    made = make_app(engine, rooms=False)
    yield made
    with made.app_context():
        db.engine.dispose()


def test_a_list_submitted_by_many_at_once_is_one_list(race: Flask) -> None:
    with race.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session), people=5)
        officers = [make_account(session, course.unit, Role.OFFICER).id for _number in range(20)]

    def submit(account_id: int) -> int:
        with race.app_context(), immediate() as session:
            officer = session.get_one(Account, account_id)
            return Approval.submit(session, course.id, by=officer, now=clock.now()).id

    told = at_once([lambda id_=id_: submit(id_) for id_ in officers])

    assert [type(one) for one in told].count(int) == 1
    assert [type(one) for one in told].count(AlreadySubmitted) == 19
    with race.app_context():
        assert len(db.session.scalars(select(Approval)).all()) == 1
        assert len(db.session.scalars(select(ApprovalEntry)).all()) == 5


def test_many_leaders_at_once_decide_once(race: Flask) -> None:
    with race.app_context(), immediate() as session:
        course, approval = submitted(session, people=5)
        leaders = [leader_of(session, course).id for _number in range(20)]

    def decide(number: int, account_id: int) -> str:
        with race.app_context(), immediate() as session:
            mine = session.get_one(Approval, approval.id)
            leader = session.get_one(Account, account_id)
            if number % 2:
                mine.send_back(session, by=leader, reason="Thiếu một buổi.", now=clock.now())
                return "sent back"
            mine.approve(session, by=leader, now=clock.now())
            enter(session, mine, now=clock.now())
            return "approved"

    told = at_once([lambda n=n, id_=id_: decide(n, id_) for n, id_ in enumerate(leaders)])

    decided = [one for one in told if isinstance(one, str)]
    assert len(decided) == 1, told
    assert [type(one) for one in told].count(AlreadyDecided) == 19
    with race.app_context():
        numbers = [row.number for row in db.session.scalars(select(Certificate).order_by(Certificate.number))]
    assert numbers == ([1, 2, 3, 4, 5] if decided == ["approved"] else [])


def test_an_exception_is_proposed_by_one_and_made_by_another(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=2, seldom=2)
    officer, leader = make_account(session, course.unit, Role.OFFICER), leader_of(session, course)
    seldom = [row.registration for row in learner_statuses(session, course) if not row.met]
    asked = {seat.public_id: "Nằm viện, đã học bù." for seat in seldom}
    approval = Approval.submit(session, course.id, by=officer, now=clock.now(), proposals=asked)
    assert Approval.sizes(session, [approval.id]) == {approval.id: 2}  # a proposal alone earns no paper

    with pytest.raises(OwnProposal):
        approval.make_exception(session, seldom[0].public_id, by=officer, reason="Đồng ý.")
    approval.make_exception(session, seldom[0].public_id, by=leader, reason="Đồng ý.")
    session.flush()
    approval.approve(session, by=leader, now=clock.now())
    made = enter(session, approval, now=clock.now())

    assert {row.registration_id for row in made} == {
        row.registration.id for row in learner_statuses(session, course) if row.met or row.registration is seldom[0]
    }
    with pytest.raises(AlreadyDecided):
        approval.make_exception(session, seldom[1].public_id, by=leader, reason="Muộn rồi.")


def test_an_exception_taken_back_is_none(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=0, seldom=1)
    officer, leader = make_account(session, course.unit, Role.OFFICER), leader_of(session, course)
    seat = session.scalars(Registration.seated_on(course.id)).one()
    approval = Approval.submit(session, course.id, by=officer, now=clock.now(), proposals={seat.public_id: "Ốm."})
    approval.make_exception(session, seat.public_id, by=leader, reason="Đồng ý.")
    approval.make_exception(session, seat.public_id, by=leader, reason="")
    session.flush()

    with pytest.raises(NobodyQualifies):
        approval.approve(session, by=leader, now=clock.now())
    with pytest.raises(NotListed):
        approval.make_exception(session, "nobody", by=leader, reason="Đồng ý.")


def test_who_has_met_the_rule_needs_no_proposal(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=1)
    seat = session.scalars(Registration.seated_on(course.id)).one()
    officer = make_account(session, course.unit, Role.OFFICER)
    approval = Approval.submit(session, course.id, by=officer, now=clock.now(), proposals={seat.public_id: "Thừa."})

    assert [entry.proposal for entry in session.scalars(ApprovalEntry.of(approval.id))] == [""]


def test_the_decision_is_written_over_only_by_who_saw_it(session: Session) -> None:
    _course, approval = submitted(session)
    approval.write_decision(session, "125/QĐ-UBND", clock.today(), seen=("", ""))
    session.flush()

    with pytest.raises(DecisionChanged):
        approval.write_decision(session, "126/QĐ-UBND", None, seen=("", ""))
    assert approval.decision == ("125/QĐ-UBND", clock.today().isoformat())


def test_the_paper_has_the_name_as_it_was_confirmed(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=2)
    officer = make_account(session, course.unit, Role.OFFICER)
    seat, other = session.scalars(Registration.seated_on(course.id)).all()
    now = clock.now()
    paper_name.confirm(session, seat, "Cao Thị Ngoãn", remembered=paper_name.seen(seat), by=officer, now=now)
    session.flush()
    make_approved_list(session, course)

    said = {row.registration_id: row.paper["full_name"] for row in session.scalars(select(Certificate))}
    assert said == {seat.id: "Cao Thị Ngoãn", other.id: other.person.full_name}
    with pytest.raises(paper_name.AlreadyNumbered):
        paper_name.confirm(session, seat, "Khác", remembered=paper_name.seen(seat), by=officer, now=now)


def test_two_who_write_a_name_the_second_is_told(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=1)
    officer = make_account(session, course.unit, Role.OFFICER)
    seat = session.scalars(Registration.seated_on(course.id)).one()
    before, now = paper_name.seen(seat), clock.now()
    paper_name.confirm(session, seat, "Cao Thị Ngoãn", remembered=before, by=officer, now=now)
    session.flush()

    with pytest.raises(paper_name.NameChanged) as told:
        paper_name.confirm(session, seat, "Cao Thị Ngoan", remembered=before, by=officer, now=now)
    assert told.value.stands == seat.paper_name == "Cao Thị Ngoãn"
