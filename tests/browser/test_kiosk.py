"""The self-service tablet in a real browser: touched only, it forgets whoever stood there; the counter hears it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import supply
from app.models import Account, HelpDesk, Kiosk, KioskVisit, Role
from app.routes.kiosk.sheets import COOKIE, PATH
from tests.browser.checks import check_page
from tests.browser.conftest import Site
from tests.browser.islands import Island
from tests.browser.patience import at_work, been_here, open_until, told
from tests.browser.voices import VOICE
from tests.factories import make_account, make_ward

TABLET: dict[str, Any] = {"viewport": {"width": 1024, "height": 768}, "device_scale_factor": 1}
LEAST = 64
SMALLER = """least => [...document.querySelectorAll('main a[href], main button')]
  .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < least)
  .map(e => e.outerHTML.slice(0, 120))"""


@dataclass
class Corner:
    """A tablet beside a counter: keys only."""

    ward_id: int
    account_id: int
    token: str


@pytest.fixture
def corner(site: Site) -> Corner:
    """A ward with lists, somebody at its counter, a tablet that is paired."""
    return a_corner(site)


def a_corner(site: Site | Island) -> Corner:
    """The same at another server."""
    with site.write() as session:
        ward = make_ward(session)
        supply(session, ward)
        by = make_account(session, ward, Role.COUNTER, full_name="Lường Thị Bích Đào")
        desk = session.scalars(HelpDesk.keyed(ward.id, "Q1")).one()
        by = session.get_one(Account, by.id)
        _kiosk, token = Kiosk.pair(session, desk, name="Bàn tự phục vụ 1", by=by, now=clock.now())
        return Corner(ward.id, by.id, token)


def tablet_of(site: Site, corner: Corner, open_window: Callable[..., Page], **settings: Any) -> Page:
    """The tablet's screen, at its start."""
    page = open_window(**{**TABLET, **settings})
    page.context.add_cookies([{"name": COOKIE, "value": corner.token, "domain": "127.0.0.1", "path": PATH}])
    page.clock.install(time=clock.now())
    page.goto(PATH)
    return page


def touch(page: Page, words: str) -> None:
    """Touch a button or link with a finger, once the page is whole."""
    target = page.locator("main a, main button").filter(has_text=words).first
    target.wait_for()
    page.wait_for_load_state()
    target.tap()


def visits(site: Site, corner: Corner) -> list[KioskVisit]:
    """What was done at the tablet, the oldest first."""
    with site.read() as session:
        return list(
            session.scalars(select(KioskVisit).where(KioskVisit.unit_id == corner.ward_id).order_by(KioskVisit.id))
        )


def look_over(page: Page) -> None:
    """Large enough for a whole finger, and as every page is held to."""
    page.wait_for_load_state()
    assert page.evaluate(SMALLER, LEAST) == []
    assert page.locator("main input:not([type=hidden]), main textarea, main select").count() == 0
    check_page(page)


@pytest.mark.core("a tablet that forgets its visitor")
def test_a_resident_gets_by_with_a_finger_and_is_forgotten(
    site: Site, corner: Corner, open_window: Callable[..., Page]
) -> None:
    page = tablet_of(site, corner, open_window)
    look_over(page)
    touch(page, "Tư pháp, hộ tịch")
    expect(page.locator("h1")).to_have_text("Tư pháp, hộ tịch")
    look_over(page)
    touch(page, "Khai sinh")
    expect(page.locator("h1")).to_have_text("Khai sinh")
    expect(page.locator(".walk li").first).to_contain_text("60 ngày")
    look_over(page)
    touch(page, "Gọi người giúp")
    expect(page.get_by_text("Đã gọi. Anh chị ở Quầy 1 sẽ tới.")).to_be_visible()
    with site.write() as session:
        call = session.scalars(select(KioskVisit).where(KioskVisit.unit_id == corner.ward_id)).one()
        call.take(session.get_one(Account, corner.account_id), clock.now())
    page.clock.run_for(3_500)
    expect(page.get_by_text("Lường Thị Bích Đào đang tới chỗ bác.")).to_be_visible()
    # Who was called has been there for two minutes; then nobody touches it: the last half minute is counted aloud,
    # a touch keeps the page, two more minutes forget.
    page.clock.run_for(118_000)
    expect(page.locator("#con-day")).to_be_hidden()
    page.clock.run_for(94_000)
    expect(page.locator("#con-day")).to_be_visible()
    expect(page.locator("#con-day-dem")).to_contain_text("giây")
    check_page(page)
    page.locator("[data-here]").tap()
    expect(page.locator("#con-day")).to_be_hidden()
    page.clock.run_for(121_000)
    expect(page.locator("h1")).to_have_text("Bác cần làm việc gì?")
    expect(page.get_by_text("Khai sinh", exact=True)).to_have_count(1)  # only as what is asked often, as for anybody
    # Going back shows nothing of them: no page of theirs stands in the history.
    assert page.evaluate("history.length") <= 2
    page.goto(f"{PATH}/luot")
    expect(page.locator("h1")).to_have_text("Bác cần làm việc gì?")
    [visit] = visits(site, corner)
    assert visit.ended_at is not None
    assert visit.answer is None


