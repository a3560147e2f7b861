"""Ông Thái, who leads a ward, approves between two meetings; chị Đào of the office proposes, hands over, corrects."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.models import Certificate, CertificateState, Course, Registration, Role
from app.models.learning.standing import learner_statuses
from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.browser.patience import drawn_on_trial
from tests.factories import make_account, make_attended_course, make_ward

Open = Callable[..., Page]
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}
DARK: dict[str, Any] = {"color_scheme": "dark"}
SCREENS = ((1280, "light"), (1280, "dark"), (360, "dark"))


@dataclass
class Ward:
    """A ward whose class is over, and the two who see to its certificates."""

    year: int
    officer_id: int
    leader_id: int
    unit_code: str
    code: str


@pytest.fixture
def ward(site: Site) -> Ward:
    """Five who met the rule, one who did not."""
    with site.write() as session:
        unit = make_ward(session)
        officer = make_account(session, unit, Role.OFFICER, full_name="Lường Thị Bích Đào")
        leader = make_account(session, unit, Role.LEADER, full_name="Lê Hồng Thái")
        course = make_attended_course(session, unit, people=5, seldom=1, title="Điện thoại thông minh – Túc Duyên")
        return Ward(clock.today().year, officer.id, leader.id, unit.code, course.code)


@pytest.fixture
def enter(site: Site, open_window: Open) -> Open:
    """`enter(account_id, "/van-phong")`: a window of this member of staff."""

    def entered(account_id: int, path: str, **settings: Any) -> Page:
        page = open_window(**settings)
        site.sign_in(page.context, account_id)
        page.goto(path)
        return page

    return entered


def seldom(site: Site, ward: Ward) -> str:
    """The name of the one who missed too much."""
    with site.read() as session:
        course = session.scalars(Course.called(ward.code)).one()
        return next(row.registration.person.full_name for row in learner_statuses(session, course) if not row.met)


def numbered(page: Page, count: int, *screens: tuple[int, str]) -> None:
    """Two taps after reading; pressed twice in haste the first one gives no number."""
    page.get_by_role("link", name=f"Duyệt {count} giấy…").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Cấp {count} giấy")
    expect(page.get_by_text("Không rút lại được.")).to_be_visible()
    if screens:
        check_turned(page, *screens)
    else:
        check_page(page)
    page.get_by_role("button", name=f"Cấp {count} giấy").click()


def papers(site: Site, ward: Ward) -> list[Certificate]:
    with site.read() as session:
        wanted = select(Certificate).join(Certificate.registration).join(Registration.course)
        return list(session.scalars(wanted.where(Course.code == ward.code).order_by(Certificate.id)))


@pytest.mark.usefixtures("worker")
def test_an_exception_is_proposed_made_and_printed_and_the_papers_handed_over(
    site: Site, ward: Ward, enter: Open
) -> None:
    name = seldom(site, ward)
    dao = enter(ward.officer_id, f"/van-phong/lop/{ward.code}/trinh-duyet")
    dao.get_by_label(f"Đề nghị ngoại lệ cho {name}").first.check()
    dao.get_by_label("Vì sao nên cấp").fill("Nằm viện hai buổi, đã học bù.")
    check_page(dao)
    dao.get_by_role("button", name="Trình lãnh đạo duyệt 5 giấy").click()
    expect(dao.get_by_text("Kèm 1 đề nghị ngoại lệ")).to_be_visible()

    thai = enter(ward.leader_id, f"/van-phong/lop/{ward.code}/duyet")
    expect(thai.get_by_text("Nằm viện hai buổi, đã học bù.")).to_be_visible()
    check_page(thai)
    thai.get_by_role("link", name=f"Cho ngoại lệ: {name}").click()
    check_page(thai)
    thai.get_by_role("button", name="Cấp giấy cho người này").click()
    drawn_on_trial(thai)
    numbered(thai, 6)
    expect(thai.get_by_role("heading", level=1)).to_have_text("6 giấy chứng nhận")
    expect(thai.get_by_role("button", name="In cả lớp, 6 giấy")).to_be_visible()
    check_page(thai)

    dao.goto(f"/van-phong/lop/{ward.code}/trao-giay")
    check_page(dao)
    dao.get_by_label(re.compile("Cả 6 giấy")).check()
    dao.get_by_role("button", name="Ghi đã trao").click()
    expect(dao.get_by_text("Đã trao hết 6 giấy")).to_be_visible()
    check_page(dao)
    assert {row.state for row in papers(site, ward)} == {CertificateState.HANDED_OVER}


@pytest.mark.usefixtures("worker")
def test_a_mistaken_name_is_replaced_and_the_old_paper_says_so(site: Site, ward: Ward, enter: Open) -> None:
    dao = enter(ward.officer_id, f"/van-phong/lop/{ward.code}/trinh-duyet")
    dao.get_by_role("button", name="Trình lãnh đạo duyệt").click()
    thai = enter(ward.leader_id, f"/van-phong/lop/{ward.code}/duyet", **DARK)
    drawn_on_trial(thai)
    numbered(thai, 5)
    expect(thai.get_by_role("button", name="In cả lớp, 5 giấy")).to_be_visible()

    dao.goto(f"/van-phong/so-cap/{ward.unit_code}/{ward.year}/1")
    check_page(dao)
    dao.get_by_role("link", name="Giấy ghi sai, đề nghị cấp lại").click()
    check_page(dao)
    dao.get_by_label("Họ và tên", exact=True).fill("Cao Thị Ngoãn")
    dao.get_by_label("Lý do").fill("Ghi sai dấu trong tên.")
    dao.get_by_role("button", name="Gửi lãnh đạo").click()

    thai.goto("/van-phong/duyet")
    thai.get_by_role("link", name=f"Cấp lại giấy số 001/{ward.year}").click()
    check_page(thai)
    thai.get_by_text("Đồng ý cấp lại…").click()
    thai.get_by_role("button", name="Cấp lại, lấy số mới").click()
    expect(thai.get_by_text(f"Giấy số 001/{ward.year} được thay bằng giấy số 006/{ward.year}.")).to_be_visible()
    check_page(thai)

    dao.goto(f"/van-phong/so-cap?phuong={ward.unit_code}")
    expect(dao.get_by_text(f"thay bằng 006/{ward.year}")).to_be_visible()
    check_page(dao)
    old = papers(site, ward)[0]
    somebody = enter(ward.officer_id, f"/g/{old.code}")
    expect(somebody.get_by_text(f"giấy số 006/{ward.year} đứng thay")).to_be_visible()


@pytest.mark.usefixtures("worker")
def test_every_page_on_the_way_at_any_width(ward: Ward, enter: Open) -> None:
    dao = enter(ward.officer_id, f"/van-phong/lop/{ward.code}/trinh-duyet", **WIDE)
    check_turned(dao, *SCREENS)
    for path in ("ten-tren-giay", "trinh-duyet"):
        dao.goto(f"/van-phong/lop/{ward.code}/{path}")
        check_turned(dao, *SCREENS)
    dao.get_by_role("button", name="Trình lãnh đạo duyệt").click()
    thai = enter(ward.leader_id, f"/van-phong/lop/{ward.code}/duyet", **WIDE)
    check_turned(thai, *SCREENS)
    drawn_on_trial(thai)
    numbered(thai, 5, *SCREENS)
    dao.goto(f"/van-phong/lop/{ward.code}/quyet-dinh")
    check_turned(dao, *SCREENS)
    dao.goto(f"/van-phong/so-cap?phuong={ward.unit_code}")
    dao.get_by_text("Sổ này giữ vĩnh viễn").click()
    dao.get_by_text("In trích sổ", exact=True).click()
    check_turned(dao, *SCREENS)
