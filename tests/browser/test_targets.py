"""Ông Thái reads on his phone how the plan stands; chị Đào loads it, enters what the police sent, and he sees it."""

import io
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from app.country import clock
from app.models import Matter, Plan, Role, Target
from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.factories import make_account, make_denominator, make_group, make_ward

Open = Callable[..., Page]
SCREENS = ((1366, "light"), (360, "dark"), (360, "light", "3"))


def to_this_year(site: Site, ward: int) -> None:
    """The plan that ships is that of 2026: with all its dates it comes to the year of the run."""
    with site.write() as session:
        plan = session.scalars(Plan.in_units([ward])).one()
        years = clock.today().year - plan.since.year
        rows = [plan, *session.scalars(select(Target).filter_by(unit_id=ward))]
        for row in (*rows, *session.scalars(select(Matter).filter_by(unit_id=ward))):
            for name in ("since", "until", "due_on"):
                if day := getattr(row, name, None):
                    setattr(row, name, day.replace(year=day.year + years))


def enter_number(page: Page) -> None:
    """Enter what the police report, without a paper."""
    page.goto("/van-phong/so-nhap/moi")
    page.get_by_label("Của chỉ tiêu").select_option(label="Người đạt trên VNeID")
    page.get_by_label("Số đạt").fill("8851")
    page.get_by_label("Số liệu tính đến ngày").fill(f"{clock.today():%d/%m/%Y}")
    page.get_by_label("Nguồn số liệu").fill("Công an phường")
    check_page(page)
    page.get_by_role("button", name="Lưu", exact=True).click()


def add_paper(page: Page) -> None:
    """Follow the list of what lacks a paper, and name it."""
    page.goto("/van-phong/chi-tieu")
    page.get_by_role("link", name=re.compile("Số gõ tay chưa có văn bản")).click()
    check_page(page)
    page.get_by_role("link", name="Người đạt trên VNeID").first.click()
    page.get_by_role("link", name="Sửa", exact=True).click()
    page.get_by_label("Giấy của nơi báo").fill("Công an phường")
    page.get_by_label("Số giấy").fill("12/BC-CAP")
    page.get_by_label("Ngày của giấy").fill(f"{clock.today():%d/%m/%Y}")
    page.get_by_role("button", name="Lưu", exact=True).click()


def test_ong_thai_sees_on_his_phone_what_chi_dao_loaded_and_entered(site: Site, open_window: Open) -> None:
    with site.write() as session:
        unit = make_ward(session)
        make_group(session, unit, "Tổ dân phố Túc Duyên 1")
        make_denominator(session, unit, 16_340, "adults")
        ward = unit.id
        officer, leader = make_account(session, unit, Role.OFFICER), make_account(session, unit, Role.LEADER)
    dao, thai = open_window(), open_window()
    site.sign_in(dao.context, officer.id)
    site.sign_in(thai.context, leader.id)

    dao.goto("/van-phong/chi-tieu")
    dao.get_by_role("link", name="Nạp kế hoạch").click()
    check_page(dao)
    dao.get_by_role("link", name=re.compile("Phan Đình Phùng")).click()
    check_page(dao)
    dao.get_by_role("button", name="Nạp kế hoạch này").click()
    expect(dao.get_by_role("heading", level=1)).to_have_text("Kế hoạch 88/KH-UBND")
    check_page(dao)
    to_this_year(site, ward)

    enter_number(dao)
    thai.goto("/van-phong/chi-tieu")
    expect(thai.get_by_role("row", name=re.compile("Người đạt trên VNeID.*8.851.*chưa có văn bản"))).to_be_visible()
    add_paper(dao)

    thai.goto("/van-phong/chi-tieu")
    expect(thai.get_by_role("row", name=re.compile("Người đạt trên VNeID.*54,17%"))).to_be_visible()
    check_turned(thai, *SCREENS)
    thai.get_by_role("link", name="Theo nơi, đối tượng, tháng").click()
    for by in ("Nơi", "Đối tượng", "Tháng"):
        thai.get_by_role("navigation", name="Xem theo").get_by_role("link", name=by).click()
        check_turned(thai, *SCREENS)
    thai.goto("/van-phong/chi-tieu")
    assert len(PdfReader(io.BytesIO(thai.pdf(prefer_css_page_size=True))).pages) == 1
    thai.get_by_role("link", name="Người đạt trên VNeID", exact=True).click()
    expect(thai.get_by_text("8.851/16.340")).to_be_visible()
    check_turned(thai, *SCREENS)
