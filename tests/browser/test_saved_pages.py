"""Cô Hòa in a cellar: her roll opens, paints and sends whatever becomes of the server, her phone and our releases."""

import json
import re
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from app.models import Registration
from tests.browser.checks import check_page
from tests.browser.islands import Handset, Island
from tests.browser.patience import has_worker
from tests.browser.rolls import FORTY, expect_sent, row_of, stays, take_up, tap
from tests.classroom import Classroom, make_classroom

Buy = Callable[..., Handset]

MARK_ALL = """async lesson => {
  const outbox = new Outbox(), buttons = Array.from(document.querySelectorAll('.roll .who'));
  outbox.flush = () => Promise.resolve(false);
  for (const registration of buttons.map(button => button.value.split(':')[1])) {
    const data = { lesson, registration, status: 'present' };
    await outbox.add({ kind: 'mark', data, paints: [{ registration, status: 'present' }] });
  }
  delete outbox.flush;
}"""
# More than half a minute of work for the worker where each page takes a second.
PREPARE_FORTY = """async () => {
  const { active } = await navigator.serviceWorker.getRegistration(), { account } = new Outbox();
  const pages = Array.from({ length: 40 }, (_, place) => '/tro-giup?' + place);
  active.postMessage({ type: 'prepare', account, groups: [{ pages, anew: true }] });
}"""
KEPT = """async () => {
  const all = {};
  for (const name of await caches.keys()) {
    const keys = await (await caches.open(name)).keys();
    all[name] = keys.map(key => key.url.slice(location.origin.length));
  }
  return all;
}"""


@pytest.fixture
def room(island: Island) -> Classroom:
    """Six people."""
    return make_classroom(island.app)


@pytest.fixture
def hall(island: Island) -> Classroom:
    """Forty people."""
    return make_classroom(island.app, FORTY)


@pytest.fixture
def window(island: Island, browser: Any) -> Iterator[BrowserContext]:
    """A phone that no test kills, its worker allowed."""
    from tests.browser.conftest import PHONE

    context = browser.new_context(base_url=island.url, **{**PHONE, "service_workers": "allow"})
    yield context
    context.close()


def opened(island: Island, context: BrowserContext, room: Classroom) -> Page:
    """The roll, on the phone of its instructor, and saved there: the worker has all it needs."""
    page = context.pages[0] if context.pages else context.new_page()
    island.sign_in(context, room.account_id)
    page.goto("/giang-vien")
    expect(page.locator(".sync")).to_have_text("Đã gửi hết")
    has_worker(page)
    page.goto("/giang-vien")
    page.goto(room.address)
    return page


# -- the server and the phone ------------------------------------------------------------------------------------------


@pytest.mark.core("no tick is lost: no connection, a dead battery")
def test_co_hoa_ticks_in_a_cellar_her_phone_dies_and_nothing_is_lost(
    island: Island, handset: Buy, room: Classroom
) -> None:
    phone = handset(lasts=True)
    phone.open()
    assert phone.context
    page = opened(island, phone.context, room)
    island.stop()
    page.reload()
    for name in room.names[:3]:
        tap(page, name)
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")

    phone.kill()
    page = phone.open()
    page.goto(room.address)
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")
    island.start()
    take_up(page)

    expect_sent(page)
    assert room.statuses() == dict.fromkeys(room.people[:3], "present")
    assert room.marks() == 3


