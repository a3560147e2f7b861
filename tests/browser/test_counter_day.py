"""Today's page on a phone: what was sent stays readable without a line, what waits stands beside and is never added."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.counters import make_centre, note
from tests.browser.islands import Handset, Island
from tests.browser.rolls import take_up

Buy = Callable[..., Handset]


def test_the_day_stays_readable_without_a_line_and_is_fresh_when_it_is_back(island: Island, handset: Buy) -> None:
    centre = make_centre(island.app)
    page = handset().open()
    island.sign_in(page.context, centre.account_id)
    page.goto("/quay")
    expect(page.locator("[data-saved-here]")).to_contain_text("Sẵn sàng dùng khi mất mạng")
    note(page, 2)
    expect(page.locator("[data-line]")).to_have_text("đã gửi 2 · chờ gửi 0 · phường chưa nhận 0")
    page.goto("/quay/hom-nay")
    own = page.locator("[data-own]")
    expect(own).to_contain_text("đã gửi 2 lượt · chờ gửi 0 · phường chưa nhận 0")
    expect(page.locator("#cua-toi .log > li")).to_have_count(2)

    island.stop()
    page.goto("/quay")
    note(page, 3)
    page.goto("/quay/hom-nay")
    expect(own).to_contain_text("đã gửi 2 lượt · chờ gửi 3 · phường chưa nhận 0")
    expect(page.locator("#cua-toi .log > li")).to_have_count(2)

    island.start()
    take_up(page)
    expect(own).to_contain_text("đã gửi 5 lượt · chờ gửi 0 · phường chưa nhận 0")
    assert centre.rows() == 5


def test_the_day_is_fresh_after_sending_also_over_a_line_slower_than_the_worker_waits(
    island: Island, handset: Buy
) -> None:
    centre = make_centre(island.app)
    page = handset().open()
    island.sign_in(page.context, centre.account_id)
    page.goto("/quay")
    expect(page.locator("[data-saved-here]")).to_contain_text("Sẵn sàng dùng khi mất mạng")
    page.goto("/quay/hom-nay")
    own = page.locator("[data-own]")
    expect(own).to_contain_text("chờ gửi 0")

    island.stop()
    page.goto("/quay")
    note(page, 2)
    page.goto("/quay/hom-nay")
    expect(own).to_contain_text("chờ gửi 2")

    island.slow(1)
    island.start()
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(own).to_contain_text("đã gửi 2 lượt · chờ gửi 0 · phường chưa nhận 0")
