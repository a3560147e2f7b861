"""A phone comes from a hall in which it still ran an earlier release: its pages open, and what it kept is sent."""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.models import Course, Registration
from tests.browser.islands import Handset, Island
from tests.browser.patience import been_here
from tests.browser.rolls import expect_sent, row_of, take_up, tap
from tests.classroom import Classroom, make_classroom

Buy = Callable[..., Handset]
RELEASES = sorted((Path(__file__).parent / "earlier").glob("*.json"))

# The phone's stores as that release made them, before any script of today has run.
PUT_BACK = """async ({ pages, store }) => {
  const cache = await caches.open('pages');
  for (const address of Object.keys(pages)) {
    const headers = new Headers(pages[address].headers.filter(([name]) => !name.startsWith('content-encoding')));
    headers.set('Date', new Date().toUTCString());
    await cache.put(address, new Response(pages[address].text, { headers }));
  }
  await new Promise((resolve, reject) => {
    const asked = indexedDB.open('lopso', store.version);
    asked.onupgradeneeded = () => Object.keys(store.stores).forEach(name => {
      const { keyPath, autoIncrement, indexes, rows } = store.stores[name];
      const place = asked.result.createObjectStore(name, { keyPath, autoIncrement });
      indexes.forEach(each => place.createIndex(each.name, each.keyPath, { unique: each.unique }));
      rows.forEach(row => place.add(row));
    });
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => { asked.result.close(); resolve(); };
  });
}"""


@dataclass
class Earlier:
    """What a phone holds, written for a class of today; whom it ticked and added."""

    room: Classroom
    pages: dict[str, Any]
    store: dict[str, Any]
    ticked: list[str]
    added: str

    @classmethod
    def read(cls, path: Path, island: Island) -> "Earlier":
        """As it was taken; only the class, its people and the hour are those of a class that is there now."""
        text, room = (
            path.read_text(encoding="utf-8"),
            make_classroom(island.app, first=clock.now() + timedelta(minutes=1)),
        )
        then = json.loads(text)
        # Rolls name people by how their ids begin.
        fresh = [before[:24] + uuid.uuid4().hex[:12] for before in then["people"]]
        with island.write() as session:
            people = session.scalars(select(Registration).where(Registration.course_id == room.course_id))
            called = {each.public_id: each for each in people}
            for before, now in zip(room.people, fresh, strict=True):
                called[before].public_id = now
        room.people = fresh
        # A press is done once in a ward, and here more than one phone brings it.
        presses = then["store"]["stores"]["operations"]["rows"]
        once = [each["uuid"] for each in presses]
        once += [each["data"]["registration"] for each in presses if each["kind"] == "walk_in"]
        afresh = [*zip(then["people"], fresh, strict=True), *((each, str(uuid.uuid4())) for each in once)]
        for before, now in afresh:
            text = text.replace(before, now)
        for name, now in (
            ("course_code", room.course_code),
            ("account", room.public_id),
            ("group_code", room.group_code),
        ):
            text = text.replace(then[name], now)
        told = json.loads(text)
        operations = told["store"]["stores"]["operations"]["rows"]
        for each in operations:
            each["at"] = clock.now().isoformat()
        ticked = [each["paints"][0]["name"] for each in operations if each["kind"] == "mark"]
        added = next(each["paints"][0]["name"] for each in operations if each["kind"] == "walk_in")
        return cls(room, told["pages"], told["store"], ticked, added)


@pytest.fixture(params=RELEASES, ids=lambda path: path.stem)
def earlier(request: pytest.FixtureRequest, island: Island) -> Earlier:
    """Each release of which something was kept."""
    return Earlier.read(request.param, island)


def brought(island: Island, phone: Handset, earlier: Earlier) -> tuple[Page, list[str]]:
    """The phone, the worker of today at work on it, the server away; and whatever its pages complain of."""
    page, complaints = phone.open(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    assert phone.context
    page.goto("/suc-khoe")  # a page without scripts
    page.evaluate(PUT_BACK, {"pages": earlier.pages, "store": earlier.store})
    been_here(page)
    island.stop()
    island.sign_in(phone.context, earlier.room.account_id)
    return page, complaints


@pytest.mark.core("phones of the release before")
def test_a_roll_saved_by_an_earlier_release_opens_takes_ticks_and_sends_what_was_kept(
    island: Island, handset: Buy, earlier: Earlier
) -> None:
    room, phone = earlier.room, handset()
    page, complaints = brought(island, phone, earlier)

    page.goto(room.address)

    expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")
    for name in [*earlier.ticked, earlier.added]:
        expect(row_of(page, name)).to_have_attribute("data-status", "present")
    other = next(name for name in room.names if name not in earlier.ticked)
    tap(page, other)
    expect(row_of(page, other)).to_have_attribute("data-status", "present")
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 4")
    assert not re.search(r"undefined|\[object|\{\w+\}", page.locator("body").inner_text())
    island.start()
    take_up(page)

    expect_sent(page)
    present = [room.people[room.names.index(name)] for name in [*earlier.ticked, other]]
    assert {key for key, status in room.statuses().items() if status == "present"} >= set(present)
    assert room.marks() == 4
    assert complaints == []


def test_every_page_that_an_earlier_release_saved_opens_and_works(
    island: Island, handset: Buy, earlier: Earlier
) -> None:
    room, phone = earlier.room, handset()
    page, complaints = brought(island, phone, earlier)

    for address, saved in earlier.pages.items():
        page.goto(address)
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", saved["text"], re.DOTALL)
        assert heading
        expect(page.locator("h1")).to_have_text(re.sub(r"<[^>]+>", "", heading[1]).strip())
        expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")
        assert not re.search(r"undefined|\[object|\{\w+\}", page.locator("body").inner_text()), address

    page.goto(f"{room.address}/them-nguoi")
    page.get_by_label("Họ và tên").fill("Trương Văn Sáu")
    page.get_by_label("Năm sinh").fill("1949")
    page.get_by_label("Tổ dân phố").select_option(index=1)
    page.get_by_role("button", name="Thêm, ghi có mặt").click()
    expect(page).to_have_url(re.compile(rf"{re.escape(room.address)}$"))
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 4")
    page.goto(f"{room.address}/xong")
    page.get_by_role("button", name="Xong", exact=True).click()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 5")
    island.start()
    page.goto(room.address)
    expect_sent(page)
    with island.read() as session:
        assert session.get_one(Course, room.course_id).lessons[0].is_closed
    assert complaints == []
