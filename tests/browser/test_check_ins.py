"""Self check-in in real browsers: a phone with a ticket, one without, one without script, and the wall."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.models import AttendanceMark, CheckIn, Lesson, Registration
from tests.browser.checks import check_page, no_sideways_scroll
from tests.browser.conftest import Site
from tests.browser.rolls import take_up
from tests.classroom import Classroom

Open = Callable[..., Page]


def open_check_in(site: Site, room: Classroom) -> None:
    with site.write() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        CheckIn.open(session, lesson, by_id=room.account_id, now=clock.now())


def on_the_wall(site: Site, room: Classroom) -> str:
    """The address of now; of the next minute too."""
    with site.read() as session:
        return f"/d/{session.scalars(CheckIn.of(room.lesson_id)).one().token(clock.now())}"


def ticket_of(site: Site, room: Classroom, place: int) -> tuple[str, int]:
    """Somebody's ticket and year, by their place on the roll."""
    with site.read() as session:
        seat = session.scalars(select(Registration).where(Registration.public_id == room.people[place])).one()
        return seat.ticket.token, seat.person.birth_year


def ways(site: Site, room: Classroom) -> list[str]:
    with site.read() as session:
        marks = session.scalars(select(AttendanceMark.way).where(AttendanceMark.lesson_id == room.lesson_id))
        return list(marks)


def test_a_ticket_on_the_phone_is_one_tap(site: Site, room: Classroom, open_window: Open) -> None:
    open_check_in(site, room)
    page = open_window()
    token, _year = ticket_of(site, room, 0)
    page.goto(f"/v/{token}")
    page.goto(on_the_wall(site, room))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bác có mặt?")
    check_page(page)
    page.get_by_role("button", name="Có mặt").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã có mặt")
    expect(page.get_by_role("status")).to_contain_text(room.names[0])
    check_page(page)
    assert ways(site, room) == ["self"]


@pytest.mark.expects("422")
def test_without_a_ticket_two_tiles_and_a_name(site: Site, room: Classroom, open_window: Open) -> None:
    open_check_in(site, room)
    page = open_window(color_scheme="dark", viewport={"width": 320, "height": 640})
    _token, year = ticket_of(site, room, 1)
    page.goto(on_the_wall(site, room))
    check_page(page)
    page.get_by_role("link", name=f"{year // 10 * 10}–").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bác sinh năm nào?")
    check_page(page)
    page.get_by_role("link", name=str(year), exact=True).tap()
    page.get_by_label("Họ và tên").fill("Không Ai Cả")
    page.get_by_role("button", name="Có mặt").tap()
    expect(page.get_by_role("alert")).to_contain_text("Chưa thấy tên này trong lớp")
    check_page(page)
    page.get_by_label("Họ và tên").fill(room.names[1].upper())
    page.get_by_role("button", name="Có mặt").tap()
    expect(page.get_by_role("status")).to_contain_text(room.names[1])
    assert not any(name in page.content() for name in room.names if name != room.names[1])


def test_without_script_by_the_letters(site: Site, room: Classroom, open_window: Open) -> None:
    open_check_in(site, room)
    page = open_window(java_script_enabled=False)
    _token, year = ticket_of(site, room, 2)
    with site.read() as session:
        letters = session.scalars(CheckIn.of(room.lesson_id)).one().letters(clock.now())
    page.goto("/d")
    page.get_by_label("Sáu chữ").fill(f"{letters[:3]} {letters[3:]}".lower())
    page.get_by_role("button", name="Tiếp tục").tap()
    page.get_by_role("link", name=f"{year // 10 * 10}–").tap()
    page.get_by_role("link", name=str(year), exact=True).tap()
    page.get_by_label("Họ và tên").fill(room.names[2])
    page.get_by_role("button", name="Có mặt").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã có mặt")