@pytest.mark.parametrize(
    "settings",
    [{"viewport": {"width": 360, "height": 740}}, {"viewport": {"width": 768, "height": 1024}, "color_scheme": "dark"}],
    ids=["phone", "tablet-upright-dark"],
)
def test_the_one_question_and_thanks(
    site: Site, corner: Corner, open_window: Callable[..., Page], settings: dict[str, Any]
) -> None:
    page = tablet_of(site, corner, open_window, **settings)
    touch(page, "An sinh")
    touch(page, "Trợ cấp xã hội")
    touch(page, "Tôi xong rồi")
    expect(page.locator("h1")).to_have_text("Bác tự làm được không?")
    look_over(page)
    touch(page, "Tự làm được")
    expect(page.locator("h1")).to_have_text("Cảm ơn bác")
    look_over(page)
    page.clock.run_for(11_000)
    expect(page.locator("h1")).to_have_text("Bác cần làm việc gì?")
    [visit] = visits(site, corner)
    assert visit.answer == "alone"


def test_a_lost_line_is_said_until_somebody_touches_the_tablet(island: Island, window: BrowserContext) -> None:
    corner = a_corner(island)
    window.add_cookies([{"name": COOKIE, "value": corner.token, "domain": "127.0.0.1", "path": PATH}])
    page = window.new_page()
    page.clock.install()
    page.goto(PATH)
    touch(page, "Tư pháp, hộ tịch")
    touch(page, "Khai sinh")
    expect(page.locator("h1")).to_have_text("Khai sinh")
    island.stop()
    touch(page, "Gọi người giúp")
    expect(page.locator("#mat-mang")).to_be_visible()
    page.clock.run_for(60_000)
    expect(page.locator("#mat-mang")).to_be_visible()
    page.locator("h1").tap()
    expect(page.locator("#mat-mang")).to_be_hidden()


def test_a_guide_is_read_aloud_where_the_tablet_has_a_voice(
    site: Site, corner: Corner, open_window: Callable[..., Page]
) -> None:
    page = tablet_of(site, corner, open_window)
    page.add_init_script(f"({VOICE})()")
    touch(page, "Tư pháp, hộ tịch")
    touch(page, "Khai sinh")
    expect(page.locator("h1")).to_have_text("Khai sinh")
    aloud = page.locator("[data-aloud]")
    expect(aloud).to_be_hidden()
    page.wait_for_load_state()  # the script that listens for voices has run
    page.evaluate("arrive()")
    expect(aloud).to_have_text("Đọc to cho bác nghe")
    look_over(page)
    aloud.tap()
    expect(aloud).to_have_text("Dừng đọc")
    assert page.evaluate("spoken") == [["Khai sinh", "Linh"]]
    # Whoever is read to touches nothing, and is not asked whether they are there.
    for _line in range(2):
        page.clock.run_for(40_000)
        page.evaluate("finish()")
    expect(page.locator("#con-day")).to_be_hidden()
    said = [line for line, _voice in page.evaluate("spoken")]
    assert said[1].startswith("Bác cần có: ")
    assert said[2] == page.locator(".walk li").first.inner_text()
    aloud.tap()
    expect(aloud).to_have_text("Đọc to cho bác nghe")
    assert len(page.evaluate("spoken")) == 3
    aloud.tap()
    for _line in range(page.locator("[data-read]").count()):
        page.evaluate("finish()")
    expect(aloud).to_have_text("Đọc to cho bác nghe")
    aloud.tap()
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    expect(aloud).to_have_text("Đọc to cho bác nghe")


def test_a_tablet_taken_back_leaves_its_start_within_a_minute(
    site: Site, corner: Corner, open_window: Callable[..., Page]
) -> None:
    page = tablet_of(site, corner, open_window)
    page.wait_for_load_state()
    with site.write() as session:
        session.scalars(Kiosk.holding(corner.token)).one().revoke(clock.now())
    page.clock.run_for(60_000)
    expect(page.locator("h1")).to_have_text("Bàn tự phục vụ")


