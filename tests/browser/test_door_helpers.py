"""Lan of the youth union at the door with her phone: she scans, with a line or without, and reads no name ahead."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from app.country import clock
from app.models import Account, AttendanceMark, DoorHelper, Lesson, Registration
from app.web.database import db
from tests.browser.checks import check_page
from tests.browser.conftest import PHONE
from tests.browser.islands import Island
from tests.browser.rolls import take_up
from tests.classroom import Classroom, make_classroom

# All that the phone keeps: pages and files in caches, everything in the outbox's store, what scripts remember.
KEPT = """async () => {
  let all = document.documentElement.outerHTML + JSON.stringify(Object.entries(localStorage));
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const key of await cache.keys()) {
      const answer = await cache.match(key);
      if (/html|json/.test(answer.headers.get('Content-Type'))) all += key.url + await answer.text();
    }
  }
  const asked = indexedDB.open('lopso');
  const db = await new Promise(resolve => { asked.onsuccess = () => resolve(asked.result); });
  for (const store of db.objectStoreNames) {
    const rows = db.transaction(store).objectStore(store).getAll();
    all += JSON.stringify(await new Promise(resolve => { rows.onsuccess = () => resolve(rows.result); }));
  }
  db.close();
  return all;
}"""


@pytest.fixture
def room(island: Island) -> Classroom:
    """Six people; of the first the office has said something."""
    made = make_classroom(island.app)
    with island.write() as session:
        seat = session.scalars(select(Registration).where(Registration.public_id == made.people[0])).one()
        seat.door_line, seat.needs = "Bàn 3", "hear"
    return made


@pytest.fixture
def link(island: Island, room: Classroom) -> str:
    """The address of a link."""
    with island.write() as session:
        lesson, by = session.get_one(Lesson, room.lesson_id), session.get_one(Account, room.account_id)
        made = DoorHelper.make(session, lesson, "Lan, đoàn thanh niên", by=by, now=clock.now())
        return f"/h/{made.token}"


@pytest.fixture
def phone(island: Island, browser: Browser) -> Iterator[BrowserContext]:
    """Lan's own phone."""
    context = browser.new_context(base_url=island.url, **{**PHONE, "service_workers": "allow"})
    yield context
    context.close()


def tickets(room: Classroom) -> list[str]:
    """The tickets of a room's people, in the roll's order."""
    with room.app.app_context():
        held = db.session.scalars(select(Registration).where(Registration.public_id.in_(room.people)))
        of = {each.public_id: each.ticket.token for each in held}
    return [of[person] for person in room.people]


def opened(phone: BrowserContext, link: str) -> Page:
    """The page that scans, kept on the phone."""
    page = phone.new_page()
    page.goto(link)
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_text("Sẵn sàng dùng khi mất mạng ✓")).to_be_visible()
    return page


def read_in(page: Page, code: str) -> None:
    """A hand-held reader: it types and ends with Enter."""
    page.get_by_label("Gõ mã phiếu").fill(code)
    page.keyboard.press("Enter")


def mine(page: Page, words: str) -> None:
    """What this helper scanned, as the server and as the phone has it."""
    expect(page.locator("[data-mine]")).to_have_text(words)


def test_ready_is_said_without_a_line_too_and_no_longer_once_the_phone_has_dropped_what_reads_codes(
    island: Island, phone: BrowserContext, room: Classroom, link: str
) -> None:
    page = opened(phone, link)
    island.stop()
    page.reload()
    expect(page.get_by_text("Sẵn sàng dùng khi mất mạng ✓")).to_be_visible()
    page.evaluate("""async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const key of await cache.keys()) if (/\\.wasm$/.test(key.url)) await cache.delete(key);
      }
    }""")

    take_up(page)

    expect(page.get_by_text("Sẵn sàng dùng khi mất mạng ✓")).to_be_hidden()


