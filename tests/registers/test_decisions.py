"""What is asked of everything that is decided: proposed, decided by another, once, with words where they are owed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    AmbassadorOffer,
    Approval,
    AuditEvent,
    Certificate,
    CertificateRequest,
    Matter,
    RequestKind,
    Role,
)
from app.models.helping.ambassadors import thanks_proposing
from app.models.helping.ambassadors.ambassador import Terms
from app.models.mixins.decided import Decided
from app.models.targets.task_owner import Owner
from app.registers.acts import ACTS
from app.registers.decision import Decision
from app.registers.decisions import DECISIONS
from app.web.database import immediate
from tests.factories import (
    make_account,
    make_approved_list,
    make_attended_course,
    make_person,
    make_plan,
    make_report,
    make_ward,
)
from tests.golden import assert_listed
from tests.indicators.reports.test_rollup import line, told
from tests.pages import Page, Pages
from tests.recognising import make_met, make_recognising, propose
from tests.transactions import Transactions

WHY = "Căn cước ghi khác."


@dataclass(frozen=True)
class Case:
    """How one noun is proposed and pressed: where, the field of the reason, what else stands on the form, and the acts
    that the trail notes."""

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
    # What the form says of the row that was read.
    read: Callable[[Any], dict[str, str]] = lambda row: {}

    @property
    def decision(self) -> Decision:
        return next(each for each in DECISIONS if each.key == self.key)


def request_for_a_paper(session: Session, ward: AdministrativeUnit, by: Account) -> Decided:
    approval = make_approved_list(session, make_attended_course(session, ward, people=1, lessons=1))
    row = session.scalars(Certificate.of_approval(approval.id)).one()
    row.issue(file=f"{row.code}.pdf", sha256="0" * 64, now=clock.now())
    return CertificateRequest.ask(session, row, RequestKind.REVOKE, reason="Cấp nhầm.", by=by, now=clock.now())


def letter(session: Session, ward: AdministrativeUnit, by: Account) -> Decided:
    made = Ambassador.appoint(session, make_person(session, ward), Terms(since=clock.today()), now=clock.now())
    days = (clock.today(), clock.today())
    return thanks_proposing.propose(session, [made], days, "đã kèm cặp", by=by, now=clock.now())[0]


def offer(session: Session, ward: AdministrativeUnit, by: Account) -> Decided:
    made = AmbassadorOffer(
        submission="một",
        unit=ward,
        full_name="Nguyễn Thị Lan",
        birth_year=1968,
        phone="+84912345678",
        made_at=clock.now(),
    )
    assert AmbassadorOffer.make(session, made)
    return made


def course_list(session: Session, ward: AdministrativeUnit, by: Account) -> Decided:
    course = make_attended_course(session, ward, people=2, lessons=1)
    return Approval.submit(session, course.id, by=by, now=clock.now())


def houses(session: Session, ward: AdministrativeUnit, by: Account) -> Decided:
    return propose(session, make_recognising(session, ward), make_met(session, ward, 2), by=by)


def half_year(session: Session, ward: AdministrativeUnit, by: Account) -> Decided:
    report = make_report(session, ward, by=by)
    report.send(session, told(line("10", "100"), lots=5).stored(), by=by, now=clock.now())
    return report


def task(session: Session, ward: AdministrativeUnit, by: Account) -> Decided:
    made = Matter(unit=ward, plan=make_plan(session, ward), text="Mở lớp hằng tháng")
    made.owner = Owner.of(by)
    session.add(made)
    session.flush()
    made.report(session, "Đã mở hai lớp.", by=by, now=clock.now())
    return made


def first_two(_row: Any) -> dict[str, str]:
    """The numbers that the page showed."""
    return {"so": f"{clock.today().year}-1-2"}


CASES = (
    Case(
        key="recognition",
        propose=houses,
        agree="/van-phong/cong-nhan/{recognition}/duyet",
        decline="/van-phong/cong-nhan/{recognition}/tra-lai",
        reason="why",
        agreed="recognition.approved",
        declined="recognition.sent_back",
        withdraw="/van-phong/cong-nhan/{recognition}/tra-lai",
        withdrawn="recognition.withdrawn",
        read=first_two,
    ),
    Case(
        key="approval",
        propose=course_list,
        agree="/van-phong/lop/{code}/duyet",
        decline="/van-phong/lop/{code}/tra-lai",
        reason="reason",
        agreed="approval.approved",
        declined="approval.sent_back",
        read=first_two,
    ),
    Case(
        key="certificate_request",
        propose=request_for_a_paper,
        agree="/van-phong/de-nghi/{public_id}/dong-y",
        decline="/van-phong/de-nghi/{public_id}/tu-choi",
        reason="answer",
        agreed="certificate.revoked",
        declined="certificate_request.refused",
        withdraw="/van-phong/de-nghi/{public_id}/rut",
        withdrawn="certificate_request.withdrawn",
    ),
    Case(
        key="report",
        propose=half_year,
        agree="/van-phong/bao-cao/{report}/duyet",
        decline="/van-phong/bao-cao/{report}/tra-lai",
        reason="why",
        agreed="report.approved",
        declined="report.returned",
        withdraw="/van-phong/bao-cao/{report}/tra-lai",
        withdrawn="report.withdrawn",
        read=lambda row: {"luc": row.proposed_at.isoformat()},
    ),
    Case(
        key="matter",
        propose=task,
        agree="/van-phong/viec-giao/{task}/duyet",
        decline="/van-phong/viec-giao/{task}/tra-lai",
        reason="why",
        agreed="matter.accepted",
        declined="matter.given_back",
        read=lambda row: {"luc": row.proposed_at.isoformat()},
    ),
    Case(
        key="thanks_letter",
        propose=letter,
        agree="/van-phong/thu-cam-on/{letter}/duyet",
        decline="/van-phong/thu-cam-on/{letter}/tu-choi",
        reason="why",
        agreed="thanks_letter.approved",
        declined="thanks_letter.declined",
        withdraw="/van-phong/thu-cam-on/{letter}/tu-choi",
        withdrawn="thanks_letter.withdrawn",
    ),
    Case(
        key="ambassador_offer",
        propose=offer,
        agree="/van-phong/dai-su/moi/don/{public_id}",
        decline="/van-phong/dai-su/xin-lam/{public_id}/tu-choi",
        reason="why",
        agreed="ambassador.appointed",
        declined="ambassador_offer.declined",
        fields={
            "since": "01/03/2026",
            "training": "basic",
            "helps_in": "",
            "full_name": "Nguyễn Thị Lan",
            "birth_year": "1968",
            "lives_in": "khac",
            "phone": "0912 345 678",
        },
    ),
)
pytestmark = pytest.mark.sqlite


def asked_of(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.key for case in cases])


every = asked_of(list(CASES))
of_accounts = asked_of([case for case in CASES if case.decision.role is Role.LEADER])
taken_back = asked_of([case for case in CASES if case.withdraw])


@dataclass
class Room(Transactions):
    """A ward, something proposed in it, and whoever comes to it."""

    app: Flask
    case: Case
    unit_id: int
    proposer_id: int
    row_id: int
    address: str
    place: dict[str, Any]
    form: dict[str, str]

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
        return pages.post(step.format(**self.place), {"csrf_token": token[1], **self.form, **fields}, status)

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

    def decided(self) -> str:
        """What whoever comes too late is told."""
        with self.read() as session:
            return str(self.case.decision.decided_text(session.get_one(self.case.decision.noun, self.row_id)))

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
        place, acts = dict(case.decision.place(row)), dict((case.decision.acts_at or case.decision.place)(row))
        form = {**case.fields, **case.read(row)}
        named = {"public_id": row.public_id} if hasattr(row, "public_id") else {}
    with app.test_request_context():
        address = url_for(case.decision.page, **place)
    return Room(app, case, *ids, address, {**acts, **named}, form)


def test_every_decision_is_asked() -> None:
    keys = [each.key for each in DECISIONS]
    place = "CASES of tests/registers/test_decisions.py"
    assert_listed(keys, [case.key for case in CASES], place, "add a Case for the decision there")


@every
def test_it_waits_in_the_inbox_of_who_decides_until_it_is_decided(room: Room, case: Case) -> None:
    leader = room.come(case.decision.role)
    assert room.waiting() == 1
    assert room.address in leader.get("/van-phong/duyet").links().values()
    assert room.address in leader.get(f"/van-phong/duyet?loai={case.decision.slug}").links().values()
    assert room.address not in leader.get("/van-phong/duyet?loai=khac").links().values()
    done = next(text for text, href in leader.get("/van-phong").links().items() if href == room.address)
    if case.decision.role != Role.LEADER:  # a leader reads what waits as in the inbox
        assert done.startswith(str(case.decision.act))

    room.agree(leader)

    assert room.waiting() == 0
    assert room.address not in leader.get("/van-phong/duyet").links().values()
    assert room.address not in leader.get("/van-phong").links().values()


@every
def test_agreed_by_another_it_is_theirs_and_the_trail_says_so(room: Room, case: Case) -> None:
    room.agree(room.come(case.decision.role))

    row = room.row()
    assert not row.waits
    assert row.decided_by_id not in (None, row.proposed_by_id)
    assert case.agreed in room.acts()
    assert str(ACTS[case.agreed].sentence)


@every
def test_declined_it_says_why_and_without_a_reason_it_waits(room: Room, case: Case) -> None:
    leader = room.come(case.decision.role)
    room.decline(leader, why=" ", status=422)
    assert room.row().waits

    room.decline(leader)

    assert WHY in leader.get(room.address).text
    assert WHY in room.acts()[case.declined]
    assert "reason" in ACTS[case.declined].words


@of_accounts
def test_who_proposed_it_does_not_decide(room: Room, case: Case) -> None:
    proposer = room.proposer()

    assert "Người đề nghị không tự duyệt." in proposer.get(room.address).text
    assert str(case.decision.own_proposal_error) in room.agree(proposer, status=409).text
    assert room.row().waits


@of_accounts
def test_an_officer_does_not_decide(room: Room, case: Case) -> None:
    officer = room.come(Role.OFFICER)

    assert "Đang chờ lãnh đạo" in officer.get(room.address).text
    room.agree(officer, status=403)
    assert room.row().waits


@every
def test_of_two_the_second_is_told_and_a_second_press_is_no_fault(room: Room, case: Case) -> None:
    first, second = room.come(case.decision.role), room.come(case.decision.role)
    room.agree(first)
    row = room.row()

    assert room.decided() in room.agree(second, status=409).text
    assert room.decided() in room.decline(second, status=409).text
    room.agree(first)
    assert room.row().decided_by_id == row.decided_by_id
    assert room.row().decided_at == row.decided_at


@every
def test_another_wards_leader_finds_nothing(room: Room, case: Case) -> None:
    stranger = room.come(case.decision.role, elsewhere=True)

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
    assert room.decided() in room.agree(room.come(case.decision.role), status=409).text
