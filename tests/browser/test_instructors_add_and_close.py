"""Cô Hòa in a cellar: somebody who is on no list, the note of the lesson, and Xong, with a line and without one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from app.models import Lesson
from tests.browser.checks import check_page
from tests.browser.conftest import Site
from tests.browser.islands import Handset, Island
from tests.browser.patience import has_worker
from tests.browser.rolls import Open, expect_sent, row_of, take_up, tap
from tests.classroom import Classroom, Phone, make_classroom, mark

Buy = Callable[..., Handset]


def write(page: Page, name: str, year: str = "1957") -> None:
    """The three lines of a walk-in."""
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Năm sinh").fill(year)
    page.get_by_label("Tổ dân phố").select_option(index=1)


def told_everywhere(page: Page, roll: str, *, here: str) -> None:
    """What the server does not know yet stands beside what it knew, on every saved page; back to the roll."""
    expect(page.locator("section[data-over]")).to_contain_text(re.compile(r"Đã bấm Xong lúc\s\d+\sgiờ\s\d\d, chờ gửi"))
    for address in ("/giang-vien", f"{roll}/ket-qua", f"{roll}/xong"):
        page.goto(address)
        expect(page.locator("main")).to_contain_text("Trên máy này: chờ gửi 4 việc · đã bấm Xong, chờ gửi")
    expect(page.locator("[data-count-came]")).to_have_text(here)  # painted after the page as it was saved
    page.goto(f"{roll}/ket-qua")
    expect(page.locator("[data-count-came]")).to_have_text(here)
    expect(page.locator("[data-group=present] h2 span")).to_have_text(here.split("/")[0])
    expect(page.locator("[data-group=present] li")).to_have_count(int(here.split("/")[0]))
    page.goto(f"{roll}/xong")
    expect(page.locator("[data-waits]")).to_be_visible()
    expect(page.get_by_label("Đếm trong phòng")).to_have_value("4")
    expect(page.get_by_role("link", name="Xem 5 người chưa ghi")).to_be_visible()
    page.goto(roll)


def test_in_a_cellar_somebody_is_added_xong_is_pressed_and_all_of_it_arrives(island: Island, handset: Buy) -> None:
    room = make_classroom(island.app)
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, room.account_id)
    page.goto(room.address)
    has_worker(page)
    for address in ("/giang-vien", *(room.address + part for part in ("", "/them-nguoi", "/ket-qua", "/xong"))):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
    island.stop()

    page.goto(f"{room.address}/them-nguoi")
    write(page, "bao dương")
    page.get_by_role("button", name="Thêm, ghi có mặt").click()
    asked = page.locator("[data-alike]")
    expect(asked).to_contain_text("Dương Gia Bảo")
    page.get_by_label("Họ và tên").fill("Bế Văn Thim")
    page.get_by_role("button", name="Thêm người mới").click()

    added = row_of(page, "Bế Văn Thim")
    expect(added.locator("small")).to_have_text("1957 · Có mặt · chờ gửi")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 1/7")
    expect(page.locator("[data-last]")).to_contain_text("Bế Văn Thim · Có mặt")
    tap(page, room.names[0])
    expect(page.locator("[data-line]")).to_have_text("Đã gửi 0 · chờ gửi 2 người")
    page.get_by_role("link", name="Xong").click()
    expect(page.locator("[data-count-came]")).to_have_text("2/7")
    page.get_by_label("Đếm trong phòng").fill("4")
    page.get_by_label("Ghi chú buổi học").fill("Đã dạy chữ ký số")
    page.get_by_role("button", name="Xong").click()
    expect(page.locator("[data-differs]")).to_contain_text("Đếm được 4 người, điểm danh 2 người")
    expect(page.locator("[data-differs]")).to_contain_text("đông hơn 2 người")
    page.get_by_role("button", name="Xong").click()
    told_everywhere(page, room.address, here="2/7")

    island.start()
    take_up(page)
    expect_sent(page)
    expect(page.get_by_role("link", name="Xem kết quả buổi")).to_be_visible()
    with island.read() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        assert (lesson.heads, lesson.note, lesson.is_closed) == (4, "Đã dạy chữ ký số", True)
    assert sorted(room.statuses().values()) == ["present", "present"]


def test_who_is_on_the_roll_already_is_asked_about_and_only_marked(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, f"{room.address}/them-nguoi")
    page.get_by_role("button", name="Thêm, ghi có mặt").click()
    expect(page.get_by_label("Họ và tên")).to_be_focused()
    expect(page.locator(".field.bad")).to_contain_text("ghi họ và tên")
    for year in ("52", "19601961"):
        write(page, "gia bao", year)
        page.get_by_role("button", name="Thêm, ghi có mặt").click()
        expect(page.locator(".field.bad")).to_contain_text("ghi năm sinh bốn chữ số")
    page.get_by_label("Năm sinh").fill("1952")
    typed = page.get_by_label("Họ và tên").input_value()
    page.get_by_label("Họ và tên").fill("Công Tằng Tôn Nữ " * 20)
    page.get_by_role("button", name="Thêm, ghi có mặt").click()
    expect(page.locator(".field.bad")).to_contain_text("dài quá 300 chữ")
    page.get_by_label("Họ và tên").fill(typed)
    page.get_by_role("button", name="Thêm, ghi có mặt").click()
    expect(page.locator("[data-alike]")).to_be_visible()
    check_page(page)

    page.get_by_role("button", name="Có mặt: Dương Gia Bảo").click()

    expect(row_of(page, "Dương Gia Bảo")).to_have_attribute("data-status", "present")
    expect_sent(page)
    assert list(room.statuses().values()) == ["present"]


def test_nobody_is_asked_about_twice_however_the_name_is_mended(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, f"{room.address}/them-nguoi")
    write(page, "gia bao", "1960")
    page.get_by_role("button", name="Thêm, ghi có mặt").click()
    expect(page.locator("[data-alike]")).to_contain_text("Dương Gia Bảo")

    page.get_by_label("Họ và tên").fill("Dương Bảo")
    page.get_by_role("button", name="Thêm người mới").click()

    expect(row_of(page, "Dương Bảo")).to_have_attribute("data-status", "present")
    expect_sent(page)
    assert list(room.statuses().values()) == ["present"]


def test_what_is_half_typed_is_there_after_a_reload(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, f"{room.address}/them-nguoi")
    page.get_by_label("Họ và tên").press_sequentially("Bế Văn")

    page.reload()

    expect(page.get_by_label("Họ và tên")).to_have_value("Bế Văn")


@pytest.mark.expects("422")  # a press before the script is there is answered by the server
def test_with_a_line_xong_goes_on_to_what_came_of_it(room: Classroom, phone_of: Open, site: Site) -> None:
    page = phone_of(room)
    tap(page, room.names[0])
    page.get_by_role("link", name="Xong").click()
    page.get_by_label("Đếm trong phòng").fill("9999999")
    page.get_by_role("button", name="Xong").click()
    expect(page.locator(".field.bad")).to_contain_text("Anh chị ghi một số")
    page.get_by_label("Đếm trong phòng").fill("0")
    page.get_by_role("button", name="Xong").click()
    expect(page.locator("[data-differs]")).to_contain_text("ghi nhiều hơn 1 người")
    check_page(page)
    page.get_by_label("Đếm trong phòng").fill("1")
    page.get_by_role("button", name="Xong").click()

    expect(page.locator("h1")).to_have_text("Buổi 1 đã xong")
    expect(page.get_by_text("Đếm được 1 người, điểm danh 1 người")).to_be_visible()


def test_whoever_is_quicker_than_the_roll_is_told_the_count_all_the_same(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    held: list[Route] = []
    page.goto(f"{room.address}/xong")
    page.route(f"**{room.address}", lambda route: held.append(route))
    with page.expect_request(f"**{room.address}"):
        page.reload()
    Phone.of(room).send([mark(room, 0)])

    page.get_by_label("Đếm trong phòng").fill("0")
    page.get_by_role("button", name="Xong").click()
    held.pop().continue_()

    expect(page.locator("[data-differs]")).to_contain_text("ghi nhiều hơn 1 người")


@pytest.mark.expects("502")
def test_a_mark_made_before_the_closing_counts_later_and_one_made_after_says_why_not(
    room: Classroom, phone_of: Open
) -> None:
    page = phone_of(room)
    page.route("**/dong-bo", lambda route: route.fulfill(status=502, body=""))
    tap(page, room.names[0])
    expect(row_of(page, room.names[0]).locator("small")).to_contain_text("chờ gửi")
    room.close()
    tap(page, room.names[1])
    expect(page.locator("[data-line]")).to_have_text("Đã gửi 0 · chờ gửi 2 người")
    page.unroute("**/dong-bo")
    take_up(page)

    expect(row_of(page, room.names[1]).locator("em.bad")).to_contain_text("Anh chị mở lại buổi")
    expect(page.locator("[data-line]")).to_have_text("Đã gửi 1 · phường chưa nhận 1, vì sao")
    assert room.statuses() == {room.people[0]: "present"}


QUOTA = """() => {
  const full = { value: new DOMException('no room', 'QuotaExceededError') };
  for (const name of ['put', 'add'])
    IDBObjectStore.prototype[name] = function () {
      const { transaction } = this;
      if (!Object.hasOwn(transaction, 'error')) queueMicrotask(() => transaction.abort());
      Object.defineProperty(transaction, 'error', full);
      return this.count();
    };
}"""


def test_on_a_full_phone_it_is_said_and_the_plain_form_does_it(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    page.evaluate(QUOTA)

    with page.expect_navigation():
        tap(page, room.names[0])

    expect(row_of(page, room.names[0]).locator("em")).to_have_text("Có mặt")
    assert room.statuses() == {room.people[0]: "present"}


def test_a_browser_that_keeps_nothing_is_told_as_what_it_is(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('closed'); } })")
    page.reload()
    expect(page.locator("[data-full]")).to_contain_text("Trình duyệt này không giữ được việc đã ghi")

    with page.expect_navigation():
        tap(page, room.names[0])

    expect(page.locator("[data-full]")).not_to_contain_text("Máy đầy")
    assert room.statuses() == {room.people[0]: "present"}


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED")
def test_on_a_full_phone_without_a_line_nothing_is_painted_that_is_not_kept(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    page.evaluate(QUOTA)
    page.context.set_offline(True)

    tap(page, room.names[0])

    expect(page.get_by_text("Máy đầy, chưa lưu được")).to_have_count(2)  # for the eye, and for the ear
    expect(page.locator("[data-full]")).to_be_visible()
    expect(row_of(page, room.names[0])).to_have_attribute("data-status", "unmarked")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 0/6")


@pytest.mark.expects("ERR_FAILED")
def test_a_page_that_said_to_wait_says_that_it_was_sent_as_the_header_does(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, f"{room.address}/xong")
    for address in ("**/dong-bo", "**/ghi"):
        page.route(address, lambda route: route.abort())
    page.get_by_role("button", name="Xong").click()
    expect(page.locator("[data-waits]")).to_be_visible()

    for address in ("**/dong-bo", "**/ghi"):
        page.unroute(address)
    take_up(page)

    expect(page.locator(".sync")).to_have_text("Đã gửi hết")
    expect(page.locator("[data-waits]")).to_be_hidden()
    expect(page.locator("[data-arrived]")).to_be_visible()
