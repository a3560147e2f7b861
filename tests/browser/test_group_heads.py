"""Bác Quyết, head of a residential group, with his own phone beside neighbours who have none; Chị Trà at the desk."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import Course, Registration, RegistrationState, Role
from app.models.learning.families import made_by
from app.models.learning.joining import SignUpWay
from tests.browser.checks import check_page, check_turned, fits
from tests.browser.conftest import Site
from tests.factories import LONG_AGO, make_account, make_course, make_grant, make_group, make_person, make_ward

Open = Callable[..., Page]
SCREENS = ((360, "light"), (320, "dark"))


@dataclass
class Quarter:
    """A ward with a class and a full one, a group with its head, and somebody on file."""

    home: str
    head_id: int
    desk_id: int
    code: str
    full: str


@pytest.fixture
def quarter(site: Site) -> Quarter:
    """A new ward on the server."""
    now = clock.now()
    with site.write() as session:
        ward = make_ward(session)
        group = make_group(session, ward, "Tổ dân phố Túc Duyên 1")
        make_group(session, ward, "Tổ dân phố Đồng Quang 2")
        head = make_account(session, ward, full_name="Bùi Văn Quyết")
        make_grant(session, head, ward, Role.GROUP_HEAD, group=group)
        desk = make_account(session, ward, Role.COUNTER, full_name="Hà Thị Thu Trà")
        course = make_course(session, ward, title="Điện thoại cho người cao tuổi", first=now + timedelta(days=2))
        full = make_course(session, ward, title="Chợ số 4T", seats=1, first=now + timedelta(days=3))
        for days, what in enumerate(("gọi video", "đặt lịch khám", "chuyển khoản"), 40):
            then = now + timedelta(days=days)
            make_course(session, ward, title=f"Tháng sau: {what}", first=then, audience="workers")
        make_person(session, ward, "Lương Doãn Thiệu", 1949, group=group)
        return Quarter(f"/x/{ward.code}", head.id, desk.id, course.code, full.code)


@pytest.fixture
def enter(site: Site, open_window: Open) -> Open:
    """`enter(account_id)`: the room on a phone of this member of staff."""

    def entered(account_id: int, path: str = "/quay/dang-ky-ho", **settings: Any) -> Page:
        page = open_window(**settings)
        site.sign_in(page.context, account_id)
        page.goto(path)
        return page

    return entered


def made(site: Site, account_id: int) -> list[Registration]:
    """What somebody registered, the newest first."""
    with site.read() as session:
        seats = list(session.scalars(made_by(account_id, clock.at_local(LONG_AGO))))
        assert all(seat.person.full_name for seat in seats)
        return seats


@pytest.mark.core("a group head registers a neighbour")
def test_an_elderly_woman_without_a_phone_is_registered_in_four_taps(site: Site, quarter: Quarter, enter: Open) -> None:
    page = enter(quarter.head_id)
    taps = 0

    page.get_by_role("link", name="Điện thoại cho người cao tuổi").tap()
    taps += 1
    expect(page.get_by_label("Họ và tên")).to_be_focused()
    page.keyboard.type("Nguyễn Thị Hoa")
    page.get_by_label("Năm sinh").tap()
    taps += 1
    page.keyboard.type("1948")
    page.get_by_role("button", name="Đăng ký").tap()
    taps += 1

    expect(page.get_by_role("heading", level=1)).to_have_text("Đã đăng ký cho Nguyễn Thị Hoa")
    assert taps <= 4
    [seat] = made(site, quarter.head_id)
    assert (seat.state, seat.way, seat.needs) == (RegistrationState.SEATED, SignUpWay.DESK, "nophone")


def test_a_neighbour_of_75_reads_where_to_go_at_arms_length_and_her_daughter_is_sent_it(
    quarter: Quarter, enter: Open
) -> None:
    page = enter(quarter.head_id, f"/quay/dang-ky-ho/{quarter.code}")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Hoa")
    page.get_by_label("Năm sinh").fill("1950")
    page.get_by_role("button", name="Đăng ký").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã đăng ký cho Nguyễn Thị Hoa")
    page.evaluate("() => { navigator.share = told => { window.shared = told; return Promise.resolve(); }; }")
    page.get_by_role("link", name="Gửi cho con cháu").tap()
    assert "/v/" in page.evaluate("() => window.shared.text")

    page.get_by_role("link", name="Chữ to cho bà con xem").tap()

    expect(page.get_by_role("img", name="Mã QR của phiếu đi học")).to_be_visible()
    large = page.locator("h1, .held-up .large, .held-up .code")
    sizes = large.evaluate_all("all => all.map(each => parseFloat(getComputedStyle(each).fontSize))")
    assert len(sizes) == 3
    assert min(sizes) >= 36
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.get_by_role("img", name="Mã QR của phiếu đi học")).to_be_in_viewport(ratio=1)
    check_turned(page, *SCREENS, (320, "dark", "3"))
    page.get_by_role("link", name="Xong").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã đăng ký cho Nguyễn Thị Hoa")


def test_a_neighbour_on_file_is_picked_while_one_types_without_accents(
    site: Site, quarter: Quarter, enter: Open
) -> None:
    page = enter(quarter.head_id, f"/quay/dang-ky-ho/{quarter.code}")

    page.get_by_label("Họ và tên").press_sequentially("luong thieu")
    page.get_by_role("link", name=re.compile("Lương Doãn Thiệu")).tap()
    expect(page.get_by_text("Sinh năm 1949, đã có trong danh sách của phường.")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Đăng ký").tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Đã đăng ký cho Lương Doãn Thiệu")


def test_a_note_to_take_home_and_a_mistake_taken_back(site: Site, quarter: Quarter, enter: Open, worker: None) -> None:
    page = enter(quarter.desk_id, f"/quay/dang-ky-ho/{quarter.code}")
    page.get_by_label("Họ và tên").fill("Lò Thị Pản")
    page.get_by_label("Năm sinh").fill("1950")
    page.get_by_label("Tổ dân phố").select_option(label="Đồng Quang 2")
    page.get_by_role("button", name="Đăng ký").tap()
    token = page.locator("form[action$='giay-hen'] [name=csrf_token]").get_attribute("value")
    address = page.locator("form[action$='giay-hen']").get_attribute("action")
    answer = page.request.post(str(address), form={"csrf_token": str(token)})
    if "pdf" not in answer.headers["content-type"]:
        page.goto(answer.url)
        ready = page.get_by_role("link", name="Mở tệp PDF")
        expect(ready).to_be_visible()
        answer = page.request.get(str(ready.get_attribute("href")))
    assert answer.body().startswith(b"%PDF-")

    page.goto("/quay/dang-ky-ho/hom-nay")
    page.get_by_role("link", name=re.compile("Lò Thị Pản")).tap()
    page.get_by_text("Ghi nhầm?").tap()
    page.get_by_role("button", name="Bỏ tên khỏi lớp").tap()

    expect(page.get_by_text(re.compile("Đã bỏ tên Lò Thị Pản"))).to_be_visible()
    assert [seat.state for seat in made(site, quarter.desk_id)] == [RegistrationState.CANCELLED]


def test_a_list_is_pasted_looked_at_and_registered_without_script(site: Site, quarter: Quarter, enter: Open) -> None:
    page = enter(quarter.head_id, f"/quay/dang-ky-ho/{quarter.full}/danh-sach", java_script_enabled=False)
    page.get_by_label("Danh sách").fill("1. Nguyễn Thị Hoa, 1948\n2. Lê Văn Tư, 1955\n3. Trần Văn Năm, 54")
    page.get_by_role("button", name="Xem trước từng dòng").click()
    expect(page.get_by_text("Sẽ có chỗ")).to_have_count(1)
    expect(page.get_by_text("Sẽ chờ")).to_have_count(1)
    page.get_by_role("button", name="Ghi tên 2 người").click()
    expect(page.get_by_text(re.compile("Đã ghi tên 2 người, 1 người trong đó đang chờ"))).to_be_visible()
    expect(page.get_by_label("Danh sách")).to_have_value("3. Trần Văn Năm, 54")
    assert len(made(site, quarter.head_id)) == 2


def test_every_page_of_the_counter_can_be_read_and_pressed(quarter: Quarter, enter: Open) -> None:
    page = enter(quarter.head_id, "/quay")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổ dân phố Túc Duyên 1")
    check_turned(page, *SCREENS)
    page.goto("/quay/to-cua-toi/vang")
    check_turned(page, *SCREENS)
    page.get_by_role("link", name="Ghi tên").tap()
    expect(page).to_have_url(re.compile("/quay/dang-ky-ho$"))
    check_turned(page, *SCREENS)
    page.goto("/quay/dang-ky-ho/hom-nay")
    check_turned(page, *SCREENS)
    page.goto(f"/quay/dang-ky-ho/{quarter.code}")
    check_turned(page, *SCREENS)
    page.get_by_label("Họ và tên").fill("Công Tằng Tôn Nữ Thị Huyền Trân Bảo Ngọc")
    page.get_by_label("Năm sinh").fill("1948")
    page.get_by_role("button", name="Đăng ký").tap()
    expect(page.get_by_role("button", name="In giấy hẹn")).to_be_visible()
    check_turned(page, *SCREENS)
    page.goto("/quay/dang-ky-ho/hom-nay")
    check_turned(page, *SCREENS)
    page.goto(f"/quay/dang-ky-ho/{quarter.full}/danh-sach")
    page.get_by_label("Danh sách").fill("Nguyễn Thị Hoa, 1948\nTrần Văn Năm, 54")
    page.get_by_role("button", name="Xem trước từng dòng").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước 2 dòng")
    check_turned(page, *SCREENS)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    fits(page)


def test_the_ward_s_classes_are_found_as_one_types_and_the_address_follows(quarter: Quarter, page: Page) -> None:
    page.goto(quarter.home)
    expect(page.locator("#cac-lop h3 a")).to_have_count(5)

    page.get_by_text("Lọc", exact=True).tap()
    page.get_by_role("searchbox").press_sequentially("cao tuoi")

    expect(page.locator("#loc-moi")).to_have_text("Tất cả 1 lớp")
    expect(page.locator("#cac-lop h3 a")).to_have_text(["Điện thoại cho người cao tuổi"])
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page).to_have_url(re.compile(r"tim=cao\+?(%20)?tuoi"))
    page.get_by_role("searchbox").fill("")
    expect(page.locator("#cac-lop h3 a")).to_have_count(5)
    page.get_by_label("Lớp cho ai").select_option(label="Người lao động (3)")
    expect(page.locator("#cac-lop h3 a")).to_have_count(3)
    page.get_by_role("searchbox").press_sequentially("lich kham")
    expect(page.locator("#cac-lop h3 a")).to_have_text(["Tháng sau: đặt lịch khám"])
    expect(page).to_have_url(re.compile("cho=workers"))
    page.go_back()
    expect(page.locator("#cac-lop h3 a")).to_have_count(3)
    check_page(page)


def test_a_group_s_classes_are_found_with_one_choice(site: Site, quarter: Quarter, page: Page) -> None:
    page.goto(quarter.home)
    page.get_by_text("Lọc", exact=True).tap()
    page.get_by_label("Tổ dân phố", exact=True).select_option(label="Túc Duyên 1")
    expect(page).to_have_url(re.compile("to=TDP"))
    expect(page.get_by_label("Tổ dân phố", exact=True)).to_be_visible()
    check_page(page)


def test_seats_are_kept_fresh_while_somebody_looks_and_does_something(site: Site, quarter: Quarter, page: Page) -> None:
    asked, name = list[str](), page.get_by_label("Họ và tên")
    page.on("request", lambda request: asked.append(request.url) if "cho-con" in request.url else None)
    page.clock.install()

    def asked_after(milliseconds: int) -> list[str]:
        page.clock.run_for(milliseconds)
        page.evaluate("fetch('/suc-khoe').then(() => 0)")  # what was asked before it is in the list by now
        return asked

    page.goto(f"/l/{quarter.code}")
    expect(page.locator("#cho-con")).to_contain_text("Còn 30 chỗ")

    assert asked_after(61_000) == [], "it lies there, and costs nothing"
    with page.expect_response(lambda answer: "cho-con" in answer.url):
        name.press("A")  # brings htmx, which asks once for numbers that are a minute old
    asked.clear()
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    name.press("n")
    assert asked_after(31_000) == [], "nobody looks"
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    name.press("h")
    with site.write() as session:
        session.scalars(Course.called(quarter.code)).one().seats = 12
    page.clock.run_for(31_000)

    expect(page.locator("#cho-con")).to_contain_text("Còn 12 chỗ")
