"""Further lists of a course: whoever meets the rule after the approval gets a paper too, and nobody gets two."""

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
    CertificateState,
    Course,
    Mark,
    Registration,
    Role,
)
from app.models.learning import merging
from app.models.learning.approval import eligible, holders
from app.models.learning.approving import AlreadySubmitted, NobodyQualifies, NoLongerMet
from app.models.learning.certificate_numbers import enter
from app.models.learning.due import met_since
from app.models.learning.paper_name import AlreadyNumbered, confirm, seen
from app.models.learning.standing import learner_statuses
from app.models.mixins.decided import AlreadyDecided
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_account, make_approved_list, make_attended_course, make_ward


def came_after_all(session: Session, course: Course, seat: Registration) -> None:
    """A paper with signatures turns up: they were there every time."""
    for lesson in course.lessons:
        at = lesson.starts_at + timedelta(minutes=50)
        mark = Mark(f"late-{seat.id}-{lesson.id}", seat.id, "present", at, at, "office")
        Attendance.record(session, lesson, [mark], by_id=None, now=at)
    session.flush()


def approved(session: Session, people: int = 2, seldom: int = 2) -> tuple[Course, Account, Account, list[Registration]]:
    """A course whose first list is approved; an officer, a leader; those who had not met the rule."""
    course = make_attended_course(session, make_ward(session), people=people, seldom=seldom)
    seats = [row.registration for row in learner_statuses(session, course) if not row.met]
    make_approved_list(session, course)
    officer, leader = (make_account(session, course.unit, role) for role in (Role.OFFICER, Role.LEADER))
    return course, officer, leader, seats


def submit(session: Session, course: Course, by: Account) -> Approval:
    return Approval.submit(session, course.id, by=by, now=clock.now())


def people_on(session: Session, approval: Approval) -> list[int]:
    return [entry.registration_id for entry in session.scalars(ApprovalEntry.of(approval.id))]


def test_who_meets_the_rule_afterwards_comes_on_a_list_of_their_own(session: Session) -> None:
    course, officer, leader, seats = approved(session)
    came_after_all(session, course, seats[0])

    further = submit(session, course, officer)
    further.approve(session, by=leader, now=clock.now())
    made = enter(session, further, now=clock.now())

    assert (further.number, further.supplement) == (2, 1)
    assert people_on(session, further) == [seats[0].id]
    assert [(row.number, row.registration_id) for row in made] == [(3, seats[0].id)]
    assert [one.number for one in session.scalars(Approval.approved_of(course.id))] == [1, 2]
    assert len(session.scalars(Certificate.of_course(course.id)).all()) == 3


def test_nobody_new_no_further_list(session: Session) -> None:
    course, officer, _leader, seats = approved(session)

    with pytest.raises(NobodyQualifies):
        submit(session, course, officer)
    asked = {seats[0].public_id: "Nằm viện, đã học bù."}
    further = Approval.submit(session, course.id, by=officer, now=clock.now(), proposals=asked)
    assert (further.number, people_on(session, further)) == (2, [seats[0].id])


def test_one_list_at_a_time_before_the_leader_and_one_sent_back_gives_its_number_on(session: Session) -> None:
    course, officer, leader, seats = approved(session)
    came_after_all(session, course, seats[0])
    further = submit(session, course, officer)
    with pytest.raises(AlreadySubmitted):
        submit(session, course, officer)
    further.send_back(session, by=leader, reason="Thiếu chữ ký.", now=clock.now())

    again = submit(session, course, officer)

    assert (further.number, again.number) == (2, 2)
    again.approve(session, by=leader, now=clock.now())
    enter(session, again, now=clock.now())
    came_after_all(session, course, seats[1])
    assert submit(session, course, officer).number == 3


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_the_database_keeps_one_list_before_the_leader_and_one_of_a_number(session: Session, state: str) -> None:
    course, officer, leader, seats = approved(session)
    came_after_all(session, course, seats[0])
    submit(session, course, officer)
    decided = {"decided_by": leader, "decided_at": clock.now()} if state == "approved" else {}
    number = 1 if state == "approved" else 3
    session.add(
        Approval(course=course, state=state, submitted_by=officer, submitted_at=clock.now(), number=number, **decided)
    )

    with pytest.raises(IntegrityError):
        session.flush()


def test_who_lost_their_paper_may_come_on_the_next_list_and_who_has_another_in_its_place_does_not(
    session: Session,
) -> None:
    course, officer, leader, seats = approved(session)
    papers = session.scalars(Certificate.of_course(course.id)).all()
    for paper in papers:
        paper.issue(file=f"{paper.code}.pdf", sha256="0" * 64, now=clock.now())
    papers[0].end_as(CertificateState.REVOKED, reason="Cấp nhầm.", now=clock.now())
    session.flush()

    further = submit(session, course, officer)

    assert people_on(session, further) == [papers[0].registration_id]
    assert papers[1].registration.person_id in holders(session, course.id)
    further.approve(session, by=leader, now=clock.now())
    [made] = enter(session, further, now=clock.now())
    assert (made.number, made.replaces_id) == (3, None)
    assert {row.registration.id for row in eligible(session, course)} == {seat.id for seat in seats}


