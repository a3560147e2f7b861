"""A sign-in that lay idle: whoever comes back unlocks it, and what they were doing goes on."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.country import clock
from app.models import Account, AccountPin, AdministrativeUnit, AuditEvent, Role, SignIn
from app.models.people.account import hash_pin
from app.models.people.sign_in import MOST_WRONG
from app.web.access import COOKIE, SIGN_IN_HEADER
from app.web.database import db, immediate
from app.web.sign_in.visits import DESK, LASTS
from tests.at_once import all_at_once
from tests.doors import a_ward, someone
from tests.factories import PASSWORD, make_sign_in
from tests.pages import Form, Page, Pages

PIN = "482915"
LOCKED = "Máy đã khóa"


def give_pin(app: Flask, account: Account, pin: str = PIN) -> None:
    with app.app_context(), immediate() as session:
        AccountPin.choose(session, account.id, hash_pin(pin), clock.now())


def leave(app: Flask, idle: timedelta = DESK + timedelta(minutes=1)) -> None:
    """Nobody touches anything for a while."""
    with app.app_context(), immediate() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.last_seen_at -= idle


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    """A ward whose page is being written on."""
    return a_ward(app)


@pytest.fixture
def account(app: Flask, ward: AdministrativeUnit) -> Account:
    """Who works there alone, so in every room."""
    return someone(app, Role.ADMINISTRATOR, Role.OFFICER, ward=ward, full_name="Phạm Quản Trị", username="quantri")


@pytest.fixture
def desk(pages: Pages, account: Account) -> Pages:
    """Their browser."""
    return pages.sign_in(account)


def unlocking(page: Page, field: str = "unlock_password") -> Form:
    """The form that unlocks by this: never both in one, or a browser's memory of passwords takes one for the other."""
    assert page.h1 == LOCKED
    [form] = [form for form in page.forms() if field in form.fields]
    assert len({"unlock_pin", "unlock_password"} & form.fields.keys()) == 1
    return form


def press(page: Page, pages: Pages, secret: dict[str, str]) -> Page:
    """Unlock, and send on what the answer says to send on, as a browser does (the test client forgets the fields)."""
    form = unlocking(page, *secret)
    fields = {**form.fields, **secret}
    answer = pages.client.post(form.action, data=fields)
    assert answer.status_code == 307
    return pages.post(answer.location, fields)


def test_a_page_asks_who_is_there_and_goes_on_where_it_was_left(app: Flask, desk: Pages) -> None:
    leave(app)
    page = desk.get("/quan-tri/nhat-ky?ngay=1/2/2026")
    assert "Phạm Quản Trị" in page.text
    assert "quantri" not in page.text, "the name, and nothing a stranger could sign in with"
    done = unlocking(page).submit({"unlock_password": PASSWORD})
    assert done.response.request.full_path == "/quan-tri/nhat-ky?ngay=1/2/2026"


@pytest.mark.parametrize(("field", "secret"), [("unlock_pin", PIN), ("unlock_password", PASSWORD)])
def test_what_was_typed_goes_by_the_press_that_unlocks(
    app: Flask, desk: Pages, ward: AdministrativeUnit, account: Account, field: str, secret: str
) -> None:
    give_pin(app, account)
    form = desk.get(f"/quan-tri/don-vi/{ward.code}").form(button="Lưu")
    leave(app)
    locked = form.submit({"signer_name": "Nguyễn <b>Thị</b> Hoa"}, status=401)
    assert locked.response.headers[SIGN_IN_HEADER] == "locked"
    done = press(locked, desk, {field: secret})
    assert "Đã lưu" in done.text
    with app.app_context():
        assert db.session.scalars(AdministrativeUnit.called(ward.code)).one().signer_name == "Nguyễn <b>Thị</b> Hoa"


