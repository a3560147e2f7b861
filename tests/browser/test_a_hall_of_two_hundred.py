"""Thầy Nguyên in a hall of two hundred without signal: every tap is seen at once and none is lost, whatever dies."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Request, expect

from tests.browser.conftest import Site
from tests.browser.islands import Handset, Island
from tests.browser.patience import has_worker
from tests.browser.rolls import Open, expect_sent, take_up
from tests.classroom import make_classroom

Buy = Callable[..., Handset]
RESIDENTS = Path(__file__).parents[1] / "country/names/residents.txt"
MOST_TRANSFERRED = 60 * 1024
# So many rows tapped, from the first one on.
TAPS = "([from, to]) => Array.from(document.querySelectorAll('.who')).slice(from, to).forEach(who => who.click())"


def residents() -> list[str]:
    """Two hundred real names."""
    return RESIDENTS.read_text(encoding="utf-8").split("\n")[:200]


def test_two_hundred_are_ticked_in_a_cellar_the_phone_dies_and_each_arrives_once(island: Island, handset: Buy) -> None:
    room = make_classroom(island.app, residents())
    phone = handset(lasts=True)
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, room.account_id)
    page.goto(room.address)
    has_worker(page)
    page.goto("/giang-vien")
    page.goto(room.address)
    island.stop()
    page.reload()

    page.evaluate(TAPS, [0, 140])
    expect(page.locator("[data-came]")).to_have_text("Có mặt 140/200")
    page.evaluate(TAPS, [140, 200])
    expect(page.locator("[data-came]")).to_have_text("Có mặt 200/200")
    phone.kill()

    page = phone.open()
    page.goto(room.address)
    expect(page.locator("[data-came]")).to_have_text("Có mặt 200/200")
    expect(page.locator("[data-wait]")).to_have_count(200)
    expect(page.locator("[data-line]")).to_have_text("Đã gửi 0 · chờ gửi 200 người")
    island.start()
    take_up(page)
    expect_sent(page)
    expect(page.locator("[data-line]")).to_have_text("Đã gửi 200")
    assert room.statuses() == dict.fromkeys(room.people, "present")
    assert room.marks() == 200


def test_the_first_visit_of_a_hall_fits_a_bad_line(site: Site, open_window: Open) -> None:
    room = make_classroom(site.app, residents())
    page = open_window()
    site.sign_in(page.context, room.account_id)
    fetched: list[Request] = []
    page.on("requestfinished", lambda request: fetched.append(request))

    page.goto(room.address, wait_until="networkidle")

    sizes = {request.url: request.sizes() for request in fetched}
    weighs = {address: each["responseBodySize"] + each["responseHeadersSize"] for address, each in sizes.items()}
    assert sum(weighs.values()) <= MOST_TRANSFERRED, weighs
    assert any("roll." in address for address in weighs)
