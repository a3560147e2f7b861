"""Installed as an app: what Chromium asks of it, and the pages that tell people how, as eyes and thumbs meet them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, Page, expect

from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import CHROMIUM, FLAGS, Site
from tests.browser.patience import PATIENCE

Open = Callable[..., Page]
ZALO = "Mozilla/5.0 (Linux; Android 12; wv) AppleWebKit/537.36 Chrome/119 Mobile Safari/537.36 Zalo android/121"
GUIDES = (
    "/tro-giup",
    "/tro-giup/diem-danh-khi-mat-mang",
    "/tro-giup/quet-phieu",
    "/tro-giup/ma-tren-tuong",
    "/tro-giup/nguoi-o-cua",
)
# What a browser sends to a page that it could install.
OFFERED = """() => {
  const event = new Event('beforeinstallprompt', { cancelable: true });
  event.prompt = () => { window.asked = true };
  event.userChoice = Promise.resolve({ outcome: OUTCOME });
  dispatchEvent(event);
  return event.defaultPrevented;
}"""


@pytest.fixture
def own_profile(chromium: BrowserType, site: Site, tmp_path: Path) -> Iterator[Page]:
    """A browser with a profile of its own: elsewhere Chromium installs nothing."""
    context = chromium.launch_persistent_context(
        str(tmp_path), executable_path=CHROMIUM, args=FLAGS, base_url=site.url, locale="vi-VN"
    )
    context.set_default_timeout(PATIENCE)
    yield context.pages[0]
    context.close()


def test_chromium_finds_nothing_that_stands_against_installing(own_profile: Page) -> None:
    own_profile.goto("/cai-dat", wait_until="load")
    session = own_profile.context.new_cdp_session(own_profile)

    assert session.send("Page.getInstallabilityErrors") == {"installabilityErrors": []}
    told = session.send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"].endswith("/manifest.webmanifest")


def test_the_pages_hold_at_each_width_in_each_light(open_window: Open) -> None:
    page = open_window(viewport={"width": 1280, "height": 740}, is_mobile=False)
    for address in ("/cai-dat", *GUIDES):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        check_turned(page, (1280, "light"), (320, "dark"))


def test_pages_inside_zalo_hold_too(open_window: Open) -> None:
    page = open_window(viewport={"width": 320, "height": 740}, user_agent=ZALO)
    page.goto("/dang-nhap")
    page.click("text=Xem cách mở bằng trình duyệt")
    check_page(page)

    page.click("text=Để sau")

    expect(page.locator("aside")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("Đăng nhập")


def test_a_browser_that_installs_by_one_press_offers_it(open_window: Open) -> None:
    page = open_window()
    page.goto("/cai-dat")
    press = page.locator("[data-install]")
    expect(press).to_be_hidden()

    assert page.evaluate(OFFERED.replace("OUTCOME", "'dismissed'")) is True
    press.click()

    assert page.evaluate("window.asked") is True
    expect(page.locator("[data-said]")).to_have_text("Chưa cài. Lúc nào cần thì mở lại trang này.")
    expect(press).to_be_hidden()


def test_who_has_it_installed_is_told_so(open_window: Open) -> None:
    page = open_window()
    page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true })")
    page.goto("/cai-dat")

    expect(page.locator("[data-installed]")).to_be_visible()


def test_every_guide_opens_without_a_script(open_window: Open) -> None:
    page = open_window(java_script_enabled=False)
    for address in GUIDES[1:]:
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("img").first).to_be_visible()