def test_a_slip_of_the_finger_keeps_what_was_typed(
    app: Flask, desk: Pages, ward: AdministrativeUnit, account: Account
) -> None:
    give_pin(app, account)
    form = desk.get(f"/quan-tri/don-vi/{ward.code}").form(button="Lưu")
    leave(app)
    locked = unlocking(form.submit({"signer_name": "Nguyễn Thị Hoa"}, status=401), "unlock_pin")
    again = locked.submit({"unlock_pin": "482916"}, status=422)
    assert "Mã PIN chưa đúng. Còn 4 lần thử." in again.text
    assert "482916" not in again.html
    empty = unlocking(again).submit(status=422)
    assert "chưa gõ gì" in empty.text
    assert "Đã lưu" in press(empty, desk, {"unlock_pin": "48 29 15"}).text


def test_the_fifth_wrong_try_ends_the_sign_in_and_not_what_was_typed(
    app: Flask, desk: Pages, ward: AdministrativeUnit, account: Account
) -> None:
    give_pin(app, account)
    form = desk.get(f"/quan-tri/don-vi/{ward.code}").form(button="Lưu")
    leave(app)
    page = form.submit({"signer_name": "Nguyễn Thị Hoa"}, status=401)
    for number in range(MOST_WRONG - 1):
        field = ("unlock_pin", "unlock_password")[number % 2]
        page = unlocking(page, field).submit({field: "000000"}, status=422)
    page = unlocking(page, "unlock_pin").submit({"unlock_pin": "000000"}, status=401)
    assert page.h1 == "Gõ sai 5 lần nên phải đăng nhập lại"
    assert page.form(button="Gửi lại").fields["signer_name"] == ["Nguyễn Thị Hoa"]
    gone = desk.client.get("/dong-bo")
    assert (gone.status_code, gone.headers[SIGN_IN_HEADER]) == (401, "expired"), "saved pages stay for who comes back"
    with app.app_context():
        assert "sign_in.unlock_failed" in set(db.session.scalars(select(AuditEvent.action)))


def test_a_sign_in_that_runs_out_under_the_lock_keeps_what_was_typed(
    app: Flask, desk: Pages, ward: AdministrativeUnit
) -> None:
    form = desk.get(f"/quan-tri/don-vi/{ward.code}").form(button="Lưu")
    leave(app)
    locked = unlocking(form.submit({"signer_name": "Nguyễn Thị Hoa"}, status=401))
    with app.app_context(), immediate() as session:
        session.execute(update(SignIn).values(created_at=clock.now() - LASTS - timedelta(seconds=1)))
    over = locked.submit({"unlock_password": PASSWORD}, status=401)
    assert over.h1 == "Phiên đăng nhập đã hết"
    assert over.response.headers[SIGN_IN_HEADER] == "expired"
    assert over.form(button="Gửi lại").fields["signer_name"] == ["Nguyễn Thị Hoa"]


def test_who_has_no_pin_is_asked_for_the_password_alone(app: Flask, desk: Pages) -> None:
    leave(app)
    names = set(unlocking(desk.get("/van-phong")).fields)
    assert "unlock_password" in names
    assert "unlock_pin" not in names


def test_what_somebody_else_left_open_is_signed_out_by_one_press(app: Flask, desk: Pages) -> None:
    leave(app)
    page = desk.get("/van-phong").form(button="Không phải tôi").submit()
    assert page.h1 == "Anh chị đã đăng xuất"
    assert desk.client.get_cookie(COOKIE) is None


def test_a_fragment_and_a_program_hear_that_it_is_locked(app: Flask, desk: Pages) -> None:
    leave(app)
    fragment = desk.client.get("/van-phong", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers[SIGN_IN_HEADER]) == (401, "locked")
    assert "<html" not in fragment.text
    assert 'action="/mo-khoa"' in fragment.text
    told = desk.client.post("/dong-bo", json={"operations": []})
    assert (told.status_code, told.get_json()["sign_in"]) == (401, "locked")
    state = desk.client.get("/mo-khoa", headers={"Accept": "application/json"}).get_json()
    assert state["idle"] >= DESK.total_seconds()
    assert state["account"]
    for typed, status in (("sai", 422), (PASSWORD, 200)):
        fields = {"unlock_password": typed, "csrf_token": token_of(desk.client)}
        opened = desk.client.post("/mo-khoa", data=fields, headers={"Accept": "application/json"})
        assert opened.status_code == status
    assert opened.get_json() == {"open": True}
    assert desk.client.get("/van-phong").status_code == 200


