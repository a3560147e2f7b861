"""A lost phone: closed from the office it shows nothing from then on; one that never comes back forgets by itself."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import Account, SignIn
from tests.browser.islands import Handset, Island
from tests.browser.patience import told
from tests.browser.rolls import expect_sent, take_up, tap
from tests.classroom import Classroom, make_classroom
from tests.pairs import House

Buy = Callable[..., Handset]
READY = "Sẵn sàng dùng khi mất mạng ✓"
# What lies on the phone: how many saved pages, rolls and presses, and whether it knows whose it is.
LIES = """async () => {
  const outbox = new Outbox(), rolls = await Store.within('rolls', 'readonly', place => place.getAll());
  const presses = await outbox.records(), pages = await (await caches.open('pages')).keys();
  return [pages.length, rolls.length, presses.length, Boolean(await outbox.note('account'))];
}"""
EMPTY = [0, 0, 1, False]
# A saved page as it lies there when the phone was last heard so many days ago, or with an end of its own.
OLDER = """async ([address, days, until]) => {
  const pages = await caches.open('pages'), answer = await pages.match(address), headers = new Headers(answer.headers);
  if (until) headers.set('X-Offline-Until', until);
  headers.set('Date', new Date(Date.now() - days * 86400000).toUTCString());
  headers.delete('Content-Encoding');
  await pages.put(address, new Response(await answer.text(), { headers }));
  await new Outbox().keepNote('heard', Date.now() - days * 86400000);
}"""


@pytest.fixture
def room(island: Island) -> Classroom:
    """A lesson that begins in a minute."""
    return make_classroom(island.app, first=clock.now() + timedelta(minutes=1))


def prepared(island: Island, phone: Handset, room: Classroom) -> Page:
    """The instructor's phone, ready, with one tick that found no line; the server is away."""
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, room.account_id)
    page.goto(room.address)
    expect(page.get_by_text(READY)).to_be_visible()
    island.stop()
    page.reload()
    tap(page, room.names[0])
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    return page


def everywhere(island: Island, room: Classroom) -> None:
    """“Đăng xuất mọi máy”, or a new password."""
    with island.write() as session:
        SignIn.end_all(session, room.account_id, clock.now())


def stopped(island: Island, room: Classroom) -> None:
    """The account is stopped."""
    with island.write() as session:
        session.get_one(Account, room.account_id).enabled = False


def ran_out(island: Island, room: Classroom) -> None:
    """Nobody did anything: it lay too long."""
    with island.write() as session:
        for sign_in in session.scalars(SignIn.open_for(room.account_id)):
            sign_in.created_at = sign_in.last_seen_at = clock.now() - timedelta(days=40)


@pytest.mark.parametrize("close", [everywhere, stopped])
def test_a_phone_closed_from_the_office_forgets_whom_it_knew_at_the_first_contact(
    island: Island, handset: Buy, room: Classroom, close: Callable[[Island, Classroom], None]
) -> None:
    phone = handset()
    page = prepared(island, phone, room)
    close(island, room)
    page.goto("about:blank")  # else the roll that lies open hears it first, and leaves
    island.start()

    page.goto(room.address)

    expect(page.locator("h1")).to_have_text("Đăng nhập")
    assert told(page, LIES, until=EMPTY) == EMPTY
    island.stop()
    for address in (room.address, f"{room.address}/quet", "/giang-vien", "/cho-gui"):
        page.goto(address)
        expect(page.locator("h1")).to_have_text("Chờ gửi" if address == "/cho-gui" else "Đang không có mạng")
        assert not [name for name in room.names if name in page.content()]
    expect(page.get_by_text("Máy này còn giữ 1 việc chưa gửi.")).to_be_visible()
    with island.write() as session:
        session.get_one(Account, room.account_id).enabled = True
    assert phone.context
    island.start()
    island.sign_in(phone.context, room.account_id)  # its owner, who found it again
    page.goto(room.address)
    expect_sent(page)
    assert room.marks() == 1


def test_a_roll_that_lies_open_is_left_when_its_phone_hears_that_it_was_closed(
    island: Island, handset: Buy, room: Classroom
) -> None:
    page = prepared(island, handset(), room)
    everywhere(island, room)
    island.start()

    take_up(page)

    expect(page).to_have_url(re.compile("/dang-nhap$"))  # it may set out twice, once for each that hears it
    assert told(page, LIES, until=EMPTY) == EMPTY


def test_a_sign_in_that_only_ran_out_keeps_what_the_hall_needs(island: Island, handset: Buy, room: Classroom) -> None:
    page = prepared(island, handset(), room)
    before = page.evaluate(LIES)
    ran_out(island, room)
    island.start()
    page.goto("/giang-vien")
    expect(page.locator("h1")).to_have_text("Đăng nhập")

    assert page.evaluate(LIES) == before
    island.stop()
    page.goto(room.address)
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")


def test_a_phone_that_never_comes_back_shows_a_roll_for_two_weeks_after_its_lesson(
    island: Island, handset: Buy, room: Classroom
) -> None:
    page = prepared(island, handset(), room)
    page.evaluate(OLDER, [room.address, 40, (clock.now() + timedelta(hours=1)).isoformat()])
    page.goto(room.address)
    expect(page.locator("h1")).to_have_text("Điểm danh buổi 1")
    page.evaluate(OLDER, [room.address, 1, (clock.now() - timedelta(hours=1)).isoformat()])

    page.goto(room.address)

    expect(page.locator("h1")).to_have_text("Đang không có mạng")
    assert room.names[1] not in page.content()
    assert f"'{room.address}'" not in str(page.evaluate("() => Saved.list()"))
    page.goto("/cho-gui")  # what was not sent stays
    expect(page.locator("[data-figures]")).to_contain_text("chờ gửi 1")


def test_whom_one_visits_is_shown_for_two_weeks_after_the_phone_was_last_heard(island: Island, handset: Buy) -> None:
    house, phone = House.build(island.app, wish="gọi video cho con"), handset()
    page, own = phone.open(), f"/quay/kem-cap/{house.pair.public_id}"
    assert phone.context
    island.sign_in(phone.context, house.village.account.id)
    page.goto("/quay/kem-cap")
    expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    island.stop()
    page.evaluate(OLDER, [own, 13, ""])
    page.goto(own)
    expect(page.locator("h1")).to_have_text("Lương Doãn Thiệu")
    page.evaluate(OLDER, [own, 15, ""])

    page.goto(own)

    expect(page.locator("h1")).to_have_text("Đang không có mạng")
