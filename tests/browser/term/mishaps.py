"""What the sample does not tell of and every term has: seats given up and offered, a class moved, called off, a hall
that is not free, a lesson that does not take place; people told of it one by one."""

import re
from datetime import date

from playwright.sync_api import expect

from tests.browser.checks import check_page, fits
from tests.browser.rolls import expect_sent, row_of
from tests.browser.term import courses, plan
from tests.browser.term.plan import Registered
from tests.browser.term.ward import Ward

# A thirteenth class, with two seats, that nobody gets to see.
THIRTEENTH = "LOP13"
FIRST, SECOND, ASKED, NEXT = "D003", "D004", "D006", "D007"
# On the wrong class first: moved by the office to where the sample has them.
MOVED, FROM = Registered("LOP12", "D107", date(2026, 4, 27), "qr"), "LOP09"
GIVEN_UP = Registered("LOP02", "D010", date(2026, 3, 17), "qr")


def give_up(ward: Ward) -> None:
    """Somebody registers, cannot come after all, and says so on the ticket."""
    page = _register(ward, GIVEN_UP.course, GIVEN_UP.person)
    ward.tickets.pop((GIVEN_UP.course, GIVEN_UP.person))
    window = ward.window()
    window.goto(page)
    window.get_by_text("Sửa thông tin, hủy chỗ").click()
    window.get_by_role("button", name="Hủy chỗ này").click()
    expect(window.get_by_role("heading", level=1)).to_have_text("Bác đã hủy chỗ này")
    fits(window)


def _register(ward: Ward, course: str, key: str, heading: str = "") -> str:
    person, somebody = plan.everybody()[key], ward.somebody()
    ticket = somebody.fill(
        f"/l/{ward.codes[course]}",
        field_named="full_name",
        full_name=person.full_name,
        birth_year=person.birth_year,
        residential_group=person.group,
        phone=person.phone,
    )
    assert ticket.h1 == (heading or person.full_name), ticket.text
    ward.tickets[course, key] = ticket.path
    return ticket.path


def change_details(ward: Ward) -> None:
    """Somebody's eyes are worse than they were: a seat in front, said on the ticket."""
    course, key = next(one for one in ward.tickets if one[0] == "LOP11")
    person = plan.everybody()[key]
    page = ward.window()
    page.goto(ward.tickets[course, key])
    page.get_by_text("Sửa thông tin, hủy chỗ").click()
    page.get_by_role("link", name=re.compile("Sửa thông tin")).click()
    expect(page.get_by_label("Họ và tên")).to_have_value(person.full_name)
    fits(page)
    page.get_by_label(re.compile("Ngồi hàng đầu")).check()
    page.get_by_role("button", name=re.compile("Lưu|Ghi")).first.click()
    expect(page.get_by_text("Đã có chỗ")).to_be_visible()
    page.get_by_text("Sửa thông tin, hủy chỗ").click()
    page.get_by_role("link", name=re.compile("Sửa thông tin")).click()
    expect(page.get_by_label(re.compile("Ngồi hàng đầu"))).to_be_checked()


def open_the_thirteenth(ward: Ward) -> None:
    """A class of two seats, and four who want them."""
    ward.codes[THIRTEENTH] = courses.publish(
        ward,
        title="Gọi video cho con cháu ở xa",
        audience="elderly",
        seats="2",
        first_day="22/04/2026",
        starts="14:00",
        lessons="2",
        weekdays="2",
        place=plan.places()["NVH06"],
        instructors=ward.accounts["dangvh"],
        offer_hours="24",
    )
    _register(ward, THIRTEENTH, FIRST)
    _register(ward, THIRTEENTH, SECOND)
    _register(ward, THIRTEENTH, ASKED, "Bác đang chờ, thứ 1")
    _register(ward, THIRTEENTH, NEXT, "Bác đang chờ, thứ 2")
    first = ward.somebody()
    ticket = first.get(ward.tickets[THIRTEENTH, FIRST])
    first.press(ticket, ticket.form("/huy"))
    asked = ward.somebody().get(ward.tickets[THIRTEENTH, ASKED])
    assert asked.h1 == "Có chỗ cho bác", asked.text


def lapse_and_accept(ward: Ward) -> None:
    """Two days later whoever was asked has not answered; the next one is asked, and takes the seat."""
    page = ward.window()
    # Somebody else touches the class: the seat goes on to the next in order.
    _register(ward, THIRTEENTH, "D008", "Bác đang chờ, thứ 1")
    page.goto(ward.tickets[THIRTEENTH, NEXT])
    expect(page.get_by_role("heading", level=1)).to_have_text("Có chỗ cho bác")
    check_page(page)
    page.get_by_role("button", name="Nhận chỗ").click()
    expect(page.get_by_text("Đã có chỗ", exact=True)).to_be_visible()
    page.goto(ward.tickets[THIRTEENTH, ASKED])
    expect(page.get_by_role("heading", level=1)).to_have_text("Chỗ giữ cho bác đã hết giờ")
    check_page(page)


