"""Cô Lan sends the return of her school on /don-vi, where the signal goes while she writes."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.checks import check_page, check_turned
from tests.browser.drafts import wait_for_draft
from tests.browser.islands import Handset, Island
from tests.browser.patience import at_work
from tests.browser.rolls import expect_sent, take_up
from tests.quick_entries import Quick

EXTREMES = ((320, "dark", "3"), (360, "light"), (1280, "light"))


def test_a_return_that_is_pressed_without_signal_is_kept_and_sends_itself(
    island: Island, handset: Callable[..., Handset]
) -> None:
    """What was half typed stands there after the tab was ended, and what cannot be sent is said on the phone."""
    quick = Quick.build(island.app)
    phone = handset(lasts=True)
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, quick.teacher.id)
    page.goto("/don-vi")
    at_work(page, "/sw.js")
    page.get_by_role("link", name="Cán bộ được phổ biến").first.click()
    address = page.url
    check_turned(page, *EXTREMES)
    page.get_by_label("Số cán bộ").fill("40")
    wait_for_draft(page, "40")
    phone.kill()

    page = phone.open()
    page.goto(address)
    expect(page.get_by_label("Số cán bộ")).to_have_value("40")
    page.get_by_label("Số cán bộ").fill("")
    island.stop()
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_text("Chưa trả lời câu nào.")).to_be_visible()
    page.get_by_label("Số cán bộ").fill("41")
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_text("Đã giữ trong máy này.")).to_be_visible()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    check_page(page)
    assert quick.entries() == []

    island.start()
    take_up(page)
    expect_sent(page)
    expect(page.get_by_text("Máy này không còn gì chờ gửi.")).to_be_visible()
    [entry] = quick.entries()
    assert (entry.given, entry.organisation_id) == ({"people": 41}, quick.school.id)
    page.goto(address)
    expect(page.get_by_label("Số cán bộ")).to_have_value("41")
