"""Bác Long records a meeting of his group with "Ghi nhanh", where there is no signal."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.models import Account, Programme, ResidentialGroup, Site
from tests import recording
from tests.browser.checks import check_page, check_turned
from tests.browser.drafts import wait_for_draft
from tests.browser.islands import Handset, Island
from tests.browser.patience import at_work
from tests.browser.rolls import expect_sent, take_up
from tests.browser.test_start_pages import prepared
from tests.factories import make_denominator
from tests.quick_entries import Quick

AT = "/quay/ghi-nhanh"
EXTREMES = ((320, "dark", "3"), (360, "light"), (360, "dark"), (1280, "light"))


@pytest.mark.core("a group head's entry without a connection")
def test_a_head_records_a_meeting_without_signal_and_it_is_in_the_book_once(
    island: Island, handset: Callable[..., Handset]
) -> None:
    """The page is there unasked, the phone dies twice, and what was said twice of one meeting is one."""
    quick = Quick.build(island.app)
    phone = handset(lasts=True)
    phone.open()
    assert phone.context
    page = prepared(island, phone.context, quick.head.id, "/quay/to-cua-toi", AT)
    page.goto("/quay/to-cua-toi")
    page.get_by_role("link", name="Ghi nhanh").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghi nhanh")
    page.get_by_role("link", name="Sinh hoạt chuyên đề").tap()
    page.get_by_label("Chủ đề").fill("An toàn trên mạng")
    wait_for_draft(page, "An toàn trên mạng")
    phone.kill()

    page = phone.open()
    page.goto(AT)
    page.get_by_role("link", name="Sinh hoạt chuyên đề").tap()
    expect(page.get_by_label("Chủ đề")).to_have_value("An toàn trên mạng")
    begins(page, "19:30")
    page.get_by_label("Có mặt").fill("30")
    page.get_by_label("Trên tổng số").fill("25")
    expect(page.get_by_text("Có mặt nhiều hơn tổng số")).to_be_visible()
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_text("Số liệu có điều cần xem lại.")).to_be_visible()
    page.get_by_label("Trên tổng số").fill("40")
    check_page(page)
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_text("Đã giữ trong máy này.")).to_be_visible()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    record(page, "An toàn trên mạng", present="31")
    phone.kill()
    assert quick.events() == []

    page = phone.open()
    page.goto(AT)
    expect(page.locator("[data-here-waits] li")).to_have_count(2)
    island.start()
    take_up(page)

    expect_sent(page)
    [event] = quick.events()
    assert (event.name, event.starts_at, event.residential_group_id) == ("An toàn trên mạng", "19:30", quick.group.id)
    assert [(each.given["present"], each.latest) for each in quick.entries()] == [(30, False), (31, True)]


def test_what_is_refused_stays_with_its_reason_and_is_mended(island: Island, handset: Callable[..., Handset]) -> None:
    quick = Quick.build(island.app)
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, quick.head.id)
    page.goto(AT)
    check_turned(page, *EXTREMES)
    page.get_by_role("link", name="Sinh hoạt chuyên đề").tap()
    expect(page.get_by_label("Chủ đề")).to_be_visible()
    check_turned(page, *EXTREMES)
    record(page, "Chữ ký số", present="12", starts="20:00", ends="19:00")
    line = page.locator("[data-here-waits] li")
    expect(line).to_contain_text("Giờ kết thúc phải sau giờ bắt đầu.")
    check_page(page)
    line.get_by_role("button", name="Sửa").tap()
    expect(page.get_by_label("Chủ đề")).to_have_value("Chữ ký số")
    expect(page.get_by_label("Có mặt")).to_have_value("12")
    page.get_by_label("Đến lúc").fill("21:00")
    page.get_by_role("button", name="Lưu").tap()
    expect_sent(page)
    expect(line).to_have_count(0)
    expect(page.get_by_text("Máy này không còn gì chờ gửi.")).to_be_visible()
    assert [(each.name, each.ends_at) for each in quick.events()] == [("Chữ ký số", "21:00")]


def test_a_figure_that_the_product_has_is_taken_without_signal(island: Island, handset: Callable[..., Handset]) -> None:
    quick = Quick.build(island.app)
    number = quick.ask_for_teams()
    phone = handset()
    phone.open()
    assert phone.context
    page = prepared(island, phone.context, quick.head.id, "/quay/to-cua-toi", AT)
    page.goto(AT)
    page.get_by_role("link", name="Tổ công nghệ số").tap()
    expect(page.get_by_text("Máy đang có: 1 (")).to_be_visible()
    check_turned(page, *EXTREMES)
    page.get_by_role("button", name="Lấy số này").tap()
    expect(page.get_by_label("Số tổ")).to_have_value("1")
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_text("Đã giữ trong máy này.")).to_be_visible()
    island.start()
    take_up(page)
    expect_sent(page)
    assert [each.given for each in quick.entries() if each.programme_id == number] == [{"teams": 1}]


def test_that_another_recorded_there_too_is_shown_until_it_was_looked_at(
    island: Island, handset: Callable[..., Handset]
) -> None:
    """C9: what the server says beside "done" stands where it was pressed and in the list of what waits."""
    quick = Quick.build(island.app)
    with quick.write() as session:
        version = session.get_one(Programme, quick.told).current
        site = session.scalars(select(Site).where(Site.public_id == quick.own_site)).one()
        assert version
        schedule, now, by = version.programme.schedule, clock.now(), session.get_one(Account, quick.officer.id)
        for each in schedule.open_on(clock.today()) if schedule else ():
            said = {"uuid": str(uuid4()), "answers": {"people": 40}, "period": each.key}
            recording.record(session, site, version, by=by, way="office", at=now, now=now, **said)
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, quick.teacher.id)
    page.goto(f"{AT}?muc={quick.told}")
    page.get_by_label("Ghi cho kỳ").select_option(index=1)
    page.get_by_label("Số cán bộ").fill("41")
    page.get_by_role("button", name="Lưu").tap()
    for address in ("", "/cho-gui"):
        if address:
            page.goto(address)
        remark = page.locator("[data-remarks]")
        expect(remark).to_contain_text("Cán bộ được phổ biến")
        expect(remark).to_contain_text("cũng đã ghi")
        check_page(page)
    remark.get_by_role("button", name="Đã xem").tap()
    expect(remark).to_be_hidden()
    page.goto(AT)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghi nhanh")
    expect(page.locator("[data-remarks]")).to_be_hidden()


def test_once_sent_the_list_says_so_and_the_next_entry_shows_what_was_written(
    island: Island, handset: Callable[..., Handset]
) -> None:
    quick = Quick.build(island.app)
    number = quick.ask_for_words()
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, quick.teacher.id)
    page.goto(AT)
    at_work(page, "/sw.js")
    line = page.locator(f"a[data-open='{number}']")
    due = line.inner_text()
    line.tap()
    period = page.get_by_label("Ghi cho kỳ").input_value()
    page.get_by_label("Số cán bộ").fill("12")
    page.get_by_label("Nêu việc chính").fill("Dạy hai buổi")
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_text("Đã lưu, phường đã nhận.")).to_be_visible()
    expect(line).not_to_have_text(due, use_inner_text=True)

    line.tap()
    page.get_by_label("Ghi cho kỳ").select_option(period)
    expect(page.get_by_label("Nêu việc chính")).to_have_value("Dạy hai buổi")
    expect(page.get_by_label("Số cán bộ")).to_have_value("12")
    check_page(page)
    page.get_by_label("Nêu việc chính").fill("Dạy ba buổi")
    page.get_by_role("button", name="Lưu").tap()
    expect_sent(page)
    assert quick.entries()[-1].given == {"people": 12, "told": "Dạy ba buổi"}

    island.stop()
    page.goto("/quay/them")
    expect(page.locator("[data-opens] a[href='/quay/ghi-nhanh']")).to_be_visible()
    page.locator("[data-opens] a[href='/quay/ghi-nhanh']").tap()
    line.tap()
    page.get_by_label("Ghi cho kỳ").select_option(period)
    expect(page.get_by_text("ô để trống thì vẫn giữ")).to_be_visible()
    expect(page.get_by_label("Số cán bộ")).to_have_value("12")


def begins(page: Page, hour: str) -> None:
    """Open hours and place, and say when it begins."""
    if not page.get_by_label("Từ lúc").is_visible():
        page.get_by_text("Giờ, địa điểm").tap()
    page.get_by_label("Từ lúc").fill(hour)


def record(page: Page, topic: str, present: str, starts: str = "", ends: str = "") -> None:
    """Fill in the form of a meeting of today and save it."""
    if not page.get_by_label("Chủ đề").count():
        page.get_by_role("link", name="Sinh hoạt chuyên đề").tap()
    page.get_by_label("Chủ đề").fill(topic)
    begins(page, starts)
    page.get_by_label("Đến lúc").fill(ends)
    page.get_by_label("Có mặt").fill(present)
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_text("Đã giữ trong máy này.")).to_be_visible()


def test_a_number_above_what_is_known_is_asked_about_and_held_where_the_phone_did_not_ask(
    island: Island, handset: Callable[..., Handset]
) -> None:
    quick = Quick.build(island.app)
    asked = {"key": "told", "label": "Số hộ", "type": "number", "counted": True, "bound": "households"}
    number = quick.ask_for_teams([asked])
    with quick.write() as session:
        group = session.get_one(ResidentialGroup, quick.group.id)
        make_denominator(session, group.unit, 348, "households", residential_group=group)
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, quick.head.id)
    page.goto(AT)
    page.get_by_role("link", name="Tổ công nghệ số").tap()
    page.get_by_label("Số hộ").fill("9999")
    expect(page.get_by_text("Tổ dân phố có 348 hộ, anh chị ghi 9.999?")).to_be_visible()
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_text("Số liệu có điều cần xem lại")).to_be_visible()
    page.locator("[data-form] [data-known]").evaluate("each => each.removeAttribute('data-known')")  # of an old page
    page.get_by_label("Số hộ").fill("9998")
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_text("tổ dân phố có 348 hộ, anh chị ghi 9.998")).to_be_visible()
    page.get_by_role("button", name="Sửa").tap()
    expect(page.get_by_label("Số hộ")).to_have_value("9998")
    page.get_by_label("Vì sao số liệu như vậy").fill("Hộ tạm trú")
    page.get_by_role("button", name="Lưu").tap()
    expect_sent(page)
    found = [(each.given, each.reason) for each in quick.entries() if each.programme_id == number]
    assert found == [({"told": 9998}, "Hộ tạm trú")]
