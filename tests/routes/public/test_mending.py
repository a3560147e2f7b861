"""What was typed and has to be mended: the press is answered by a redirect, so Back and a reload send nothing again."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.country import clock
from app.data.help_lists import supply
from app.models import Ticket
from app.web.database import immediate
from app.web.forms import form_redisplay
from tests.factories import make_ward
from tests.pages import Form, Page, Pages
from tests.registering import TYPED, count, open_course, registrations, tickets

NAME, PHONE = "Lương Doãn Thiệu", "091234567"


def held_ticket(app: Flask, pages: Pages) -> Page:
    """Somebody's own ticket."""
    open_course(app)
    return pages.get("/l/DEM1").form(button="Đăng ký học").submit(TYPED)


def registering(app: Flask, pages: Pages) -> Form:
    open_course(app)
    return pages.get("/l/DEM1").form(button="Đăng ký học")


def correcting(app: Flask, pages: Pages) -> Form:
    held_ticket(app, pages)
    address = f"/v/{tickets(app)[0].token}/sua/{registrations(app)[0].public_id}"
    return pages.get(address).form(action=address)


def its_form(app: Flask, pages: Pages, address: str) -> Form:
    """The one form of a ward's page."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        supply(session, ward)
        code = ward.code
    return pages.get(address).form(action=code)


def asking_for_help(app: Flask, pages: Pages) -> Form:
    return its_form(app, pages, "/nho-giup")


def asking_for_a_copy(app: Flask, pages: Pages) -> Form:
    return its_form(app, pages, "/quyen")


def offering(app: Flask, pages: Pages) -> Form:
    return its_form(app, pages, "/dai-su")


FORMS = (registering, correcting, asking_for_help, asking_for_a_copy, offering)


@pytest.mark.parametrize("opened", FORMS)
def test_what_is_wrong_comes_by_a_redirect_and_back_sends_nothing_again(
    app: Flask, client: FlaskClient, opened: Callable[[Flask, Pages], Form]
) -> None:
    form = opened(app, Pages(client))
    typed = {**form.fields, "full_name": NAME, "birth_year": "54", "phone": PHONE}

    answer = client.post(form.action, data=typed)

    assert answer.status_code == 303
    address = urlsplit(answer.location)
    assert address.query == "sua=1"
    kept = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(form_redisplay.COOKIE)]
    assert len(kept) == 1
    assert "HttpOnly" in kept[0]
    assert "Max-Age=900" in kept[0]
    for told in (NAME, PHONE, "Thi"):
        assert told not in answer.location + kept[0]
    for _time in range(2):  # a reload, and Back, are a GET and show the same
        page = Pages(client).get(answer.location, status=422)
        shown = page.form(form.action).fields
        assert (shown["full_name"], shown["birth_year"]) == ([NAME], ["54"])
        assert "thiếu hai số" in page.text
        assert page.response.headers["Cache-Control"] == "no-store"


def test_it_is_gone_once_the_form_is_taken(app: Flask, client: FlaskClient) -> None:
    form = registering(app, Pages(client))
    page = form.submit({**TYPED, "birth_year": "54"}, status=422)

    page.form(button="Đăng ký học").submit(TYPED)

    assert Pages(client).get("/l/DEM1/dang-ky?sua=1").address == "/l/DEM1"
    assert client.get_cookie(form_redisplay.COOKIE, path="/l/DEM1") is None


def test_it_is_gone_after_a_quarter_of_an_hour_and_opens_for_nobody_else(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    registering(app, Pages(client)).submit({**TYPED, "birth_year": "54"}, status=422)
    kept = client.get_cookie(form_redisplay.COOKIE, path="/l/DEM1")
    assert kept is not None
    open_course(app, code="KHAC")
    client.set_cookie(form_redisplay.COOKIE, kept.value, path="/l/KHAC")
    assert Pages(client).get("/l/KHAC/dang-ky?sua=1").address == "/l/KHAC"
    client.set_cookie(form_redisplay.COOKIE, kept.value[:-4] + "AAAA", path="/l/DEM1")
    assert Pages(client).get("/l/DEM1/dang-ky?sua=1").address == "/l/DEM1"

    client.set_cookie(form_redisplay.COOKIE, kept.value, path="/l/DEM1")
    late = clock.now() + timedelta(seconds=form_redisplay.SECONDS + 1)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert Pages(client).get("/l/DEM1/dang-ky?sua=1").address == "/l/DEM1"


def test_a_form_opened_anew_is_empty_whoever_typed_before(app: Flask, client: FlaskClient) -> None:
    asking_for_help(app, Pages(client)).submit({"full_name": NAME}, status=422)
    assert NAME not in Pages(client).get("/nho-giup").html


def test_what_no_cookie_holds_is_answered_in_place_and_not_lost(app: Flask, client: FlaskClient) -> None:
    form = asking_for_a_copy(app, Pages(client))
    words = " ".join(str(number * 7919) for number in range(2000))

    page = form.submit({"full_name": NAME, "words": words}, status=422)

    assert page.form(form.action).fields["words"] == [words]


def test_what_a_cookie_holds_goes_back_and_forth_whole(app: Flask, client: FlaskClient) -> None:
    form = asking_for_a_copy(app, Pages(client))
    words = "Bác muốn xem phường giữ những gì của bác, từ lớp nào, ai đã xem, và xin một bản để mang về nhà. " * 20

    answer = client.post(form.action, data={**form.fields, "words": words, "full_name": NAME})

    assert answer.status_code == 303
    assert Pages(client).get(answer.location, status=422).form(form.action).fields["words"] == [words.strip()]


def test_pressed_again_after_going_back_the_same_ticket_is_found_and_no_second_seat_taken(
    app: Flask, client: FlaskClient
) -> None:
    course, pages = open_course(app), Pages(client)
    first = pages.get("/l/DEM1").form(button="Đăng ký học").submit(TYPED)
    elsewhere = Pages(app.test_client()).get("/l/DEM1").form(button="Đăng ký học").submit(TYPED)

    second = pages.get("/l/DEM1").form(button="Đăng ký học").submit(TYPED)

    assert second.address == first.address
    assert second.h1 == first.h1 == "Lương Doãn Thiệu"
    assert "<svg" in second.html
    assert elsewhere.h1 == "Phường đã nhận tên này"
    assert (len(registrations(app)), count(app, Ticket)) == (1, 2)
    assert course.code == "DEM1"
