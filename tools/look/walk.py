"""Who goes where: each account from its own door along the links of its pages, and the few things they do first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from app.country import clock
from app.models.people.totp_secret import STEP, code_at
from app.web.settings import DEMO_TOTP_SECRET
from tests.browser.patience import PATIENCE
from tools.look.addresses import Album, links, path_of

ROOMS = ("public", "kiosk", "teaching", "counter", "office", "admin")
# What no link may lead to: a page that is not there, or not for whoever follows it.
CLOSED = (403, 404, 500)
PASSWORD = "BinhDan@2026"
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "locale": "vi-VN",
    "timezone_id": "Asia/Ho_Chi_Minh",
    "reduced_motion": "reduce",
    "has_touch": True,
}


@dataclass(frozen=True)
class Walk:
    """Who walks (None: anyone, without an account), where they begin, and what they do before they look around.

    A deed is called with the open page; what it brings about is then on file, for whoever walks later. `whose` files
    the pictures of somebody who sees the same pages otherwise, the leader, apart. A walk with a `room` of its own has
    its pictures there and follows no links.
    """

    account: str | None
    doors: tuple[str, ...] = ()
    deeds: tuple[Callable[[Page], None], ...] = ()
    whose: str = ""
    room: str = ""

    def room_of(self, endpoint: str | None) -> str:
        """The room that a screen belongs to."""
        if self.room:
            return self.room
        first = (endpoint or "doors").split(".")[0]
        return self.sees_otherwise(endpoint) or (first if first in ROOMS else "doors")

    def sees_otherwise(self, endpoint: str | None) -> str:
        """Whose this screen is: "" for one that looks the same to everybody."""
        return self.whose if (endpoint or "").startswith("office.") else ""


def sign_in(page: Page, account: str) -> None:
    """Through the front door, as the demo's accounts do."""
    page.goto("/dang-nhap")
    page.fill("[name=username]", account)
    page.fill("[name=password]", PASSWORD)
    page.click("main form [type=submit]")
    page.wait_for_url(lambda url: not url.endswith("/dang-nhap"))
    if "/dang-nhap" in page.url:
        give_code(page)


def give_code(page: Page) -> None:
    """The second step with the demo's secret. Each code counts once: the fourth within half a minute waits."""
    for seconds in (-STEP, 0, STEP, -STEP, 0, STEP):
        if seconds == -STEP and page.get_by_role("alert").or_(page.locator("[aria-invalid]")).count():
            page.wait_for_timeout(2 * STEP * 1000)
        page.fill("#code", code_at(DEMO_TOTP_SECRET, clock.now() + timedelta(seconds=seconds)))
        page.get_by_role("button", name="Vào", exact=True).click()
        page.wait_for_load_state()
        if "/dang-nhap" not in page.url:
            return
    raise AssertionError(f"no code was taken: {page.url}")


def opened(browser: Browser, url: str, walk: Walk) -> tuple[BrowserContext, Page]:
    """A window of who walks, signed in."""
    context = browser.new_context(base_url=url, **PHONE)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if walk.account:
        sign_in(page, walk.account)
    return context, page


def screens(page: Page, walk: Walk, album: Album, complaints: list[str]) -> Iterator[tuple[str, str]]:
    """Every screen of a walk that the album lacks, open in `page` while the caller looks: its room and its address.

    Deeds come first; the page that each ended on is a screen as well. One that did not come off is a complaint.
    """
    waiting = list(walk.doors)
    doors = set(walk.doors)
    for deed in walk.deeds:
        done = _done(deed, page, complaints)
        here = path_of(page.url)
        endpoint = album.addresses.endpoint(here)
        album.wants(walk.sees_otherwise(endpoint), here)
        if done:
            album.opened(here)
        waiting += [] if walk.room else links(page)
        yield walk.room_of(endpoint), f"{here} · {deed.__name__}"
    while waiting:
        address = waiting.pop(0)
        door = address in doors
        doors.discard(address)
        endpoint = album.addresses.endpoint(address)
        if not album.wants(walk.sees_otherwise(endpoint), address, door):
            continue
        answer = page.goto(address)
        assert answer is not None
        if "html" not in answer.headers.get("content-type", ""):
            continue
        if answer.ok:
            album.opened(page.url)
        waiting += [] if walk.room else links(page)
        wrong = f" · {answer.status}" if answer.status >= 400 else ""
        if answer.status in CLOSED and not door:
            complaints.append(f"{walk.account}: a link leads to {address}, which answers {answer.status}")
        yield walk.room_of(endpoint), address + wrong


def _done(deed: Callable[[Page], None], page: Page, complaints: list[str]) -> bool:
    """Whether it came off."""
    try:
        deed(page)
    except (AssertionError, Error) as error:
        complaints.append(f"{deed.__name__}: {str(error).splitlines()[0]}, at {path_of(page.url)}")
        return False
    return True
