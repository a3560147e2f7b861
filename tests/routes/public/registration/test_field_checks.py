"""Fields checked as they are left, and seats kept fresh: what htmx asks for is what the page shows."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models import Person
from tests.pages import Page, Pages
from tests.registering import TYPED, count, open_course

HTMX = {"HX-Request": "true"}


def part(html: str, name: str) -> str:
    """What stands in the page between the first sign of a field and its end."""
    found = re.search(rf'<div id="o-{name}"[^>]*>(.*?)</div>\s*</div>', html, re.DOTALL)
    assert found, html
    return f"{found[1]}</div>"


def plain(html: str) -> str:
    """Markup without idle spaces, and without the focus that only a whole page may take."""
    return re.sub(r"\s+", " ", html.replace(" autofocus", "")).strip()


def ask(client: FlaskClient, page: Page, name: str, typed: str, wrong: bool = False) -> tuple[int, str]:
    """Leave a field as htmx tells it: its address from the page, the token beside it."""
    (control,) = [found for found in page.all("input") if found.get("name") == name]
    address = control.get("hx-post") or ""
    assert ("sua=1" in address) is wrong
    token = page.form(button="Đăng ký học").fields["csrf_token"][0]
    beside = "guardian," if name == "birth_year" else ""
    assert control.get("hx-params") == f"{name},{beside}csrf_token"
    answer = client.post(address, data={name: typed, "csrf_token": token}, headers=HTMX)
    return answer.status_code, answer.text


@pytest.mark.parametrize(("name", "typed"), [("full_name", ""), ("birth_year", "54"), ("phone", "0912")])
def test_a_field_left_wrong_comes_back_as_the_whole_form_would_show_it(
    app: Flask, client: FlaskClient, name: str, typed: str
) -> None:
    open_course(app)
    page = Pages(client).get("/l/DEM1")
    status, fragment = ask(client, page, name, typed)
    whole = page.form(button="Đăng ký học").submit({**TYPED, name: typed}, status=422)

    assert status == 200
    assert plain(fragment) == plain(part(whole.html, name))
    assert "autofocus" not in fragment
    assert count(app, Person) == 0


def test_a_field_left_right_is_left_alone(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    assert ask(client, Pages(client).get("/l/DEM1"), "birth_year", "1954") == (204, "")


def test_a_field_put_right_loses_its_sentence(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    page = Pages(client).get("/l/DEM1").form(button="Đăng ký học").submit({**TYPED, "birth_year": "54"}, status=422)

    status, fragment = ask(client, page, "birth_year", "1954", wrong=True)

    assert status == 200
    assert 'value="1954"' in fragment
    assert "thiếu hai số" not in fragment


@pytest.mark.parametrize("name", ["submission", "state", "residential_group", "csrf_token"])
def test_nothing_else_can_be_asked_about(app: Flask, client: FlaskClient, name: str) -> None:
    open_course(app)
    token = Pages(client).get("/l/DEM1").form(button="Đăng ký học").fields["csrf_token"][0]
    answer = client.post(f"/l/DEM1/kiem-tra/{name}", data={"csrf_token": token}, headers=HTMX)
    assert answer.status_code in (404, 405)


def test_a_check_without_the_form_s_token_is_refused(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    assert client.post("/l/DEM1/kiem-tra/phone", data={"phone": "0912"}, headers=HTMX).status_code == 400


@pytest.mark.parametrize("people", [0, 1, 2])
def test_seats_asked_for_again_are_what_the_page_shows(app: Flask, client: FlaskClient, people: int) -> None:
    open_course(app, seats=2, people=people)
    page = client.get("/l/DEM1").text
    address = re.search(r'hx-get="([^"]+)"', page)
    assert address
    asked = address[1].replace("&amp;", "&")

    assert client.get(asked, headers=HTMX).status_code == 204
    fragment = client.get(asked.partition("?")[0], headers=HTMX).text

    assert plain(fragment) in plain(page)
    assert ("Đã đủ, đăng ký chờ" if people == 2 else f"Còn {2 - people} chỗ") in fragment
    assert client.get(asked.partition("?")[0] + "?con=1000", headers=HTMX).text == fragment


def test_a_browser_that_comes_for_seats_alone_is_sent_to_the_class(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    answer = client.get("/l/dem1/cho-con")
    assert (answer.status_code, answer.location) == (303, "/l/DEM1")


def test_htmx_comes_at_first_need_and_only_where_there_is_a_form(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    open_course(app, code="DU", seats=1, people=1, waiting_list=False)
    with_form, without = (Pages(client).get(address).all("script") for address in ("/l/DEM1", "/l/DU"))
    [late] = [script for script in with_form if re.search(r"/late\.[0-9a-f]{12}\.js$", script.get("src") or "")]
    assert late.get("defer") is not None
    assert re.fullmatch(r"/static/htmx\.[0-9a-f]{12}\.js", late.get("data-htmx") or "")
    assert not [script for script in with_form if "htmx" in (script.get("src") or "")], "most visits only read"
    assert not [script for script in without if "late" in (script.get("src") or "") or script.get("data-htmx")]
