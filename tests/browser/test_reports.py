"""Chị Đào drafts the year's report in one press, mends a sentence, sends it; ông Thái reads it on his phone, sends it
back with a remark, approves it; it gets its number and is locked."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import Measurement, ReportingRule, Role
from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.browser.drafts import wait_for_draft
from tests.factories import PAPER, make_account, make_denominator, make_plan, make_target, make_ward

Open = Callable[..., Page]
SCREENS = ((1366, "light"), (360, "dark"), (360, "light", "3"))


def planned(site: Site) -> tuple[int, int]:
    """A ward whose plan wants a report in twelve days; its officer and its leader."""
    today = clock.today()
    year = {"since": today.replace(month=1, day=1), "until": today.replace(month=12, day=31)}
    with site.write() as session:
        unit = make_ward(session)
        plan = make_plan(session, unit, number="88/KH-UBND", addressees="Thường trực Đảng ủy; Lưu: VT", **year)
        make_denominator(session, unit, 36_845, "adults", counted_on=plan.since)
        target = make_target(session, unit, plan, name="Người đạt trên VNeID", audience="adults", value=90)
        told = {"counted_on": today, "from_words": "Công an phường"}
        session.add(Measurement(unit=unit, target=target, **PAPER, numerator=25_736, **told))
        days = f"{today + timedelta(days=12):%m-%d}"
        session.add(
            ReportingRule(unit=unit, plan=plan, valid_from=plan.since, text="Báo cáo năm", every="yearly", days=days)
        )
        return make_account(session, unit, Role.OFFICER).id, make_account(session, unit, Role.LEADER).id


@pytest.mark.usefixtures("worker")
def test_the_years_report_goes_from_one_press_to_the_locked_file(site: Site, open_window: Open) -> None:
    officer, leader = planned(site)
    dao, thai = open_window(), open_window()
    site.sign_in(dao.context, officer)
    site.sign_in(thai.context, leader)
    thai.set_viewport_size({"width": 360, "height": 740})

    there = drafted(dao)
    sent_back(thai, there)
    dao.goto(there)
    check_page(dao)
    dao.get_by_role("button", name="Đã sửa").click()
    dao.get_by_role("button", name="Gửi lại lãnh đạo").click()
    dao.get_by_role("button", name="Vẫn gửi lãnh đạo").click()

    thai.goto(there)
    thai.get_by_role("link", name="Duyệt…").click()
    check_turned(thai, *SCREENS)
    thai.get_by_role("button", name="Duyệt báo cáo").click()
    expect(thai.get_by_text("Đã duyệt. Văn thư cho số là xong.")).to_be_visible()

    dao.goto(there)
    dao.get_by_role("link", name="Cho số và khóa").click()
    dao.get_by_label("Số văn bản").fill("142")
    check_page(dao)
    dao.get_by_role("button", name="Cho số và khóa").click()
    expect(dao.get_by_role("heading", name="Đã khóa, số 142/BC-UBND")).to_be_visible()
    expect(dao.get_by_role("link", name="Bản in PDF")).to_be_visible()
    check_page(dao)


def drafted(dao: Page) -> str:
    """One press, one sentence of her own, sent."""
    dao.goto("/van-phong/bao-cao")
    check_page(dao)
    dao.get_by_role("button", name="Lập báo cáo").click()
    expect(dao.get_by_text("Máy đã viết xong bản nháp.")).to_be_visible()
    dao.get_by_role("link", name="69,85%").click()
    expect(dao.get_by_role("heading", name="69,85% từ đâu ra")).to_be_visible()
    check_turned(dao, *SCREENS)
    dao.get_by_role("link", name=re.compile("Sửa.*Kiến nghị")).click()
    expect(dao.get_by_label("Nội dung mục “Kiến nghị”")).to_be_focused()
    dao.get_by_label("Nội dung mục “Kiến nghị”").press_sequentially("Cấp thêm 5 máy tính bảng.")
    wait_for_draft(dao, "tính bảng")
    expect(dao.get_by_text("Tự lưu lúc")).to_be_visible()
    wait_for_draft(dao, "tính bảng", there=False)  # the server has it
    check_turned(dao, *SCREENS)
    dao.get_by_role("button", name="Xong đoạn này").click()
    expect(dao.get_by_text("Cấp thêm 5 máy tính bảng.")).to_be_visible()
    dao.get_by_role("button", name="Gửi lãnh đạo").click()
    expect(dao.get_by_role("heading", name=re.compile("Báo cáo còn thiếu"))).to_be_visible()
    check_turned(dao, *SCREENS)
    dao.get_by_role("button", name="Vẫn gửi lãnh đạo").click()
    expect(dao.get_by_text("Đã gửi lãnh đạo.")).to_be_visible()
    return dao.url


def sent_back(thai: Page, there: str) -> None:
    """Read on a phone, a remark at a passage, and back."""
    thai.goto(there)
    for name in ("Trả lại…", "Duyệt…"):
        expect(thai.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    expect(thai.get_by_role("heading", name=re.compile("Còn .* chỗ hở"))).to_be_in_viewport()
    thai.locator("#phan-II").click()
    thai.get_by_text("Nhận xét đoạn này").locator("visible=true").first.click()
    thai.get_by_label("Cần sửa gì").locator("visible=true").first.fill("Nêu rõ bốn tổ thấp nhất")
    check_turned(thai, *SCREENS)
    thai.get_by_role("button", name="Ghi nhận xét").first.click()
    foot = thai.get_by_role("link", name="Trả lại…")
    pressed = foot.bounding_box()
    foot.click()
    sends = thai.get_by_role("button", name="Trả lại cho cán bộ").bounding_box()
    assert pressed
    assert sends
    assert sends["y"] + sends["height"] < pressed["y"]  # a second tap there presses nothing
    thai.locator("#why").fill("Xem lời nhận xét")
    thai.get_by_role("button", name="Trả lại cho cán bộ").click()
    expect(thai.get_by_text("Đã trả báo cáo về cho cán bộ.")).to_be_visible()
