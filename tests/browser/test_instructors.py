"""Thầy Nguyên in a hall of forty, a phone in one hand: with script and without, by keyboard, on a line and off it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from app import clock
from app.models import Account, Lesson, SignIn
from app.models.people.account import hash_password
from tests.browser.checks import check_page, no_sideways_scroll, nothing_clipped
from tests.browser.conftest import Site
from tests.classroom import NAMES, Classroom, Phone, make_classroom, mark
from tests.factories import PASSWORD

FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đỗ", "Ngô"]
GIVEN = ["An", "Bình", "Châu", "Đạt", "Hạnh"]
FORTY = tuple(f"{family} Thị {given}" for given in GIVEN for family in FAMILIES)

Open = Callable[..., Page]


@pytest.fixture
def room(site: Site) -> Classroom:
    """Six people, of whom an instructor knows the names."""
    return make_classroom(site.app, NAMES)


@pytest.fixture
def hall(site: Site) -> Classroom:
    """Forty people."""
    return make_classroom(site.app, FORTY)


@pytest.fixture
def phone_of(site: Site, open_window: Open) -> Open:
    """`phone_of(room)`: the roll of a room on a phone of its instructor."""

    def opened(room: Classroom, address: str | None = None, **settings: Any) -> Page:
        page = open_window(**settings)
        site.sign_in(page.context, room.account_id)
        page.goto(address or room.address)
        return page

    return opened


def row_of(page: Page, name: str) -> Locator:
    """Somebody's row."""
    return page.locator(".roll > li").filter(has=page.locator("b", has_text=name))


def tap(page: Page, name: str) -> None:
    """Tap anywhere on somebody's row."""
    row_of(page, name).locator(".who").click()


def expect_sent(page: Page) -> None:
    """Nothing waits on the phone any more."""
    expect(page.locator(".sync")).to_have_text("Đã gửi hết")
    expect(page.locator("[data-wait]")).to_have_count(0)


def stays(page: Page) -> Callable[[], bool]:
    """Remember this page; later: whether it is the same one still, never left."""
    page.evaluate("() => { window.stayed = true }")
    return lambda: bool(page.evaluate("() => window.stayed === true"))


# -- with script --------------------------------------------------------------------------------------------------


def test_thay_nguyen_ticks_forty_people_without_leaving_the_page(hall: Classroom, phone_of: Open) -> None:
    page = phone_of(hall)
    same_page = stays(page)

    for who in page.locator(".roll .who").all():
        who.click()

    expect(page.locator("[data-came]")).to_have_text("Có mặt 40/40")
    expect(page.get_by_role("link", name="Chưa ghi 0")).to_be_visible()
    expect_sent(page)
    assert same_page()
    assert hall.statuses() == dict.fromkeys(hall.people, "present")
    assert hall.marks() == 40


