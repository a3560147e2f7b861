"""Chị Hòa of the market board goes from stall to stall without signal."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.checks import check_turned
from tests.browser.islands import Handset, Island
from tests.browser.rolls import expect_sent, take_up
from tests.browser.test_start_pages import prepared
from tests.markets import MARKET, Market
from tests.pages import Pages

EXTREMES = ((320, "dark", "3"), (360, "light"), (1280, "light"))


def test_chi_hoa_records_stalls_without_signal_and_adds_one(island: Island, handset: Callable[..., Handset]) -> None:
    market = Market.build(island.app)
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, market.account.id)
    page.goto("/don-vi")
    page.get_by_role("link", name="Tiểu thương 4T").first.tap()
    expect(page.locator("[data-saved-here]")).to_have_text(
        "Đã lưu trong máy này. Mất mạng vẫn mở và ghi được: 4 quầy chưa ghi. ✓"
    )
    island.stop()
    page.reload()
    tiles = page.locator("[data-tiles] a")
    expect(tiles).to_have_text(["Quầy 1", "Quầy 3", "Quầy 4", "Quầy 12"])
    check_turned(page, *EXTREMES)

    tiles.first.tap()
    page.get_by_role("group", name="Nhận chuyển khoản, mã QR").get_by_role("radio", name="Có", exact=True).check()
    check_turned(page, *EXTREMES)
    page.get_by_role("button", name="Lưu, sang Quầy 3").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quầy 3")
    page.get_by_role("button", name="Đi vắng").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quầy 4")
    page.get_by_role("link", name="Quay lại").tap()
    page.get_by_role("link", name="Thêm quầy").tap()
    page.get_by_label("Quầy số mấy, của ai").fill("Quầy 5, bà Sáu")
    page.get_by_role("group", name="Bán trên mạng").get_by_role("radio", name="Chưa", exact=True).check()
    page.get_by_role("button", name="Lưu, sang Quầy 4").tap()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")
    assert market.recorded() == []

    island.start()
    take_up(page)
    expect_sent(page)
    stored = market.recorded()
    assert [each[:3] for each in stored] == [
        ("Quầy 1", "done", market.board.id), ("Quầy 3", "absent", market.board.id),
        ("Quầy 5, bà Sáu", "done", market.board.id),
    ]  # fmt: skip
    assert len({each[3] for each in stored}) == 1, f"all lie in {MARKET}"


def test_without_signal_a_recorded_stall_opens_and_the_phone_names_what_it_keeps(
    island: Island, handset: Callable[..., Handset]
) -> None:
    market = Market.build(island.app)
    stall = f"/quay/ho/{market.stalls}/{market.sites['Quầy 12']}"
    board = Pages(island.app.test_client()).sign_in(market.account)
    board.get(stall).form(stall).submit({"a_cashless": "yes", "outcome": "done"})
    phone = handset()
    phone.open()
    assert phone.context
    page = prepared(island, phone.context, market.account.id, "/don-vi", "/quay/ghi-nhanh", stall)

    page.goto(f"/don-vi/{market.stalls}/moi")  # opens with a line alone
    expect(page.locator("[data-opens] a")).to_contain_text(("Ban quản lý chợ", "Ghi nhanh", "Tiểu thương 4T"))
    expect(page.locator("[data-nothing]")).to_be_hidden()
    check_turned(page, *EXTREMES)
    page.get_by_role("link", name="Tiểu thương 4T").tap()
    expect(page.locator("[data-saved-here]")).to_contain_text("3 quầy chưa ghi, 1 quầy đã ghi. ✓")
    table = page.get_by_role("link", name="Ghi cả bảng")
    expect(table).to_have_class("link dull")
    assert table.evaluate("link => parseFloat(getComputedStyle(link, '::after').marginLeft)") > 0  # two words
    page.get_by_role("link", name="Quầy 12").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quầy 12")
