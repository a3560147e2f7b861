"""Whoever wants to see, correct or erase what is kept of them asks on a page, and sees there what becomes of it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.country.holidays import working_day_after
from app.models import DataRequest
from app.models.trust.data_rights import DONE_WITHIN
from app.web.database import db, immediate
from app.web.sign_in import limits
from tests.factories import make_ward
from tests.pages import Pages

TYPED = {"kind": "copy", "full_name": " Lương  Doãn Thiệu", "birth_year": "1954", "phone": "0912 345 678"}


@pytest.fixture(autouse=True)
def ward(app: Flask) -> str:
    with app.app_context(), immediate() as session:
        return make_ward(session).code


def asked(app: Flask) -> list[DataRequest]:
    with app.app_context():
        return list(db.session.scalars(select(DataRequest).order_by(DataRequest.id)))


def test_the_privacy_page_leads_to_the_form_and_the_form_to_the_page_of_the_request(app: Flask, pages: Pages) -> None:
    page = pages.get("/rieng-tu").follow("Bác muốn xem, sửa hay xóa")
    assert "Không mất tiền" in page.text

    page = page.form(button="Gửi yêu cầu").submit(TYPED)

    (request,) = asked(app)
    assert page.h1 == "Phường đã nhận yêu cầu của bác"
    assert page.address == f"/quyen/{request.token}"
    assert (request.full_name, request.birth_year, request.phone) == ("Lương Doãn Thiệu", 1954, "+84912345678")
    assert (request.way, request.state) == ("page", "asked")


@pytest.mark.parametrize("kind", DONE_WITHIN)
def test_it_is_answered_in_two_working_days_and_done_in_as_many_as_the_right_says(
    app: Flask, pages: Pages, kind: str
) -> None:
    pages.get("/quyen").form(button="Gửi yêu cầu").submit({**TYPED, "kind": kind, "words": "Sai tên đệm"})
    (request,) = asked(app)
    assert request.answer_by == working_day_after(clock.today(), 2)
    assert request.done_by - clock.today() == timedelta(days=DONE_WITHIN[kind])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "objection", "words": " "}, "Bác ghi rõ để phường biết làm gì."),
        ({"kind": "gì đó"}, "Bác chọn một việc."),
        ({"full_name": ""}, "họ và tên"),
        ({"words": "a" * 601}, "Dài quá 600 chữ"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    app: Flask, pages: Pages, wrong: dict[str, str], said: str
) -> None:
    page = pages.get("/quyen").form(button="Gửi yêu cầu").submit({**TYPED, **wrong}, status=422)
    assert said in page.text
    assert page.form(button="Gửi yêu cầu").fields["phone"] == ["0912 345 678"]
    assert asked(app) == []


def test_a_double_press_is_one_request(app: Flask, pages: Pages) -> None:
    form = pages.get("/quyen").form(button="Gửi yêu cầu")
    assert form.submit(TYPED).address == form.submit(TYPED).address
    assert len(asked(app)) == 1


def test_it_is_taken_back_once(app: Flask, pages: Pages) -> None:
    page = pages.get("/quyen").form(button="Gửi yêu cầu").submit(TYPED)
    form = page.form("/rut")
    assert form.submit({}).h1 == "Bác đã rút yêu cầu này"
    assert "không rút được nữa" in form.submit({}).text
    assert asked(app)[0].state == "withdrawn"


def test_another_token_opens_nothing(pages: Pages) -> None:
    pages.get("/quyen/0123456789ABCDEF", status=404)


def test_nothing_of_the_page_is_kept_on_the_way_nor_found(pages: Pages) -> None:
    page = pages.get("/quyen").form(button="Gửi yêu cầu").submit(TYPED)
    headers = page.response.headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]


def test_no_copy_lies_there_before_it_is_granted(app: Flask, pages: Pages) -> None:
    pages.get("/quyen").form(button="Gửi yêu cầu").submit(TYPED)
    for form in ("pdf", "json"):
        pages.get(f"/quyen/{asked(app)[0].token}/ban-sao.{form}", status=404)


def test_who_asks_without_end_is_slowed(app: Flask, client: FlaskClient) -> None:
    pages = Pages(client)
    for number in range(limits.RIGHTS.size):
        pages.get("/quyen").form(button="Gửi yêu cầu").submit({**TYPED, "full_name": f"Nguyễn Văn {number}"})
    page = pages.get("/quyen").form(button="Gửi yêu cầu").submit(TYPED, status=429)
    assert "Bác chờ vài phút" in page.text
    assert len(asked(app)) == limits.RIGHTS.size
