"""Cô Mơ after a class on paper: thirty signatures, a picture of the board, and somebody who stands in for her."""

from datetime import timedelta
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import Account, Course, Lesson, PrintedSheet, Role
from tests.browser.checks import check_page
from tests.browser.conftest import Site
from tests.browser.rolls import Open, expect_sent, row_of
from tests.classroom import Classroom, Phone, mark
from tests.factories import make_account, make_course


def printed(site: Site, room: Classroom) -> None:
    """The sheet goes round."""
    with site.write() as session:
        PrintedSheet.freeze(session, session.get_one(Lesson, room.lesson_id), by_id=None, now=clock.now())


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (2400, 1800), "white").save(out, "JPEG")
    return out.getvalue()


def test_thirty_signatures_are_keyed_in_by_three_taps(site: Site, hall: Classroom, phone_of: Open) -> None:
    printed(site, hall)
    taps = 0
    page = phone_of(hall, f"{hall.address}/phieu-ky")

    def press(name: str) -> None:
        nonlocal taps
        page.get_by_role("button", name=name).click()
        taps += 1

    page.get_by_label("Số thứ tự của những người đã ký").click()
    taps += 1
    page.keyboard.type("1–7, 9, 12–30, 32,33 35")
    press("Xem tên")
    expect(page.get_by_role("heading", name="30 người đã ký")).to_be_visible()
    check_page(page)
    press("Lưu 30 người")

    expect(page.get_by_text("Đã ghi có mặt 30 người theo danh sách ký.")).to_be_visible()
    assert taps == 3
    signed = [*range(1, 8), 9, *range(12, 31), 32, 33, 35]
    assert hall.statuses() == dict.fromkeys((hall.people[number - 1] for number in signed), "present")


def test_names_are_tapped_where_a_number_cannot_be_read(site: Site, room: Classroom, phone_of: Open) -> None:
    printed(site, room)
    page = phone_of(room, f"{room.address}/phieu-ky", java_script_enabled=False)

    page.get_by_label(f"2. {room.names[1]}").check()
    page.get_by_role("button", name="Xem tên").click()
    page.get_by_label("Ảnh tờ giấy đã ký").set_input_files(
        {"name": "phieu.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    page.get_by_role("button", name="Lưu 1 người").click()

    expect(page.locator(".photos img")).to_have_count(1)
    assert room.statuses() == {room.people[1]: "present"}


def test_a_picture_of_the_board_is_taken_seen_and_taken_away(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, f"{room.address}/anh")
    page.get_by_label("Chọn hoặc chụp ảnh").set_input_files(
        {"name": "bang.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    page.get_by_role("button", name="Lưu ảnh").click()

    shown = page.locator(".photos img")
    expect(shown).to_have_count(1)
    shown.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.photos img').naturalWidth === 320")
    page.goto(f"{room.address}/anh")
    check_page(page)
    page.locator("summary", has_text="Bỏ ảnh").click()
    page.get_by_role("button", name="Bỏ ảnh này").click()
    expect(page.get_by_text("Đã bỏ ảnh.")).to_be_visible()
    expect(page.locator(".photos img")).to_have_count(0)


def instead(site: Site, room: Classroom) -> Account:
    """An instructor of another class of the ward."""
    with site.write() as session:
        unit = session.get_one(Course, room.course_id).unit
        other = make_course(session, unit, title="Lớp khác")
        return make_account(session, unit, Role.INSTRUCTOR, course=other, full_name="Tạ Đăng Nguyên")


def test_somebody_stands_in_and_finds_the_lesson_in_their_day(
    site: Site, room: Classroom, phone_of: Open, open_window: Open
) -> None:
    room.begin()
    other = instead(site, room)
    mine: Page = phone_of(room, f"{room.address}/ket-qua")
    mine.get_by_role("link", name="Giao người dạy thay").click()
    mine.get_by_label("Tạ Đăng Nguyên").check()
    check_page(mine)
    mine.get_by_role("button", name="Giao dạy thay").click()
    expect(mine.get_by_text("Tạ Đăng Nguyên dạy thay buổi này")).to_be_visible()

    theirs = open_window()
    site.sign_in(theirs.context, other.id)
    theirs.goto("/giang-vien")
    expect(theirs.locator(".tag", has_text="Dạy thay")).to_be_visible()
    theirs.locator("h2 a").click()
    row_of(theirs, room.names[0]).locator(".who").click()
    expect_sent(theirs)
    assert room.statuses() == {room.people[0]: "present"}


def test_two_phones_that_differ_are_settled_by_one_tap(room: Classroom, phone_of: Open) -> None:
    now = clock.now()
    Phone.of(room).send([mark(room, 0, "absent", now - timedelta(minutes=10))])
    Phone.of(room).send([mark(room, 0, "present", now - timedelta(minutes=20))])
    page = phone_of(room)

    page.get_by_role("button", name=f"{room.names[0]}: Có mặt").click()

    expect(page.locator("[data-disputes]")).to_have_count(0)
    expect(row_of(page, room.names[0])).to_have_attribute("data-status", "present")
    expect_sent(page)
    page.reload()
    expect(page.get_by_text("hai máy ghi khác nhau", exact=False)).to_have_count(0)
    assert room.statuses() == {room.people[0]: "present"}
