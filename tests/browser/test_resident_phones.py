"""Bà Lan's phone without a line: her class and her ticket open, what she typed waits and is sent; no promises."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import supply
from app.models import CheckIn, Course, Lesson, Registration
from tests.browser.checks import check_page
from tests.browser.islands import Handset, Island
from tests.browser.patience import at_work, told
from tests.browser.rolls import take_up
from tests.classroom import Classroom, make_classroom
from tests.factories import make_course, make_registration, make_ward

Buy = Callable[..., Handset]
NAME = "Nguyễn Thị Lan"
HELD = """async () => (await (await caches.open('mine')).keys()).map(key => new URL(key.url).pathname)
  .filter(path => !path.startsWith('/static/')).sort()"""
# So many days go by over what this phone holds of forms.
AGED = """days => Unsent.settled.then(() => Unsent.all()).then(all => Unsent.put(...all.map(each =>
  Object.assign(each, { at: each.at - days * 86400000 }))))"""


@pytest.fixture
def new_class(island: Island) -> Callable[..., str]:
    """`new_class(seats=1)`: the address of a class in a ward of its own."""

    def opened(**given: Any) -> str:
        with island.write() as session:
            return f"/l/{make_course(session, make_ward(session), **given).code}"

    return opened


def kept(page: Page, address: str) -> None:
    """Open a page of the public and wait until this phone holds it."""
    page.goto(address)
    expect(page.get_by_role("button", name="Xóa khỏi máy này")).to_be_visible()


def fill_in(page: Page, name: str = NAME, year: str = "1955") -> None:
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Năm sinh").fill(year)
    page.get_by_label("Tổ dân phố").select_option("Nơi khác")


def press(page: Page) -> None:
    page.get_by_role("button", name="Đăng ký học").tap()


def seated(island: Island, address: str) -> list[str]:
    """Who is registered on a class."""
    with island.read() as session:
        made = session.scalars(select(Registration).join(Registration.course).order_by(Registration.id))
        return [each.person.full_name for each in made if each.course.code == address.rpartition("/")[2]]


# -- pages --------------------------------------------------------------------------------------------------------


def test_a_page_is_kept_without_the_script_that_comes_at_first_need(
    handset: Buy, new_class: Callable[..., str]
) -> None:
    page, fetched = handset().open(), list[str]()
    page.on("request", lambda request: fetched.append(request.url))
    kept(page, new_class())

    held = page.evaluate("caches.open('mine').then(mine => mine.keys()).then(keys => keys.map(key => key.url))")
    assert any("app." in each for each in held)
    assert [each for each in held + fetched if "/htmx." in each] == []


def test_ticket_and_class_open_without_a_line_and_say_of_when_they_are(
    island: Island, handset: Buy, new_class: Callable[..., str]
) -> None:
    address, phone = new_class(title="Lớp của bà Lan"), handset(lasts=True)
    page = phone.open()
    kept(page, address)
    at_work(page)
    fill_in(page)
    press(page)
    expect(page.get_by_role("button", name="Xóa khỏi máy này")).to_be_visible()
    ticket = page.url
    phone.kill()
    island.stop()

    page = phone.open()
    page.goto(ticket)
    expect(page.locator(".qr svg")).to_be_visible()
    expect(page.get_by_text("Chưa có mạng. Trang này lưu lúc")).to_contain_text(" giờ ")
    expect(page.get_by_text("Máy chưa điểm danh được.")).to_be_hidden()
    check_page(page)
    page.goto(address)
    expect(page.get_by_role("heading", name="Lớp của bà Lan")).to_be_visible()
    expect(page.get_by_text("Chưa có mạng. Trang này lưu lúc")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa có mạng")
    check_page(page)
    page.get_by_role("link", name="Phiếu 1 người (Lan): Lớp của bà Lan").tap()
    expect(page.locator(".qr svg")).to_be_visible()

    island.start()
    for _turn in range(10):  # a server that has just begun may take longer than the worker waits
        page.goto(ticket)
        if page.get_by_text("Chưa có mạng. Trang này lưu lúc").is_hidden():
            break
    expect(page.get_by_text("Chưa có mạng. Trang này lưu lúc")).to_be_hidden()


def test_twelve_pages_at_most_none_after_its_time_none_once_given_up_and_none_after_erasing(
    island: Island, window: BrowserContext
) -> None:
    with island.write() as session:
        ward = make_ward(session)
        courses = [make_course(session, ward) for _ in range(13)]
        tickets = [f"/v/{make_registration(session, course).ticket.token}" for course in courses]
        old = make_course(session, ward, lessons=1)
        long_over = f"/v/{make_registration(session, old).ticket.token}"
        old.lessons[0].starts_at -= timedelta(days=30)
        old.lessons[0].ends_at -= timedelta(days=30)
    page = window.new_page()
    for each in tickets:
        kept(page, each)
    page.goto(long_over)
    assert page.evaluate(HELD) == sorted(tickets[1:])

    page.goto(tickets[12])
    page.get_by_text("Sửa thông tin, hủy chỗ").tap()
    page.get_by_role("button", name="Hủy chỗ này").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bác đã hủy chỗ này")
    assert told(page, HELD, until=sorted(tickets[1:12])) == sorted(tickets[1:12])

    kept(page, tickets[4])
    page.get_by_role("button", name="Xóa khỏi máy này").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã xóa khỏi máy này")
    assert page.evaluate(HELD) == []
    assert not [each for each in window.cookies() if each["name"].startswith("lopso_ticket_")]


def test_without_a_line_the_home_has_a_line_for_each_ticket_and_request_of_the_phone(
    island: Island, window: BrowserContext
) -> None:
    with island.write() as session:
        ward = make_ward(session)
        supply(session, ward)
        course, full = make_course(session, ward, title="Lớp tối"), make_course(session, ward, seats=1, title="Lớp đầy")
        made = [make_registration(session, course, name).ticket for name in ("Lò Văn Pó", "Lò Thị Mai")]
        made[1].created_at += timedelta(minutes=7)
        make_registration(session, full, "Lò Văn Pó")
        made.append(make_registration(session, full, "Lò Thị Mai").ticket)
        tickets, ward_code = [f"/v/{each.token}" for each in made], ward.code
    page = window.new_page()
    for each in tickets:
        kept(page, each)
    page.goto(f"/nho-giup/{ward_code}")
    token = page.locator("[name=csrf_token]").first.input_value()
    asked = {"full_name": NAME, "topic": "vneid_cai_dat", "residential_group": "khac", "phone": "0912345678"}
    number = page.locator("[name=submission]").input_value()
    answer = page.request.post(f"/nho-giup/{ward_code}", form={**asked, "submission": number, "csrf_token": token})
    request = answer.url.partition("//")[2].partition("/")[2]
    kept(page, f"/{request}")
    at_work(page)
    page.goto(f"/x/{ward_code}")
    expect(page.locator(".mine")).to_have_count(4)
    check_page(page)
    island.stop()

    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa có mạng")
    lines = page.locator(".list a")
    expect(lines).to_have_count(4)
    assert len(set(lines.all_inner_texts())) == 4
    assert not [line for line in lines.all_inner_texts() if "Lò" in line or "Lan" in line]
    assert not [line for line in lines.all_inner_texts() if "&" in line]
    check_page(page)
    page.get_by_role("link", name="Lời nhờ: ").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phường đã nhận lời nhờ")
    island.start()


def test_without_a_line_the_code_on_the_wall_leads_to_the_ticket_and_marks_nobody(
    island: Island, window: BrowserContext
) -> None:
    room = make_classroom(island.app)
    with island.write() as session:
        CheckIn.open(session, session.get_one(Lesson, room.lesson_id), by_id=room.account_id, now=clock.now())
    with island.read() as session:
        wall = f"/d/{session.scalars(CheckIn.of(room.lesson_id)).one().token(clock.now())}"
        seat = session.scalars(select(Registration).where(Registration.public_id == room.people[0])).one()
        ticket = f"/v/{seat.ticket.token}"
    page = window.new_page()
    kept(page, ticket)
    at_work(page)
    island.stop()

    page.goto(wall)

    expect(page.locator(".qr svg")).to_be_visible()
    expect(page.get_by_text("Máy chưa điểm danh được. Bác đưa mã dưới đây cho người đón ở cửa.")).to_be_visible()
    island.start()
    assert room.statuses() == {}
    page.goto(wall)
    page.get_by_role("button", name="Có mặt").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã có mặt")


# -- a registration -----------------------------------------------------------------------------------------------


@pytest.mark.core("a resident's registration without a connection")
def test_pressed_without_a_line_it_waits_says_so_and_becomes_one_ticket(
    island: Island, window: BrowserContext, new_class: Callable[..., str]
) -> None:
    address = new_class()
    page, other = window.new_page(), window.new_page()
    for each in (page, other):
        kept(each, address)
        at_work(each)
        fill_in(each)
    island.stop()
    press(page)
    expect(page.get_by_role("heading", name=f"Chưa gửi: {NAME}")).to_be_visible()
    expect(page.get_by_text("chưa biết đã tới phường chưa: có phiếu mới là có chỗ")).to_be_visible()
    expect(page.locator(".qr")).to_have_count(0)
    check_page(page)
    press(other)
    expect(other.get_by_role("heading", name=f"Chưa gửi: {NAME}")).to_have_count(1)
    other.close()
    # The token that it was pressed with does not outlive the browser.
    window.clear_cookies()

    island.start()
    take_up(page)

    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    assert seated(island, address) == [NAME]
    page.goto(address)
    expect(page.get_by_label("Họ và tên")).to_be_visible()
    expect(page.get_by_text("Chưa gửi")).to_have_count(0)


def test_what_waits_may_be_dropped_or_come_back_to_be_mended_or_find_the_class_full(
    island: Island, window: BrowserContext, new_class: Callable[..., str]
) -> None:
    address = new_class(seats=1, waiting_list=False)
    page = window.new_page()
    kept(page, address)
    at_work(page)
    island.stop()
    fill_in(page, "Lê Thị Mai")
    press(page)
    page.get_by_role("button", name="Bỏ, không gửi").tap()
    expect(page.get_by_text("Chưa gửi")).to_have_count(0)
    fill_in(page, NAME, "30/02/1955")  # the year is there, the day is for the ward to judge
    press(page)
    expect(page.get_by_role("heading", name=f"Chưa gửi: {NAME}")).to_be_visible()

    island.start()
    take_up(page)

    expect(page.get_by_label("Năm sinh")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Họ và tên")).to_have_value(NAME)
    assert seated(island, address) == []
    at_work(page)
    island.stop()
    page.get_by_label("Năm sinh").fill("1955")
    press(page)
    expect(page.get_by_role("heading", name=f"Chưa gửi: {NAME}")).to_be_visible()
    with island.write() as session:
        course = session.scalars(select(Course).where(Course.code == address.rpartition("/")[2])).one()
        make_registration(session, course, "Người Nhanh Hơn")
    island.start()
    take_up(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Lớp vừa đủ chỗ")
    assert seated(island, address) == ["Người Nhanh Hơn"]


def test_with_a_line_it_is_sent_once(island: Island, window: BrowserContext, new_class: Callable[..., str]) -> None:
    """What the page after it has heard of is not sent again."""
    address = new_class()
    page = window.new_page()
    kept(page, address)
    at_work(page)
    fill_in(page)
    before = island.asked(address)
    press(page)
    expect(page).to_have_url(re.compile("/v/"))
    expect(page.get_by_role("button", name="Xóa khỏi máy này")).to_be_visible()
    assert told(page, "() => Unsent.settled.then(() => Unsent.all()).then(all => all.length)", until=0) == 0
    page.goto(page.url)
    expect(page.get_by_role("button", name="Xóa khỏi máy này")).to_be_visible()
    assert island.asked(address) == before + 1


@pytest.mark.parametrize("known", [True, False], ids=["the browser knows", "nobody answers"])
def test_what_a_registration_must_have_is_asked_on_the_phone_before_it_is_kept(
    island: Island, window: BrowserContext, new_class: Callable[..., str], known: bool
) -> None:
    address = new_class()
    page = window.new_page()
    kept(page, address)
    at_work(page)
    if known:
        page.evaluate("() => Object.defineProperty(navigator, 'onLine', { value: false })")
    island.stop()
    for name, year, group, lacking, words in (
        ("", "1955", "Nơi khác", "Họ và tên", "ghi họ và tên"),
        (NAME, "1854", "Nơi khác", "Năm sinh", f"bốn chữ số, từ {clock.today().year - 120} đến nay"),
        (NAME, "1955", "Chọn tổ dân phố", "Tổ dân phố", "chọn tổ dân phố"),
        (NAME, str(clock.today().year - 10), "Nơi khác", "Cha mẹ hoặc người giám hộ", "Cháu dưới 16 tuổi"),
    ):
        page.get_by_label("Họ và tên").fill(name)
        page.get_by_label("Năm sinh").fill(year)
        page.get_by_label("Tổ dân phố").select_option(group)
        press(page)
        expect(page.get_by_label(lacking)).to_be_focused()
        expect(page.get_by_label(lacking)).to_have_attribute("aria-invalid", "true")
        expect(page.locator(".field.bad")).to_contain_text(words)
        expect(page.get_by_role("heading", name="Chưa gửi:")).to_have_count(0)
        check_page(page)
    page.get_by_label("Cha mẹ hoặc người giám hộ").fill("Trần Thị Mẹ")
    press(page)
    expect(page.get_by_role("heading", name=f"Chưa gửi: {NAME}")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value("")


def test_half_typed_it_is_there_after_a_reload_alone_and_as_a_family(
    window: BrowserContext, new_class: Callable[..., str]
) -> None:
    address = new_class()
    page = window.new_page()
    kept(page, address)
    fill_in(page)
    page.reload()
    expect(page.get_by_text("Ghi dở lúc")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value(NAME)
    expect(page.get_by_label("Tổ dân phố")).to_have_value("khac")
    page.goto(f"{address}/ca-nha")
    page.get_by_role("button", name="Thêm một người").tap()
    people = page.get_by_label("Họ và tên")
    expect(people).to_have_count(3)
    for place in range(3):
        people.nth(place).fill(f"Lương Văn {place + 1}")
    page.get_by_label("Năm sinh").nth(2).fill("1950")
    page.reload()
    expect(page.get_by_text("Ghi dở lúc")).to_be_visible()
    expect(people).to_have_count(3)
    expect(people.nth(2)).to_have_value("Lương Văn 3")
    expect(page.get_by_label("Năm sinh").nth(2)).to_have_value("1950")
    check_page(page)


def test_a_family_without_a_line_waits_as_one_person_does_and_is_sent_by_itself(
    island: Island, window: BrowserContext, new_class: Callable[..., str]
) -> None:
    address = new_class()
    page = window.new_page()
    kept(page, address)
    at_work(page)
    kept(page, f"{address}/ca-nha")
    for place, name in enumerate(("Lương Văn Một", "Lương Văn Hai")):
        page.get_by_label("Họ và tên").nth(place).fill(name)
        page.get_by_label("Năm sinh").nth(place).fill("1950")
    island.stop()
    page.get_by_role("button", name="Đăng ký cả nhà").tap()
    expect(page.get_by_label("Tổ dân phố")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Tổ dân phố").select_option("Nơi khác")
    page.get_by_role("button", name="Đăng ký cả nhà").tap()
    expect(page.get_by_role("heading", name="Chưa gửi: Lương Văn Một, Lương Văn Hai")).to_be_visible()
    check_page(page)
    page.goto(address)
    expect(page.get_by_role("heading", name="Chưa gửi: Lương Văn Một, Lương Văn Hai")).to_be_visible()

    island.start()
    take_up(page)

    expect(page).to_have_url(re.compile("/v/"))
    assert seated(island, address) == ["Lương Văn Một", "Lương Văn Hai"]
    page.goto(address)
    expect(page.get_by_text("Chưa gửi")).to_have_count(0)


def test_the_home_sends_what_waits_after_the_browser_was_killed_or_names_it(
    island: Island, handset: Buy, new_class: Callable[..., str]
) -> None:
    address, phone = new_class(title="Lớp của bà Lan"), handset(lasts=True)
    page = phone.open()
    kept(page, address)
    at_work(page)
    fill_in(page)
    island.stop()
    press(page)
    expect(page.get_by_role("heading", name=f"Chưa gửi: {NAME}")).to_be_visible()
    home = page.get_by_role("link", name="Mọi lớp học").get_attribute("href")
    phone.kill()
    page = phone.open()
    page.goto("/")
    expect(page.get_by_role("link", name="Chưa gửi: ")).to_be_visible()
    assert "Lan" not in page.locator("main").inner_text().replace("Lớp của bà Lan", "")
    island.start()

    page.goto(str(home))

    expect(page.get_by_text("Phiếu đi học của bác")).to_be_visible()
    expect(page.locator("[data-unsent-forms]")).to_be_hidden()
    assert seated(island, address) == [NAME]


def listed(page: Page, home: str) -> Locator:
    """The home, once it lists what waits on this phone."""
    page.goto(home)
    lines = page.locator("[data-unsent-forms]")
    expect(lines).to_be_visible()
    return lines


def test_a_child_of_a_family_pressed_without_a_guardian_is_named_on_the_home_until_both_are_registered(
    island: Island, window: BrowserContext, new_class: Callable[..., str]
) -> None:
    """The browser does not know that it is off line."""
    address = new_class()
    page = window.new_page()
    kept(page, address)
    at_work(page)
    home = str(page.get_by_role("link", name="Mọi lớp học").get_attribute("href"))
    kept(page, f"{address}/ca-nha")
    year, guardian = str(clock.today().year - 10), "Cha mẹ hoặc người giám hộ"
    for place, (name, born) in enumerate((("Ông Hai", "1950"), ("Bé Vắng", year))):
        page.get_by_label("Họ và tên").nth(place).fill(name)
        page.get_by_label("Năm sinh").nth(place).fill(born)
    page.get_by_label("Tổ dân phố").select_option("Nơi khác")
    island.stop()
    page.get_by_label("Năm sinh").nth(1).fill("")
    page.get_by_role("button", name="Đăng ký cả nhà").tap()
    expect(page.locator(".field.bad").last).to_contain_text("Người thứ 2: Bác ghi năm sinh")
    page.get_by_label("Năm sinh").nth(1).fill(year)
    page.get_by_role("button", name="Đăng ký cả nhà").tap()
    expect(page.get_by_label(guardian)).to_be_focused()
    expect(page.locator(".field.bad")).to_contain_text("Cháu dưới 16 tuổi")
    expect(page.get_by_role("heading", name="Chưa gửi:")).to_have_count(0)
    page.evaluate(AGED, 3)
    page.close()
    island.start()

    page = window.new_page()
    lines = listed(page, home)
    expect(lines).to_contain_text("Chưa gửi được: Cháu dưới 16 tuổi.")
    assert not re.search("Hai|Vắng|1950", lines.inner_text())
    expect(lines.get_by_role("button", name="Gửi lại")).to_be_hidden()
    check_page(page)
    lines.get_by_role("link", name="Mở ra sửa").tap()
    expect(page.get_by_label(guardian)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Họ và tên").nth(0)).to_have_value("Ông Hai")
    expect(page.get_by_label("Họ và tên").nth(1)).to_have_value("Bé Vắng")
    page.get_by_label(guardian).fill("Trần Thị Mẹ")
    page.get_by_role("button", name="Đăng ký cả nhà").tap()
    expect(page).to_have_url(re.compile("/v/"))
    assert seated(island, address) == ["Ông Hai", "Bé Vắng"]
    page.goto(home)
    expect(page.get_by_text("Phiếu đi học của bác")).to_be_visible()
    expect(page.locator("[data-unsent-forms]")).to_be_hidden()


@pytest.mark.parametrize(
    ("given", "year", "why"),
    [
        ({}, "30/02/1955", "Không có ngày trong lịch."),
        ({"seats": 1, "waiting_list": False}, "1955", "Lớp vừa đủ chỗ"),
    ],
    ids=["what only the server knows", "the class is full"],
)
def test_what_the_server_refused_while_nobody_looked_stands_on_the_home_with_why(
    island: Island, window: BrowserContext, new_class: Callable[..., str], given: Any, year: str, why: str
) -> None:
    address = new_class(**given)
    page = window.new_page()
    kept(page, address)
    at_work(page)
    home = str(page.get_by_role("link", name="Mọi lớp học").get_attribute("href"))
    kept(page, f"{address}/ca-nha")
    page.get_by_label("Họ và tên").first.fill(NAME)
    page.get_by_label("Năm sinh").first.fill(year)
    page.get_by_label("Tổ dân phố").select_option("Nơi khác")
    island.stop()
    page.get_by_role("button", name="Đăng ký cả nhà").tap()
    expect(page.get_by_role("heading", name=f"Chưa gửi: {NAME}")).to_be_visible()
    page.close()
    if given:
        with island.write() as session:
            course = session.scalars(select(Course).where(Course.code == address.rpartition("/")[2])).one()
            make_registration(session, course, "Người Nhanh Hơn")
    island.start()

    page = window.new_page()
    for _visit in range(2):  # what it was told once it says again
        expect(listed(page, home)).to_contain_text(f"Chưa gửi được: {why}")
    page.get_by_role("button", name="Bỏ, không gửi").tap()
    expect(page.locator("[data-unsent-forms]")).to_be_hidden()
    assert NAME not in seated(island, address)


def test_what_was_half_typed_is_forgotten_after_two_days_and_its_form_says_so(
    window: BrowserContext, new_class: Callable[..., str]
) -> None:
    address = new_class()
    page = window.new_page()
    kept(page, address)
    fill_in(page)
    page.reload()
    expect(page.get_by_text("máy này giữ 2 ngày")).to_be_visible()
    page.evaluate(AGED, 3)

    page.reload()

    expect(page.get_by_text("đã quá 2 ngày, máy này đã xóa")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value("")
    check_page(page)
    page.reload()
    expect(page.get_by_label("Họ và tên")).to_have_value("")
    expect(page.get_by_text("đã quá 2 ngày")).to_be_hidden()


def test_two_tabs_of_a_class_keep_what_was_typed_in_each_and_both_are_over_when_one_is_sent(
    island: Island, window: BrowserContext, new_class: Callable[..., str]
) -> None:
    address = new_class()
    one, two = window.new_page(), window.new_page()
    kept(one, address)
    fill_in(one, "Lò Văn Một")
    one.reload()
    expect(one.get_by_label("Họ và tên")).to_have_value("Lò Văn Một")
    kept(two, address)
    expect(two.get_by_label("Họ và tên")).to_have_value("Lò Văn Một")
    two.get_by_label("Họ và tên").fill("Lò Văn Hai")
    for page, name in ((one, "Lò Văn Một"), (two, "Lò Văn Hai")):
        page.reload()
        expect(page.get_by_label("Họ và tên")).to_have_value(name)

    press(two)

    expect(two).to_have_url(re.compile("/v/"))
    assert seated(island, address) == ["Lò Văn Hai"]
    two.goto(address)
    expect(two.get_by_label("Họ và tên")).to_have_value("")


# -- beside the staff ---------------------------------------------------------------------------------------------


def test_staff_and_residents_share_a_phone_and_neither_s_erasing_takes_the_other_s(
    island: Island, window: BrowserContext
) -> None:
    room: Classroom = make_classroom(island.app)
    with island.read() as session:
        seat = session.scalars(select(Registration).where(Registration.public_id == room.people[0])).one()
        ticket, course = f"/v/{seat.ticket.token}", f"/l/{room.course_code}"
    page = window.new_page()
    kept(page, ticket)
    at_work(page)
    # The staff's worker takes over without being asked: nothing of theirs is open yet.
    island.sign_in(window, room.account_id)
    page.goto("/giang-vien")
    at_work(page, "/sw.js")
    expect(page.locator("[data-update-row]")).to_be_hidden()
    page.goto(room.address)
    expect(page.locator("[data-saved-here]")).to_contain_text("Sẵn sàng dùng khi mất mạng")
    kept(page, course)

    island.stop()
    page.goto(room.address)
    expect(page.locator(".roll")).to_be_visible()
    page.goto(ticket)
    expect(page.locator(".qr svg")).to_be_visible()
    page.goto(course)
    expect(page.get_by_text("Chưa có mạng. Trang này lưu lúc")).to_be_visible()
    page.goto("/")
    expect(page.locator(".list a")).to_have_count(3)
    page.get_by_role("link", name="Việc của cán bộ").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đang không có mạng")
    island.start()

    page.goto(course)
    page.get_by_role("button", name="Xóa khỏi máy này").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã xóa khỏi máy này")
    assert page.evaluate("path => caches.open('pages').then(pages => pages.match(path)).then(Boolean)", room.address)
    kept(page, ticket)
    page.goto("/giang-vien")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anh chị đã đăng xuất")
    assert page.evaluate(HELD) == [ticket]
    assert not page.evaluate("() => caches.has('pages')")
