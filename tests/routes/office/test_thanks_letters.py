"""Letters of thanks: proposed with the counts of that moment, approved by another, drawn once, served byte for byte."""

import hashlib
from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.jobs import queue
from app.models import AdministrativeUnit, Ambassador, AuditEvent, Role, ThanksLetter
from app.models.helping.ambassadors.ambassador import Terms
from app.models.helping.pairs import pairing
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.factories import make_account, make_person, make_sign_in, make_ward
from tests.pages import Page, Pages


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    with app.app_context(), immediate() as session:
        return make_ward(session)


def enter(app: Flask, ward: AdministrativeUnit, *roles: Role) -> Pages:
    """A browser of its own for a new member of staff."""
    client = app.test_client()
    with app.app_context(), immediate() as session:
        account = make_account(session, session.get_one(AdministrativeUnit, ward.id), *roles)
        client.set_cookie(COOKIE, make_sign_in(session, account))
    return Pages(client)


def send(pages: Pages, address: str, said: Mapping[str, object], status: int = 200) -> Page:
    token = pages.get("/dang-xuat").form(action="/dang-xuat").fields["csrf_token"]
    return pages.post(address, {"csrf_token": token, **said}, status=status)


@pytest.fixture
def lan(app: Flask, ward: AdministrativeUnit) -> str:
    """Bà Lan, who takes two people by the hand."""
    with app.app_context(), immediate() as session:
        unit, now = session.get_one(AdministrativeUnit, ward.id), clock.now()
        person = make_person(session, unit, "Nguyễn Thị Lan", 1968, sex="nữ")
        made = Ambassador.appoint(session, person, Terms(since=clock.today()), now=now)
        for name in ("Cụ Một", "Cụ Hai"):
            pairing.begin(session, made, make_person(session, unit, name), now=now, day=clock.today())
        return made.public_id


def propose(pages: Pages, *ids: str, status: int = 200, **said: str) -> Page:
    form = pages.get("/van-phong/thu-cam-on/moi").form(button="Gửi lãnh đạo")
    return form.submit({"chosen": list(ids), **said}, status=status)


def letter_of(app: Flask) -> ThanksLetter:
    with app.app_context():
        row = db.session.scalars(select(ThanksLetter).order_by(ThanksLetter.id.desc())).first()
        db.session.expunge_all()
        assert row is not None
        return row


def acts(app: Flask) -> list[str]:
    with app.app_context():
        wanted = select(AuditEvent.action).where(AuditEvent.action.startswith("thanks_letter"))
        return list(db.session.scalars(wanted.order_by(AuditEvent.id)))


def test_a_letter_goes_from_proposal_to_paper(app: Flask, ward: AdministrativeUnit, lan: str) -> None:
    officer, leader = enter(app, ward, Role.OFFICER), enter(app, ward, Role.LEADER)
    assert "1 thư cảm ơn" in propose(officer, lan).text
    letter = letter_of(app)
    page = leader.get(f"/van-phong/thu-cam-on/{letter.public_id}")
    assert "kèm 02 người" in page.text
    approved = page.form(button="Duyệt thư cảm ơn").submit()
    number = f"01/{clock.today().year}"
    assert approved.h1 == f"Thư cảm ơn số {number}"
    letter = letter_of(app)
    with leader.client.get(f"/van-phong/thu-cam-on/{letter.public_id}/thu.pdf") as paper:
        assert hashlib.sha256(paper.data).hexdigest() == letter.sha256
    assert f"{number} Nguyễn Thị Lan" in officer.get("/van-phong/thu-cam-on?tim=lan").text
    assert "Không thấy thư nào" in officer.get("/van-phong/thu-cam-on?tim=khongco").text
    assert [act.removeprefix("thanks_letter.") for act in acts(app)] == ["proposed", "approved", "issued", "viewed"]


