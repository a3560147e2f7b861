"""Browsers that refuse cookies: from the second try on they are told why nothing arrives, and the way out."""

import pytest
from flask import Flask

from app.models import Registration
from app.web.database import immediate
from tests.factories import make_account
from tests.pages import Form, Page, Pages
from tests.registering import TYPED, count, make_open_course, open_course

REFUSED = "Máy này chặn cookie"
ANDROID = {"User-Agent": "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"}


@pytest.fixture
def refusing(app: Flask) -> Pages:
    """A browser that keeps no cookie."""
    return Pages(app.test_client(use_cookies=False))


def registering(pages: Pages) -> Form:
    """The form of a class that is open to all."""
    return pages.get("/l/DEM1").form(button="Đăng ký học")


def again(page: Page, **given: str) -> Page:
    """Press "Gửi lại"."""
    return page.form(button="Gửi lại").submit(status=400, **given)


def test_a_browser_without_cookies_is_told_so_at_the_second_try(app: Flask, refusing: Pages) -> None:
    open_course(app)
    first = registering(refusing).submit(TYPED, status=400, headers={"Referer": "http://localhost/l/DEM1"})
    assert REFUSED not in first.text

    second = again(first, headers=ANDROID)

    assert REFUSED in second.text
    assert "Trang để mở lâu" not in second.text
    assert "/l/DEM1" in second.all("textarea")[0].text
    assert second.links()["Mở bằng Chrome"].startswith("intent://")
    assert TYPED["full_name"] in second.form(button="Gửi lại").fields["full_name"]
    assert REFUSED in again(second).text
    assert count(app, Registration) == 0


def test_the_ward_can_be_called_where_cookies_are_refused(app: Flask, refusing: Pages) -> None:
    with app.app_context(), immediate() as session:
        make_open_course(session).unit.phone = "+842083855555"

    second = again(registering(refusing).submit(TYPED, status=400))

    assert "0208 3855 555" in second.text.replace("\xa0", " ")


def test_a_page_that_lay_open_too_long_is_not_taken_for_one_without_cookies(app: Flask, pages: Pages) -> None:
    open_course(app)
    form = registering(pages)
    pages.client.delete_cookie("lopso")
    first = form.submit(TYPED, status=400)
    old = first.form(button="Gửi lại")
    assert REFUSED not in old.submit({"csrf_token": "cũ"}, status=400).text

    done = first.form(button="Gửi lại").submit()

    assert REFUSED not in done.text
    assert count(app, Registration) == 1


def test_whoever_signs_in_without_cookies_is_told_so_and_keeps_the_name(app: Flask, refusing: Pages) -> None:
    with app.app_context(), immediate() as session:
        make_account(session, make_open_course(session).unit)
    typed = {"username": "hoalt", "password": "một hai ba"}
    first = refusing.get("/dang-nhap").form(button="Đăng nhập").submit(typed, status=400)
    assert REFUSED not in first.text

    second = first.form(button="Đăng nhập").submit(typed, status=400)

    assert REFUSED in second.text
    assert second.all("textarea")[0].text.endswith("/dang-nhap")
    assert second.form(button="Đăng nhập").fields["username"] == ["hoalt"]
    assert "một hai ba" not in second.html


def test_a_form_of_the_staff_that_is_sent_without_cookies_says_so_and_keeps_what_was_typed(refusing: Pages) -> None:
    kept = refusing.post("/van-phong/dia-diem/moi", {"name": "Nhà văn hóa Tân Thịnh"}, status=401)
    first = kept.form(button="Đăng nhập và gửi").submit({"unlock_password": "một hai ba"}, status=400)
    assert REFUSED not in first.text

    second = first.form(button="Đăng nhập và gửi").submit({"unlock_password": "một hai ba"}, status=400)

    assert REFUSED in second.text
    assert second.form(button="Đăng nhập và gửi").fields["name"] == ["Nhà văn hóa Tân Thịnh"]
