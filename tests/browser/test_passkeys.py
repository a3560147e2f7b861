"""A leader's phone opens the ward by its screen lock: a real browser, whose device is a made-up one."""

import re
import shutil
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app import create_app
from app.country import clock
from app.models import Account, Role, SignIn
from app.models.people.totp_secret import code_at
from app.web.database import db
from app.web.settings import DEMO_TOTP_SECRET, Settings
from tests.browser.behind_https import NAME, tls_front
from tests.browser.checks import check_page
from tests.browser.conftest import PHONE
from tests.browser.islands import Island
from tests.factories import PASSWORD, make_account, make_ward
from tests.ports import lasting_port

SCREEN_LOCK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def place(migrated_file: Path, tmp_path: Path) -> Iterator[Island]:
    """The product behind https, under a name."""
    shutil.copy(migrated_file, tmp_path / "lopso.db")
    with socket.create_server(("127.0.0.1", 0)) as outside:
        port = lasting_port()
        url = f"https://{NAME}:{outside.getsockname()[1]}"
        environment = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "a test's key", "PUBLIC_URL": url}
        app = create_app(Settings.from_environment(environment))
        made = Island(tmp_path, port, app, environment)
        made.start()
        try:
            with tls_front(outside, port, tmp_path):
                yield made
        finally:
            made.stop()
            with app.app_context():
                db.engine.dispose()


def enter(page: Page) -> None:
    """Give the name and the password."""
    page.goto("/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("lanhdao")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gõ sáu số trên điện thoại")


def grow_old(place: Island) -> None:
    """Nobody touches anything for sixteen minutes; proofs grow old as well."""
    with place.write() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.last_seen_at -= timedelta(minutes=16)
            sign_in.proved_at = sign_in.last_seen_at


@pytest.fixture
def phone(place: Island, browser: Browser) -> Iterator[Page]:
    """A leader's phone, whose screen is unlocked whenever it asks."""
    with place.write() as session:
        make_account(session, make_ward(session), Role.LEADER, username="lanhdao", password=PASSWORD)
    settings = {**PHONE, "base_url": place.environment["PUBLIC_URL"], "ignore_https_errors": True}
    complaints: list[str] = []
    with browser.new_context(**settings) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": SCREEN_LOCK})
        page.clock.install()
        yield page
    assert not complaints, complaints


def add_passkey(page: Page) -> None:
    """Add one; a second one is refused on the same phone."""
    page.goto("/tai-khoan/khoa-truy-cap")
    check_page(page)
    page.get_by_label("Tên để nhận ra").fill("Điện thoại của tôi")
    page.get_by_role("button", name="Thêm khóa trên máy này").click()
    expect(page.get_by_text("Đã thêm khóa truy cập “Điện thoại của tôi”.")).to_be_visible()
    check_page(page)
    page.goto("/tai-khoan/khoa-truy-cap")
    page.get_by_role("button", name="Thêm khóa trên máy này").click()
    expect(page.get_by_role("alert")).to_have_text("Máy này đã có khóa truy cập của anh chị rồi.")


def test_a_phones_screen_lock_opens_the_door_the_lock_and_what_asks_for_a_proof(place: Island, phone: Page) -> None:
    enter(phone)
    expect(phone.get_by_role("button", name="Vào bằng khóa truy cập (passkey)")).to_have_count(0)
    phone.get_by_label("Sáu số").fill(code_at(DEMO_TOTP_SECRET, clock.now()))
    phone.get_by_role("button", name="Vào", exact=True).click()
    expect(phone).to_have_url(re.compile("/van-phong$"))
    add_passkey(phone)

    phone.get_by_role("button", name="Đăng xuất").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Anh chị đã đăng xuất")
    enter(phone)
    check_page(phone)
    phone.get_by_role("button", name="Vào bằng khóa truy cập (passkey)").click()
    expect(phone).to_have_url(re.compile("/van-phong$"))

    phone.goto("/tai-khoan")
    phone.get_by_text("Xóa khóa Điện thoại của tôi").click()
    grow_old(place)
    phone.clock.fast_forward("16:00")
    expect(phone.get_by_role("heading", name="Máy đã khóa")).to_be_visible()
    check_page(phone)
    phone.get_by_role("button", name="Mở bằng khóa truy cập (passkey)").click()
    phone.get_by_role("button", name="Xóa khóa này").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Xác nhận lại là anh chị")
    check_page(phone)
    phone.get_by_role("button", name="Xác nhận bằng khóa truy cập (passkey)").click()
    expect(phone.get_by_text("Đã xóa khóa truy cập “Điện thoại của tôi”.")).to_be_visible()
    with place.read() as session:
        account = session.scalars(Account.called("lanhdao")).one()
        assert session.scalars(SignIn.open_for(account.id)).one().two_step