def test_while_it_is_drawn_the_page_says_so(
    app: Flask, ward: AdministrativeUnit, lan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, leader = enter(app, ward, Role.OFFICER), enter(app, ward, Role.LEADER)
    propose(officer, lan)
    monkeypatch.setattr(queue, "enqueue", lambda job_id: None)
    address = f"/van-phong/thu-cam-on/{letter_of(app).public_id}"
    page = leader.get(address).form(button="Duyệt thư cảm ơn").submit()
    assert "Máy đang vẽ thư" in page.text
    leader.get(f"{address}/thu.pdf", status=404)
    assert "Chờ vẽ" in officer.get("/van-phong/thu-cam-on").text


def test_approving_all_leaves_out_what_one_proposed(app: Flask, ward: AdministrativeUnit, lan: str) -> None:
    both = enter(app, ward, Role.OFFICER, Role.LEADER)
    propose(both, lan)
    send(both, "/van-phong/thu-cam-on/duyet", {"thu": letter_of(app).public_id})
    assert letter_of(app).number is None


def test_one_proposal_waits_for_one_person(app: Flask, ward: AdministrativeUnit, lan: str) -> None:
    officer = enter(app, ward, Role.OFFICER)
    propose(officer, lan)
    assert "đang có một thư chờ duyệt" in propose(officer, lan).text
    with app.app_context():
        assert len(db.session.scalars(select(ThanksLetter)).all()) == 1


def test_a_leader_approves_all_at_once(app: Flask, ward: AdministrativeUnit, lan: str) -> None:
    officer, leader = enter(app, ward, Role.OFFICER), enter(app, ward, Role.LEADER)
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        person = make_person(session, unit, "Vi Thị Mùi")
        mui = Ambassador.appoint(session, person, Terms(since=clock.today()), now=clock.now()).public_id
    propose(officer, lan, mui)
    done = leader.get("/van-phong/thu-cam-on").form(button="Duyệt cả 2 thư").submit()
    year = clock.today().year
    assert f"số 01/{year} đến 02/{year}" in done.text


def test_words_are_mended_while_it_waits_and_an_older_form_is_told(
    app: Flask, ward: AdministrativeUnit, lan: str
) -> None:
    officer = enter(app, ward, Role.OFFICER)
    propose(officer, lan)
    address = f"/van-phong/thu-cam-on/{letter_of(app).public_id}"
    page = officer.get(address)
    form = page.form(button="Lưu lời này")
    assert "Bà đã tận tụy" in form.submit({"words": "Bà đã tận tụy"}).text
    assert "vừa có người sửa" in form.submit({"words": "Lời khác"}, status=409).text
    assert letter_of(app).paper["words"] == "Bà đã tận tụy"
    form = officer.get(address).form(button="Lưu lời này")
    assert "gọn trong 400 chữ" in form.submit({"words": "a" * 401}, status=422).text


@pytest.mark.parametrize(
    ("line", "typed", "words"),
    [
        ("since", "", "Anh chị ghi ngày"),
        ("until", "01/01/2099", "Ngày này chưa tới"),
        ("until", "01/01/2020", "đứng trước ngày đầu"),
        ("words", " ", "Anh chị chưa ghi dòng này"),
        ("words", "Cảm ơn bà 😀", "Trên giấy không in được: 😀"),
        ("chosen", "không có ai", "chọn ít nhất một người"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused(
    app: Flask, ward: AdministrativeUnit, lan: str, line: str, typed: str, words: str
) -> None:
    officer = enter(app, ward, Role.OFFICER)
    form = officer.get("/van-phong/thu-cam-on/moi").form(button="Gửi lãnh đạo")
    assert words in form.submit({"chosen": lan, line: typed}, status=422).text


def test_a_letter_is_declined_taken_back_or_revoked_with_a_reason(
    app: Flask, ward: AdministrativeUnit, lan: str
) -> None:
    officer, other, leader = (enter(app, ward, role) for role in (Role.OFFICER, Role.OFFICER, Role.LEADER))
    propose(officer, lan)
    address = f"/van-phong/thu-cam-on/{letter_of(app).public_id}"
    assert "Chỉ người đề nghị hoặc lãnh đạo" in send(other, f"{address}/tu-choi", {"why": "không"}, status=409).text
    assert "chưa ghi dòng này" in leader.get(address).form(button="Không duyệt thư này").submit(status=422).text
    page = leader.get(address).form(button="Không duyệt thư này").submit({"why": "Chờ hết năm"})
    assert "Chờ hết năm" in page.text
    assert "không duyệt" in page.text

    propose(officer, lan)
    address = f"/van-phong/thu-cam-on/{letter_of(app).public_id}"
    assert "đã rút đề nghị" in officer.get(address).form(button="Rút đề nghị").submit({"why": "Ghi nhầm"}).text

    propose(officer, lan)
    address = f"/van-phong/thu-cam-on/{letter_of(app).public_id}"
    leader.get(address).form(button="Duyệt thư cảm ơn").submit()
    page = leader.get(address).form(button="Thu hồi thư").submit({"why": "Ghi nhầm tên"})
    assert "Đã thu hồi" in page.text
    assert "đã có người giải quyết" in send(leader, f"{address}/thu-hoi", {"why": "nữa"}, status=409).text
    assert acts(app).count("thanks_letter.revoked") == 1
