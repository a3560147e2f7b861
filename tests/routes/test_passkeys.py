"""Passkeys on pages: added beside the codes, then taken at the door, for a fresh proof and on a locked sign-in."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import Account, AuditEvent, Passkey, Role, SecondFactor, SignIn
from app.models.people.passwords import MOST
from app.models.people.sign_in import MOST_WRONG
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.doors import a_ward, door, fresh_code, send, someone
from tests.factories import PASSWORD, make_second_factor
from tests.pages import Form, Page, Pages
from tests.passkeys import Device
from tests.routes.sign_in.test_locks import LOCKED, leave
from tests.web.sign_in.test_proof import ASKED, age

MINE, ADDING = "/tai-khoan", "/tai-khoan/khoa-truy-cap"
AT_DOOR, AT_WORK = "/dang-nhap/ma/hoi", "/mo-khoa/hoi"


@pytest.fixture
def leader(app: Flask) -> Account:
    """A leader, who has codes of an app."""
    return someone(app, Role.LEADER, username="lanhdao", full_name="Lê Hồng Thái")


@pytest.fixture
def desk(pages: Pages, leader: Account) -> Pages:
    """Their browser."""
    return pages.sign_in(leader)


def asked(form: Form, address: str, status: int = 200) -> Any:
    """What a script is told to ask the device, from the page with a form."""
    client, token = form.page.pages.client, form.fields["csrf_token"][0]
    answer = client.post(address, data={"csrf_token": token}, headers={"Accept": "application/json"})
    assert answer.status_code == status
    return answer.json


def adding(pages: Pages) -> Form:
    """The form that adds one."""
    return pages.get(ADDING).form(button="Thêm khóa trên máy này")


def add(pages: Pages, device: Device, name: str | None = None) -> Page:
    """Add what a device makes, as the page and its script do."""
    form = adding(pages)
    made = device.make(asked(form, f"{ADDING}/hoi")["challenge"])
    return form.submit({"passkey": made, **({"name": name} if name else {})})


def answer(form: Form, device: Device, address: str) -> str:
    """What the device answers to the question of a page."""
    return device.answer(asked(form, address)["challenge"])


def acts(app: Flask) -> list[str]:
    with app.app_context():
        return [event.action for event in db.session.scalars(AuditEvent.in_order())]


def halfway(pages: Pages) -> Form:
    """The question at the door, after the password."""
    pages.client.delete_cookie(COOKIE)
    led = send(pages.client, door(pages), {"username": "lanhdao", "password": PASSWORD})
    return pages.get(led.location).form(button="Vào")


def with_passkey(pages: Pages) -> Device:
    """A device whose passkey is theirs."""
    device = Device()
    add(pages, device)
    return device


def test_one_is_added_named_shown_and_removed(desk: Pages, app: Flask, leader: Account) -> None:
    shown = add(desk, Device(), "  Điện thoại   của tôi ")
    assert "Đã thêm khóa truy cập “Điện thoại của tôi”." in shown.text
    assert "Chưa dùng lần nào." in shown.text
    gone = shown.form(button="Xóa khóa này").submit()
    assert "Đã xóa khóa truy cập “Điện thoại của tôi”." in gone.text
    assert [act for act in acts(app) if act.startswith("passkey")] == ["passkey.added", "passkey.removed"]
    assert "Xóa khóa" not in gone.text


def test_what_the_device_is_told_to_make(desk: Pages, leader: Account) -> None:
    device = with_passkey(desk)
    told = asked(adding(desk), f"{ADDING}/hoi")
    assert told["rp"]["id"] == "lopso.example"
    assert told["authenticatorSelection"]["userVerification"] == "required"
    assert told["attestation"] == "none"
    assert told["user"]["name"] == "lanhdao"
    assert len(told["excludeCredentials"]) == 1, "a device that has one makes no second"
    form = adding(desk)
    again = device.make(asked(form, f"{ADDING}/hoi")["challenge"])
    assert "Chưa thêm được khóa truy cập." in form.submit({"passkey": again, "name": "Hai"}, status=422).text


@pytest.mark.parametrize("name", ["", " ", "Một", "x" * 61])
def test_a_name_that_tells_nothing_is_refused_and_the_next_proposed_one_is_free(desk: Pages, name: str) -> None:
    add(desk, Device(), "Một")
    form = adding(desk)
    made = Device().make(asked(form, f"{ADDING}/hoi")["challenge"])
    refused = form.submit({"passkey": made, "name": name}, status=422)
    assert refused.form(button="Thêm khóa trên máy này").fields["name"] == [" ".join(name.split())]
    browser = {"User-Agent": "Mozilla/5.0 (Linux; Android 13) Chrome/130 Mobile"}
    names = []
    for _ in range(2):
        form = desk.get(ADDING, headers=browser).form(button="Thêm khóa trên máy này")
        names += form.fields["name"]
        form.submit({"passkey": Device().make(asked(form, f"{ADDING}/hoi")["challenge"])})
    assert names == ["Chrome, Android", "Chrome, Android 2"]


@pytest.mark.parametrize("made", ["", "{}", "x" * 9_000])
def test_without_a_device_nothing_is_added(desk: Pages, app: Flask, made: str) -> None:
    refused = adding(desk).submit({"passkey": made, "name": "Một"}, status=422)
    assert "Chưa thêm được khóa truy cập. Anh chị bấm lại." in refused.text
    with app.app_context():
        assert db.session.scalars(select(Passkey)).all() == []


def test_who_has_no_codes_of_an_app_is_offered_none(pages: Pages, app: Flask) -> None:
    officer = pages.sign_in(someone(app, Role.OFFICER))
    page = officer.get(MINE)
    assert "Khóa truy cập" not in page.text
    assert officer.get(ADDING).address == MINE
    asked(page.forms()[0], f"{ADDING}/hoi", 410)
    with app.app_context(), immediate() as session:
        make_second_factor(session, session.scalars(select(Account)).one())
    assert "Thêm khóa truy cập" in officer.get(MINE).links()


def test_the_door_opens_by_a_passkey(desk: Pages, app: Flask, leader: Account) -> None:
    device = with_passkey(desk)
    form = halfway(desk)
    assert "Vào bằng khóa truy cập (passkey)" in form.buttons
    told = asked(form, AT_DOOR)
    assert (told["rpId"], told["userVerification"], len(told["allowCredentials"])) == ("lopso.example", "required", 1)
    entered = form.submit({"passkey": device.answer(told["challenge"])})
    assert entered.address == "/van-phong"
    with app.app_context():
        assert db.session.scalars(SignIn.open_for(leader.id)).first().two_step
    assert "Dùng lần cuối" in desk.get(MINE).text


def test_nobody_is_asked_who_has_none(desk: Pages, leader: Account) -> None:
    form = halfway(desk)
    assert form.buttons == {"Vào"}
    assert "passkey.js" not in form.page.html
    asked(form, AT_DOOR, 410)
    desk.client.delete_cookie("lopso_half", path="/dang-nhap")
    asked(form, AT_DOOR, 410)


def test_wrong_answers_are_counted_as_codes_are(desk: Pages, app: Flask, leader: Account) -> None:
    device = with_passkey(desk)
    form = halfway(desk)
    for _ in range(MOST - 1):
        wrong = form.submit(
            {"passkey": answer(form, replace(Device(), credential=device.credential), AT_DOOR)}, status=422
        )
    assert "Khóa truy cập chưa đúng hoặc đã chờ quá lâu." in wrong.text
    form.submit({"passkey": "{}"}, status=429)
    form.submit({"passkey": answer(form, device, AT_DOOR)}, status=429)
    form.submit({"code": fresh_code(app, "lanhdao")}, status=429)
    assert "account.codes_locked" in acts(app)


def test_a_copied_one_is_told_to_its_owner_and_noted(desk: Pages, app: Flask) -> None:
    device = with_passkey(desk)
    thief = replace(device)
    form = halfway(desk)
    form.submit({"passkey": answer(form, device, AT_DOOR)})
    form = halfway(desk)
    assert "có thể đã bị chép sang máy khác" in form.submit({"passkey": answer(form, thief, AT_DOOR)}, status=422).text
    assert acts(app)[-1] == "passkey.copied"
    assert halfway(desk).buttons == {"Vào"}
    form.submit({"code": fresh_code(app, "lanhdao")})
    mine = desk.get(MINE)
    assert "Anh chị xóa đi và báo người quản trị." in mine.text
    assert "Hết dùng được" in mine.text


def test_a_locked_sign_in_opens_by_a_passkey(desk: Pages, app: Flask) -> None:
    device = with_passkey(desk)
    leave(app)
    form = desk.get("/van-phong").form(button="Mở khóa")
    wrong = form.submit({"unlock_passkey": answer(form, replace(device, flags=1), AT_WORK)}, status=422)
    assert (
        "Khóa truy cập chưa đúng hoặc đã chờ quá lâu. Anh chị bấm lại, hoặc dùng cách khác. Còn 4 lần thử."
        in wrong.text
    )
    opened = form.submit({"unlock_passkey": answer(form, device, AT_WORK)})
    assert (opened.address, opened.h1 != LOCKED) == ("/van-phong", True)


def test_a_page_that_covered_itself_opens_by_one_answer_once(desk: Pages, app: Flask) -> None:
    device = with_passkey(desk)
    leave(app)
    program = {"Accept": "application/json"}
    unlocking = desk.get("/van-phong").form(button="Mở khóa")
    fields = {**unlocking.fields, "unlock_passkey": answer(unlocking, device, AT_WORK)}
    assert desk.client.post("/mo-khoa", data=fields, headers=program).json == {"open": True}
    assert desk.client.post("/mo-khoa", data=fields, headers=program).status_code == 422, "once"


def test_five_wrong_answers_end_a_locked_sign_in(desk: Pages, app: Flask) -> None:
    with_passkey(desk)
    leave(app)
    form = desk.get("/van-phong").form(button="Mở khóa")
    for _ in range(MOST_WRONG - 1):
        form.submit({"unlock_passkey": "{}"}, status=422)
    form.submit({"unlock_passkey": "{}"}, status=401)
    asked(form, AT_WORK, 410)


def test_a_fresh_proof_by_a_passkey_goes_on_with_what_was_pressed(desk: Pages, app: Flask) -> None:
    device = with_passkey(desk)
    page = desk.get(MINE)
    age(app)
    proving = page.form(button="Xóa khóa này").submit(status=422).form(button="Xác nhận và làm tiếp")
    assert proving.page.h1 == ASKED
    again = proving.submit({"proof_passkey": answer(proving, Device(), AT_WORK)}, status=422)
    assert "Khóa truy cập chưa đúng" in again.text
    proving = again.form(button="Xác nhận và làm tiếp")
    done = proving.submit({"proof_passkey": answer(proving, device, AT_WORK)})
    assert "Đã xóa khóa truy cập" in done.text
    assert acts(app)[-2:] == ["sign_in.proved", "passkey.removed"]


def test_a_password_alone_is_proved_by_no_passkey(pages: Pages, app: Flask) -> None:
    """Who gave the second factor up, with a page that still lay open."""
    account = someone(app, Role.OFFICER, username="canbo")
    with app.app_context(), immediate() as session:
        make_second_factor(session, account)
    device = with_passkey(pages.sign_in(account))
    form = pages.get(MINE).form(button="Đăng xuất mọi máy")
    told = asked(form, AT_WORK)
    with app.app_context(), immediate() as session:
        SecondFactor.take_away(session, account.id)
    age(app)
    fields = {**form.fields, "proof_password": "wrong", "proof_passkey": device.answer(told["challenge"])}
    assert pages.post("/tai-khoan/xac-nhan", fields, status=422).h1 == ASKED
    assert pages.get("/tai-khoan/hai-lop").h1 == ASKED


def test_anothers_cannot_be_removed(desk: Pages, app: Flask) -> None:
    form = add(desk, Device()).form(button="Xóa khóa này")
    other = someone(app, Role.LEADER, username="khac")
    desk.sign_in(other)
    token = desk.get(MINE).forms()[0].fields["csrf_token"]
    desk.post(f"{ADDING}/xoa", {**form.fields, "csrf_token": token}, status=404)
    desk.post(f"{ADDING}/xoa", {"csrf_token": token}, status=404)


@pytest.mark.parametrize("address", ["http://lopso.example", "https://192.168.1.5", "https://moi.example"])
def test_under_another_address_passkeys_are_told_of_and_codes_open_the_door(
    desk: Pages, app: Flask, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    device = with_passkey(desk)
    before = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", replace(before, public_url=address))
    form = halfway(desk)
    assert form.buttons == {"Vào"}
    asked(form, AT_DOOR, 410)
    form.submit({"passkey": device.answer("A" * 43 + "=")}, status=422)
    form.submit({"code": fresh_code(app, "lanhdao")})
    mine = desk.get(MINE)
    assert "Khóa này lập ở địa chỉ cũ lopso.example của phường." in mine.text
    assert ("Thêm khóa truy cập" in mine.links()) == (address == "https://moi.example")
    assert "Đã xóa" in mine.form(button="Xóa khóa này").submit().text


def left(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(Passkey)).all())


@pytest.mark.parametrize("press", ["/ngung", "/hai-lop/dat-lai"])
def test_an_administrator_takes_them_away_with_the_account_or_the_second_factor(
    pages: Pages, app: Flask, press: str
) -> None:
    ward = a_ward(app)
    account = someone(app, Role.LEADER, ward=ward, username="lanhdao")
    with_passkey(pages.sign_in(account))
    pages.sign_in(someone(app, Role.ADMINISTRATOR, ward=ward))
    pages.get(f"/quan-tri/tai-khoan/{account.public_id}").form(action=press).submit()
    assert left(app) == 0


def test_giving_up_the_second_factor_takes_them_along_and_another_phone_does_not(pages: Pages, app: Flask) -> None:
    account = someone(app, Role.OFFICER, username="canbo")
    with app.app_context(), immediate() as session:
        make_second_factor(session, account)
    with_passkey(pages.sign_in(account))
    with app.app_context(), immediate() as session:
        make_second_factor(session, account, "GEZDGNBVGY3TQOJQ")
    assert left(app) == 1
    pages.get(MINE).form(button="Thôi dùng bảo vệ hai lớp").submit()
    assert left(app) == 0