@pytest.mark.expects("401")
def test_the_counter_hears_it_and_goes(site: Site, corner: Corner, open_window: Callable[..., Page]) -> None:
    counter = open_window()
    site.sign_in(counter.context, corner.account_id)
    counter.goto("/quay")
    bar = counter.locator("#goi-giup")
    expect(bar).to_be_hidden()
    tablet = tablet_of(site, corner, open_window)
    touch(tablet, "Tư pháp, hộ tịch")
    touch(tablet, "Khai sinh")
    expect(tablet.locator("h1")).to_have_text("Khai sinh")
    touch(tablet, "Gọi người giúp")
    expect(bar).to_contain_text("Bàn tự phục vụ 1 gọi: Khai sinh")
    with site.write() as session:
        desk = session.scalars(HelpDesk.keyed(corner.ward_id, "Q1")).one()
        by = session.get_one(Account, corner.account_id)
        second, _token = Kiosk.pair(session, desk, name="Bàn tự phục vụ 2", by=by, now=clock.now())
        KioskVisit.begin(session, second, None, uuid=str(uuid4()), now=clock.now()).call(clock.now())
    expect(bar).to_contain_text("và 1 nữa")
    check_page(counter)
    calling, log = bar.bounding_box(), counter.locator(".where").bounding_box()
    assert calling
    assert log
    assert calling["y"] + calling["height"] <= log["y"] + 4, "whoever calls covers the head of the page alone"
    bar.locator("button:visible").tap()
    counter.wait_for_url("**/quay?viec=khai_sinh&ban=Q1")
    assert counter.locator("input[name=topics]:checked").first.get_attribute("value") == "khai_sinh"
    taken, waiting = visits(site, corner)
    assert taken.taken_at is not None
    assert waiting.taken_at is None
    expect(counter.locator("#goi-giup")).to_contain_text("Bàn tự phục vụ 2 gọi")
    counter.context.clear_cookies()
    expect(counter.locator("#goi-giup")).to_contain_text("Phiên đăng nhập đã hết")


def test_letters_grow_with_one_key_and_are_small_again_for_the_next_person(
    site: Site, corner: Corner, open_window: Callable[..., Page]
) -> None:
    page = tablet_of(site, corner, open_window, viewport={"width": 800, "height": 1280})
    key, root = page.locator(".bar [data-size]"), page.locator("html")
    key.tap()
    expect(root).to_have_attribute("data-text", "2")
    touch(page, "Tư pháp, hộ tịch")
    touch(page, "Khai sinh")
    expect(page.locator("h1")).to_have_text("Khai sinh")
    expect(root).to_have_attribute("data-text", "2")
    key.tap()
    expect(root).to_have_attribute("data-text", "3")
    look_over(page)
    page.clock.run_for(121_000)
    expect(page.locator("h1")).to_have_text("Bác cần làm việc gì?")
    expect(root).to_have_attribute("data-text", "1")
    # Larger on the start, and gone without choosing anything.
    page.wait_for_load_state()
    key.tap()
    expect(root).to_have_attribute("data-text", "2")
    page.clock.run_for(61_000)
    expect(root).to_have_attribute("data-text", "1")


def test_without_a_line_the_start_and_each_guide_open_and_the_staff_s_page_never(
    island: Island, window: BrowserContext
) -> None:
    corner = a_corner(island)
    page = window.new_page()
    page.set_viewport_size({"width": 800, "height": 1280})
    # The worker of whoever paired it is on the tablet.
    been_here(page)
    window.add_cookies([{"name": COOKIE, "value": corner.token, "domain": "127.0.0.1", "path": PATH}])
    page.goto(PATH)
    at_work(page, "/static/kiosk_worker.")
    kept = f"async () => Boolean(await caches.match('{PATH}/khong-mang', {{ cacheName: 'kiosk' }}))"
    assert told(page, kept, until=True)
    page.goto(str(page.locator("nav.picks a").first.get_attribute("href")))
    topic = page.locator("main .pick").first.inner_text()
    island.stop()

    # The line goes between two touches.
    page.locator("main .pick").first.tap()
    expect(page.locator("h1")).to_have_text(topic)
    expect(page.locator(".walk li").first).to_be_visible()
    expect(page.locator(".qr svg")).to_be_visible()
    check_page(page)
    page.locator(".bar a").first.tap()
    expect(page.locator("h1")).to_have_text("Bác cần làm việc gì?")
    expect(page.get_by_text("Máy đang mất mạng, bác vẫn xem được các bước.")).to_be_visible()
    check_page(page)

    # Switched on without one.
    again = window.new_page()
    page.close()
    again.goto(PATH)
    touch(again, "Tư pháp, hộ tịch")
    touch(again, "Khai sinh")
    expect(again.locator(".walk li").first).to_contain_text("60 ngày")
    again.locator(".bar [data-size]").tap()
    expect(again.locator("html")).to_have_attribute("data-text", "2")
    check_page(again)

    island.start()
    open_until(again, PATH, again.get_by_role("button", name="Gọi người giúp"))
    expect(again.locator("html")).to_have_attribute("data-text", "1")


def test_a_tablet_taken_back_is_a_browser_like_any_other(island: Island, window: BrowserContext) -> None:
    corner = a_corner(island)
    page = window.new_page()
    window.add_cookies([{"name": COOKIE, "value": corner.token, "domain": "127.0.0.1", "path": PATH}])
    page.goto(PATH)
    at_work(page, "/static/kiosk_worker.")
    with island.write() as session:
        session.scalars(select(Kiosk).where(Kiosk.paired_by_id == corner.account_id)).one().revoke(clock.now())
    page.goto(PATH)
    expect(page.get_by_text("Máy này chưa là bàn tự phục vụ")).to_be_visible()
    page.goto("/")
    left = """async () => String([await caches.has('kiosk'),
      (await navigator.serviceWorker.getRegistrations()).some(each => each.scope.endsWith('tu-phuc-vu'))])"""
    assert told(page, left, until="false,false") == "false,false"
