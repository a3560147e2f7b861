"""Thầy Nguyên in a hall of forty, a phone in one hand: with script, by keyboard, and without script."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Site
from tests.browser.patience import seen
from tests.browser.rolls import Open, expect_sent, row_of, stays, take_up, tap
from tests.classroom import Classroom, make_classroom

# -- with script -------------------------------------------------------------------------------------------------------


@pytest.mark.core("an instructor's roll, in a browser")
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


@pytest.mark.expects("ERR_FAILED")
def test_no_mark_and_no_figure_is_shown_before_what_waits_on_the_phone_is_painted(
    room: Classroom, phone_of: Open
) -> None:
    page = phone_of(room)
    page.route("**/dong-bo", lambda route: route.abort())
    tap(page, "Dương Gia Bảo")
    expect(page.locator("[data-line]")).to_contain_text("chờ gửi 1 người")
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1 việc")
    held: list[Route] = []
    page.route("**/roll.*.js", lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    shown = ("[data-came]", ".find .chip", ".roll .mark", ".roll small")
    expect(page.locator("main [data-unpainted]")).to_have_count(1)
    for each in shown:  # hidden until the animation ends, for whom no script comes
        hides = "place => getComputedStyle(place.closest('.line') || place).animationName"
        assert page.locator(each).first.evaluate(hides) == "shown"

    assert seen(page, lambda: held)
    held[0].continue_()
    expect(page.locator("main [data-unpainted]")).to_have_count(0)
    expect(page.locator("[data-came]")).to_have_text("Có mặt 1/6")
    for each in shown:
        expect(page.locator(each).first).to_be_visible()


def test_of_two_people_of_one_name_the_one_whose_year_is_read_is_excused(site: Site, phone_of: Open) -> None:
    room = make_classroom(site.app, ("Lê Thị Hoa", "Lê Thị Hoa", "Vũ Đăng Khoa"))
    page = phone_of(room)
    page.get_by_role("button", name="Có phép: Lê Thị Hoa 1951").click()

    expect(page.get_by_role("button", name="Bỏ: Lê Thị Hoa 1951")).to_be_visible()
    expect(page.get_by_role("button", name="Có phép: Lê Thị Hoa 1950")).to_be_visible()
    expect(page.get_by_role("button", name="Có phép: Vũ Đăng Khoa", exact=True)).to_be_visible()


def test_with_leave_late_and_absent_are_two_taps_away(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    row = row_of(page, "Đỗ Tiến Đạt")
    row.get_by_role("button", name="Có phép: Đỗ Tiến Đạt").click()
    expect(row.locator("em")).to_have_text("Vắng có phép")
    row.get_by_role("button", name="Bỏ: Đỗ Tiến Đạt").click()
    expect(row.locator("em")).to_have_count(0)

    tap(page, "Đỗ Tiến Đạt")
    page.get_by_role("button", name="Đến muộn").click()

    expect(row.locator("em")).to_have_text("Đến muộn")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 1/6")
    expect_sent(page)
    assert room.statuses() == {room.people[room.names.index("Đỗ Tiến Đạt")]: "late"}


def test_a_lesson_of_another_day_to_come_is_asked_about_once(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    page.goto(page.url.replace("/buoi/1", "/buoi/2"))
    tap(page, "Dương Gia Bảo")
    agree = page.get_by_role("button", name="Vẫn ghi trước cho Dương Gia Bảo")
    expect(agree).to_be_focused()
    expect(page.locator("[data-came]")).to_have_text("Có mặt 0/6")

    agree.click()

    expect(page.locator("[data-came]")).to_have_text("Có mặt 1/6")
    tap(page, "Đỗ Tiến Đạt")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 2/6")
    expect(agree).to_be_hidden()
    expect_sent(page)


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


def test_what_is_typed_means_beginnings_of_words(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    search, rows = page.get_by_label("Tìm tên"), page.locator(".roll > li:visible")

    search.fill("an")
    expect(rows).to_have_count(2)  # Lan Anh and Ánh; not Đăng Khoa
    expect(page.locator("[data-say]")).to_have_text("2 người, xếp theo tên")
    search.fill("hhen")
    expect(rows).to_have_count(1)
    search.fill("ang")
    expect(rows).to_have_count(1)  # nobody's word begins so: anywhere


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
    for _ in range(5):  # the scanner, three filters, then the first row
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

    take_up(nguyen)

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
    expect(other.locator("[data-last]")).to_contain_text("Bế Văn Thim · Có mặt")
    expect(row_of(other, "Bế Văn Thim")).to_be_in_viewport()

    take_up(page)

    expect(row_of(page, "Bế Văn Thim")).to_have_attribute("data-status", "present")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 1/7")
    tap(page, "Bế Văn Thim")
    expect_sent(page)
    assert list(room.statuses().values()) == ["unmarked"]


# -- without script ----------------------------------------------------------------------------------------------------


def test_without_script_everything_is_done_by_forms(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, java_script_enabled=False)
    tap(page, "Vũ Đăng Khoa")
    expect(page.get_by_text("Có mặt 1/6")).to_be_visible()
    expect(row_of(page, "Vũ Đăng Khoa")).to_be_in_viewport()

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
    expect(page.get_by_text("Đếm được 2 người, điểm danh 2 người")).to_be_visible()
    page.get_by_text("Sai nhiều người, mở lại buổi").click()
    page.get_by_role("button", name="Mở lại buổi").click()
    expect(page.locator("h1")).to_have_text("Điểm danh buổi 1")
