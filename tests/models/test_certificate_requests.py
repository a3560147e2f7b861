"""Replacing and revoking: asked by one, decided by another, once; the new number and the old one's end are one act."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.waiting.classes import HAND_OVER
from app.indicators.waiting.kind import WaitingQuery
from app.models import (
    Account,
    Certificate,
    CertificateRegister,
    CertificateRequest,
    CertificateState,
    RequestKind,
    RequestState,
    Role,
)
from app.models.learning.certificate import NotToHandOver
from app.models.learning.certificate_request import AskedAlready, NothingChanges
from app.models.mixins.decided import AlreadyDecided, NotYours, OwnProposal
from app.models.mixins.issued import NotStanding
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_account, make_approved_list, make_attended_course, make_ward

RIGHT = {"full_name": "Nguyễn Thị Tuyết Nhung"}


def issued(session: Session, people: int = 1) -> list[Certificate]:
    """The certificates of a course, each with a file noted."""
    approval = make_approved_list(session, make_attended_course(session, make_ward(session), people=people, lessons=1))
    rows = list(session.scalars(Certificate.of_approval(approval.id)))
    for row in rows:
        row.issue(file=f"{row.code}.pdf", sha256="0" * 64, now=clock.now())
    session.flush()
    return rows


def officer(session: Session, row: Certificate) -> Account:
    return make_account(session, row.register.unit, Role.OFFICER)


def leader(session: Session, row: Certificate) -> Account:
    return make_account(session, row.register.unit, Role.LEADER)


def ask(
    session: Session, row: Certificate, kind: RequestKind = RequestKind.REPLACE, changes: dict[str, str] | None = None
) -> CertificateRequest:
    return CertificateRequest.ask(
        session,
        row,
        kind,
        reason="Ghi sai dấu trong tên.",
        by=officer(session, row),
        now=clock.now(),
        changes=RIGHT if changes is None else changes,
    )


def test_replaced_the_new_paper_says_the_same_but_for_the_correction(session: Session) -> None:
    old = issued(session, people=2)[0]
    asked = ask(session, old)

    made = asked.carry_out(session, by=leader(session, old), now=clock.now())

    assert made is not None
    assert made.paper == {**old.paper, **RIGHT}
    assert (made.number, made.state, made.replaces_id) == (3, CertificateState.APPROVED, old.id)
    assert (old.state, old.end_reason) == (CertificateState.REPLACED, "Ghi sai dấu trong tên.")
    assert old.replaced_by is made
    assert made.code != old.code
    assert (old.number, old.file) == (1, f"{old.code}.pdf")  # the old number stays with its file
    assert asked.state == RequestState.DONE


def test_next_year_the_paper_takes_a_number_of_next_years_register(session: Session) -> None:
    old = issued(session)[0]
    asked, boss = ask(session, old), leader(session, old)

    year = clock.today().year + 1
    with clock.shifted(clock.at_local(date(year, 1, 1)) - clock.now()):
        made = asked.carry_out(session, by=boss, now=clock.now())

    assert made is not None
    assert made.register_number == f"001/{year}"


def test_revoked_it_stands_no_more_and_takes_no_number(session: Session) -> None:
    old = issued(session)[0]

    assert ask(session, old, RequestKind.REVOKE).carry_out(session, by=leader(session, old), now=clock.now()) is None

    assert old.state == CertificateState.REVOKED
    assert session.scalars(select(CertificateRegister.last_number)).one() == 1
    with pytest.raises(NotStanding):
        ask(session, old)


def test_refused_with_the_reason_everything_stays(session: Session) -> None:
    old = issued(session)[0]
    asked = ask(session, old)

    asked.refuse(session, answer="Giấy tờ ghi đúng như giấy.", by=leader(session, old), now=clock.now())

    assert (asked.state, old.state) == (RequestState.REFUSED, CertificateState.ISSUED)
    assert ask(session, old).state == RequestState.ASKED  # it may be asked again


def test_nobody_decides_about_their_own_request(session: Session) -> None:
    old = issued(session)[0]
    asked = ask(session, old)

    with pytest.raises(OwnProposal):
        asked.carry_out(session, by=asked.asked_by, now=clock.now())
    with pytest.raises(OwnProposal):
        asked.refuse(session, answer="x", by=asked.asked_by, now=clock.now())
    asked.state, asked.decided_at, asked.decided_by = RequestState.DONE, clock.now(), asked.asked_by
    with pytest.raises(IntegrityError, match="two_people"):
        session.flush()


def test_who_asked_takes_it_back_nobody_else_and_not_once_it_is_decided(session: Session) -> None:
    old = issued(session)[0]
    asked = ask(session, old)

    with pytest.raises(NotYours):
        asked.withdraw(session, by=officer(session, old), now=clock.now())
    asked.withdraw(session, by=asked.asked_by, now=clock.now())
    session.flush()

    assert (asked.state, asked.decided_by, old.state) == (RequestState.WITHDRAWN, None, CertificateState.ISSUED)
    assert session.scalars(CertificateRequest.waiting_in({old.register.unit_id})).all() == []
    with pytest.raises(AlreadyDecided):
        asked.carry_out(session, by=leader(session, old), now=clock.now())
    with pytest.raises(AlreadyDecided):
        asked.withdraw(session, by=asked.asked_by, now=clock.now())
    again = ask(session, old)
    again.carry_out(session, by=leader(session, old), now=clock.now())
    session.flush()
    with pytest.raises(AlreadyDecided):
        again.withdraw(session, by=again.asked_by, now=clock.now())


def test_nobody_decides_about_what_was_withdrawn(session: Session) -> None:
    old = issued(session)[0]
    asked = ask(session, old)
    asked.state, asked.decided_at, asked.decided_by = RequestState.WITHDRAWN, clock.now(), leader(session, old)

    with pytest.raises(IntegrityError, match="withdrawn_undecided"):
        session.flush()


def test_one_request_at_a_time(session: Session) -> None:
    old = issued(session)[0]
    ask(session, old)

    with pytest.raises(AskedAlready):
        ask(session, old, RequestKind.REVOKE)


@pytest.mark.parametrize("changes", [{}, {"full_name": "like the old one"}])
def test_a_paper_that_says_the_same_is_no_correction(session: Session, changes: dict[str, str]) -> None:
    old = issued(session)[0]
    if changes:
        changes = {"full_name": old.paper["full_name"]}

    with pytest.raises(NothingChanges):
        ask(session, old, changes=changes)


def test_the_class_the_dates_and_the_issuer_are_nobodys_to_correct(session: Session) -> None:
    old = issued(session)[0]
    asked = ask(session, old, changes={"course": "Một lớp khác"})

    with pytest.raises(ValueError, match="course"), session.begin_nested():
        asked.carry_out(session, by=leader(session, old), now=clock.now())
    session.expire_all()
    assert old.state == CertificateState.ISSUED


def test_a_paper_without_its_file_cannot_be_replaced(session: Session) -> None:
    approval = make_approved_list(session, make_attended_course(session, make_ward(session), people=1))
    row = session.scalars(Certificate.of_approval(approval.id)).one()

    with pytest.raises(NotStanding):
        ask(session, row)


def test_handed_over_once_and_undone_the_same_day_only(session: Session) -> None:
    row = issued(session)[0]
    by, now = officer(session, row), clock.now()
    row.hand_over(to="Bế Văn Thim", by=by, now=now)
    session.flush()

    with pytest.raises(NotToHandOver):
        row.hand_over(to="", by=by, now=now)
    with pytest.raises(NotToHandOver):
        row.take_back(now=now + timedelta(days=1))
    row.take_back(now=now)
    session.flush()
    assert (row.state, row.handed_to, row.handed_over_at) == (CertificateState.ISSUED, "", None)


def test_what_waits_to_be_handed_over_with_its_last_day(session: Session) -> None:
    rows = issued(session, people=3)
    unit_id = rows[0].register.unit_id
    rows[0].hand_over(to="", by=officer(session, rows[0]), now=clock.now())
    session.flush()

    asked = WaitingQuery.at(session, {unit_id}, clock.now())

    assert HAND_OVER.rows(asked) == [(rows[0].registration.course_id, clock.today() + timedelta(days=15))]
    assert HAND_OVER.rows(WaitingQuery.at(session, {unit_id + 1000}, clock.now())) == []


@pytest.fixture
def race(make_app: Callable[..., Flask], engine: str) -> Iterator[Flask]:
    """An app whose commits are real."""
    made = make_app(engine, rooms=False)
    yield made
    with made.app_context():
        db.engine.dispose()


def decide(app: Flask, request_id: int, leader_id: int, *, refuse: bool = False) -> int:
    """What a leader's press does; the new paper's number, 0 where it was refused."""
    with app.app_context(), immediate() as session:
        asked, by = session.get_one(CertificateRequest, request_id), session.get_one(Account, leader_id)
        if refuse:
            asked.refuse(session, answer="Đúng rồi.", by=by, now=clock.now())
            return 0
        made = asked.carry_out(session, by=by, now=clock.now())
        assert made is not None
        return made.number


def test_many_leaders_at_once_decide_once(race: Flask) -> None:
    with race.app_context(), immediate() as session:
        old = issued(session)[0]
        asked_id, old_id = ask(session, old).id, old.id
        leaders = [leader(session, old).id for _number in range(16)]

    told = at_once(
        [lambda n=n, id_=id_: decide(race, asked_id, id_, refuse=n % 2 == 1) for n, id_ in enumerate(leaders)]
    )

    assert len([one for one in told if isinstance(one, int)]) == 1, told
    assert [type(one) for one in told].count(AlreadyDecided) == 15
    with race.app_context():
        numbers = [row.number for row in db.session.scalars(select(Certificate).order_by(Certificate.number))]
        old = db.session.get_one(Certificate, old_id)
        assert numbers == ([1, 2] if old.state == CertificateState.REPLACED else [1])


def test_withdrawn_while_leaders_agree_one_of_them_is_first(race: Flask) -> None:
    with race.app_context(), immediate() as session:
        old = issued(session)[0]
        asked = ask(session, old)
        asked_id, old_id, asker_id = asked.id, old.id, asked.asked_by_id
        leaders = [leader(session, old).id for _number in range(6)]

    def withdraw() -> str:
        with race.app_context(), immediate() as session:
            mine = session.get_one(CertificateRequest, asked_id)
            mine.withdraw(session, by=session.get_one(Account, asker_id), now=clock.now())
            return "withdrawn"

    told = at_once([*(lambda id_=id_: decide(race, asked_id, id_) for id_ in leaders), *[withdraw] * 6])

    done = [one for one in told if not isinstance(one, Exception)]
    assert len(done) == 1, told
    assert {type(one) for one in told if isinstance(one, Exception)} == {AlreadyDecided}
    with race.app_context():
        replaced = db.session.get_one(Certificate, old_id).state == CertificateState.REPLACED
        assert replaced == (done == [2])


def test_many_replaced_at_once_are_numbered_without_a_hole(race: Flask) -> None:
    with race.app_context(), immediate() as session:
        rows = issued(session, people=12)
        boss = leader(session, rows[0]).id
        asked = [ask(session, row).id for row in rows]

    told = at_once([lambda id_=id_: decide(race, id_, boss) for id_ in asked])

    assert sorted(one for one in told if isinstance(one, int)) == list(range(13, 25)), told
    with race.app_context():
        assert db.session.scalars(select(CertificateRegister.last_number)).one() == 24


def test_many_ask_at_once_one_request_waits(race: Flask) -> None:
    with race.app_context(), immediate() as session:
        row_id = issued(session)[0].id

    def one() -> int:
        with race.app_context(), immediate() as session:
            return ask(session, session.get_one(Certificate, row_id)).id

    told = at_once([one for _number in range(10)])

    assert len([each for each in told if isinstance(each, int)]) == 1, told
    assert [type(each) for each in told].count(AskedAlready) == 9


NO_NEW_PAPER = {
    "sqlite": ["CREATE TRIGGER t BEFORE INSERT ON certificate BEGIN SELECT RAISE(ABORT, 'the power went out'); END"],
    "postgresql": [
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the power went out'; END $$",
        "CREATE TRIGGER t BEFORE INSERT ON certificate FOR EACH ROW EXECUTE FUNCTION f()",
    ],
}
AGAIN = {"sqlite": ["DROP TRIGGER t"], "postgresql": ["DROP TRIGGER t ON certificate", "DROP FUNCTION f()"]}


def test_cut_off_in_between_neither_stands_and_the_next_try_takes_the_same_number(race: Flask, engine: str) -> None:
    with race.app_context(), immediate() as session:
        old = issued(session)[0]
        old_id, asked_id, boss = old.id, ask(session, old).id, leader(session, old).id
        for statement in NO_NEW_PAPER[engine]:
            session.execute(text(statement))

    with pytest.raises(DatabaseError, match="the power went out"):
        decide(race, asked_id, boss)

    with race.app_context():
        assert db.session.get_one(Certificate, old_id).state == CertificateState.ISSUED
        assert db.session.get_one(CertificateRequest, asked_id).state == RequestState.ASKED
        assert db.session.scalars(select(CertificateRegister.last_number)).one() == 1
        db.session.rollback()
        with immediate() as session:
            for statement in AGAIN[engine]:
                session.execute(text(statement))
    assert decide(race, asked_id, boss) == 2


def test_what_changes_is_kept_as_it_was_asked(session: Session) -> None:
    old = issued(session)[0]
    asked = ask(session, old, changes={**RIGHT, "birth_year": old.paper["birth_year"]})

    assert asked.changed == json.loads(asked.changes) == RIGHT
