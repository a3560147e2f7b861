"""Signing out of a phone that others hold: what waits on it is a number, and what is half typed goes with a word."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.country import clock
from app.models import Role, SignIn
from tests.browser.checks import check_turned
from tests.browser.conftest import Site
from tests.browser.drafts import STORED, wait_for_draft
from tests.browser.islands import Handset, Island
from tests.browser.patience import told
from tests.browser.rolls import expect_sent, tap
from tests.classroom import Classroom, make_classroom
from tests.doorsteps import Street
from tests.factories import make_account, make_ward

Open = Callable[..., Page]
SCREENS = ((320, "dark", "3"), (360, "light"), (360, "dark"))
NAMED = "Bà Kín Thị Mật"
UNSENT = "Máy này còn giữ 1 việc chưa gửi. Ai đã ghi thì đăng nhập lại trên máy này, máy tự gửi."


def sign_out(page: Page) -> None:
    """Press the button at the foot of the page, in the office at the end of "Thêm"."""
    page.get_by_role("button", name="Đăng xuất", exact=True).click()


def expect_out(page: Page) -> None:
    """The server has ended the sign-in."""
    expect(page.get_by_role("heading", name="Anh chị đã đăng xuất")).to_be_visible()


def asked(page: Page) -> Locator:
    """What is asked before one is signed out."""
    return page.locator("[data-leave]")


def expect_a_number(page: Page) -> None:
    """The page of what waits says how much, and nothing else of it."""
    expect(page.get_by_text(UNSENT)).to_be_visible()
    expect(page.get_by_role("button", name="Tải dữ liệu chưa gửi")).to_be_hidden()
    expect(page.locator("[data-figures]")).to_be_hidden()


@pytest.mark.expects("ERR_FAILED", "401")
def test_what_waits_after_signing_out_is_a_number_until_its_owner_comes_back(site: Site, open_window: Open) -> None:
    street, page = Street.build(site.app), open_window()
    site.sign_in(page.context, street.head.id)
    page.route("**/dong-bo", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    page.goto(f"/quay/ho/{street.programme}/moi")
    page.get_by_label("Số nhà").fill("5")
    page.get_by_label("Ngõ, đường, xóm").fill("Ngõ 77")
    page.get_by_label("Chủ hộ (không bắt buộc)").fill(NAMED)
    page.get_by_role("button", name="Đi vắng", exact=True).tap()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    page.goto("/cho-gui")
    expect(page.get_by_text(NAMED)).to_be_visible()
    page.goto("/quay")
    sign_out(page)
    expect(asked(page)).to_contain_text("người khác không đọc được")
    page.get_by_role("button", name="Cứ đăng xuất").click()
    expect_out(page)

    page.goto("/cho-gui")
    expect_a_number(page)
    assert NAMED not in page.content()
    check_turned(page, *SCREENS)
    site.sign_in(page.context, street.officer.id)
    page.goto("/van-phong")
    page.goto("/cho-gui")
    expect(page.get_by_text("Máy này còn giữ 1 việc của tài khoản khác.")).to_be_visible()
    assert NAMED not in page.content()
    page.goto("about:blank")  # what it tells the server goes under one name
    page.unroute("**/dong-bo")
    site.sign_in(page.context, street.head.id)
    page.goto("/quay")
    expect_sent(page)
    assert [each.site.name for each in street.entries()] == ["Số 5, Ngõ 77"]


def test_without_a_line_a_phone_that_was_signed_out_names_nobody_and_its_other_tabs_are_left(
    island: Island, handset: Callable[..., Handset]
) -> None:
    room, phone = make_classroom(island.app), handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, room.account_id)
    page.goto(room.address)
    expect(page.get_by_text("Sẵn sàng dùng khi mất mạng ✓")).to_be_visible()
    island.stop()
    page.reload()
    tap(page, room.names[0])
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    room.close(minutes_ago=5)
    island.start()
    page.goto("/cho-gui")
    expect(page.locator("[data-refused]")).to_contain_text(room.names[0])
    roll = phone.context.new_page()
    roll.goto("/giang-vien")
    leaving = phone.context.new_page()
    leaving.goto("/giang-vien")

    sign_out(leaving)
    leaving.get_by_role("button", name="Cứ đăng xuất").click()

    expect_out(leaving)
    expect(roll).to_have_url(re.compile("/dang-nhap$"))
    expect_a_number(page)
    island.stop()
    for address in ("/cho-gui", "/giang-vien"):
        leaving.goto(address)
        expect(leaving.get_by_text(re.compile("1 việc chưa gửi"))).to_be_visible()
        assert room.names[0] not in leaving.content()


@pytest.mark.expects("401")
def test_what_was_refused_is_a_number_once_its_page_hears_that_the_phone_was_closed(
    room: Classroom, phone_of: Open, site: Site
) -> None:
    page = phone_of(room)
    room.close(minutes_ago=5)
    tap(page, room.names[0])
    expect(page.locator(".sync")).to_contain_text("Phường chưa nhận 1")
    page.goto("about:blank")
    with site.write() as session:
        SignIn.end_all(session, room.account_id, clock.now())

    page.goto("/cho-gui")

    expect_a_number(page)
    assert room.names[0] not in page.content()


@pytest.fixture
def officer(site: Site) -> int:
    """Somebody who fills in long forms; by the account's number."""
    with site.write() as session:
        return make_account(session, make_ward(session), Role.OFFICER, full_name="Lường Thị Bích Đào").id


