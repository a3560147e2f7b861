"""Chị Sở of the province sees who has reported, asks a ward about its report, and makes the province's own; chị Đào of
the ward answers her, and writes down which schools have sent theirs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import Document, Organisation, ReportArrival, ReportingRule, Role
from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.factories import make_account, make_plan, make_ward
from tests.indicators.reports.test_rollup import line, told
from tests.routes.office.reports.test_report_arrivals import filed

Open = Callable[..., Page]
SCREENS = ((1366, "light"), (360, "dark"), (360, "light", "3"))
SPAN = "quý I năm 2026"


def reported(site: Site) -> tuple[int, int, int]:
    """Two wards, of which one has reported: the province's officer and leader, and that ward's officer."""
    with site.write() as session:
        ward, silent = make_ward(session), make_ward(session)
        province = silent.parent = ward.parent
        assert province
        row = filed(session, ward, told(line("80", "100", True), lots=60).stored(), SPAN)
        ReportArrival.arrive(session, row, session.scalars(Document.of_report(row.id)).one(), clock.now())
        holders = (province, Role.PROVINCE_OFFICER), (province, Role.LEADER), (ward, Role.OFFICER)
        officer, leader, dao = (make_account(session, unit, role).id for unit, role in holders)
    return officer, leader, dao


def test_a_province_asks_a_ward_and_makes_its_own_report(site: Site, open_window: Open) -> None:
    officer, leader, dao = reported(site)
    so, ward = open_window(), open_window()
    site.sign_in(so.context, officer)
    site.sign_in(ward.context, dao)

    so.goto("/tinh/bao-cao")
    check_page(so)
    so.get_by_role("link", name=f"Báo cáo {SPAN}").click()
    expect(so.get_by_text("Đã gửi 1/2 phường, xã.")).to_be_visible()
    check_turned(so, *SCREENS)
    so.get_by_role("table").get_by_role("link").first.click()
    so.get_by_label("Cần phường, xã làm rõ gì").fill("Nêu rõ số của Công an.")
    check_page(so)
    so.get_by_role("button", name="Gửi ý kiến").click()

    ward.goto("/van-phong/bao-cao")
    ward.get_by_role("link", name="Trả lời").click()
    check_turned(ward, *SCREENS)
    ward.get_by_label("Trả lời tỉnh").fill("Số ngày 20/11.")
    ward.get_by_role("button", name="Trả lời").click()
    expect(ward.get_by_text("Đã trả lời tỉnh.")).to_be_visible()

    so.goto(f"/tinh/bao-cao/ky?ten={SPAN}")
    so.get_by_role("button", name="Lập báo cáo của").click()
    expect(so.get_by_text("Máy đã viết xong bản nháp.")).to_be_visible()
    so.get_by_role("link", name="80/100").click()
    expect(so.get_by_text("Cộng từ báo cáo đã khóa của 1 phường, xã.")).to_be_visible()
    check_turned(so, *SCREENS)
    so.get_by_role("button", name="Gửi lãnh đạo").click()
    so.get_by_role("button", name="Vẫn gửi lãnh đạo").click()
    site.sign_in(ward.context, leader)
    ward.goto("/van-phong/duyet")
    ward.get_by_role("link", name=SPAN).first.click()
    ward.get_by_role("link", name="Duyệt…").click()
    check_page(ward)
    ward.get_by_role("button", name="Duyệt báo cáo").click()
    expect(ward.get_by_text("Đã duyệt. Văn thư cho số là xong.")).to_be_visible()


@pytest.fixture
def asked(site: Site) -> int:
    """A ward whose schools are to send a report in three days; its officer."""
    today = clock.today()
    with site.write() as session:
        unit = make_ward(session)
        plan = make_plan(session, unit, since=date(today.year, 1, 1), until=date(today.year, 12, 31))
        session.add(Organisation(unit=unit, code="TD", name="Trường THCS Túc Duyên", kind="school"))
        days = f"{today + timedelta(days=3):%m-%d}"
        said = {"text": "Báo cáo", "every": "yearly", "days": days, "senders": "các cơ sở giáo dục"}
        session.add(ReportingRule(unit=unit, plan=plan, valid_from=plan.since, **said))
        return make_account(session, unit, Role.OFFICER).id


def test_who_has_sent_is_written_down_by_the_wards_officer(site: Site, open_window: Open, asked: int) -> None:
    dao = open_window()
    site.sign_in(dao.context, asked)
    dao.goto("/van-phong/bao-cao")
    dao.get_by_role("link", name="Nơi gửi về").click()
    check_turned(dao, *SCREENS)
    dao.get_by_role("link", name="Báo cáo năm").click()
    expect(dao.get_by_text("Trường THCS Túc Duyên").first).to_be_visible()
    check_turned(dao, *SCREENS)
    dao.get_by_label("Chọn Trường THCS Túc Duyên").check()
    dao.get_by_role("button", name="Ghi đã gửi").click()
    dao.get_by_role("link", name="Đã gửi (1)").click()
    expect(dao.get_by_text(" ghi").first).to_be_visible()
    check_page(dao)