def token_of(client: FlaskClient) -> str:
    return client.get("/dang-xuat").text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def test_asking_how_long_it_lies_idle_is_nobodys_presence(app: Flask, desk: Pages) -> None:
    leave(app, timedelta(minutes=10))
    for _time in range(2):
        state = desk.client.get("/mo-khoa", headers={"Accept": "application/json"}).get_json()
        assert state["idle"] >= 600


def test_who_need_not_unlock_goes_straight_on(app: Flask, desk: Pages) -> None:
    assert desk.client.get("/mo-khoa?next=/quan-tri").location == "/quan-tri"
    leave(app)
    assert desk.client.get("/dang-nhap?next=/van-phong").location == "/mo-khoa?next=/van-phong"
    assert desk.client.get("/mo").location == "/van-phong"


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/van-phong\\x", "/khong-co"])
def test_nobody_is_led_elsewhere_nor_is_anything_sent_there(app: Flask, desk: Pages, address: str) -> None:
    leave(app)
    form = unlocking(desk.get("/van-phong"))
    fields = {**form.fields, "unlock_password": PASSWORD, "unlock_next": address, "unlock_resend": address}
    answer = desk.client.post("/mo-khoa", data=fields)
    assert (answer.status_code, answer.location) == (303, "/van-phong")


def test_without_a_sign_in_there_is_nothing_to_unlock(client: FlaskClient) -> None:
    assert client.get("/mo-khoa?next=/van-phong").location == "/dang-nhap?next=/van-phong"


def test_a_chosen_file_is_told_to_be_chosen_again(app: Flask, desk: Pages) -> None:
    """A file cannot wait in a page."""
    leave(app)
    page = desk.post("/giang-vien/lop/DEM1/buoi/1/anh", {"photo": (BytesIO(b"..."), "bang.jpg")}, status=401)
    assert "chọn lại" in page.text
    assert unlocking(page).fields["unlock_resend"] == [""]


def test_what_happened_before_it_locked_counts_on_after_the_unlocking(app: Flask, desk: Pages) -> None:
    leave(app)
    unlocking(desk.get("/van-phong")).submit({"unlock_password": PASSWORD})
    assert desk.client.get("/quan-tri").status_code == 200, "all rooms are open again"
    with app.app_context():
        row = db.session.scalars(select(SignIn)).one()
        assert (row.idle_seconds, row.wrong_unlocks) == (0, 0)


@pytest.mark.postgresql
def test_two_wrong_pins_at_once_count_two(engine: str, make_app: Callable[[str], Flask]) -> None:
    app = make_app(engine)
    account = someone(app, Role.COUNTER)
    give_pin(app, account)
    with app.app_context(), immediate() as session:
        token = make_sign_in(session, session.get_one(Account, account.id))
    leave(app)
    browsers = []
    for _number in range(MOST_WRONG + 2):
        client = app.test_client()
        client.set_cookie(COOKIE, token)
        browsers.append((client, unlocking(Pages(client).get("/quay"), "unlock_pin").fields))

    def guess(number: int) -> int:
        client, fields = browsers[number]
        return client.post("/mo-khoa", data={**fields, "unlock_pin": f"00000{number}"}).status_code

    answers = sorted(all_at_once([partial(guess, number) for number in range(len(browsers))]))
    assert answers.count(422) == MOST_WRONG - 1
    assert answers.count(200) == 0
    with app.app_context():
        assert db.session.scalars(select(func.max(SignIn.wrong_unlocks))).one() == MOST_WRONG
        assert db.session.scalars(select(SignIn.ended_at)).one() is not None
