"""A roll on a phone, and what a thumb does on it."""

from collections.abc import Callable

from playwright.sync_api import Error, Locator, Page, expect

from tests.browser.patience import told

FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đỗ", "Ngô"]
GIVEN = ["An", "Bình", "Châu", "Đạt", "Hạnh"]
FORTY = tuple(f"{family} Thị {given}" for given in GIVEN for family in FAMILIES)

Open = Callable[..., Page]


def row_of(page: Page, name: str) -> Locator:
    """Somebody's row."""
    return page.locator(".roll > li").filter(has=page.locator("b", has_text=name))


def tap(page: Page, name: str) -> None:
    """Tap anywhere on somebody's row."""
    row_of(page, name).locator(".who").click()


LEFT = """async () => {
  const outbox = new Outbox(), mine = record => !outbox.account || record.account === outbox.account;
  return (await outbox.records()).filter(record => mine(record) && !record.refused).length;
}"""


def expect_sent(page: Page) -> None:
    """Nothing waits on the phone any more. Its store is asked, for the header tells it a moment later."""
    assert told(page, LEFT, until=0) == 0
    expect(page.locator(".sync")).to_have_text("Đã gửi hết")
    expect(page.locator("[data-wait]")).to_have_count(0)


def take_up(page: Page) -> None:
    """Somebody takes the phone up. A page that is on its way to be opened anew at that moment needs no telling."""
    try:
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    except Error:
        page.wait_for_load_state()


def stays(page: Page) -> Callable[[], bool]:
    """Remember this page; later: whether it is the same one still, never left."""
    page.evaluate("() => { window.stayed = true }")
    return lambda: bool(page.evaluate("() => window.stayed === true"))
