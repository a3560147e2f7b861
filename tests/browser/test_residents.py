"""Residents with their phones: Bà Lan, whose browser runs no script; Anh Minh, whose does."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.models import AdministrativeUnit, Certificate, Course, Registration, SignUpWay, Wishes
from app.models.learning.leaving import cancel
from tests.browser.checks import check_page, check_turned, twice_as_large
from tests.browser.conftest import Site
from tests.browser.rolls import take_up
from tests.browser.voices import VOICE
from tests.factories import (
    make_approved_list,
    make_attended_course,
    make_course,
    make_group,
    make_person,
    make_registration,
    make_ward,
)

# What nearly everybody sees stands trial in every light and width; the rest at the narrowest and the widest.
CHIEF = ("home", "class", "ticket", "waiting", "certificate")


@dataclass(frozen=True)
class Town:
    """A ward with classes in every state: addresses only."""

    ward_id: int
    home: str
    pages: dict[str, str]


@pytest.fixture(scope="module")
def town(site: Site) -> Town:
    """One ward for all tests of this module; a test that registers opens a class of its own."""
    now = clock.now()
    with site.write() as session:
        ward = make_ward(session, is_demo=True)
        groups = [make_group(session, ward, f"Tổ dân phố Túc Duyên {number}") for number in range(1, 9)]
        full = make_course(session, ward, title="Sức khỏe điện tử cho người cao tuổi", seats=1, audience="elderly")
        tickets = [make_registration(session, full, f"Nguyễn Văn Thử {number}").ticket.token for number in range(3)]
        open_ = make_course(session, ward, title="Bình dân học AI – Tân Thịnh", topics="hỏi trợ lý ảo|dịch đơn thuốc")
        kept = make_registration(session, open_, "Công Tằng Tôn Nữ Thị Huyền Trân Bảo Ngọc Phương Anh")
        given_up = make_registration(session, open_, "Lù Thị Mỷ")
        cancel(session, given_up, now=now)
        thin = [
            Registration.register(
                session,
                open_.id,
                make_person(session, ward, "Lê Văn Thảo", group=groups[0], add=False),
                Wishes(way=SignUpWay.QR),
                now,
            ).token
            for _ in range(2)
        ][1]
        running = make_course(session, ward, lessons=6, first=now - timedelta(days=8), audience="workers")
        running.lessons[3].state = "cancelled"
        later = make_course(
            session, ward, registration_opens_at=now + timedelta(hours=5), first=now + timedelta(days=9)
        )
        shut = make_course(session, ward, seats=1, waiting_list=False)
        make_registration(session, shut)
        for number in range(3):
            make_course(session, ward, title=f"Chợ số 4T, chợ số {number}", audience="traders")
        done = make_attended_course(session, ward, people=1)
        make_approved_list(session, done)
        learner = session.scalars(select(Registration).where(Registration.course_id == done.id)).one()
        paper = session.scalars(select(Certificate).where(Certificate.registration_id == learner.id)).one()
        home = f"/x/{ward.code}"
        pages = {
            "home": home,
            "filtered": f"{home}?loc=traders",
            "class": f"/l/{open_.code}",
            "full": f"/l/{full.code}",
            "running": f"/l/{running.code}",
            "later": f"/l/{later.code}",
            "shut": f"/l/{shut.code}",
            "over": f"/l/{done.code}",
            "ticket": f"/v/{kept.ticket.token}",
            "waiting": f"/v/{tickets[2]}",
            "given up": f"/v/{given_up.ticket.token}",
            "thin": f"/v/{thin}",
            "finished": f"/v/{learner.ticket.token}",
            "check": "/g",
            "certificate": f"/g/{paper.code}",
            "no certificate": "/g/7K3MQ9X27K3MQ9X2",
            "no ticket": "/v/7K3MQ9X27K3MQ9X2",
            "poster": f"/l/{open_.code}/poster.pdf",
            "wards": "/",
            "privacy": "/rieng-tu",
            "help": "/tro-giup",
            "install": "/cai-dat",
        }
        return Town(ward.id, home, pages)


@pytest.fixture
def new_class(site: Site, town: Town) -> Callable[..., str]:
    """`new_class(seats=1)`: the address of a class for this test alone."""

    def opened(**given: Any) -> str:
        with site.write() as session:
            ward = session.get_one(AdministrativeUnit, town.ward_id)
            return f"/l/{make_course(session, ward, **given).code}"

    return opened


def seated_names(site: Site, address: str) -> list[str]:
    """Who is registered on a class, in the order they came."""
    with site.read() as session:
        made = session.scalars(select(Registration).join(Registration.course).order_by(Registration.id))
        return [found.person.full_name for found in made if address == f"/l/{found.course.code}"]


# -- everybody ----------------------------------------------------------------------------------------------------


@pytest.mark.expects("404", "410", "503")
def test_each_page_holds_on_a_phone_in_each_light_and_its_words_may_double(page: Page, town: Town) -> None:
    for name, address in town.pages.items():
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        check_turned(page, (320, "dark"), *([(360, "light")] if name in CHIEF else []))
        twice_as_large(page)
        if name in CHIEF:
            check_page(page)


def test_the_chief_pages_hold_on_a_wide_screen_in_the_dark(open_window: Callable[..., Page], town: Town) -> None:
    page = open_window(viewport={"width": 1280, "height": 740}, is_mobile=False, color_scheme="dark")
    for name in CHIEF:
        page.goto(town.pages[name])
        check_page(page)


@pytest.mark.expects("422")
def test_a_form_in_need_of_mending_holds_too(open_window: Callable[..., Page], new_class: Callable[..., str]) -> None:
    page = open_window(viewport={"width": 1280, "height": 740}, is_mobile=False)
    page.goto(new_class(title="Kỹ năng số cho cán bộ, công chức, viên chức và người lao động"))
    page.get_by_label("Năm sinh").fill("54")
    page.get_by_role("button", name="Đăng ký học").click()
    expect(page.get_by_label("Họ và tên")).to_be_focused()
    check_turned(page, (1280, "dark"), (320, "dark"), (360, "light"))


@pytest.mark.parametrize("light", ["light", "dark"])
def test_the_code_on_a_ticket_can_be_read_off_the_screen(
    open_window: Callable[..., Page], live_server: str, town: Town, light: str
) -> None:
    page = open_window(color_scheme=light)
    page.goto(town.pages["ticket"])

    picture = Image.open(io.BytesIO(page.locator(".qr").screenshot()))

    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"{live_server}{town.pages['ticket']}"]


def test_a_ticket_on_paper_keeps_its_code(page: Page, town: Town) -> None:
    page.goto(town.pages["ticket"])
    page.emulate_media(media="print")
    expect(page.locator(".qr")).to_be_visible()
    expect(page.get_by_text("Đăng ký thêm người nhà")).to_be_hidden()


# -- Bà Lan, 71, whose browser runs no script -----------------------------------------------------------------------


def test_ba_lan_registers_without_script(
    open_window: Callable[..., Page], site: Site, town: Town, new_class: Callable[..., str]
) -> None:
    address = new_class(title="Lớp của bà Lan", first=clock.now() + timedelta(hours=1))
    page = open_window(java_script_enabled=False)
    page.goto(town.home)

    page.get_by_role("link", name="Lớp của bà Lan").tap()
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    page.get_by_label("Năm sinh").fill("1955")
    page.get_by_label("Tổ dân phố").select_option("Túc Duyên 3")
    page.get_by_text("Thêm về bác").tap()
    page.get_by_label("Nghe kém, cần nói to").check()
    page.get_by_role("button", name="Đăng ký học").tap()

    expect(page.get_by_text("Đã có chỗ")).to_be_visible()
    expect(page.get_by_role("heading", name="Nguyễn Thị Lan")).to_be_visible()
    assert seated_names(site, address) == ["Nguyễn Thị Lan"]


@pytest.mark.expects("422")
@pytest.mark.core("a resident's way from a slip to a ticket, in a browser")
def test_ba_lan_mends_what_she_mistyped(open_window: Callable[..., Page], new_class: Callable[..., str]) -> None:
    page = open_window(java_script_enabled=False)
    page.goto(new_class())
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    page.get_by_label("Năm sinh").fill("55")
    page.get_by_role("button", name="Đăng ký học").tap()

    expect(page.get_by_role("alert")).to_contain_text("Còn 2 dòng cần sửa")
    year = page.get_by_label("Năm sinh")
    expect(year).to_be_focused()
    expect(year).to_have_value("55")
    expect(page.get_by_label("Họ và tên")).to_have_value("Nguyễn Thị Lan")
    year.fill("1955")
    page.get_by_role("alert").get_by_role("link", name="Tổ dân phố").tap()
    page.get_by_label("Tổ dân phố").select_option("Nơi khác")
    page.get_by_role("button", name="Đăng ký học").tap()

    expect(page.get_by_text("Đã có chỗ")).to_be_visible()


def test_ba_lan_gives_her_seat_up(open_window: Callable[..., Page], site: Site, town: Town) -> None:
    with site.write() as session:
        course = make_course(session, session.get_one(AdministrativeUnit, town.ward_id), seats=1)
        mine, next_one = (make_registration(session, course, name).ticket.token for name in ("Bà Lan", "Ông Ba"))
    page = open_window(java_script_enabled=False)
    page.goto(f"/v/{mine}")

    page.get_by_text("Sửa thông tin, hủy chỗ").tap()
    page.get_by_role("button", name="Hủy chỗ này").tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Bác đã hủy chỗ này")
    page.goto(f"/v/{next_one}")
    expect(page.get_by_text("Đã có chỗ")).to_be_visible()


@pytest.mark.expects("422")
def test_ba_lan_makes_the_letters_larger_and_finds_herself_where_she_was(
    open_window: Callable[..., Page], town: Town
) -> None:
    page = open_window(java_script_enabled=False)
    page.goto(town.pages["class"])
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    page.get_by_role("button", name="Chữ to").tap()
    page.get_by_label("Năm sinh").fill("55")
    page.get_by_role("button", name="Chữ to").tap()
    expect(page).to_have_url(re.compile(f"{town.pages['class']}\\?sua=chu$"))
    expect(page.locator("html")).to_have_attribute("data-text", "3")
    expect(page.get_by_label("Họ và tên")).to_have_value("Nguyễn Thị Lan")
    expect(page.get_by_label("Năm sinh")).to_have_value("55")
    page.go_back()
    expect(page.get_by_label("Họ và tên")).to_have_value("Nguyễn Thị Lan")
    page.get_by_label("Họ và tên").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("dòng cần sửa")


# -- Anh Minh, 30, on a phone with script ---------------------------------------------------------------------------


def test_a_class_is_read_aloud_where_the_phone_has_a_voice(page: Page, town: Town) -> None:
    page.add_init_script(f"({VOICE})()")
    page.goto(town.pages["class"])
    aloud = page.locator("[data-aloud]")
    expect(aloud).to_be_hidden()
    page.evaluate("arrive()")
    expect(aloud).to_have_text("Đọc to")
    check_page(page)
    aloud.tap()
    expect(aloud).to_have_text("Dừng đọc")
    # It ends by itself after the last line, so that what was said can be read from the page at rest.
    page.evaluate("() => { while (document.querySelector('[data-aloud] span').textContent === 'Dừng đọc') finish(); }")
    expect(aloud).to_have_text("Đọc to")
    said = [line for line, _voice in page.evaluate("spoken")]
    assert said[0] == "Bình dân học AI – Tân Thịnh"
    assert "Các buổi" in said
    assert any(line.startswith("3 buổi ") for line in said)
    assert "Nơi học" in said


def test_anh_minh_is_told_of_a_slip_as_he_leaves_the_line(page: Page, new_class: Callable[..., str]) -> None:
    page.goto(new_class())
    page.get_by_label("Họ và tên").fill("Trần Văn Minh")
    page.get_by_label("Năm sinh").fill("96")
    page.get_by_label("Tổ dân phố").focus()

    slip = page.get_by_text('Năm sinh "96" thiếu hai số.')
    expect(slip).to_be_visible()
    expect(page.get_by_label("Tổ dân phố")).to_be_focused()
    check_page(page)

    page.get_by_label("Năm sinh").fill("1996")
    page.get_by_label("Tổ dân phố").focus()
    expect(slip).to_be_hidden()
    expect(page.get_by_label("Năm sinh")).to_have_value("1996")
    expect(page.get_by_label("Họ và tên")).to_have_value("Trần Văn Minh")


@pytest.mark.expects("422")
def test_anh_minh_presses_slowly_and_the_button_does_not_slip_away(page: Page, new_class: Callable[..., str]) -> None:
    page.goto(new_class())
    page.get_by_label("Năm sinh").fill("54")
    button = page.get_by_role("button", name="Đăng ký học")
    button.hover()

    with page.expect_response("**/kiem-tra/birth_year") as checked:
        page.mouse.down()
    checked.value.finished()
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    page.mouse.up()

    expect(page.get_by_label("Họ và tên")).to_be_focused()
    expect(page).to_have_url(re.compile("/dang-ky"))


def test_anh_minh_sees_the_seats_go_while_he_hesitates(
    page: Page, site: Site, town: Town, new_class: Callable[..., str]
) -> None:
    address = new_class(seats=2)
    page.goto(address)
    expect(page.get_by_text("Còn 2 chỗ")).to_be_visible()
    with site.write() as session:
        ward = session.get_one(AdministrativeUnit, town.ward_id)
        made = make_person(session, ward, "Người Nhanh Hơn", add=False)
        course = session.scalars(Course.called(address.removeprefix("/l/"))).one()
        Registration.register(session, course.id, made, Wishes(way=SignUpWay.QR), clock.now())

    take_up(page)

    expect(page.get_by_text("Còn 1 chỗ")).to_be_visible()


@pytest.mark.core("two taps on the same button, in a browser")
def test_anh_minh_presses_twice_and_is_registered_once(page: Page, site: Site, new_class: Callable[..., str]) -> None:
    address = new_class()
    page.goto(address)
    page.get_by_label("Họ và tên").fill("Trần Văn Minh")
    page.get_by_label("Năm sinh").fill("1996")
    page.get_by_label("Tổ dân phố").select_option("Nơi khác")

    page.get_by_role("button", name="Đăng ký học").dblclick()

    expect(page.get_by_text("Đã có chỗ")).to_be_visible()
    assert seated_names(site, address) == ["Trần Văn Minh"]


def test_a_check_of_what_was_typed_between_two_taps_is_no_press(page: Page, new_class: Callable[..., str]) -> None:
    page.goto(new_class())
    number = page.locator("[name=submission]")
    before = number.input_value()
    page.get_by_label("Họ và tên").fill("Trần Văn Minh")
    with page.expect_event("requestfinished", lambda request: request.method == "POST"):
        page.get_by_label("Năm sinh").fill("1996")
        page.get_by_label("Tổ dân phố").focus()
    page.evaluate("() => new Promise(requestAnimationFrame)")

    assert number.input_value() == before


def test_anh_minh_goes_back_and_registers_his_mother(page: Page, site: Site, new_class: Callable[..., str]) -> None:
    address = new_class()
    page.goto(address)
    for full_name, year in (("Trần Văn Minh", "1996"), ("Lê Thị Mai", "1968")):
        page.get_by_label("Họ và tên").fill(full_name)
        page.get_by_label("Năm sinh").fill(year)
        page.get_by_label("Tổ dân phố").select_option("Nơi khác")
        page.get_by_role("button", name="Đăng ký học").tap()
        expect(page.get_by_role("heading", name=full_name)).to_be_visible()
        page.go_back()

    assert seated_names(site, address) == ["Trần Văn Minh", "Lê Thị Mai"]
