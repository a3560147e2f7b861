"""The demo ward goes with everything of it, and nothing else goes or changes."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.commands.demo_ward import NoDemo, fill, remove, removing
from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    Approval,
    AttendanceMark,
    AuditEvent,
    Base,
    Certificate,
    Consent,
    Course,
    Invitation,
    Job,
    Registration,
    Role,
    RoleGrant,
    SignUpWay,
    Wishes,
    WrongTries,
)
from app.models.learning.certificate_numbers import enter
from app.models.trust.idempotency_key import Receipt
from app.web.database import db, immediate
from tests.factories import (
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_group,
    make_person,
    make_sign_in,
)
from tests.rows import all_rows, counts, triggers


@pytest.fixture
def app(used: Flask) -> Iterator[Flask]:
    """The demo ward, within a context; whatever happens to it is undone afterwards."""
    with used.app_context():
        yield used


def look() -> Connection:
    """The database as it stands."""
    return db.session.connection()


def use(session: Session) -> None:
    """Leave something of everything: approved and issued certificates, a thin ticket, tokens, wrong tries, jobs."""
    now = clock.now()
    course = session.scalars(Course.called("DEM5")).one()
    leader = session.scalars(Account.called("lanhdao")).one()
    approval = session.scalars(Approval.waiting_in({course.unit_id})).one()
    approval.approve(session, by=leader, now=now)
    for number, certificate in enumerate(enter(session, approval, now=now)):
        certificate.issue(file=f"certificates/{number}.pdf", sha256=f"{number:064d}", now=now)
    dem1 = session.scalars(Course.called("DEM1")).one()
    known = session.scalars(Registration.seated_on(dem1.id)).first()
    assert known
    Registration.register(session, dem1.id, known.person, Wishes(way=SignUpWay.QR, submission="again"), now)
    session.add(Consent(person=known.person, purpose="photos", text_version="1", given_at=now, how="qr"))
    Invitation.offer(session, leader, now)
    make_sign_in(session, leader)
    session.add(WrongTries(username="canbo", count=3, at=now))
    WrongTries.of(session, "canbo", now, device="0").note_wrong(now)
    session.add(Receipt(uuid="r", kind="close", digest="d", account_id=leader.id, device="", at=now, received_at=now))
    Job.ask(session, "poster", {}, title="", unit_id=course.unit_id, asked_by_id=leader.id, now=now)
    AuditEvent.note(
        session,
        "approval.approved",
        at=now,
        account_id=leader.id,
        unit_id=course.unit_id,
        subject=("course", course.code),
    )


def make_real_ward(session: Session) -> AdministrativeUnit:
    """A ward in use, in the same province as the demo, with rows of all the kinds that triggers keep."""
    province = session.scalars(AdministrativeUnit.called("19")).one()
    ward = AdministrativeUnit(code="05692", kind="xã", name="Đồng Hỷ", parent=province)
    session.add(ward)
    officer = make_account(session, ward, Role.OFFICER, username="thatcanbo")
    course = make_attended_course(session, ward, people=4)
    make_approved_list(session, course)
    make_course(session, ward)
    make_person(session, ward, group=make_group(session, ward))
    make_sign_in(session, officer)
    AuditEvent.note(
        session, "course.closed", at=clock.now(), account_id=officer.id, unit_id=ward.id, subject=("course", "X")
    )
    return ward


def test_every_table_is_told_of() -> None:
    """A table that is new has an owner by its columns, or somebody decided otherwise."""
    owned = {table.name for table in Base.metadata.sorted_tables if set(removing.DEMO_OWNERS) & set(table.c.keys())}
    assert owned | removing.APART == set(Base.metadata.tables)


@pytest.mark.postgresql
@pytest.mark.usefixtures("app")
def test_all_of_it_goes() -> None:
    standing = triggers(look())
    with immediate() as session:
        use(session)
    removed = remove(clock.now())
    assert counts(look()) == {"audit_event": 1, "audit_head": 1}
    assert triggers(look()) == standing
    assert AuditEvent.first_broken(db.session()) is None
    assert db.session.scalars(select(AuditEvent.action)).all() == ["demo.removed"]
    assert removed.rows["certificate"] == 38
    assert removed.rows["registration"] == 588
    assert len(removed.papers) == 38


@pytest.mark.usefixtures("app")
def test_it_can_be_filled_again() -> None:
    before = counts(look())
    remove(clock.now())
    fill("BinhDan@2026", clock.now())
    assert counts(look()) == {**before, "audit_event": before["audit_event"] + 1}


@pytest.mark.usefixtures("app")
def test_a_real_ward_beside_it_is_left_as_it_is() -> None:
    with immediate() as session:
        use(session)
    of_demo = all_rows(look())
    with immediate() as session:
        make_real_ward(session)
    both = all_rows(look())
    remove(clock.now())
    left = all_rows(look())
    assert AuditEvent.first_broken(db.session()) is None
    assert not db.session.scalars(AdministrativeUnit.called("19")).one().is_demo
    for table in set(both) - {"administrative_unit", "audit_event", "audit_head", "page_version"}:
        real = sorted(set(both[table]) - set(of_demo[table]))
        assert left[table] == real, table
    # A chain loses no link: the demo's acts stay where a real ward's are tied to them.
    assert len(left["audit_event"]) == len(both["audit_event"]) + 1
    assert set(both["audit_event"]) < set(left["audit_event"])
    assert len(left["administrative_unit"]) == 2
    assert set(left["administrative_unit"]) & set(both["administrative_unit"])


@pytest.mark.postgresql
@pytest.mark.usefixtures("app")
def test_numbers_of_the_trail_are_never_given_again() -> None:
    with immediate() as session:
        make_real_ward(session)
    with immediate() as session:
        demo = session.scalars(AdministrativeUnit.called("05443")).one()
        last = make_account(session, demo, Role.OFFICER).id
    remove(clock.now())
    with immediate() as session:
        ward = session.scalars(AdministrativeUnit.called("05692")).one()
        assert make_account(session, ward).id > last


@pytest.mark.usefixtures("app")
def test_an_account_that_works_for_a_real_ward_too_stays() -> None:
    with immediate() as session:
        ward = make_real_ward(session)
        account = session.scalars(Account.called("canbo")).one()
        session.add(
            RoleGrant(account=account, role=Role.OFFICER, unit=ward, since=clock.today(), created_at=clock.now())
        )
    remove(clock.now())
    account = db.session.scalars(Account.called("canbo")).one()
    grants = db.session.scalars(RoleGrant.of(account.id)).all()
    assert [grant.unit.code for grant in grants] == ["05692"]
    assert db.session.scalars(Account.called("lanhdao")).first() is None


@pytest.mark.postgresql
@pytest.mark.usefixtures("app")
def test_rows_that_stay_stay_again_afterwards() -> None:
    kept: dict[type[Base], str] = {AttendanceMark: "device", Certificate: "content", AuditEvent: "action"}
    with immediate() as session:
        make_real_ward(session)
    remove(clock.now())
    for noun, column in kept.items():
        for act in (delete(noun), update(noun).values({column: "changed"})):
            with pytest.raises(DBAPIError, match=r"stay|never changes|keeps"), immediate() as session:
                session.execute(act)


@pytest.mark.usefixtures("app")
def test_a_failure_half_way_leaves_all_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the light went out")

    before, standing = all_rows(look()), triggers(look())
    monkeypatch.setattr(removing, "_remove_units", fail)
    with pytest.raises(RuntimeError, match="the light went out"):
        remove(clock.now())
    assert all_rows(look()) == before
    assert triggers(look()) == standing


@pytest.mark.usefixtures("app")
def test_without_the_flag_nothing_goes() -> None:
    with immediate() as session:
        session.execute(update(AdministrativeUnit).values(is_demo=False))
    before = all_rows(look())
    with pytest.raises(NoDemo):
        remove(clock.now())
    assert all_rows(look()) == before