def test_with_a_line_or_without_names_open_only_by_their_tickets(
    island: Island, phone: BrowserContext, room: Classroom, link: str
) -> None:
    page = opened(phone, link)
    codes = tickets(room)
    read_in(page, codes[1])
    hit = page.locator("[data-hit]")
    expect(hit).to_contain_text(room.names[1])
    mine(page, "đã gửi 1")

    island.stop()
    page.reload()
    kept = page.evaluate(KEPT)
    with island.read() as session:
        for seat in session.scalars(Registration.of(room.course_id)):
            told = {seat.person.full_name, str(seat.person.birth_year), seat.public_id[:8], seat.ticket.token, "Bàn 3"}
            # As whole words: a class's code or a sealed line may hold the signs of a year by chance.
            assert [word for word in told if re.search(rf"(?<!\w){re.escape(word)}", kept)] == []
    read_in(page, f"{island.url}/v/{codes[0]}")
    for words in ("Có mặt", room.names[0], "Bàn 3", "nghe kém"):
        expect(hit).to_contain_text(words)
    check_page(page)
    page.keyboard.press("Escape")
    mine(page, "đã gửi 1 · chờ gửi 1")
    read_in(page, codes[1])
    expect(hit).to_contain_text("Đã có mặt rồi")
    read_in(page, "019154000123||Lê Văn Tám|07031954|Nam|Tổ 5|25042021")
    expect(hit).to_contain_text("Căn cước thì mời gặp giảng viên")
    page.keyboard.press("Escape")
    check_page(page)

    island.start()
    take_up(page)

    mine(page, "đã gửi 2")
    assert room.statuses() == dict.fromkeys(room.people[:2], "present")
    with island.read() as session:
        marks = session.scalars(select(AttendanceMark).where(AttendanceMark.lesson_id == room.lesson_id)).all()
        assert [(each.by_id, each.way, each.helper_id is not None) for each in marks] == [(None, "scan", True)] * 2


def test_taken_back_while_scans_wait_those_made_before_count_and_the_others_say_why(
    island: Island, phone: BrowserContext, room: Classroom, link: str
) -> None:
    page = opened(phone, link)
    codes = tickets(room)
    island.stop()
    read_in(page, codes[0])
    mine(page, "đã gửi 0 · chờ gửi 1")
    with island.write() as session:
        session.scalars(DoorHelper.of(room.lesson_id)).one().revoke(clock.now())
    read_in(page, codes[1])
    mine(page, "đã gửi 0 · chờ gửi 2")

    island.start()
    take_up(page)

    mine(page, "đã gửi 1 · phường chưa nhận 1")
    refused = page.locator("[data-not-written]")
    expect(refused).to_contain_text(room.names[1])
    expect(refused).to_contain_text("Giảng viên đã thu lại đường dẫn này")
    assert room.statuses() == {room.people[0]: "present"}
    page.goto(link)
    expect(page.locator("h1")).to_contain_text("Giảng viên đã thu lại đường dẫn này")
    mine(page, "đã gửi 1 · phường chưa nhận 1")
    expect(refused).to_contain_text(room.names[1])
    assert page.evaluate("async () => (await Saved.list()).length") == 0
    check_page(page)
    refused.get_by_role("button").click()
    mine(page, "đã gửi 1")


def test_a_scan_too_many_is_taken_back_and_a_link_that_was_sent_on_opens_nothing(
    island: Island, phone: BrowserContext, browser: Browser, room: Classroom, link: str
) -> None:
    page = opened(phone, link)
    read_in(page, tickets(room)[0])
    hit = page.locator("[data-hit]")
    hit.get_by_role("button", name=f"Bỏ: {room.names[0]}").click()
    mine(page, "đã gửi 0")
    assert room.statuses() == {room.people[0]: "unmarked"}

    other = browser.new_context(base_url=island.url, **PHONE)
    stranger = other.new_page()
    stranger.goto(link)
    expect(stranger.locator("h1")).to_have_text("Đường dẫn này đang dùng ở máy khác")
    check_page(stranger)
    other.close()
