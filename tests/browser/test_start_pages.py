"""Whoever works in the field opens the app where there is no signal: their first page stands there, with what waits."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.models import AdministrativeUnit, Role
from app.web.words.roles import first_room
from tests.browser.checks import check_turned
from tests.browser.islands import Handset, Island
from tests.browser.patience import told
from tests.browser.rolls import take_up
from tests.doorsteps import Street
from tests.factories import make_account

EXTREMES = ((320, "dark", "3"), (360, "light"), (360, "dark"))


def prepared(island: Island, context: BrowserContext, account_id: int, *pages: str) -> Page:
    """The phone of somebody who opened any page once, with a line; the server is away since."""
    page = context.pages[0] if context.pages else context.new_page()
    island.sign_in(context, account_id)
    page.goto("/tai-khoan")
    asked = "async () => Promise.all(" + str(list(pages)) + ".map(each => Saved.has(each)))"
    assert told(page, asked, until=[True] * len(pages)) == [True] * len(pages)
    started = "async () => Boolean(((await new Outbox().note('prepared')) || {}).start)"
    assert told(page, started, until=True)
    island.stop()
    return page


def test_bac_long_is_led_from_the_icon_to_the_next_house_without_signal(
    island: Island, handset: Callable[..., Handset]
) -> None:
    street = Street.build(island.app, "6 8 10")
    phone = handset()
    phone.open()
    assert phone.context
    houses = [f"/quay/ho/{street.programme}/{street.houses[each]}" for each in ("6", "8")]
    page = prepared(island, phone.context, street.head.id, "/quay/to-cua-toi", "/quay/nha-tiep-theo", *houses)

    page.goto("/quay/nha-tiep-theo")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 6")
    page.get_by_role("button", name="Đi vắng", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    page.goto("/quay/nha-tiep-theo")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    for address in ("/mo", "/quay"):
        page.goto(address)
        expect(page).to_have_url(f"{island.url}/quay/to-cua-toi")
        expect(page.get_by_role("heading", level=1)).to_have_text("Tổ Tân Thịnh 1")
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    expect(page.get_by_role("link", name="Tổ của tôi")).not_to_have_class(re.compile("dull"))
    today = page.get_by_role("link", name="Hôm nay cần mạng")
    expect(today).to_be_visible()
    check_turned(page, *EXTREMES)
    today.tap()
    expect(page.get_by_role("status").filter(has_text="Hôm nay: cần mạng.")).to_be_visible()
    expect(page).to_have_url(f"{island.url}/quay/to-cua-toi")
    page.goto("/quay/to-cua-toi")
    expect(page.locator("main")).to_contain_text("Còn 3 hộ")
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    island.start()
    take_up(page)  # what is counted is drawn anew once all is sent
    expect(page.locator("main")).to_contain_text("Còn 2 hộ")
    expect(page.locator(".sync")).to_have_text("Đã gửi hết")


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.COUNTER, Role.AMBASSADOR])
def test_the_app_begins_where_one_works_without_signal(
    island: Island, handset: Callable[..., Handset], role: Role
) -> None:
    street = Street.build(island.app, "6")
    with island.write() as session:
        ward = session.get_one(AdministrativeUnit, street.group.unit_id)
        account_id = make_account(session, ward, role).id
    phone = handset()
    phone.open()
    assert phone.context
    page = prepared(island, phone.context, account_id, first_room([role]))

    page.goto("/mo")

    expect(page).to_have_url(f"{island.url}{first_room([role])}")
    expect(page.locator(".sync")).to_have_text("Đã gửi hết")
    expect(page.locator("main h1")).to_have_count(1)
