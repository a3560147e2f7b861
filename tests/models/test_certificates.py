"""The register: numbers 1…n a unit and year, no hole, no repeat, and nothing that was numbered ever changes.

docs/architecture.md says what can never be untrue; the races commit for real, on SQLite behind its gate and on
PostgreSQL behind row locks.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    Approval,
    AuditEvent,
    Certificate,
    CertificateRegister,
    CertificateState,
    Role,
)
from app.models.learning.certificate_lists import undrawn
from app.models.learning.certificate_numbers import enter
from app.models.mixins.decided import AlreadyDecided
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_account, make_approved_list, make_attended_course, make_ward


@pytest.fixture
def race(make_app: Callable[..., Flask], engine: str) -> Iterator[Flask]:
    """An app whose commits are real."""
    made = make_app(engine, rooms=False)
    yield made
    with made.app_context():
        db.engine.dispose()


def waiting_lists(app: Flask, courses: int, people: int, wards: int = 1) -> tuple[list[int], int]:
    """So many courses with a list before a leader, spread over wards; the lists' ids and a leader's."""
    with app.app_context(), immediate() as session:
        units = [make_ward(session) for _number in range(wards)]
        officer = make_account(session, units[0], Role.OFFICER)
        leader = make_account(session, units[0], Role.LEADER)
        ids = []
        for number in range(courses):
            course = make_attended_course(session, units[number % wards], people=people, lessons=1)
            ids.append(Approval.submit(session, course.id, by=officer, now=clock.now()).id)
        return ids, leader.id


def approve(app: Flask, approval_id: int, leader_id: int, *, fail: bool = False) -> list[int]:
    """What the leader's press does, in one transaction; `fail` breaks it after the numbers were taken."""
    with app.app_context(), immediate() as session:
        approval = session.get_one(Approval, approval_id)
        now = clock.now()
        approval.approve(session, by=session.get_one(Account, leader_id), now=now)
        made = enter(session, approval, now=now)
        unit_id = approval.course.unit_id
        AuditEvent.note(session, "approval.approved", at=now, account_id=leader_id, unit_id=unit_id, subject=("x", 1))
        if fail:
            raise ConnectionError("the power went out")
        return [row.number for row in made]


def registers(app: Flask) -> dict[tuple[int, int], list[int]]:
    """The numbers of each unit and year, in order."""
    with app.app_context():
        found = defaultdict(list)
        rows = db.session.execute(
            select(CertificateRegister.unit_id, CertificateRegister.year, Certificate.number)
            .join(Certificate.register)
            .order_by(Certificate.number)
        )
        for unit_id, year, number in rows:
            found[unit_id, year].append(number)
        return dict(found)


@pytest.mark.core("numbers of certificates under races")
def test_fifty_lists_approved_at_once_are_numbered_without_a_hole(race: Flask) -> None:
    ids, leader_id = waiting_lists(race, courses=50, people=2)

    told = at_once([lambda id_=id_: approve(race, id_, leader_id) for id_ in ids])

    assert all(isinstance(one, list) for one in told), [one for one in told if not isinstance(one, list)]
    assert list(registers(race).values()) == [list(range(1, 101))]
    for numbers in told:
        assert isinstance(numbers, list)
        assert numbers == list(range(numbers[0], numbers[0] + 2))  # a class stands together
    with race.app_context():
        assert db.session.scalars(select(CertificateRegister.last_number)).one() == 100
        assert AuditEvent.first_broken(db.session()) is None


def test_approvals_that_fail_after_their_numbers_leave_no_hole(race: Flask) -> None:
    ids, leader_id = waiting_lists(race, courses=30, people=3)

    told = at_once([lambda id_=id_: approve(race, id_, leader_id, fail=id_ % 3 == 0) for id_ in ids])

    failed = [one for one in told if isinstance(one, ConnectionError)]
    assert len(failed) == len([id_ for id_ in ids if id_ % 3 == 0]) > 5
    assert list(registers(race).values()) == [list(range(1, 3 * (30 - len(failed)) + 1))]


def test_one_list_approved_by_forty_presses_is_numbered_once(race: Flask) -> None:
    ids, leader_id = waiting_lists(race, courses=1, people=4)

    told = at_once([lambda: approve(race, ids[0], leader_id) for _number in range(40)])

    assert [one for one in told if isinstance(one, list)] == [[1, 2, 3, 4]]
    assert [type(one) for one in told].count(AlreadyDecided) == 39  # told so, not stopped by a constraint
    assert list(registers(race).values()) == [[1, 2, 3, 4]]


