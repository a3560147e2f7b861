"""Chữ to: letters grow at once, stay grown, and the link leads nowhere but back."""

from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.pages import Form, Page, Pages, words
from tests.registering import open_course


def test_a_larger_size_is_kept_and_leads_back(client: FlaskClient) -> None:
    answer = client.get("/co-chu?co=3&ve=/linh-kien")

    assert (answer.status_code, answer.location) == (303, "/linh-kien")
    page = client.get("/linh-kien").text
    assert 'data-text="3"' in page
    assert 'data-text="1"' in client.application.test_client().get("/linh-kien").text


def test_on_the_sign_in_page_it_leads_back_there_too(client: FlaskClient) -> None:
    assert client.get("/co-chu?co=3&ve=/dang-nhap").location == "/dang-nhap"


def test_each_press_brings_the_next_size_and_the_largest_leads_back(client: FlaskClient) -> None:
    met = []
    for _press in range(3):
        page = html5lib.parse(client.get("/cai-dat").text, treebuilder="etree", namespaceHTMLElements=False)
        [link] = [link for link in page.iter("a") if "co=" in link.get("href", "")]
        met.append((page.get("data-text"), "".join(link.itertext())))
        assert client.get(link.get("href", "")).location == "/cai-dat"

    assert met == [
        ("1", "AChữ to, đang cỡ 1 trong 3"),
        ("2", "AChữ to nữa, đang cỡ 2 trong 3"),
        ("3", "AChữ nhỏ lại, đang cỡ 3 trong 3"),
    ]


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_it_leads_to_no_other_site(client: FlaskClient, elsewhere: str) -> None:
    assert client.get("/co-chu", query_string={"co": "2", "ve": elsewhere}).location == "/"


@pytest.mark.parametrize("size", ["0", "4", "large", ""])
def test_a_size_that_is_none_changes_nothing(client: FlaskClient, size: str) -> None:
    answer = client.get("/co-chu", query_string={"co": size, "ve": "/linh-kien"})

    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers


def test_larger_letters_keep_what_was_typed_and_judge_nothing(app: Flask, pages: Pages) -> None:
    open_course(app)
    form = pages.get("/l/DEM1").form(button="Đăng ký học")
    typed = {"full_name": "Lò Thị Mai", "birth_year": "54", "needs": ["hear"], "consent_messages": "y"}

    page = larger(form, typed)

    assert page.address == "/l/DEM1"
    assert page.root.get("data-text") == "2"
    assert typed.items() <= told(page.form(button="Đăng ký học")).items()
    assert page.form(button="Đăng ký học").fields["submission"] == form.fields["submission"]
    assert "cần sửa" not in page.text
    again = larger(page.form(button="Đăng ký học"), {"phone": "0912345678"})
    assert told(again.form(button="Đăng ký học"))["phone"] == "0912345678"
    assert told(pages.get("/l/DEM1").form(button="Đăng ký học"))["full_name"] == "", "opened anew a form is empty"
    done = again.form(button="Đăng ký học").submit({"birth_year": "1954", "residential_group": "khac"})
    assert done.address.startswith("/v/")
    assert told(pages.get("/l/DEM1?sua=chu").form(button="Đăng ký học"))["full_name"] == "", "taken, it is forgotten"


def test_a_form_that_is_to_be_mended_is_still_so_in_larger_letters(app: Flask, pages: Pages) -> None:
    open_course(app)
    wrong = pages.get("/l/DEM1").form(button="Đăng ký học").submit({"birth_year": "54"}, status=422)

    page = larger(wrong.form(button="Đăng ký học"), {"full_name": "Lò Thị Mai"}, status=422)

    assert page.address == "/l/DEM1/dang-ky"
    assert told(page.form(button="Đăng ký học"))["full_name"] == "Lò Thị Mai"
    assert "Còn 2 dòng cần sửa" in page.text


def test_enter_in_a_line_still_sends_the_form(app: Flask, pages: Pages) -> None:
    """Browsers press a form's first button; the one in the head of the page stands before the form's own."""
    open_course(app)
    form = pages.get("/l/DEM1").form(button="Đăng ký học")

    first = next(button for button in form.page.all("button") if button.get("form") == form.element.get("id"))

    assert first.get("formaction") is None
    assert (first.get("aria-hidden"), first.get("tabindex")) == ("true", "-1")


def test_larger_letters_with_a_form_want_its_token_too(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    assert client.post("/co-chu?co=2&ve=/l/DEM1", data={"full_name": "Lò Thị Mai"}).status_code == 400


def larger(form: Form, typed: dict[str, Any], status: int = 200) -> Page:
    """Press "Chữ to" with a form half filled in."""
    [press] = [button for button in form.page.all("button") if words(button).startswith("AChữ to")]
    assert press.get("form") == form.element.get("id")
    assert press.get("formnovalidate") is not None
    return form.page.pages.post(press.get("formaction") or "", {**form.fields, **typed}, status=status)


def told(form: Form) -> dict[str, Any]:
    """What stands in a form: the one value of a line, all of a choice."""
    return {name: values if name == "needs" else values[0] for name, values in form.fields.items()}