def walk_in_at_the_thirteenth(ward: Ward) -> None:
    """Both come, and a neighbour with them, for whom a chair is brought."""
    page = ward.open("dangvh", ward.lesson(THIRTEENTH, 1))
    for key in (SECOND, NEXT):
        page.get_by_role("button", name=re.compile(plan.everybody()[key].full_name)).first.click()
    expect(page.locator("[data-came]")).to_have_text(re.compile("^Có mặt 2/"))
    expect_sent(page)
    neighbour = plan.everybody()["D009"]
    page.get_by_role("link", name="Thêm người", exact=True).click()
    page.get_by_label("Họ và tên").fill(neighbour.full_name)
    page.get_by_label("Năm sinh").fill(neighbour.birth_year)
    page.get_by_label("Tổ dân phố").select_option(value=neighbour.group)
    page.get_by_role("button", name="Thêm, ghi có mặt").click()
    expect(page.locator("[data-say]")).to_contain_text(f"{neighbour.full_name}: Đã ghi có mặt. Lớp hết chỗ")
    expect(row_of(page, neighbour.full_name)).to_contain_text("chưa có chỗ")
    expect(page.locator("[data-came]")).to_have_text(re.compile("^Có mặt 3/"))


def call_the_thirteenth_off(ward: Ward) -> None:
    """The instructor is called away: the class is off, and everybody who registered is told."""
    page = ward.open("canbo", ward.office(THIRTEENTH, "/huy"))
    page.get_by_label(re.compile("Vì sao|Lý do")).fill("Giảng viên đi công tác")
    fits(page)
    page.get_by_role("button", name=re.compile("Hủy")).last.click()
    tell_everybody(ward, page.get_by_label("Lời nhắn chung").input_value(), THIRTEENTH, "course_cancelled")
    told = ward.somebody().get(ward.tickets[THIRTEENTH, SECOND])
    assert told.h1 == "Lớp này không mở nữa", told.text
    assert "Lý do: Giảng viên đi công tác." in told.text, told.text


def cancel_a_lesson(ward: Ward) -> None:
    """The hall of the last evening is needed for an election meeting."""
    page = ward.open("canbo", ward.office("LOP12", "/buoi/3/huy"))
    page.get_by_label(re.compile("Vì sao|Lý do")).fill("Nhà văn hóa họp tiếp xúc cử tri")
    page.get_by_role("button", name="Hủy buổi 3").click()
    expect(page.get_by_label("Lời nhắn chung")).to_have_value(re.compile("Nhà văn hóa họp tiếp xúc cử tri|23/5"))
    tell_everybody(ward, page.get_by_label("Lời nhắn chung").input_value(), "LOP12", "lesson_cancelled", buoi="3")
    shown = ward.somebody().get(f"/l/{ward.codes['LOP12']}")
    assert "Nhà văn hóa họp tiếp xúc cử tri" in shown.text, shown.text


def tell_everybody(ward: Ward, group_text: str, code: str, moment: str, **lesson: str) -> None:
    """The text for the group names nobody; then one by one: the first on the phone, the rest without script."""
    names = [plan.everybody()[key].full_name for course, key in ward.tickets if course == code]
    assert not [name for name in names if name in group_text]
    page = ward.open("canbo", f"{ward.office(code, '/tin-nhan/moi')}?loai={moment}&buoi={lesson.get('buoi', '')}")
    page.get_by_role("button", name="Bắt đầu nhắn").click()
    expect(page.get_by_text(re.compile("Đã báo 0/"))).to_be_visible()
    fits(page)
    page.get_by_role("button", name=re.compile("^Đã nhắn$|^Đã báo$")).first.click()
    expect(page.get_by_text(re.compile(r"Đã báo [1-9]\d*/"))).to_be_visible()
    office = ward.staff("canbo")
    shown = office.get(page.url)
    while any(form.action.endswith("/nguoi") and "person" in form.fields for form in shown.read.forms):
        shown = office.press(shown, shown.form("/nguoi"), how="sms")
        assert shown.status == 200, shown.text
    assert "Mọi người đã được báo" in shown.text, shown.text


def move_the_hall(ward: Ward) -> None:
    """The hall of LOP07's last evening has no light: another one, and the page of the class says so."""
    hall = plan.places()["NVHTT"]
    page = ward.open("canbo", ward.office("LOP07", "/buoi/3/sua"))
    page.get_by_label("Nơi học").first.select_option(label=hall)
    fits(page)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đổi giờ hoặc nơi học")
    expect(page.get_by_label("Lời nhắn chung")).to_have_value(re.compile(hall))
    course, key = next(one for one in ward.tickets if one[0] == "LOP07")
    for address in (f"/l/{ward.codes['LOP07']}", ward.tickets[course, key]):
        assert hall in ward.somebody().get(address).text


def register_on_the_wrong_class(ward: Ward) -> None:
    """One scans the wrong poster."""
    _register(ward, FROM, MOVED.person)


def move_to_the_right_class(ward: Ward) -> None:
    """The office moves them; the ticket says where to go."""
    person = plan.everybody()[MOVED.person]
    page = ward.open("canbo", f"{ward.office(FROM, '/nguoi-hoc')}?sap=ten")
    page.get_by_role("link", name=re.compile(person.full_name)).first.click()
    page.get_by_role("link", name="Chuyển sang lớp khác").click()
    page.get_by_label(re.compile(re.escape(plan.classes()[MOVED.course].title))).check()
    fits(page)
    page.get_by_role("button", name="Chuyển").click()
    expect(page.get_by_text(f"Đã chuyển {person.full_name} sang lớp này.")).to_be_visible()
    old = ward.somebody().get(ward.tickets.pop((FROM, MOVED.person)))
    assert plan.classes()[MOVED.course].title in old.text, old.text
