"""A PIN: asked for once after signing in, set by whoever has just proved who they are, gone with the password."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AccountPin, Role, SignIn
from app.models.people.account import EasyPin, hash_pin, is_pin, refuse_easy
from app.web.database import db, immediate
from tests.doors import press, someone
from tests.factories import PASSWORD, make_account, make_ward
from tests.pages import Page, Pages

PIN = "482915"


@pytest.fixture
def account(app: Flask) -> Account:
    """A clerk who was never asked."""
    made = someone(app, Role.COUNTER, username="canbo")
    with app.app_context(), immediate() as session:
        session.execute(delete(AccountPin))
    return made


def stored(app: Flask, account: Account) -> str | None:
    with app.app_context():
        return AccountPin.hash_of(db.session(), account.id)


def choose(page: Page, pin: str = PIN, again: str | None = None, status: int = 200) -> Page:
    return page.form(button="Lưu mã PIN").submit({"pin": pin, "pin_again": again or pin}, status=status)


def test_who_signs_in_is_asked_once_and_goes_on(app: Flask, pages: Pages, account: Account) -> None:
    answer = press(pages, "canbo", next="/quay/hom-nay")
    assert answer.location == "/tai-khoan/ma-pin?next=/quay/hom-nay"
    assert pages.get(answer.location).links()["Để sau"] == "/quay/hom-nay"
    elsewhere = Pages(app.test_client())
    assert press(elsewhere, "canbo", next="/quay/hom-nay").location == "/quay/hom-nay", "never again"


def test_no_browser_takes_it_for_the_password_that_it_keeps(pages: Pages, account: Account) -> None:
    typed = {field.get("name"): field for field in pages.sign_in(account).get("/tai-khoan/ma-pin").all("input")}
    for name in ("pin", "pin_again"):
        assert (typed[name].get("type"), typed[name].get("autocomplete")) == ("text", "off")
        assert "unseen" in (typed[name].get("class") or "").split()


def test_who_takes_it_up_unlocks_with_it(app: Flask, pages: Pages, account: Account) -> None:
    done = choose(pages.get(press(pages, "canbo").location), "48 29 15")
    assert done.response.request.path == "/quay"
    assert is_pin(stored(app, account), PIN)
    with clock.shifted(timedelta(minutes=16)):
        locked = pages.get("/quay/hom-nay")
        [form] = [form for form in locked.forms() if "unlock_pin" in form.fields]
        assert form.submit({"unlock_pin": PIN}).response.request.path == "/quay/hom-nay"


def test_who_is_only_in_the_field_is_not_asked(app: Flask, pages: Pages) -> None:
    """Their sign-in does not lock."""
    someone(app, Role.INSTRUCTOR, username="thay")
    with app.app_context(), immediate() as session:
        session.execute(delete(AccountPin))
    assert press(pages, "thay").location == "/giang-vien"


@pytest.mark.parametrize("pin", ["12345", "1234567", "48291a", "", "٤٨٢٩١٥"])
def test_it_has_six_digits(pages: Pages, account: Account, pin: str) -> None:
    page = choose(pages.sign_in(account).get("/tai-khoan/ma-pin"), pin, PIN if not pin else None, status=422)
    assert "đúng 6 chữ số" in page.text


EASY = ["000000", "123456", "654321", "890123", "121212", "112211", "482482", "150388", "880315", "198803", "031988"]


@pytest.mark.parametrize("pin", EASY)
def test_what_a_stranger_would_try_first_is_refused(pages: Pages, app: Flask, account: Account, pin: str) -> None:
    page = choose(pages.sign_in(account).get("/tai-khoan/ma-pin"), pin, status=422)
    assert "dễ đoán" in page.text
    assert pin not in page.html
    assert stored(app, account) is None


def test_most_numbers_will_do() -> None:
    def is_easy(pin: str) -> bool:
        try:
            refuse_easy(pin)
        except EasyPin:
            return True
        return False

    assert sum(is_easy(f"{number:06}") for number in range(0, 1_000_000, 7)) < 1_000_000 / 7 * 0.12


def test_two_different_ones_are_asked_anew(pages: Pages, account: Account) -> None:
    page = choose(pages.sign_in(account).get("/tai-khoan/ma-pin"), PIN, "482916", status=422)
    assert "chưa giống nhau" in page.text


def test_an_open_screen_sets_no_pin(app: Flask, pages: Pages, account: Account) -> None:
    """Ten minutes after the last proof the password is asked for again."""
    form = pages.sign_in(account).get("/tai-khoan/ma-pin")
    with clock.shifted(timedelta(minutes=11)):
        asked = choose(form, status=422)
        assert PIN not in asked.html
        assert stored(app, account) is None


def test_it_is_dropped_by_a_press(app: Flask, pages: Pages, account: Account) -> None:
    choose(pages.sign_in(account).get("/tai-khoan/ma-pin"))
    assert stored(app, account)
    assert "Đã bỏ mã PIN" in pages.get("/tai-khoan/ma-pin").form(button="Bỏ mã PIN").submit().text
    assert stored(app, account) is None


def everywhere(pages: Pages) -> None:
    pages.get("/tai-khoan").form(action="/tai-khoan/thiet-bi/dang-xuat-het").submit()


def by_a_new_password(pages: Pages) -> None:
    new = "áo dài xanh nón lá"
    fields = {"password": PASSWORD, "new_password": new, "new_password_again": new}
    pages.get("/tai-khoan/mat-khau").form(button="Đổi mật khẩu").submit(fields)


@pytest.mark.parametrize("gone", [everywhere, by_a_new_password])
def test_it_goes_with_what_it_stood_for(
    app: Flask, pages: Pages, account: Account, gone: Callable[[Pages], None]
) -> None:
    pages.sign_in(account)
    with app.app_context(), immediate() as session:
        AccountPin.choose(session, account.id, hash_pin(PIN), clock.now())
    gone(pages)
    assert stored(app, account) is None


def test_it_goes_when_the_account_is_stopped(session: Session) -> None:
    account = make_account(session, make_ward(session), Role.COUNTER)
    AccountPin.choose(session, account.id, hash_pin(PIN), clock.now())
    SignIn.end_all(session, account.id, clock.now())
    assert AccountPin.hash_of(session, account.id) is None