def test_two_rows_of_one_person_earn_one_paper(session: Session) -> None:
    course, officer, leader, seats = approved(session, people=1, seldom=1)
    came_after_all(session, course, seats[0])
    further = submit(session, course, officer)
    [paper] = session.scalars(Certificate.of_course(course.id))
    lesson = course.lessons[0]
    at = lesson.starts_at + timedelta(minutes=50)  # a mark taken back: the other row came oftener, and stays
    mark = Mark("back", paper.registration_id, "absent", at, at, "office")
    Attendance.record(session, lesson, [mark], by_id=None, now=at)
    session.flush()
    kept, gone = paper.registration.person, seats[0].person
    versions = (str(kept.version), str(gone.version))
    merging.merge(session, kept.id, gone.id, seen=versions, by=officer, now=clock.now())
    session.expire_all()
    assert not paper.registration.is_live

    with pytest.raises(NoLongerMet):
        further.approve(session, by=leader, now=clock.now())
    further.send_back(session, by=leader, reason="Hai hồ sơ của một người.", now=clock.now())
    with pytest.raises(NobodyQualifies):
        submit(session, course, officer)


def test_the_day_tells_who_met_the_rule_since(session: Session) -> None:
    course, officer, leader, seats = approved(session)
    assert met_since(session, {course.unit_id}) == []
    came_after_all(session, course, seats[0])

    assert met_since(session, {course.unit_id}) == [(course, 1)]
    assert met_since(session, {course.unit_id + 1000}) == []
    further = submit(session, course, officer)
    assert met_since(session, {course.unit_id}) == []  # it waits for the leader
    further.approve(session, by=leader, now=clock.now())
    enter(session, further, now=clock.now())
    assert met_since(session, {course.unit_id}) == []


def test_a_name_is_confirmed_until_its_own_number_is_given(session: Session) -> None:
    course, officer, _leader, seats = approved(session, people=1, seldom=1)
    [paper] = session.scalars(Certificate.of_course(course.id))
    given = {"by": officer, "now": clock.now()}

    confirm(session, seats[0], "Cao Thị Ngoãn", remembered=seen(seats[0]), **given)
    with pytest.raises(AlreadyNumbered):
        confirm(session, paper.registration, "Khác", remembered=seen(paper.registration), **given)
    assert seats[0].paper_name == "Cao Thị Ngoãn"


@pytest.fixture
def race(make_app: Callable[..., Flask], engine: str) -> Iterator[Flask]:
    """An app whose commits are real."""
    made = make_app(engine, rooms=False)
    yield made
    with made.app_context():
        db.engine.dispose()


def in_race(race: Flask) -> tuple[int, int, list[int]]:
    """The course, with somebody who met the rule since; its first list; officers."""
    with race.app_context(), immediate() as session:
        course, officer, _leader, seats = approved(session)
        came_after_all(session, course, seats[0])
        officers = [officer.id, *(make_account(session, course.unit, Role.OFFICER).id for _number in range(9))]
        return course.id, session.scalars(select(Approval.id)).one(), officers


def test_a_further_list_submitted_by_many_at_once_is_one_list(race: Flask) -> None:
    course_id, _first, officers = in_race(race)

    def act(account_id: int) -> int:
        with race.app_context(), immediate() as session:
            officer = session.get_one(Account, account_id)
            return Approval.submit(session, course_id, by=officer, now=clock.now()).number

    told = at_once([lambda id_=id_: act(id_) for id_ in officers])

    assert [one for one in told if isinstance(one, int)] == [2], told
    assert [type(one) for one in told].count(AlreadySubmitted) == 9
    with race.app_context():
        assert [one.number for one in db.session.scalars(select(Approval).order_by(Approval.id))] == [1, 2]


def test_approved_while_others_submit_nobody_gets_two_papers(race: Flask) -> None:
    course_id, _first, officers = in_race(race)
    with race.app_context(), immediate() as session:
        waiting = Approval.submit(session, course_id, by=session.get_one(Account, officers[0]), now=clock.now()).id
        leader_id = make_account(session, session.get_one(Course, course_id).unit, Role.LEADER).id

    def approve() -> str:
        with race.app_context(), immediate() as session:
            approval = session.get_one(Approval, waiting)
            approval.approve(session, by=session.get_one(Account, leader_id), now=clock.now())
            enter(session, approval, now=clock.now())
            return "approved"

    def act(account_id: int) -> str:
        with race.app_context(), immediate() as session:
            Approval.submit(session, course_id, by=session.get_one(Account, account_id), now=clock.now())
            return "submitted"

    told = at_once([approve, approve, *(lambda id_=id_: act(id_) for id_ in officers[1:])])

    # Before the approval the list waits, after it nobody is left: no order of events lets a second list through.
    assert [one for one in told if isinstance(one, str)] == ["approved"], told
    assert {type(one) for one in told} <= {str, AlreadyDecided, AlreadySubmitted, NobodyQualifies}
    with race.app_context():
        numbers = [row.number for row in db.session.scalars(select(Certificate).order_by(Certificate.number))]
        states = [one.state for one in db.session.scalars(select(Approval).order_by(Approval.id))]
    assert numbers == [1, 2, 3]
    assert states == [ApprovalState.APPROVED, ApprovalState.APPROVED]
