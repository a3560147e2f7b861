"""Bác Long, head of a residential group, goes from house to house with his phone, where there is no signal."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.browser.islands import Handset, Island
from tests.browser.rolls import take_up
from tests.doorsteps import Street

EXTREMES = ((320, "dark"), (360, "light", "3"), (1280, "light"))


def test_bac_long_records_houses_without_signal_two_taps_each(island: Island, handset: Callable[..., Handset]) -> None:
    """The pages open, each house takes two taps at most, the phone dies, and each arrives once."""
    street = Street.build(island.app, "6 8 10 14")
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, street.head.id)
    listing = f"/quay/ho/{street.programme}"
    page.goto(listing)
    expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    island.stop()

    page.goto(listing)
    page.get_by_role("link", name="Tới nhà tiếp theo: Số 6").tap()
    page.get_by_label("Có người").tap()
    page.get_by_role("button", name="Lưu, sang số 8").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    page.get_by_role("button", name="Không muốn").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 10")
    expect(page.get_by_role("link", name="Số 6, Ngõ 12, đã ghi, chờ gửi")).to_be_visible()
    page.get_by_role("link", name="Quay lại").tap()
    expect(page.locator("[data-here-waits]")).to_have_text("Trong máy này: đang chờ 2 · bị từ chối 0")
    expect(page.get_by_text("Đã ghi 0, vắng 0, không muốn 0, còn 4").first).to_be_visible()
    page.get_by_role("link", name="Thêm nhà chưa có trong sổ").tap()
    page.get_by_label("Số nhà").fill("16")
    page.get_by_label("Chủ hộ").fill("Ma Văn Cường")
    page.get_by_role("button", name="Đi vắng").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 10")
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")
    phone.kill()
    assert street.entries() == []

    page = phone.open()
    page.goto(listing)
    expect(page.locator("[data-here-waits]")).to_contain_text("đang chờ 3")
    island.start()
    take_up(page)

    expect(page.locator(".sync")).to_contain_text("Đã gửi hết")
    told = [(each.site.name, each.outcome, each.way) for each in street.entries()]
    assert told == [
        ("Số 6, Ngõ 12", "done", "doorstep"), ("Số 8, Ngõ 12", "refused", "doorstep"), ("Số 16", "absent", "doorstep"),
    ]  # fmt: skip


def test_the_pages_fit_every_hand(site: Site, page: Page) -> None:
    street = Street.build(site.app, " ".join(map(str, range(2, 62, 2))))
    site.sign_in(page.context, street.head.id)
    listing = f"/quay/ho/{street.programme}"
    for address in (listing, f"{listing}/{street.houses['14']}", f"{listing}/moi"):
        page.goto(address)
        check_page(page)
        check_turned(page, *EXTREMES)
