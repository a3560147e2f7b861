"""Attendance is corrected under a numbered certificate: it stays valid, and a leader is asked once for each state."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    Approval,
    Attendance,
    Certificate,
    Course,
    KeptCertificate,
    Mark,
    Role,
)
from app.models.learning import merging
from app.models.learning.certificate import CertificateState
from app.models.learning.certificate_numbers import enter
from app.models.learning.course_terms import Excused
from app.models.learning.mark_correction import correct
from app.models.learning.standing import learner_statuses
from app.models.learning.unearned import EarnedAgain, at_stake_at, to_decide, unearned_in, unearned_on
from app.models.mixins.issued import NotStanding
from tests.factories import make_account, make_approved_list, make_attended_course, make_ward


def issued(session: Session, course: Course) -> list[Certificate]:
    """The certificates of an approved list, ready to be handed over."""
    rows = list(session.scalars(Certificate.of_approval(make_approved_list(session, course).id)))
    for row in rows:
        row.issue(file=f"{row.code}.pdf", sha256="0" * 64, now=clock.now())
    session.flush()
    return rows


@pytest.fixture
def course(session: Session) -> Course:
    """Three people who came to all of five lessons; four are needed."""
    return make_attended_course(session, make_ward(session), lessons=5)


@pytest.fixture
def paper(session: Session, course: Course) -> Certificate:
    return issued(session, course)[0]


@pytest.fixture
def leader(session: Session, course: Course) -> Account:
    return make_account(session, course.unit, Role.LEADER)


def put(session: Session, paper: Certificate, number: int, status: str = "absent") -> None:
    """The office corrects one lesson."""
    lesson = next(each for each in paper.registration.course.lessons if each.number == number)
    by = make_account(session, paper.registration.course.unit, Role.OFFICER)
    said = {"reason": "Nhầm người.", "officer": True, "by_id": by.id, "device": "form", "now": clock.now()}
    correct(session, lesson, paper.registration_id, status, **said)
    session.flush()


def asked(session: Session, paper: Certificate) -> list[str]:
    """What a leader is asked about, with how often they came."""
    found = unearned_in(session, [paper.register.unit_id])
    assert unearned_on(session, paper.registration.course_id).keys() == {each.certificate.id for each in found}
    return [f"{each.certificate.number}: {each.standing.came}/{each.standing.needed}" for each in found]


def test_nobody_is_asked_while_it_is_earned(session: Session, paper: Certificate) -> None:
    assert asked(session, paper) == []
    put(session, paper, 1)
    assert asked(session, paper) == []


def test_below_the_rule_the_paper_stays_valid_and_a_leader_is_asked(session: Session, paper: Certificate) -> None:
    put(session, paper, 1)
    put(session, paper, 2)
    assert asked(session, paper) == ["1: 3/4"]
    assert paper.is_valid
    put(session, paper, 2, "present")
    assert asked(session, paper) == []


def _late(session: Session, paper: Certificate, numbers: tuple[int, ...], status: str = "absent") -> None:
    """A phone sends what was marked in the lesson, which was opened again."""
    for lesson in paper.registration.course.lessons:
        if lesson.number in numbers:
            mark = Mark(str(uuid.uuid4()), paper.registration_id, status, clock.now(), clock.now(), "phone")
            Attendance.record(session, lesson, [mark], by_id=None, now=clock.now(), correcting=True)
    session.flush()


WAYS: dict[str, Callable[[Session, Certificate], None]] = {
    "a late phone": lambda session, paper: _late(session, paper, (1, 2)),
    "an undo": lambda session, paper: _late(session, paper, (1, 2), "unmarked"),
    "leave that counts as missed": lambda session, paper: _late(session, paper, (1, 2), "excused"),
}


@pytest.mark.parametrize("way", WAYS)
def test_whichever_way_it_came_a_leader_is_asked(session: Session, paper: Certificate, way: str) -> None:
    WAYS[way](session, paper)
    assert asked(session, paper) == ["1: 3/4"]


@pytest.mark.parametrize(("excused", "expected"), [(Excused.PRESENT, []), (Excused.LEFT_OUT, []), (Excused.ABSENT, 1)])
def test_leave_counts_as_the_course_says(
    session: Session, course: Course, paper: Certificate, excused: Excused, expected: object
) -> None:
    course.excused_counts = excused
    _late(session, paper, (1, 2), "excused")
    assert len(asked(session, paper)) == (expected or 0)


def test_an_open_lesson_may_still_earn_it(session: Session, course: Course, paper: Certificate) -> None:
    put(session, paper, 1)
    course.lessons[1].reopen(officer=True, now=clock.now())
    _late(session, paper, (2,), "unmarked")
    assert asked(session, paper) == []


def test_kept_it_is_asked_about_again_only_when_attendance_changes(
    session: Session, paper: Certificate, leader: Account
) -> None:
    for number in (1, 2):
        put(session, paper, number)
    to_decide(session, paper).keep(session, reason="Nghỉ vì ốm.", by=leader, now=clock.now())
    session.flush()
    assert asked(session, paper) == []
    with pytest.raises(EarnedAgain):
        to_decide(session, paper)
    put(session, paper, 1, "present")
    put(session, paper, 3)  # as many, other lessons
    assert asked(session, paper) == ["1: 3/4"]
    put(session, paper, 1)
    assert asked(session, paper) == ["1: 2/4"]
    assert session.query(KeptCertificate).count() == 1


def test_revoked_nothing_is_left_to_decide(session: Session, paper: Certificate) -> None:
    for number in (1, 2):
        put(session, paper, number)
    to_decide(session, paper).revoke(reason="Không đủ buổi.", now=clock.now())
    session.flush()
    assert (paper.state, paper.end_reason) == (CertificateState.REVOKED, "Không đủ buổi.")
    assert asked(session, paper) == []
    with pytest.raises(NotStanding):
        to_decide(session, paper)


def test_an_exception_holds_until_they_came_less_often_than_then(session: Session) -> None:
    course = make_attended_course(session, make_ward(session), people=1, seldom=1, lessons=5)
    officer, leader = make_account(session, course.unit, Role.OFFICER), make_account(session, course.unit, Role.LEADER)
    seldom = next(row.registration for row in learner_statuses(session, course) if not row.met)
    proposals = {seldom.public_id: "Nằm viện."}
    approval = Approval.submit(session, course.id, by=officer, now=clock.now(), proposals=proposals)
    approval.make_exception(session, seldom.public_id, by=leader, reason="Đồng ý.")
    approval.approve(session, by=leader, now=clock.now())
    enter(session, approval, now=clock.now())
    for row in session.scalars(Certificate.of_approval(approval.id)):
        row.issue(file=f"{row.code}.pdf", sha256="0" * 64, now=clock.now())
    session.flush()
    paper = next(row for row in session.scalars(Certificate.of_approval(approval.id)) if row.registration is seldom)
    assert asked(session, paper) == []
    put(session, paper, 1)
    assert asked(session, paper) == [f"{paper.number}: 0/4"]


def test_of_two_registrations_merged_the_marks_count_wherever_they_lie(
    session: Session, course: Course, paper: Certificate, leader: Account
) -> None:
    other = session.scalars(Certificate.of_approval(paper.approval_id)).all()[1].registration
    _late(session, paper, (1, 2, 3), "unmarked")
    assert len(asked(session, paper)) == 1
    kept, gone = other.person, paper.registration.person
    seen = str(kept.version), str(gone.version)
    made = merging.merge(session, kept.id, gone.id, seen=seen, by=leader, now=clock.now())
    assert paper.registration.merged_into_id == other.id
    assert asked(session, paper) == []
    merging.undo(session, made, by=leader, now=clock.now())
    assert asked(session, paper) == ["1: 2/4"]


def called_off(session: Session, course: Course, number: int) -> None:
    """A lesson is opened again and called off."""
    lesson = course.lessons[number - 1]
    lesson.reopen(officer=True, now=clock.now())
    lesson.call_off("Mất điện.")
    session.flush()


def test_a_lesson_called_off_counts_for_nobody(session: Session, course: Course, paper: Certificate) -> None:
    called_off(session, course, 2)
    assert asked(session, paper) == []
    put(session, paper, 1)
    assert asked(session, paper) == ["1: 3/4"]
    called_off(session, course, 1)  # the one missed
    assert asked(session, paper) == []


def test_of_a_lesson_only_those_are_at_stake_who_came_and_need_it(
    session: Session, course: Course, paper: Certificate
) -> None:
    first, second = course.lessons[:2]
    assert at_stake_at(session, second) == []
    put(session, paper, 1)
    assert at_stake_at(session, first) == []
    assert [(each.certificate.id, each.standing.came) for each in at_stake_at(session, second)] == [(paper.id, 3)]
    paper.end_as(CertificateState.REVOKED, reason="Cấp nhầm.", now=clock.now())
    session.flush()
    assert at_stake_at(session, second) == []