def test_a_tap_is_seen_heard_and_kept_and_a_second_one_takes_it_back(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    row = row_of(page, "Dương Gia Bảo")
    tap(page, "Dương Gia Bảo")

    expect(row).to_have_attribute("data-status", "present")
    expect(row.locator("small")).to_have_text("1952 · Có mặt")
    expect(row.locator(".who")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-say]")).to_have_text("Đã ghi: Dương Gia Bảo, có mặt")
    expect_sent(page)
    tap(page, "Dương Gia Bảo")

    expect(row.locator("small")).to_have_text("1952")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 0/6")
    expect_sent(page)
    page.reload()
    expect(row).to_have_attribute("data-status", "unmarked")
    assert room.marks() == 2


def test_with_leave_late_and_absent_are_two_taps_away(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    row = row_of(page, "Đỗ Tiến Đạt")
    row.get_by_role("button", name="Có phép: Đỗ Tiến Đạt").click()
    expect(row.locator("em")).to_have_text("Vắng có phép")
    row.get_by_role("button", name="Bỏ: Đỗ Tiến Đạt").click()
    expect(row.locator("em")).to_have_count(0)

    tap(page, "Đỗ Tiến Đạt")
    page.get_by_text("Khác").click()
    page.get_by_role("button", name="Đến muộn").click()

    expect(row.locator("em")).to_have_text("Đến muộn")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 1/6")
    expect_sent(page)
    assert room.statuses() == {room.people[room.names.index("Đỗ Tiến Đạt")]: "late"}


def test_undo_goes_back_step_by_step_and_goes_on_after_a_reload(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    for name in ("Dương Gia Bảo", "Đỗ Tiến Đạt"):
        tap(page, name)
    expect_sent(page)

    page.get_by_role("button", name="Hoàn tác").click()
    expect(row_of(page, "Đỗ Tiến Đạt")).to_have_attribute("data-status", "unmarked")
    expect(page.locator("[data-say]")).to_contain_text("Đã hoàn tác: Đỗ Tiến Đạt")
    expect_sent(page)
    page.reload()
    page.get_by_role("button", name="Hoàn tác").click()

    expect(page.get_by_text("Đã hoàn tác lần ghi của Dương Gia Bảo.")).to_be_visible()
    assert set(room.statuses().values()) == {"unmarked"}


def test_anybody_is_found_while_typing_and_filters_ask_nobody(hall: Classroom, phone_of: Open) -> None:
    page = phone_of(hall)
    same_page = stays(page)
    search, rows = page.get_by_label("Tìm tên"), page.locator(".roll > li:visible")

    search.fill("binh ngo")
    expect(rows).to_have_count(1)
    tap(page, "Ngô Thị Bình")
    search.fill("đat")
    expect(rows).to_have_count(8)
    search.fill("")
    page.get_by_role("link", name="Có mặt 1").click()
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Chưa ghi 39").click()
    expect(rows).to_have_count(39)
    tap(page, "Nguyễn Thị An")
    expect(rows).to_have_count(39)  # nobody moves away under the thumb

    search.fill("Bế Văn Thim")
    expect(page.get_by_text("Không có ai trong phần này")).to_be_visible()
    expect_sent(page)
    assert same_page()
    page.get_by_role("link", name="Thêm người này").click()
    expect(page.get_by_label("Họ và tên")).to_have_value("Bế Văn Thim")


def test_by_keyboard_alone_focus_stays_where_it_was_pressed(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    row = row_of(page, room.names[0])
    page.get_by_label("Tìm tên").focus()
    for _ in range(4):  # three filters, then the first row
        page.keyboard.press("Tab")
    expect(row.locator(".who")).to_be_focused()

    page.keyboard.press("Space")
    expect(row).to_have_attribute("data-status", "present")
    expect(row.locator(".who")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(row).to_have_attribute("data-status", "excused")
    expect(row.get_by_role("button", name="Bỏ: ")).to_be_focused()
    expect_sent(page)
    assert room.statuses() == {room.people[0]: "excused"}


def test_two_phones_keep_one_roll_and_see_each_others_marks(room: Classroom, phone_of: Open) -> None:
    nguyen, hoa = phone_of(room), phone_of(room)
    tap(nguyen, room.names[0])
    tap(hoa, room.names[1])
    expect_sent(nguyen)
    expect_sent(hoa)

    nguyen.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")

    expect(nguyen.locator("[data-came]")).to_have_text("Có mặt 2/6")
    expect(row_of(nguyen, room.names[1])).to_have_attribute("data-status", "present")
    expect(row_of(nguyen, room.names[1]).locator(".who")).to_have_attribute("aria-pressed", "true")
    assert len(room.statuses()) == 2


def test_somebody_who_walked_in_on_another_phone_joins_the_list(room: Classroom, phone_of: Open) -> None:
    page, other = phone_of(room), phone_of(room, f"{room.address}/them-nguoi")
    expect(other.get_by_label("Họ và tên")).to_be_focused()
    other.keyboard.type("Bế Văn Thim")
    other.keyboard.press("Tab")
    other.keyboard.type("1957")
    other.get_by_label("Tổ dân phố").select_option(index=1)
    other.get_by_role("button", name="Thêm, ghi có mặt").click()
    expect(other.get_by_text("Đã thêm và ghi có mặt: Bế Văn Thim.")).to_be_visible()
    expect(row_of(other, "Bế Văn Thim")).to_be_in_viewport()

    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")

    expect(row_of(page, "Bế Văn Thim")).to_have_attribute("data-status", "present")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 1/6")
    tap(page, "Bế Văn Thim")
    expect_sent(page)
    assert list(room.statuses().values()) == ["unmarked"]


# -- when something is in the way ---------------------------------------------------------------------------------


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED")
def test_without_a_line_taps_wait_on_the_phone_and_go_when_it_is_back(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    page.context.set_offline(True)
    for name in room.names[:3]:
        tap(page, name)

    expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")
    expect(page.locator(".sync small")).to_contain_text("đã giữ từ")
    expect(page.locator("[data-wait]")).to_have_count(3)
    expect(row_of(page, room.names[0]).locator("small")).to_contain_text("chờ gửi")
    page.get_by_role("link", name="Xong").click()
    expect(page.locator("[data-say]")).to_contain_text("Chưa có mạng")
    assert room.marks() == 0

    page.context.set_offline(False)

    expect_sent(page)
    assert room.statuses() == dict.fromkeys(room.people[:3], "present")
    assert room.marks() == 3


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED")
def test_leaving_with_unsent_work_asks_first(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    asked: list[str] = []

    def hear(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", hear)
    page.reload()
    assert asked == []
    page.context.set_offline(True)
    tap(page, room.names[0])
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    page.context.set_offline(False)
    page.route("**/dong-bo", lambda route: route.abort("internetdisconnected"))

    page.reload()

    assert asked == ["beforeunload"]


@pytest.mark.expects("401")
def test_a_sign_in_that_ends_mid_roll_costs_no_tick(room: Classroom, phone_of: Open, site: Site) -> None:
    page = phone_of(room)
    tap(page, room.names[0])
    expect_sent(page)
    with site.write() as session:
        for sign_in in session.scalars(SignIn.open_for(room.account_id)):
            sign_in.ended_at = clock.now()
    same_page = stays(page)

    tap(page, room.names[1])
    tap(page, room.names[2])

    expect(page.locator(".sync")).to_contain_text("Chờ gửi 2")
    way_in = page.get_by_role("link", name="Đăng nhập ở thẻ mới")
    expect(way_in).to_be_visible()
    with page.context.expect_page() as opened:
        way_in.click()
    expect(opened.value).to_have_url("/dang-nhap")
    site.sign_in(page.context, room.account_id)
    opened.value.close()
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")

    expect_sent(page)
    expect(way_in).to_be_hidden()
    assert same_page()
    assert room.statuses() == dict.fromkeys(room.people[:3], "present")


def test_on_a_shared_phone_nobody_sends_under_anothers_name(room: Classroom, phone_of: Open, site: Site) -> None:
    stranger = make_classroom(site.app, ["Ngô Hồng Quân"])
    page = phone_of(room)
    page.context.clear_cookies()
    site.sign_in(page.context, stranger.account_id)

    tap(page, room.names[0])

    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    expect(page.get_by_role("link", name="Đăng nhập ở thẻ mới")).to_be_visible()
    assert room.marks() == 0
    site.sign_in(page.context, room.account_id)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect_sent(page)
    assert room.marks() == 1


def test_a_tick_that_is_refused_says_why_on_its_row(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    room.close()

    tap(page, room.names[0])

    row = row_of(page, room.names[0])
    expect(row.locator("small")).to_contain_text("Chưa ghi được. Buổi này đã xong.")
    expect(row).to_have_attribute("data-status", "unmarked")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 0/6")
    expect(page.locator("[data-say]")).to_contain_text("Chưa ghi được")
    assert room.marks() == 0


@pytest.mark.expects("503")
def test_a_server_that_is_away_for_a_moment_is_asked_again(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    away = [True]

    def answer(route: Any) -> None:
        if away[0] and route.request.method == "POST":
            away[0] = False
            route.fulfill(status=503, body="<h1>hotel</h1>")
        else:
            route.continue_()

    page.route("**/dong-bo", answer)
    tap(page, room.names[0])

    expect_sent(page)
    assert not away[0]
    assert room.marks() == 1


def test_a_page_that_is_no_answer_of_ours_is_not_believed(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    portal = [True]

    def answer(route: Any) -> None:
        if portal[0]:
            portal[0] = False
            route.fulfill(status=200, content_type="text/html", body="<h1>Wi-Fi miễn phí</h1>")
        else:
            route.continue_()

    page.route("**/dong-bo", answer)
    tap(page, room.names[0])

    expect_sent(page)
    assert room.marks() == 1


# -- without script -----------------------------------------------------------------------------------------------


def test_without_script_everything_is_done_by_forms(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, java_script_enabled=False)
    tap(page, "Vũ Đăng Khoa")
    expect(page.get_by_text("Có mặt 1/6")).to_be_visible()
    expect(row_of(page, "Vũ Đăng Khoa")).to_be_in_viewport()

    page.get_by_text("Khác").click()
    page.get_by_role("button", name="Đến muộn").click()
    expect(row_of(page, "Vũ Đăng Khoa").locator("em")).to_have_text("Đến muộn")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(row_of(page, "Vũ Đăng Khoa").locator("em")).to_have_text("Có mặt")

    page.get_by_label("Tìm tên").fill("lan anh")
    page.get_by_role("button", name="Tìm").click()
    expect(page.locator(".roll > li")).to_have_count(1)
    page.get_by_role("button", name="Có phép").click()
    expect(row_of(page, "Lưu Thị Lan Anh").locator("em")).to_have_text("Vắng có phép")

    page.get_by_role("link", name="Thêm người", exact=True).click()
    page.get_by_label("Họ và tên").fill("Bế Văn Thim")
    page.get_by_label("Năm sinh").fill("1957")
    page.get_by_label("Tổ dân phố").select_option(index=1)
    page.get_by_role("button", name="Thêm, ghi có mặt").click()
    expect(page.get_by_text("Có mặt 2/7")).to_be_visible()

    page.get_by_role("link", name="Xong").click()
    page.get_by_label("Đếm trong phòng").fill("2")
    page.get_by_role("button", name="Xong").click()
    expect(page.locator("h1")).to_have_text("Buổi 1 đã xong")
    expect(page.get_by_text("đếm 2 · đã điểm 2")).to_be_visible()
    page.get_by_text("Ghi sai, cần sửa").click()
    page.get_by_role("button", name="Mở lại buổi").click()
    expect(page.locator("h1")).to_have_text("Điểm danh buổi 1")


# -- how it looks and holds ---------------------------------------------------------------------------------------


def addresses(room: Classroom) -> list[str]:
    """Every page of the teaching room, the roll of a lesson to come and one that is closed among them."""
    closed = make_classroom(room.app, NAMES)
    Phone.of(closed).send([mark(closed, 0), mark(closed, 1, "late"), mark(closed, 2, "excused")])
    closed.close()
    now = clock.now()
    Phone.of(room).send([mark(room, 0), mark(room, 1, "absent", now - timedelta(minutes=9)), mark(room, 2, "excused")])
    Phone.of(room).send([mark(room, 1, "present", now - timedelta(minutes=19))])
    return [
        "/giang-vien",
        f"{room.address}?vua={room.people[0]}",
        f"{room.address}?tim=zzz",
        room.address.replace("buoi/1", "buoi/2"),
        f"{room.address}/them-nguoi",
        f"{room.address}/xong",
        f"{room.address}/nguoi/{room.people[1]}",
        f"! {closed.account_id} {closed.address}",
    ]


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_page_holds_at_each_width_in_each_light(
    room: Classroom, phone_of: Open, site: Site, width: int, light: str
) -> None:
    page = phone_of(room, viewport={"width": width, "height": 740}, is_mobile=width < 600, color_scheme=light)
    for address in addresses(room):
        visit(page, site, address)
        check_page(page)


def test_words_may_double_and_nothing_breaks(room: Classroom, phone_of: Open, site: Site) -> None:
    page = phone_of(room, viewport={"width": 320, "height": 740})
    for address in addresses(room):
        visit(page, site, address)
        page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
        no_sideways_scroll(page)
        nothing_clipped(page)


def visit(page: Page, site: Site, address: str) -> None:
    """Open an address; one that begins with "!" names the account it belongs to."""
    if address.startswith("!"):
        _mark, account_id, address = address.split()
        site.sign_in(page.context, int(account_id))
    page.goto(address)
    expect(page.locator("h1")).to_have_count(1)


def test_the_opened_last_mark_and_the_way_back_in_hold_too(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, viewport={"width": 320, "height": 740})
    tap(page, room.names[0])
    page.get_by_text("Khác").click()
    page.evaluate("() => { document.querySelector('[data-signed-out]').hidden = false }")

    check_page(page)


def test_from_the_code_on_a_sheet_through_the_door_to_the_roll(room: Classroom, open_window: Open, site: Site) -> None:
    hashed = hash_password(PASSWORD)
    with site.write() as session:
        code = session.get_one(Lesson, room.lesson_id).code
        account = session.get_one(Account, room.account_id)
        account.password_hash = hashed
        username = account.username
    page = open_window()

    page.goto(f"/b/{code}")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()

    expect(page).to_have_url(room.address)
    expect(page.locator("[data-came]")).to_have_text("Có mặt 0/6")


def test_a_hall_of_two_hundred_is_searched_and_ticked_without_waiting(site: Site, phone_of: Open) -> None:
    room = make_classroom(site.app, [f"{name} {n}" for n in range(5) for name in FORTY])
    page = phone_of(room)

    spent = page.evaluate(
        """() => {
          const begun = performance.now(), search = document.querySelector('#tim');
          search.value = 'ngo binh 3';
          search.dispatchEvent(new Event('input'));
          document.querySelector('.roll > li:not([hidden]) .who').click();
          document.body.getBoundingClientRect();
          return performance.now() - begun;
        }"""
    )

    expect(page.locator(".roll > li:visible")).to_have_count(1)
    expect(page.locator("[data-came]")).to_have_text("Có mặt 1/200")
    assert spent < 200
