"""What a phone is told of a press, so that it keeps what was typed until that is stored, and no longer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.country import clock
from app.data.help_lists import supply
from app.jobs import sweeping
from app.models import Role
from app.models.trust.idempotency_key import REMEMBERED
from app.web.database import immediate
from app.web.idempotency import ANSWERED, FIELD, TAKEN
from app.web.sign_in import limits
from tests.doors import send, someone
from tests.factories import make_account, make_ward
from tests.pages import Form, Pages
from tests.registering import TYPED, open_course
from tests.returns import make_returns

ADDRESS, HALL = "/van-phong/dia-diem/moi", {"name": "Nhà văn hóa tổ 1", "seats": "40"}


@pytest.fixture
def pages(app: Flask) -> Pages:
    """An officer's browser."""
    return Pages(app.test_client()).sign_in(someone(app, Role.OFFICER))


def told(client: FlaskClient) -> dict[str, str]:
    """What this browser was told last, and by which number; asked once."""
    found = {name: each.value for name in (TAKEN, ANSWERED) if (each := client.get_cookie(name))}
    for name in found:
        client.delete_cookie(name)
    return found


def pressed(pages: Pages, form: Form, *, key: str = "", **changes: str) -> int:
    """The status of a press of a form."""
    number = {FIELD: key} if key else {}
    return send(pages.client, form, {**changes, **number}).status_code


def test_only_a_press_that_was_stored_is_taken(pages: Pages) -> None:
    form = pages.get(ADDRESS).form(ADDRESS)
    (key,) = form.fields[FIELD]
    assert pressed(pages, form, **{**HALL, "name": ""}) == 422
    assert told(pages.client) == {ANSWERED: key}
    assert pressed(pages, form, **HALL) == 303
    assert told(pages.client) == {TAKEN: key}
    assert pressed(pages, form, **HALL) == 303, "sent again it is what was stored"
    assert told(pages.client) == {TAKEN: key}
    assert pressed(pages, form, **{**HALL, "name": "Khác"}) == 409
    assert told(pages.client) == {ANSWERED: key}


def test_a_page_that_lay_open_too_long_and_an_ended_sign_in_say_nothing(app: Flask, pages: Pages) -> None:
    form = pages.get(ADDRESS).form(ADDRESS)
    assert pressed(pages, form, **{**HALL, "csrf_token": "x"}) == 400
    assert told(pages.client) == {}
    assert send(app.test_client(), form, HALL).status_code in (400, 401)
    assert told(pages.client) == {}


def test_a_table_that_is_looked_over_is_not_taken_before_it_is_stored(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        programme, _sites = make_returns(session, ward, recorded_on=["table", "office"])
        account, address = make_account(session, ward, Role.OFFICER), f"/van-phong/phong-trao/{programme.id}/bang"
    pages = Pages(app.test_client()).sign_in(account)
    form = next(each for each in pages.get(address).forms() if each.element.get("id") == "bang")
    box = next(name for name in form.fields if name.startswith("o|") and name.endswith("loans"))

    for step in ("look", "edit"):
        assert pressed(pages, form, step=step, **{box: "7"}) == 200
        assert told(pages.client) == {ANSWERED: form.fields[FIELD][0]}
    look = pages.post(address, form.press({"step": "look", box: "7"}))
    told(pages.client)
    saving = next(each for each in look.forms() if each.element.get("id") == "bang")
    assert pressed(pages, saving, step="save") == 303
    assert told(pages.client) == {TAKEN: saving.fields[FIELD][0]}


def test_a_family_s_line_more_is_not_taken_and_a_registration_is_by_its_own_number(app: Flask) -> None:
    open_course(app)
    pages = Pages(app.test_client())
    family = pages.get("/l/DEM1/ca-nha").form(button="Đăng ký cả nhà")
    fields = {**family.fields, "people-0-full_name": "Lương Văn Tám"}
    assert pages.client.post("/l/DEM1/ca-nha/dong", data=fields).status_code == 200
    assert told(pages.client) == {ANSWERED: family.fields["submission"][0]}
    form = pages.get("/l/DEM1").form("/l/DEM1")
    (number,) = form.fields["submission"]
    assert send(pages.client, form, {**TYPED, "full_name": ""}).status_code == 303
    assert told(pages.client) == {ANSWERED: number}
    assert send(pages.client, form, TYPED).status_code == 303
    assert told(pages.client) == {TAKEN: number}


def stored(client: FlaskClient, key: str, path: str) -> object:
    """Whether the server says that a press was stored."""
    answer = client.get("/da-nhan", query_string={"khoa": key, "noi": path})
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json


YES, NO = {"stored": True}, {"stored": False}


def test_whoever_pressed_is_told_for_seven_days_that_it_was_stored(app: Flask, pages: Pages) -> None:
    form = pages.get(ADDRESS).form(ADDRESS)
    (key,) = form.fields[FIELD]
    assert stored(pages.client, key, ADDRESS) == NO
    pressed(pages, form, **HALL)

    assert stored(pages.client, key, ADDRESS) == YES
    assert stored(pages.client, str(uuid4()), ADDRESS) == NO
    for path in ("/van-phong/dia-diem", "/nowhere", "", "//x"):
        assert stored(pages.client, key, path) == NO, path
    other = Pages(app.test_client()).sign_in(someone(app, Role.OFFICER))
    assert stored(other.client, key, ADDRESS) == NO
    assert stored(app.test_client(), key, ADDRESS) == NO
    with app.app_context(), clock.shifted(REMEMBERED + timedelta(minutes=1)):
        sweeping.forget_presses()
    assert stored(pages.client, key, ADDRESS) == NO


def test_what_knows_a_press_by_its_own_number_answers_by_that(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), immediate() as session:
        supply(session, make_ward(session, "05443"))
    form = Pages(client).get("/nho-giup").form(button="Nhờ phường giúp")
    (number,) = form.fields["submission"]
    assert stored(client, number, "/nho-giup/05443") == NO
    asked = {
        "full_name": "Nguyễn Thị Hoa",
        "topic": "vneid_cai_dat",
        "residential_group": "khac",
        "phone": "0912345678",
    }
    assert send(client, form, asked).status_code == 303

    assert stored(client, number, "/nho-giup/05443") == YES
    assert stored(app.test_client(), number, "/nho-giup/05443") == YES  # a telephone that lost its cookies since


def test_numbers_are_not_guessed(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    few = limits.AddressLimit("press", 2, 60)
    monkeypatch.setattr("app.routes.public.phone.own_phones.PRESSES", few)
    asked = [client.get("/da-nhan?khoa=x&noi=/").status_code for _ in range(3)]
    assert asked == [200, 200, 429]
