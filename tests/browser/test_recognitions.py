"""Chị Đào of the office proposes houses, ông Thái approves them between two meetings; a neighbour scans the plate."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.models import Plate, Role
from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.browser.patience import drawn_on_trial
from tests.documents.ruler import Paper
from tests.factories import make_account, make_group, make_ward
from tests.recognising import make_met, make_recognising

Open = Callable[..., Page]
SCREENS = ((1280, "light"), (360, "dark"), (360, "light", "3"))


@dataclass
class Ward:
    """A ward with three houses that meet everything, and the two who see to them."""

    year: int
    officer_id: int
    leader_id: int
    programme: int
    heads: tuple[str, ...]


@pytest.fixture
def ward(site: Site) -> Ward:
    with site.write() as session:
        unit = make_ward(session)
        officer = make_account(session, unit, Role.OFFICER, full_name="Lường Thị Bích Đào")
        leader = make_account(session, unit, Role.LEADER, full_name="Lê Hồng Thái")
        heads = ("Đồng Xuân Thịnh", "H'Hen Niê", "Nguyễn Hoàng Phương Thảo Nguyên Vy Khánh Linh")
        group = make_group(session, unit, "Tổ dân phố Túc Duyên 1")
        for head, house in zip(heads, make_met(session, unit, 3, residential_group=group), strict=True):
            house.head = head
        return Ward(clock.today().year, officer.id, leader.id, make_recognising(session, unit).id, heads)


@pytest.mark.usefixtures("worker")
def test_ong_thai_approves_on_his_phone_what_chi_dao_proposed_and_the_plate_opens_its_check(
    site: Site, ward: Ward, open_window: Open
) -> None:
    dao, thai, neighbour = open_window(), open_window(), open_window()
    site.sign_in(dao.context, ward.officer_id)
    site.sign_in(thai.context, ward.leader_id)

    propose_two_of_three(dao, ward)
    address = approve(thai, ward.year)
    with site.read() as session:
        assert address.rpartition("/g/")[2] in session.scalars(select(Plate.code).where(Plate.number == 1)).all()

    neighbour.goto("/g/" + address.rpartition("/")[2])
    expect(neighbour.get_by_role("heading", level=1)).to_have_text("Biển thật, đang có giá trị")
    expect(neighbour.get_by_text("Tổ dân phố Túc Duyên 1")).to_be_visible()
    assert ward.heads[0] not in neighbour.content()
    check_turned(neighbour, *SCREENS)
    dao.goto(f"/van-phong/phong-trao/{ward.programme}/bien")
    expect(dao.get_by_role("link", name=f"Số 002/{ward.year}").first).to_be_visible()
    check_turned(dao, *SCREENS)
    desk = open_window(viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False)
    site.sign_in(desk.context, ward.officer_id)
    for window in (desk, dao):
        window.goto(f"/van-phong/phong-trao/{ward.programme}/so")
        check_page(window)
    check_turned(dao, *SCREENS[1:])
    row = dao.get_by_role("link", name="Số 1, ngõ 12").first.get_attribute("data-row")
    dao.goto(f"/van-phong/phong-trao/{ward.programme}/so/{row}")
    expect(dao.get_by_text(f"Đã công nhận, số 001/{ward.year}")).to_be_visible()
    check_turned(dao, *SCREENS[1:])


def propose_two_of_three(page: Page, ward: Ward) -> None:
    """From the programme's page; the second of three is left for later."""
    page.goto(f"/van-phong/phong-trao/{ward.programme}")
    page.get_by_role("link", name="Đủ điều kiện").click()
    expect(page.get_by_role("checkbox")).to_have_count(3)
    check_turned(page, *SCREENS)
    page.get_by_role("checkbox").nth(1).uncheck()
    page.get_by_role("button", name="Trình lãnh đạo những dòng đã chọn").click()
    expect(page.get_by_text("Đã trình lãnh đạo 2 hộ.")).to_be_visible()
    check_page(page)


def approve(page: Page, year: int) -> str:
    """From "Hôm nay", two taps after reading; the address that the code on the first plate holds."""
    page.goto("/van-phong")
    page.get_by_role("main").get_by_role("link", name=re.compile("công nhận")).click()
    drawn_on_trial(page)
    check_turned(page, *SCREENS)
    page.get_by_role("link", name="Duyệt 2…").click()
    expect(page.get_by_text("Không rút lại được.")).to_be_visible()
    check_turned(page, *SCREENS)
    page.get_by_role("button", name="Cấp 2 biển").click()
    expect(page.get_by_text(f"Đã công nhận 2, số 001/{year} đến 002/{year}.")).to_be_visible()
    page.get_by_role("link", name=f"Số 001/{year}").click()
    opened = page.get_by_role("link", name="Mở biển để in")
    expect(opened).to_be_visible()
    check_turned(page, *SCREENS)
    drawn = page.context.request.get(opened.get_attribute("href") or "")
    (address,) = Paper(drawn.body()).codes(1, dpi=300)
    return address