@pytest.mark.parametrize("end", [signal.SIGSTOP, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_server_that_ends_in_the_midst_of_a_batch_loses_and_doubles_nothing(
    island: Island, window: BrowserContext, hall: Classroom, end: signal.Signals
) -> None:
    page = opened(island, window, hall)
    page.evaluate(MARK_ALL, hall.lesson)
    with island.write():  # the batch has to wait for its turn to write, and there it is struck
        with page.expect_request(lambda request: request.method == "POST"):
            take_up(page)
        island.pause() if end == signal.SIGSTOP else island.kill()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 40")

    if end == signal.SIGSTOP:
        page.goto(hall.address)  # a dead line: after four seconds from the phone, and what waits stands on it
        expect(page.locator(".sync")).to_contain_text("Chờ gửi 40")
        expect(page.locator("[data-wait]")).to_have_count(40)
        island.resume()
    else:
        island.start()
    take_up(page)

    expect_sent(page)
    assert hall.statuses() == dict.fromkeys(hall.people, "present")
    assert hall.marks() == 40


def test_a_server_whose_disk_is_full_keeps_everything_on_the_phone(
    island: Island, window: BrowserContext, hall: Classroom
) -> None:
    page = opened(island, window, hall)
    island.fill_disk()
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 503):
        page.evaluate(MARK_ALL, hall.lesson)
        take_up(page)

    expect(page.locator(".sync")).to_contain_text("Chờ gửi 40")
    assert hall.marks() == 0
    island.make_room()
    take_up(page)

    expect_sent(page)
    assert hall.marks() == 40


# -- releases ----------------------------------------------------------------------------------------------------------


def test_a_saved_roll_of_the_old_release_opens_paints_and_sends_after_a_new_one(
    island: Island, window: BrowserContext, room: Classroom
) -> None:
    newer = island.release("newer", "sync.js", "\ndocument.documentElement.dataset.newer = 'yes';\n")
    page = opened(island, window, room)
    later = room.address.replace("/buoi/1", "/buoi/2")
    assert page.evaluate("address => Saved.keep(address)", later)
    island.stop()
    tap(page, room.names[0])
    other = window.new_page()
    other.goto(room.address)
    other.get_by_label("Tìm tên").fill("nửa chừ")
    same_page = stays(other)

    island.start(newer)
    take_up(page)
    expect_sent(page)
    page.goto("/giang-vien")
    update = page.get_by_role("button", name="Mở bản mới")
    expect(update).to_be_visible()
    check_page(page)
    with page.expect_event("load"):
        update.click()
    expect(page.locator("html[data-newer]")).to_have_count(1)
    assert same_page()
    expect(other.get_by_label("Tìm tên")).to_have_value("nửa chừ")
    kept = page.evaluate(KEPT)
    assert [name for name in kept if name.startswith("static-")] == [f"static-{told(page)['release']}"]

    island.stop()
    window.new_cdp_session(page).send("Network.clearBrowserCache")
    page.goto(later)
    tap(page, room.names[1])
    page.get_by_role("button", name=f"Vẫn ghi trước cho {room.names[1]}").click()  # a lesson of a day to come
    expect(row_of(page, room.names[1])).to_have_attribute("data-status", "present")
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    expect(page.locator("html[data-newer]")).to_have_count(1)  # the file of today answers for the one of yesterday
    island.start()
    take_up(page)
    expect_sent(page)
    assert room.marks() == 1


FIRST_WAITS = "async () => { window.first = (await navigator.serviceWorker.ready).waiting }"
NEWEST_WAITS = """async () => {
  const registration = await navigator.serviceWorker.ready;
  await registration.update().catch(() => 0);
  return window.first.state === 'redundant' && registration.waiting !== null;
}"""


def test_a_press_opens_the_newest_of_two_releases_and_what_another_tab_took(
    island: Island, window: BrowserContext, room: Classroom
) -> None:
    page, update = opened(island, window, room), "Mở bản mới"
    other = window.new_page()
    island.stop()
    island.start(island.release("first", "sync.js", "\ndocument.documentElement.dataset.newer = 'first';\n"))
    for each in (page, other):
        each.goto("/giang-vien")
        expect(each.get_by_role("button", name=update)).to_be_visible()
    page.evaluate(FIRST_WAITS)
    island.stop()
    island.start(island.release("second", "sync.js", "\ndocument.documentElement.dataset.newer = 'second';\n"))
    page.wait_for_function(NEWEST_WAITS)
    for each in (page, other):  # where another tab pressed, nothing waits any more
        with each.expect_event("load"):
            each.get_by_role("button", name=update).click()
        expect(each.locator("html[data-newer=second]")).to_have_count(1)


def test_a_new_release_opens_at_a_press_while_the_old_one_prepares_over_a_slow_line(
    island: Island, window: BrowserContext, room: Classroom
) -> None:
    newer = island.release("at_a_press", "sync.js", "\ndocument.documentElement.dataset.newer = 'yes';\n")
    page = opened(island, window, room)
    island.stop()
    island.start(newer)
    take_up(page)
    page.goto("/giang-vien")
    update = page.get_by_role("button", name="Mở bản mới")
    expect(update).to_be_visible()
    island.slow(1)
    page.evaluate(PREPARE_FORTY)
    with page.expect_event("load"):
        update.click()
    expect(page.locator("html[data-newer]")).to_have_count(1)


def told(page: Page) -> dict[str, Any]:
    """What the worker's script says of the release that the server runs."""
    script = page.evaluate("() => fetch('/sw.js').then(answer => answer.text())")
    line = next(line for line in script.splitlines() if line.startswith("const SHELL = "))  # a moved clock stands first
    shell: dict[str, Any] = json.loads(line.removeprefix("const SHELL = ").removesuffix(";"))
    return shell


# -- what is kept, and the page without a line -------------------------------------------------------------------------


def test_of_all_pages_only_those_of_the_staff_that_may_be_saved_are_kept(
    island: Island, window: BrowserContext, room: Classroom
) -> None:
    page = opened(island, window, room)
    with island.read() as read:
        ticket = read.scalars(select(Registration).where(Registration.course_id == room.course_id)).first()
        assert ticket
        token = ticket.ticket.token
    walked = ("/", f"/l/{room.course_code}", f"/v/{token}", "/tro-giup", "/rieng-tu", "/d", "/dang-xuat", "/tai-khoan")
    for address in (*walked, f"{room.address}?tim=lan", f"{room.address}/them-nguoi", f"{room.address}/xong"):
        page.goto(address)
    page.goto(f"{room.address}/ket-qua")
    expect(page.locator("h1")).to_be_visible()
    page.evaluate("address => Saved.keep(address)", f"/v/{token}")

    kept = page.evaluate(KEPT)

    static = next(name for name in kept if name.startswith("static-"))
    assert set(kept) - {"mine", "look"} == {"pages", static}  # a resident's own pages stand apart
    lesson = re.escape(room.address)
    assert {"/giang-vien", room.address, f"{room.address}/ket-qua"} <= set(kept["pages"])
    assert [each for each in kept["pages"] if not re.fullmatch(rf"/giang-vien|{lesson}(/[a-z-]+)?", each)] == []
    shell = told(page)["pages"]
    assert [each for each in kept[static] if not (each.startswith("/static/") or each in shell)] == []
    assert [each for each in shell if each.startswith(("/v/", "/l/", "/g/", "/d/"))] == []


def test_without_a_line_the_phone_tells_what_waits_and_what_opens_all_the_same(
    island: Island, window: BrowserContext, room: Classroom
) -> None:
    page = opened(island, window, room)
    island.stop()
    tap(page, room.names[0])
    tap(page, room.names[1])
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 2")

    page.goto("/tai-khoan")

    expect(page.locator("h1")).to_have_text("Đang không có mạng")
    expect(page).to_have_url(re.compile("/tai-khoan$"))
    waiting = page.locator("[data-waiting]")
    expect(waiting).to_contain_text("2 lượt điểm danh")
    expect(waiting).to_contain_text(f"lớp {room.course_code}, buổi 1")
    assert room.names[0] not in page.content()
    # The guide is the instructor's, for the phone keeps a roll; nobody else's is offered.
    expect(page.get_by_role("link", name="Điểm danh khi mất mạng thế nào?")).to_be_visible()
    expect(page.get_by_role("link", name="Đi từng nhà khi mất mạng thế nào?")).to_be_hidden()
    check_page(page)
    page.get_by_role("link", name=re.compile("Điểm danh buổi 1")).click()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 2")
    page.go_back()
    island.start()
    page.get_by_role("button", name="Thử lại ngay").click()
    expect(page.locator("h1")).not_to_have_text("Đang không có mạng")
    expect_sent(page)
    assert room.marks() == 2


def test_an_iphone_that_may_forget_is_told_so(island: Island, window: BrowserContext, room: Classroom) -> None:
    window.add_init_script("Object.defineProperty(Navigator.prototype, 'standalone', { get: () => false })")
    page = opened(island, window, room)
    page.goto("/giang-vien")

    expect(page.locator("section[data-risk]")).to_contain_text("7 ngày")
    expect(page.locator("section[data-risk]").get_by_role("link")).to_have_attribute("href", "/cai-dat")


AGED = """days => Store.within('operations', 'readwrite', place => {
  place.getAll().onsuccess = ({ target }) => target.result.forEach(record => place.put(
    Object.assign(record, { at: new Date(Date.now() - days * 86400000).toISOString() })));
})"""


def test_an_iphone_warns_wherever_work_waits_and_says_for_how_long(
    island: Island, window: BrowserContext, room: Classroom
) -> None:
    window.add_init_script("Object.defineProperty(Navigator.prototype, 'standalone', { get: () => false })")
    page = opened(island, window, room)
    warned = page.locator("[data-risk=waiting]")
    expect(page.locator(".sync")).to_have_text("Đã gửi hết")
    expect(warned).to_be_hidden()
    island.stop()

    tap(page, room.names[0])

    expect(warned).to_contain_text("7 ngày không mở Lớp Số")
    expect(warned).not_to_contain_text("ngày trước")
    page.evaluate(AGED, 3)
    page.reload()
    expect(warned).to_contain_text("Có việc giữ từ 3 ngày trước, chưa gửi.")
