"""Chị Mai and her father: she registers both on one ticket, with a browser that runs script and one that does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.models import Course, Registration
from app.models.learning.leaving import cancel
from tests.browser.checks import check_page
from tests.browser.conftest import Site
from tests.browser.swaps import settled
from tests.factories import make_course, make_group, make_registration, make_ward


@pytest.fixture
def evening(site: Site) -> str:
    """The address of a class with three lessons to come, in a ward with two groups."""
    with site.write() as session:
        ward = make_ward(session)
        for number in (1, 2):
            make_group(session, ward, f"Tổ dân phố Túc Duyên {number}")
        return f"/l/{make_course(session, ward, first=clock.now() + timedelta(days=10), offer_hours=24).code}"


def register(page: Page, address: str) -> None:
    """Chị Mai herself, by the class's own form."""
    page.goto(address)
    page.get_by_label("Họ và tên").fill("Trần Thị Mai")
    page.get_by_label("Năm sinh").fill("1986")
    page.get_by_label("Tổ dân phố").select_option(label="Túc Duyên 2")
    page.get_by_role("button", name="Đăng ký học").click()
    expect(page.get_by_text("Đã có chỗ")).to_be_visible()


def add_father(page: Page) -> None:
    """Two lines and a press."""
    page.get_by_role("link", name="Thêm người nhà").click()
    settled(page, page.get_by_label("Họ và tên"))
    page.get_by_label("Họ và tên").fill("Trần Văn Bảy")
    page.get_by_label("Năm sinh").fill("1954")
    page.get_by_role("button", name="Thêm vào phiếu này").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trần Văn Bảy")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_mother_registers_father_on_her_ticket(
    site: Site, evening: str, open_window: Callable[..., Page], script: bool
) -> None:
    page = open_window(java_script_enabled=script)
    register(page, evening)
    address = page.url

    add_father(page)

    assert page.url == address
    with site.read() as session:
        course = session.scalars(Course.called(evening.rpartition("/")[2])).one()
        mother, father = session.scalars(Registration.of(course.id)).all()
        assert father.ticket_id == mother.ticket_id
        assert father.person.residential_group_id == mother.person.residential_group_id
    if script:
        check_page(page)


@pytest.mark.expects("422")
def test_what_is_written_wrong_is_mended_with_the_rest_as_it_was_typed(evening: str, page: Page) -> None:
    register(page, evening)
    page.get_by_role("link", name="Thêm người nhà").click()
    settled(page, page.get_by_label("Họ và tên"))
    page.get_by_label("Họ và tên").fill("Trần Văn Bảy")
    page.get_by_label("Năm sinh").fill("54")
    page.get_by_role("button", name="Thêm vào phiếu này").click()
    expect(page.get_by_text("Còn 1 dòng cần sửa")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value("Trần Văn Bảy")
    page.get_by_label("Năm sinh").fill("1954")
    page.get_by_role("button", name="Thêm vào phiếu này").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trần Văn Bảy")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_evening_is_no_good(site: Site, evening: str, open_window: Callable[..., Page], script: bool) -> None:
    page = open_window(java_script_enabled=script)
    register(page, evening)
    page.get_by_text("3 buổi sắp tới, báo bận").click()
    page.get_by_label("Buổi 2").check()
    page.get_by_role("button", name="Báo buổi bận").click()
    expect(page.get_by_text("Đã báo bận")).to_have_count(1)
    page.get_by_label("Buổi 2").check()
    page.get_by_role("button", name="Buổi đã chọn nay đi được").click()
    expect(page.get_by_text("Đã báo bận")).to_have_count(0)


def test_a_seat_is_kept_and_taken(site: Site, evening: str, open_window: Callable[..., Page]) -> None:
    code = evening.rpartition("/")[2]
    with site.write() as session:
        course = session.scalars(Course.called(code)).one()
        course.seats = 1
        holder, asked, waits = (make_registration(session, course, f"Người Chờ {sign}") for sign in "ABC")
        cancel(session, holder, now=clock.now())
        tokens = asked.ticket.token, waits.ticket.token

    for scheme in ("light", "dark"):
        page = open_window(color_scheme=scheme)
        for token, told in zip(tokens, ("Có chỗ cho bác", "Bác đang chờ, thứ 1"), strict=True):
            page.goto(f"/v/{token}")
            expect(page.get_by_role("heading", level=1)).to_have_text(told)
            check_page(page)

    page.goto(f"/v/{tokens[0]}")
    page.get_by_role("button", name="Nhận chỗ").click()
    expect(page.get_by_text("Người Chờ B đã có chỗ.")).to_be_visible()
    expect(page.get_by_role("img", name="Mã QR của phiếu đi học")).to_be_visible()
    with site.read() as session:
        course = session.scalars(Course.called(code)).one()
        wanted = select(Registration.state).where(Registration.course_id == course.id).order_by(Registration.id)
        assert session.scalars(wanted).all() == ["cancelled", "seated", "waiting"]


@pytest.mark.expects("503")
def test_a_press_that_could_not_be_stored_just_now_goes_once_more_as_a_plain_form(
    site: Site, evening: str, open_window: Callable[..., Page]
) -> None:
    with site.write() as session:
        course = session.scalars(Course.called(evening.rpartition("/")[2])).one()
        course.seats = 1
        holder, asked = (make_registration(session, course, f"Người Chờ {sign}") for sign in "AB")
        cancel(session, holder, now=clock.now())
        token = asked.ticket.token
    page = open_window()
    page.goto(f"/v/{token}")
    page.route(
        "**/*", lambda route: route.fulfill(status=503) if "hx-request" in route.request.headers else route.continue_()
    )
    page.get_by_role("button", name="Nhận chỗ").click()
    expect(page.get_by_text("Người Chờ B đã có chỗ.")).to_be_visible()
