"""Somebody is called to the telephone: the screen covers itself, and what they were doing goes on afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import Account, AccountPin, Role, SignIn
from app.models.people.account import hash_pin
from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.browser.counters import make_centre, note
from tests.browser.rolls import expect_sent, take_up
from tests.factories import PASSWORD, make_account, make_ward

PIN = "482915"
SIXTEEN = timedelta(minutes=16)
SCREENS = ((320, "light"), (360, "dark"), (360, "light"))


@dataclass
class Officer:
    """Somebody who works alone in a ward."""

    account_id: int
    public_id: str


@pytest.fixture
def officer(site: Site) -> Officer:
    """Bích Đào, administrator and officer, with a PIN."""
    with site.write() as session:
        ward = make_ward(session)
        account = make_account(session, ward, Role.ADMINISTRATOR, Role.OFFICER, password=PASSWORD)
        AccountPin.choose(session, account.id, hash_pin(PIN), clock.now())
        return Officer(account.id, account.public_id)


def telephone(site: Site, account_id: int, idle: timedelta = SIXTEEN) -> None:
    """They talk for a quarter of an hour, and the server hears nothing."""
    with site.write() as session:
        for sign_in in session.scalars(SignIn.open_for(account_id)):
            sign_in.last_seen_at -= idle


def half_typed(page: Page, site: Site, officer: Officer) -> str:
    """A form with a name in it that was not sent."""
    site.sign_in(page.context, officer.account_id)
    page.goto(f"/quan-tri/tai-khoan/{officer.public_id}/ten")
    page.locator("[name=full_name]").fill("Nguyễn Thị Nửa Chừng")
    return page.title()


def called(site: Site, officer: Officer) -> str:
    with site.read() as session:
        return session.get_one(Account, officer.account_id).full_name


@pytest.mark.expects("422")
def test_the_officer_on_the_telephone_finds_the_half_typed_form_again(page: Page, site: Site, officer: Officer) -> None:
    page.clock.install()
    title = half_typed(page, site, officer)
    telephone(site, officer.account_id)
    page.clock.fast_forward("16:00")
    expect(page.get_by_role("heading", name="Máy đã khóa")).to_be_visible()
    expect(page.locator("[name=full_name]")).to_be_hidden()
    assert "Nửa Chừng" not in page.locator("body").inner_text()
    assert page.title() == "Đã khóa"
    check_turned(page, *SCREENS)
    expect(page.get_by_label("Mã PIN 6 số")).to_be_focused()
    page.keyboard.type("482916")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Mã PIN chưa đúng. Còn 4 lần thử.")
    check_turned(page, *SCREENS)
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.locator("[name=full_name]")).to_be_visible()
    expect(page.locator("[name=full_name]")).to_have_value("Nguyễn Thị Nửa Chừng")
    assert page.title() == title
    page.get_by_role("button", name="Lưu họ tên").click()
    expect(page.get_by_text("Đã lưu họ tên.")).to_be_visible()
    assert called(site, officer) == "Nguyễn Thị Nửa Chừng"


@pytest.mark.expects("401")
def test_without_script_the_press_that_unlocks_sends_the_form(
    open_window: Callable[..., Page], site: Site, officer: Officer
) -> None:
    page = open_window(java_script_enabled=False)
    half_typed(page, site, officer)
    telephone(site, officer.account_id)
    page.get_by_role("button", name="Lưu họ tên").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Máy đã khóa")
    page.get_by_label("Mã PIN 6 số").fill(PIN)
    page.get_by_role("button", name="Mở khóa và gửi").click()
    expect(page.get_by_text("Đã lưu họ tên.")).to_be_visible()
    assert called(site, officer) == "Nguyễn Thị Nửa Chừng"


def test_who_types_a_long_form_is_there_and_is_not_locked(
    open_window: Callable[..., Page], site: Site, officer: Officer
) -> None:
    page = open_window()
    page.clock.install()
    half_typed(page, site, officer)
    telephone(site, officer.account_id, timedelta(minutes=4))
    page.clock.fast_forward("04:00")
    pressed = clock.now()
    with page.expect_response("**/dong-bo"):
        page.locator("[name=full_name]").press("End")
    with site.read() as session:
        assert session.scalars(SignIn.open_for(officer.account_id)).one().last_seen_at >= pressed
    page.clock.fast_forward("02:00")
    expect(page.locator("[name=full_name]")).to_be_visible()


@pytest.mark.expects("401")
@pytest.mark.core("an idle lock over unsent work")
def test_the_counter_clerk_with_three_unsent_helps_loses_none(open_window: Callable[..., Page], site: Site) -> None:
    centre = make_centre(site.app)
    with site.write() as session:
        AccountPin.choose(session, centre.account_id, hash_pin(PIN), clock.now())
    page = open_window()
    site.sign_in(page.context, centre.account_id)
    page.goto("/quay")
    telephone(site, centre.account_id)
    note(page, 3)
    expect(page.locator("[data-line]")).to_have_text("đã gửi 0 · chờ gửi 3 · phường chưa nhận 0")
    assert centre.rows() == 0
    page.goto("/quay")
    page.get_by_label("Mã PIN 6 số").fill(PIN)
    page.get_by_role("button", name="Mở khóa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghi một lượt giúp")
    take_up(page)
    expect_sent(page)
    assert (len(centre.records()), centre.rows()) == (3, 3)


def test_the_lock_page_itself_holds(open_window: Callable[..., Page], site: Site, officer: Officer) -> None:
    page = open_window()
    site.sign_in(page.context, officer.account_id)
    telephone(site, officer.account_id)
    page.goto("/van-phong")
    expect(page.get_by_role("heading", level=1)).to_have_text("Máy đã khóa")
    check_page(page)
    page.get_by_text("Quên mã PIN?").click()
    check_page(page)