def test_signing_out_says_what_is_half_typed_before_it_is_deleted(site: Site, officer: int, open_window: Open) -> None:
    page = open_window()
    site.sign_in(page.context, officer)
    page.goto("/van-phong/lop/moi")
    page.get_by_label("Tên lớp").fill("Lớp của ông Nháp Kín")
    wait_for_draft(page, "Nháp Kín")
    page.goto("/van-phong/them")

    sign_out(page)
    expect(asked(page)).to_contain_text("1 trang đang gõ dở sẽ bị xóa")
    expect(asked(page)).to_be_focused()
    expect(page.get_by_role("link", name="Xem từng việc")).to_be_hidden()
    expect(page.get_by_role("button", name="Gửi trước đã")).to_be_hidden()
    check_turned(page, *SCREENS)
    page.get_by_role("button", name="Ở lại").click()

    expect(asked(page)).to_be_hidden()
    page.goto("/van-phong/lop/moi")
    expect(page.get_by_label("Tên lớp")).to_have_value("Lớp của ông Nháp Kín")
    page.goto("/van-phong/them")
    sign_out(page)
    page.get_by_role("button", name="Cứ đăng xuất").click()
    expect_out(page)
    assert told(page, STORED, until=[[], []]) == [[], []]


@pytest.mark.expects("ERR_FAILED")
def test_signing_out_says_what_waits_and_what_is_half_typed_beside_each_other(room: Classroom, phone_of: Open) -> None:
    """Sent first, what is half typed is asked about again: it was not agreed that it goes."""
    page = phone_of(room)
    page.route("**/dong-bo", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    tap(page, room.names[0])
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    page.evaluate("""() => Unsent.put({ key: 'another', account: 'another', name: '/quay/ho/1/moi', page: '/quay',
      action: '/quay', fields: [['head', 'Ông Nháp Kín']], state: 'draft', at: Date.now() })""")
    page.goto("/giang-vien")
    sign_out(page)
    expect(asked(page)).to_contain_text("Máy này còn 1 việc chưa gửi")
    expect(asked(page)).to_contain_text("1 trang đang gõ dở sẽ bị xóa")
    page.unroute("**/dong-bo")

    page.get_by_role("button", name="Gửi trước đã").click()

    expect(page.get_by_text("Máy này còn 1 việc chưa gửi")).to_be_hidden()
    expect(asked(page)).to_contain_text("1 trang đang gõ dở sẽ bị xóa")
    assert room.marks() == 1
