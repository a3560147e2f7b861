"""Sẵn sàng dùng khi mất mạng ✓: true wherever one came in: whatever the roll leads to opens when the server is gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import Account, Lesson
from app.models.people.account import hash_password
from tests.browser.checks import check_page
from tests.browser.islands import Handset, Island
from tests.browser.patience import been_here, has_worker, told
from tests.classroom import Classroom, make_classroom
from tests.factories import PASSWORD

Buy = Callable[..., Handset]
READY = "Sẵn sàng dùng khi mất mạng ✓"
LEADS_TO = [
    ("", "Điểm danh buổi 1"),
    ("/quet", "Quét mã buổi 1"),
    ("/them-nguoi", "Thêm người"),
    ("/xong", "Xong buổi 1?"),
    ("/ket-qua", "Kết quả buổi 1"),
]


@pytest.fixture
def room(island: Island) -> Classroom:
    """A lesson that begins in a minute, its instructor with a password."""
    made = make_classroom(island.app, first=clock.now() + timedelta(minutes=1))
    with island.write() as session:
        session.get_one(Account, made.account_id).password_hash = hash_password(PASSWORD)
    return made


# Which lessons the phone remembers to have saved.
HELD = """async () => {
  const note = await new Outbox().note('prepared');
  return note ? Object.keys(note.lessons) : [];
}"""

# Whether nothing comes of an installation, this one or the page's own.
BROKEN_OFF = """async () => {
  const { installing } = await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' });
  return !installing || new Promise(done => {
    installing.addEventListener('statechange', () => done(installing.state === 'redundant'));
  });
}"""

# What a page wants of workers, in its order.
NOTED = """
window.wanted = [];
for (const name of ['getRegistration', 'register']) {
  const own = ServiceWorkerContainer.prototype[name];
  ServiceWorkerContainer.prototype[name] = function (...given) { wanted.push(name); return own.apply(this, given); };
}
"""
# By the time that this is answered the page has done what it does on the answer to its own question, asked before.
WANTED = "async () => { await navigator.serviceWorker.getRegistration(); return wanted; }"


def username(island: Island, room: Classroom) -> str:
    with island.read() as session:
        return session.get_one(Account, room.account_id).username


def enter(page: Page, name: str, address: str) -> None:
    """Come in by the door, on the way to a page."""
    page.goto(f"/dang-nhap?next={address}")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(lambda url: "/dang-nhap" not in url)


def test_the_door_which_is_left_at_once_installs_no_first_worker_and_minds_the_one_at_work(
    island: Island, handset: Buy, room: Classroom
) -> None:
    page = handset().open()
    page.add_init_script(NOTED)
    page.goto("/dang-nhap")
    assert told(page, "() => wanted.length > 0", until=True)
    assert "register" not in page.evaluate(WANTED)

    enter(page, username(island, room), room.address)
    has_worker(page)
    page.context.clear_cookies()
    page.goto("/dang-nhap")
    assert told(page, "() => wanted.includes('register')", until=True)


def test_straight_from_the_sign_in_to_the_roll_what_it_leads_to_opens_without_a_server(
    island: Island, handset: Buy, room: Classroom
) -> None:
    page = handset().open()
    enter(page, username(island, room), room.address)
    expect(page.get_by_text(READY)).to_be_visible()
    check_page(page)

    island.stop()

    page.get_by_role("link", name="Thêm người").click()
    expect(page.locator("h1")).to_have_text("Thêm người")
    page.go_back()
    page.get_by_role("link", name="Xong", exact=True).click()
    expect(page.locator("h1")).to_have_text("Xong buổi 1?")
    for rest, heading in LEADS_TO:
        page.goto(f"{room.address}{rest}")
        expect(page.locator("h1")).to_have_text(heading)
    page.goto("/giang-vien")
    expect(page.get_by_role("heading", name="Chuẩn bị cho buổi học")).to_be_visible()


@pytest.mark.parametrize("entry", ["/ket-qua", "/them-nguoi", "/b", "/tai-khoan"])
def test_wherever_one_comes_in_the_lesson_is_saved_and_nothing_is_asked_for_twice(
    island: Island, handset: Buy, room: Classroom, entry: str
) -> None:
    with island.read() as session:
        sheet = f"/b/{session.get_one(Lesson, room.lesson_id).code}"
    address = {"/b": sheet, "/tai-khoan": "/tai-khoan"}.get(entry, f"{room.address}{entry}")
    page = handset().open()
    been_here(page)
    enter(page, username(island, room), address)

    assert told(page, HELD, until=[room.lesson]) == [room.lesson]
    asked = {rest: island.asked(f"{room.address}{rest}") for rest, _heading in LEADS_TO}
    asked[""] -= entry == "/them-nguoi"  # the page of somebody new looks through the roll
    assert max(asked.values()) == 1, asked
    island.stop()
    page.goto(room.address)
    expect(page.get_by_text(READY)).to_be_visible()


def test_whoever_goes_on_at_once_leaves_nothing_half_done(island: Island, handset: Buy, room: Classroom) -> None:
    page = handset().open()
    island.slow(0.3)
    enter(page, username(island, room), room.address)
    page.get_by_role("link", name="Thêm người").click()
    page.wait_for_url("**/them-nguoi")
    page.goto("/tai-khoan")

    assert told(page, HELD, until=[room.lesson]) == [room.lesson]
    island.stop()
    for rest, heading in LEADS_TO:
        page.goto(f"{room.address}{rest}")
        expect(page.locator("h1")).to_have_text(heading)


def test_two_tabs_that_ask_at_once_have_each_page_saved_once(island: Island, handset: Buy, room: Classroom) -> None:
    page = handset().open()
    enter(page, username(island, room), "/tai-khoan")
    other = page.context.new_page()
    page.goto(room.address, wait_until="commit")
    other.goto(room.address)

    for each in (page, other):
        expect(each.get_by_text(READY)).to_be_visible()
    asked = {rest: island.asked(f"{room.address}{rest}") for rest, _heading in LEADS_TO[1:]}
    assert set(asked.values()) == {1}, asked


def test_a_worker_that_came_with_a_hole_comes_again_by_itself(island: Island, handset: Buy, room: Classroom) -> None:
    holed = island.release("holed", "sync.js", "")
    island.stop()
    island.start(holed)
    aside = [file.rename(f"{file}.aside") for file in holed.glob("visit.*")]
    page = handset().open()
    enter(page, username(island, room), room.address)
    assert told(page, BROKEN_OFF, until=True)

    for file in aside:
        file.rename(file.with_suffix(""))

    expect(page.get_by_text(READY)).to_be_visible()


def test_what_the_phone_has_dropped_since_is_named_and_saved_again(
    island: Island, handset: Buy, room: Classroom
) -> None:
    page = handset().open()
    enter(page, username(island, room), room.address)
    expect(page.get_by_text(READY)).to_be_visible()
    island.stop()
    page.evaluate(
        """async address => {
      const pages = await caches.open('pages');
      await pages.delete(address + '/xong');
      await pages.delete(address + '/them-nguoi');
    }""",
        room.address,
    )

    page.reload()

    lacks = page.get_by_text("Mất mạng chưa mở được: Thêm người, Xong.")
    expect(lacks).to_be_visible()
    expect(page.get_by_text(READY)).to_be_hidden()
    check_page(page)
    island.start()  # nobody touches the phone, and no event says that the line is there again
    expect(page.get_by_text(READY)).to_be_visible()
    assert not lacks.is_visible()


def test_a_full_phone_says_what_it_could_not_keep(island: Island, handset: Buy, room: Classroom) -> None:
    page = handset().open()
    been_here(page)
    used = page.evaluate("async () => (await navigator.storage.estimate()).usage")
    quota = page.context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": island.url, "quotaSize": used + 60_000})

    enter(page, username(island, room), room.address)

    expect(page.get_by_text("Máy đầy, chưa lưu hết. Mất mạng chưa mở được:")).to_be_visible()
    expect(page.get_by_text(READY)).to_be_hidden()
    quota.send("Storage.overrideQuotaForOrigin", {"origin": island.url})
    page.reload()
    expect(page.get_by_text(READY)).to_be_visible()
