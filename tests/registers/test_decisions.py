"""What is asked of everything that is decided: proposed, decided by another, once, with words where they are owed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.database import immediate
from app.models import Account, AdministrativeUnit, AuditEvent, Certificate, CertificateRequest, RequestKind, Role
from app.models.shapes.decided import Decided
from app.registers.acts import ACTS
from app.registers.decision import Decision
from app.registers.decisions import DECISIONS
from tests.factories import make_account, make_approved_list, make_attended_course, make_ward
from tests.pages import Page, Pages
from tests.transactions import Transactions

WHY = "Căn cước ghi khác."


@dataclass(frozen=True)
class Case:
    """How one noun is proposed and pressed: addresses below that of its page (a leading slash: below the office's),
    the field of the reason, and the acts that the trail notes of its subject."""

    key: str
    propose: Callable[[Session, AdministrativeUnit, Account], Decided]
    agree: str
    decline: str
    reason: str
    agreed: str
    declined: str
    withdraw: str = ""
    withdrawn: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def decision(self) -> Decision:
        return next(each for each in DECISIONS if each.key == self.key)


def request_for_a_paper(session: Session, ward: AdministrativeUnit, by: Account) -> Decided:
    approval = make_approved_list(session, make_attended_course(session, ward, people=1, lessons=1))
    row = session.scalars(Certificate.of_approval(approval.id)).one()
    row.issue(file=f"{row.code}.pdf", sha256="0" * 64, now=clock.now())
    return CertificateRequest.ask(session, row, RequestKind.REVOKE, reason="Cấp nhầm.", by=by, now=clock.now())


CASES = (
    Case(
        key="certificate_request",
        propose=request_for_a_paper,
        agree="/dong-y",
        decline="/tu-choi",
        reason="answer",
        agreed="certificate.revoked",
        declined="certificate_request.refused",
        withdraw="/rut",
        withdrawn="certificate_request.withdrawn",
    ),
)
pytestmark = pytest.mark.sqlite
every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
taken_back = pytest.mark.parametrize("case", [case for case in CASES if case.withdraw], ids=lambda case: case.key)


@dataclass
class Room(Transactions):
    """A ward, something proposed in it, and whoever comes to it."""

    app: Flask
    case: Case
    unit_id: int
    proposer_id: int
    row_id: int
    address: str

    def come(self, *roles: Role, elsewhere: bool = False) -> Pages:
        """A browser of somebody new with these roles."""
        with self.write() as session:
            unit = make_ward(session) if elsewhere else session.get_one(AdministrativeUnit, self.unit_id)
            account = make_account(session, unit, *roles, full_name=f"Người thứ {clock.now():%H%M%S%f}")
        return Pages(self.app.test_client()).sign_in(account)

    def proposer(self) -> Pages:
        """A browser of who proposed it."""
        with self.read() as session:
            account = session.get_one(Account, self.proposer_id)
        return Pages(self.app.test_client()).sign_in(account)

    def press(self, pages: Pages, step: str, status: int = 200, **fields: str) -> Page:
        """Send what a form would, whether or not a page offers it."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', pages.get("/van-phong/them").html)
        assert token, "a page with a form"
        return pages.post(self.address + step, {"csrf_token": token[1], **self.case.fields, **fields}, status)

    def agree(self, pages: Pages, status: int = 200) -> Page:
        return self.press(pages, self.case.agree, status)

    def decline(self, pages: Pages, why: str = WHY, status: int = 200) -> Page:
        return self.press(pages, self.case.decline, status, **{self.case.reason: why})

    def withdraw(self, pages: Pages, status: int = 200) -> Page:
        return self.press(pages, self.case.withdraw, status, **{self.case.reason: WHY})

    def row(self) -> Any:
        with self.read() as session:
            row: Any = session.get_one(self.case.decision.noun, self.row_id)
            assert row.waits is not None
            return row

    def acts(self) -> dict[str, str]:
        """What the trail noted in the ward, with its detail."""
        with self.read() as session:
            noted = select(AuditEvent.action, AuditEvent.detail).where(AuditEvent.unit_id == self.unit_id)
            return dict(session.execute(noted).all())

    def waiting(self) -> int:
        with self.read() as session:
            lines = self.case.decision.waiting_in(session, {self.unit_id})
            assert session.scalar(self.case.decision.noun.count_waiting({self.unit_id})) == len(lines)
            assert all(str(line.text) and str(line.small) for line in lines)
            return len(lines)


@pytest.fixture
def room(app: Flask, case: Case) -> Room:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        proposer = make_account(session, ward, Role.OFFICER, Role.LEADER)
        row = case.propose(session, ward, proposer)
        session.flush()
        ids = ward.id, proposer.id, row.id
        place = case.decision.place(row)
    with app.test_request_context():
        address = url_for(case.decision.page, **place)
    return Room(app, case, *ids, address)


@every
def test_it_waits_in_the_inbox_of_who_decides_until_it_is_decided(room: Room, case: Case) -> None:
    leader = room.come(Role.LEADER)
    assert room.waiting() == 1
    assert room.address in leader.get("/van-phong/duyet").links().values()

    room.agree(leader)

    assert room.waiting() == 0
    assert room.address not in leader.get("/van-phong/duyet").links().values()


@every
def test_agreed_by_another_it_is_theirs_and_the_trail_says_so(room: Room, case: Case) -> None:
    room.agree(room.come(Role.LEADER))

    row = room.row()
    assert not row.waits
    assert row.decided_by_id not in (None, row.proposed_by_id)
    assert case.agreed in room.acts()
    assert str(ACTS[case.agreed].sentence)


@every
def test_declined_it_says_why_and_without_a_reason_it_waits(room: Room, case: Case) -> None:
    leader = room.come(Role.LEADER)
    room.decline(leader, why=" ", status=422)
    assert room.row().waits

    room.decline(leader)

    assert WHY in leader.get(room.address).text
    assert WHY in room.acts()[case.declined]
    assert "reason" in ACTS[case.declined].words


@every
def test_who_proposed_it_does_not_decide(room: Room, case: Case) -> None:
    proposer = room.proposer()

    assert "Người đề nghị không tự duyệt." in proposer.get(room.address).text
    assert str(case.decision.own) in room.agree(proposer, status=409).text
    assert room.row().waits


@every
def test_an_officer_does_not_decide(room: Room, case: Case) -> None:
    officer = room.come(Role.OFFICER)

    assert "Đang chờ lãnh đạo" in officer.get(room.address).text
    room.agree(officer, status=403)
    assert room.row().waits


@every
def test_of_two_the_second_is_told_and_a_second_press_is_no_fault(room: Room, case: Case) -> None:
    first, second = room.come(Role.LEADER), room.come(Role.LEADER)
    room.agree(first)
    row = room.row()

    assert str(case.decision.decided(row)) in room.agree(second, status=409).text
    assert str(case.decision.decided(row)) in room.decline(second, status=409).text
    room.agree(first)
    assert room.row().decided_by_id == row.decided_by_id
    assert room.row().decided_at == row.decided_at


@every
def test_another_wards_leader_finds_nothing(room: Room, case: Case) -> None:
    stranger = room.come(Role.LEADER, elsewhere=True)

    stranger.get(room.address, status=404)
    room.agree(stranger, status=404)
    room.decline(stranger, status=404)
    assert room.address not in stranger.get("/van-phong/duyet").links().values()


@taken_back
def test_who_proposed_it_takes_it_back_nobody_else_and_not_later(room: Room, case: Case) -> None:
    room.withdraw(room.come(Role.OFFICER), status=409)
    assert room.row().waits

    proposer = room.proposer()
    room.withdraw(proposer)
    assert not room.row().waits
    assert room.waiting() == 0
    assert case.withdrawn in room.acts()
    room.withdraw(proposer)  # pressed twice
    assert str(case.decision.decided(room.row())) in room.agree(room.come(Role.LEADER), status=409).text
