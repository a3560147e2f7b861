"""A form that is pressed twice is stored once, whichever form it is; other content under the same key is told so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.country import clock
from app.jobs import sweeping
from app.models import IdempotencyKey, Place, Role
from app.models.trust.idempotency_key import REMEMBERED
from app.web.database import db
from app.web.idempotency import FIELD
from tests.at_once import at_once
from tests.doors import send, someone
from tests.pages import Form, Pages
from tests.registering import TYPED, open_course
from tests.statements import counted

ADDRESS = "/van-phong/dia-diem/moi"
AGAIN = "Lần bấm trước đã xong"
HALL = {"name": "Nhà văn hóa tổ 1", "seats": "40"}


def office(app: Flask) -> Pages:
    return Pages(app.test_client()).sign_in(someone(app, Role.OFFICER))


def places(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Place)) or 0


def keys(app: Flask) -> list[IdempotencyKey]:
    with app.app_context():
        return list(db.session.scalars(select(IdempotencyKey)))


def new_place(pages: Pages) -> Form:
    return pages.get(ADDRESS).form(ADDRESS)


def path(answer: TestResponse) -> str:
    """Where an answer leads, without the query that is not kept."""
    return urlsplit(answer.location or "").path


def press(pages: Pages, form: Form, **changes: Any) -> TestResponse:
    """The same page as it lies open: its key is the same for each press."""
    return send(pages.client, form, {**HALL, **changes})


def test_each_form_has_a_key_of_its_own(app: Flask) -> None:
    pages = office(app)
    given = [new_place(pages).fields[FIELD][0] for _ in range(2)]
    assert len({*given}) == 2
    assert {len(key) for key in given} == {36}


@pytest.mark.postgresql
def test_a_double_press_is_stored_once_and_led_to_what_the_first_made(app: Flask) -> None:
    pages = office(app)
    form = new_place(pages)
    first, second = press(pages, form), press(pages, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert path(first) == path(second)
    assert AGAIN in pages.get(path(first)).text
    assert places(app) == 1
    (kept,) = keys(app)
    assert kept.location == path(first)


def test_what_was_refused_may_be_sent_again_with_the_same_key(app: Flask) -> None:
    pages = office(app)
    form = new_place(pages)
    assert press(pages, form, name="").status_code == 422
    assert keys(app) == []
    assert press(pages, form).status_code == 303
    assert places(app) == 1


@pytest.mark.postgresql
def test_other_content_under_the_key_is_told_so_and_sent_by_one_press(app: Flask) -> None:
    pages = office(app)
    form = new_place(pages)
    stored = press(pages, form)
    page = pages.post(ADDRESS, {**form.fields, **HALL, "name": "Nhà văn hóa tổ 2"}, 409)
    assert page.h1 == "Trang này đã gửi một lần rồi"
    assert page.links()["Xem điều đã ghi"] == path(stored)
    assert places(app) == 1

    once_more = page.form(button="Gửi thêm lần này")
    assert once_more.fields[FIELD] != form.fields[FIELD]
    once_more.submit()
    assert places(app) == 2


def test_a_password_and_a_file_are_in_no_page_that_offers_to_send_again(app: Flask) -> None:
    pages = office(app)
    form = new_place(pages)
    press(pages, form)
    page = pages.post(ADDRESS, {**form.fields, "name": "Khác", "proof_password": "nồi cơm điện"}, 409)
    assert "nồi cơm" not in page.html
    assert [each.buttons for each in page.forms() if "Gửi thêm lần này" in each.buttons] == []
    assert "Về trang trước" in page.links()


def test_a_script_is_led_on_as_a_page_is(app: Flask) -> None:
    pages = office(app)
    form = new_place(pages)
    stored = press(pages, form)
    told = pages.client.post(ADDRESS, data={**form.fields, **HALL}, headers={"HX-Request": "true"})
    assert (told.status_code, told.headers["HX-Redirect"]) == (204, path(stored))


@pytest.mark.postgresql
def test_a_button_for_a_paper_works_again_on_a_page_that_a_download_left_open(app: Flask) -> None:
    pages = office(app)
    sent = {name: new_place(pages).fields[name][0] for name in ("csrf_token", FIELD)}

    def order(**chosen: str) -> TestResponse:
        return pages.client.post("/van-phong/ho-tro/bao-cao", data={**sent, **chosen})

    first = order()
    assert path(first).endswith(".pdf")
    assert path(order()) == path(first), "a double tap"
    other = order(number="31/BC-UBND", day="20/11/2026")
    assert other.status_code == 303, "what was chosen anew is no press made twice"
    assert path(other) != path(first)
    with clock.shifted(timedelta(minutes=2)):
        later = order(number="31/BC-UBND", day="20/11/2026")
    assert path(later) not in (path(first), path(other)), "figures may have changed since"
    assert len(keys(app)) == 1


def test_the_same_key_from_another_account_is_another_press(app: Flask) -> None:
    one, other = office(app), office(app)
    form, theirs = new_place(one), new_place(other)
    press(one, form)
    assert press(other, theirs, **{FIELD: form.fields[FIELD][0]}).status_code == 303
    assert places(app) == 2


@pytest.mark.postgresql
def test_two_presses_at_the_same_moment_are_one(engine: str, make_app: Callable[[str], Flask]) -> None:
    app = make_app(engine)
    account = someone(app, Role.OFFICER)
    windows = [Pages(app.test_client()).sign_in(account) for _ in range(4)]
    forms = [new_place(pages) for pages in windows]
    key = forms[0].fields[FIELD][0]

    def act(number: int) -> Callable[[], TestResponse]:
        return lambda: press(windows[number], forms[number], **{FIELD: key})

    told = at_once([act(number) for number in range(4)])
    assert [each for each in told if isinstance(each, Exception)] == []
    locations = {path(each) for each in told if isinstance(each, TestResponse)}
    assert places(app) == 1, told
    assert len(locations) == 1
    assert "" not in locations
    assert len(keys(app)) == 1


def test_neither_what_was_typed_nor_who_pressed_is_kept(app: Flask) -> None:
    pages = office(app)
    form = new_place(pages)
    press(pages, form)
    (kept,) = keys(app)
    assert form.fields[FIELD][0] not in (kept.digest, kept.fingerprint)
    assert {len(kept.digest), len(kept.fingerprint)} == {64}


def test_presses_are_forgotten_once_no_phone_sends_them_again(app: Flask) -> None:
    pages = office(app)
    press(pages, new_place(pages))
    with app.app_context():
        assert sweeping.forget_presses() == 0
        with clock.shifted(REMEMBERED + timedelta(minutes=1)):
            assert sweeping.forget_presses() == 1
    assert keys(app) == []


def test_a_registration_asks_nothing_more_of_the_database(app: Flask, pages: Pages) -> None:
    open_course(app)
    form = pages.get("/l/DEM1").form("/l/DEM1")
    assert FIELD not in form.fields
    with counted() as statements:
        send(pages.client, form, {**TYPED, FIELD: str(uuid4())})
    assert [each for each in statements if "idempotency_key" in each] == []
