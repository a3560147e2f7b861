"""A counter without signal: the page opens again by itself, a day arrives once each, under the right name."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import SignIn
from tests.browser.conftest import Site
from tests.browser.counters import colleague, make_centre, note
from tests.browser.islands import Handset, Island
from tests.browser.rolls import expect_sent, take_up

Buy = Callable[..., Handset]
MANY = 200


@pytest.mark.core("the counter's day without a connection")
def test_a_day_without_signal_and_a_dead_battery_arrives_once_each(island: Island, handset: Buy) -> None:
    centre = make_centre(island.app)
    phone = handset(lasts=True)
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, centre.account_id)
    page.goto("/quay")
    expect(page.locator("[data-saved-here]")).to_contain_text("Sẵn sàng dùng khi mất mạng")
    island.stop()
    page.goto("/quay")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghi một lượt giúp")

    note(page, MANY)
    expect(page.locator("[data-line]")).to_have_text(f"đã gửi 0 · chờ gửi {MANY} · phường chưa nhận 0")
    expect(page.locator(".sync")).to_contain_text(f"Chờ gửi {MANY}")
    page.goto("/quay/thang")  # never opened: what opens all the same is told
    expect(page.locator("[data-opens] a[href='/quay']")).to_be_visible()
    expect(page.locator("[data-nothing]")).to_be_hidden()
    page.goto("/cho-gui")
    expect(page.get_by_role("heading", name="Lượt giúp")).to_be_visible()
    expect(page.locator("[data-place='/quay'] a")).to_be_visible()
    phone.kill()

    page = phone.open()
    page.goto("/quay")
    expect(page.locator("[data-line]")).to_have_text(f"đã gửi 0 · chờ gửi {MANY} · phường chưa nhận 0")
    assert centre.rows() == 0
    island.start()
    take_up(page)
    expect_sent(page)
    expect(page.locator("[data-line]")).to_have_text(f"đã gửi {MANY} · chờ gửi 0 · phường chưa nhận 0")
    records = centre.records()
    assert (len(records), len({each.uuid for each in records}), centre.rows()) == (MANY, MANY, MANY)


@pytest.mark.expects("401")
def test_on_a_shared_desk_each_ones_helps_go_under_their_own_name(site: Site, open_window: Callable[..., Page]) -> None:
    centre = make_centre(site.app)
    other = colleague(centre)
    page = open_window()
    site.sign_in(page.context, centre.account_id)
    page.goto("/quay")
    with site.write() as session:
        for sign_in in session.scalars(SignIn.open_for(centre.account_id)):
            sign_in.created_at = sign_in.last_seen_at = clock.now() - timedelta(days=40)
    note(page, 3)
    expect(page.locator("[data-line]")).to_have_text("đã gửi 0 · chờ gửi 3 · phường chưa nhận 0")
    expect(page.get_by_role("link", name="Mở trang đăng nhập")).to_be_visible()

    site.sign_in(page.context, other)
    page.goto("/quay")
    expect(page.locator("[data-line]")).to_have_text("đã gửi 0 · chờ gửi 0 · phường chưa nhận 0")
    expect(page.locator(".sync")).to_contain_text("còn 3 việc của người khác")
    note(page, 1)
    expect(page.locator("[data-line]")).to_have_text("đã gửi 1 · chờ gửi 0 · phường chưa nhận 0")
    assert (len(centre.records(other)), centre.rows()) == (1, 0)

    site.sign_in(page.context, centre.account_id)
    page.goto("/quay")
    expect(page.locator("[data-line]")).to_have_text("đã gửi 3 · chờ gửi 0 · phường chưa nhận 0")
    expect_sent(page)
    assert (len(centre.records(other)), len(centre.records())) == (1, 3)