def test_the_wall_opens_counts_and_goes_dark(site: Site, room: Classroom, phone_of: Open, open_window: Open) -> None:
    teacher = phone_of(room, f"{room.address}/ma-tren-tuong")
    check_page(teacher)
    teacher.get_by_role("button", name="Mở tự điểm danh").tap()
    expect(teacher.get_by_role("link", name="Chiếu lên màn hình")).to_be_visible()
    check_page(teacher)
    wall = phone_of(room, f"{room.address}/man-hinh", viewport={"width": 1280, "height": 720}, is_mobile=False)
    expect(wall.locator(".figure")).to_have_text("0/6")
    expect(wall.locator("#dem")).to_have_text(re.compile(r"Mã đổi sau \d+ giây"))
    check_page(wall)
    height = wall.evaluate("[document.documentElement.scrollHeight, window.innerHeight]")
    assert height[0] <= height[1]
    side = wall.locator(".qr").bounding_box()
    assert side is not None
    assert side["width"] >= 380
    assert not any(name in wall.content() for name in room.names)
    sideways = phone_of(room, f"{room.address}/man-hinh", viewport={"width": 740, "height": 360})
    held_up = sideways.locator(".qr").bounding_box()
    assert held_up is not None
    assert held_up["y"] + held_up["height"] <= 360

    resident = open_window()
    resident.goto(f"/v/{ticket_of(site, room, 0)[0]}")
    resident.goto(on_the_wall(site, room))
    resident.get_by_role("button", name="Có mặt").tap()
    expect(resident.get_by_role("heading", level=1)).to_have_text("Đã có mặt")

    expect(wall.locator(".figure")).to_have_text("1/6")
    with site.write() as session:
        session.scalars(CheckIn.of(room.lesson_id)).one().close(clock.now())
    take_up(wall)  # seen again, it asks at once
    expect(wall.get_by_role("heading", level=2)).to_have_text("Tự điểm danh đang đóng")
    phone = phone_of(room, f"{room.address}/man-hinh")
    no_sideways_scroll(phone)
    check_page(phone)


@pytest.mark.expects("Failed to load")
def test_a_wall_that_hears_nothing_takes_its_code_back_and_a_new_one_comes(
    site: Site, room: Classroom, open_window: Open
) -> None:
    open_check_in(site, room)
    wall, began = open_window(), clock.now()
    site.sign_in(wall.context, room.account_id)
    wall.clock.install()
    wall.goto(f"{room.address}/man-hinh")
    wall.route("**/man-hinh/*", lambda route: route.abort())
    letters = wall.locator("#tuong .code > span").first
    before = letters.inner_text()
    wall.clock.run_for(95_000)
    # It goes on with the codes that it holds, and says so.
    expect(wall.locator("#dem")).to_contain_text(re.compile(r"Màn hình mất mạng, mã vẫn dùng được \d+ phút nữa"))
    expect(wall.locator("#tuong")).not_to_have_class(re.compile("old"))
    with site.read() as session:
        check_in = session.scalars(CheckIn.of(room.lesson_id)).one()
        coming = [each[2] for each in check_in.ahead(began)[1:10]]
    assert letters.inner_text() != before
    assert letters.inner_text().replace(" ", "") in coming
    wall.clock.run_for(25 * 60_000)
    expect(wall.locator("#dem")).to_contain_text("Mất kết nối")
    expect(wall.locator("#tuong")).to_have_class(re.compile("old"))
    expect(wall.locator("[data-gone]")).to_contain_text("Bác quét mã trên điện thoại của giảng viên")
    check_page(wall)
    wall.unroute("**/man-hinh/*")
    wall.clock.run_for(6_000)
    expect(wall.locator("#tuong")).not_to_have_class(re.compile("old"))
    expect(wall.locator("[data-gone]")).to_be_hidden()


@pytest.mark.expects("409")
def test_too_early_says_when(site: Site, room: Classroom, open_window: Open) -> None:
    with site.write() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        lesson.starts_at, lesson.ends_at = clock.now() + timedelta(hours=2), clock.now() + timedelta(hours=4)
    open_check_in(site, room)
    page = open_window()
    page.goto(on_the_wall(site, room))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Mở lúc "))
    check_page(page)
    assert ways(site, room) == []


@pytest.mark.expects("Failed to load")
def test_the_phone_of_whoever_teaches_shows_the_code_and_goes_on_without_a_line(
    site: Site, room: Classroom, phone_of: Open
) -> None:
    open_check_in(site, room)
    phone = phone_of(room, f"{room.address}/ma-tren-tuong")
    letters = phone.locator("#tuong .code > span").first
    with site.read() as session:
        check_in = session.scalars(CheckIn.of(room.lesson_id)).one()
        assert letters.inner_text().replace(" ", "") in [each[2] for each in check_in.ahead(clock.now())[:2]]
        later = (clock.now() + timedelta(minutes=12)).replace(second=5)  # a code is a minute's: far from its end
        soon = check_in.letters(later)
    expect(phone.locator("[data-ahead] template")).to_have_count(21)
    no_sideways_scroll(phone)
    check_page(phone)
    # As a saved page is opened later: drawn twelve minutes ago, and the line is gone.
    phone.route("**/man-hinh/*", lambda route: route.abort())

    phone.clock.install(time=later)
    phone.goto(f"{room.address}/ma-tren-tuong")
    phone.clock.run_for(2_000)

    expect(phone.locator("#dem")).to_contain_text("Máy này mất mạng, mã vẫn dùng được")
    expect(letters).to_have_text(f"{soon[:3]} {soon[3:]}")