def test_each_unit_has_its_own_numbers(race: Flask) -> None:
    ids, leader_id = waiting_lists(race, courses=12, people=2, wards=3)

    told = at_once([lambda id_=id_: approve(race, id_, leader_id) for id_ in ids])

    assert not [one for one in told if isinstance(one, Exception)]
    assert sorted(registers(race).values()) == [list(range(1, 9))] * 3


def test_a_new_year_in_vietnam_begins_a_new_register(session: Session) -> None:
    ward = make_ward(session)
    new_year = clock.at_local(clock.today().replace(year=clock.today().year + 1, month=1, day=1))
    last, first = new_year - timedelta(minutes=1), new_year + timedelta(minutes=1)

    for now in (last, first):
        with clock.shifted(now - clock.now()):
            make_approved_list(session, make_attended_course(session, ward, people=2), now=now)

    rows = session.scalars(select(Certificate).order_by(Certificate.id)).all()
    year = clock.today().year
    assert [row.register_number for row in rows] == [f"001/{year}", f"002/{year}", f"001/{year + 1}", f"002/{year + 1}"]


def certificate(session: Session) -> Certificate:
    """One numbered certificate, its file on disk."""
    make_approved_list(session, make_attended_course(session, make_ward(session), people=1))
    row = session.scalars(select(Certificate)).one()
    row.issue(file="certificates/1.pdf", sha256="0" * 64, now=clock.now())
    session.flush()
    return row


def test_what_a_paper_says_is_frozen_when_it_is_numbered(session: Session) -> None:
    row = certificate(session)
    said = row.paper
    person = row.registration.person
    person.rename("Tên Khác")
    row.registration.course.title = "Lớp khác"
    session.flush()
    session.expire_all()

    assert session.get_one(Certificate, row.id).paper == said
    assert said["address"] in ("ông", "bà")
    assert said["style"] == "state"


CHANGES: list[dict[str, Any]] = [
    {"number": 7},
    {"code": "0" * 16},
    {"content": "{}"},
    {"approved_at": clock.now() - timedelta(days=1)},
    {"file": "certificates/other.pdf"},
    {"sha256": "1" * 64},
    {"file": None, "sha256": None, "state": CertificateState.APPROVED},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: ",".join(change))
def test_the_database_refuses_to_change_an_issued_certificate(session: Session, change: dict[str, Any]) -> None:
    row = certificate(session)

    with pytest.raises(DatabaseError, match=r"never changes|stay as they are"), session.begin_nested():
        session.execute(update(Certificate).where(Certificate.id == row.id).values(**change))


def test_the_database_refuses_to_remove_one(session: Session) -> None:
    row = certificate(session)

    with pytest.raises(DatabaseError, match=r"keeps every number|stay as they are"), session.begin_nested():
        session.execute(delete(Certificate).where(Certificate.id == row.id))


def test_where_it_stands_may_change(session: Session) -> None:
    row = certificate(session)

    row.state, row.handed_over_at = CertificateState.HANDED_OVER, clock.now()
    session.flush()
    row.state, row.ended_at, row.end_reason = CertificateState.REVOKED, clock.now(), "Cấp nhầm người."
    session.flush()

    assert row.is_valid is False


def test_a_person_has_one_paper_of_a_course_that_stands(session: Session) -> None:
    row = certificate(session)
    second = Certificate(
        register=row.register,
        number=row.number + 1,
        approval_id=row.approval_id,
        registration=row.registration,
        content=row.content,
        approved_at=clock.now(),
    )
    session.add(second)

    with pytest.raises(IntegrityError):
        session.flush()


def test_an_issued_certificate_has_its_file(session: Session) -> None:
    make_approved_list(session, make_attended_course(session, make_ward(session), people=1))
    row = session.scalars(select(Certificate)).one()
    row.state = CertificateState.ISSUED

    with pytest.raises(IntegrityError, match="issued_has_file"):
        session.flush()


def test_those_who_wait_for_their_file_are_counted_by_course(session: Session) -> None:
    ward = make_ward(session)
    course = make_attended_course(session, ward, people=3)
    make_approved_list(session, course)

    counted = [(found.id, count) for found, count in undrawn(session, {ward.id})]

    assert counted == [(course.id, 3)]
    assert undrawn(session, {session.scalars(select(AdministrativeUnit.id)).all()[-1] + 99}) == []
