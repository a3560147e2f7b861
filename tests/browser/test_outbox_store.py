"""What a phone keeps: a full phone, a store that is dead, one that was wiped; odd answers; two tabs, and the worker."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from app.country import clock
from app.models import AttendanceMark, SignIn
from app.web.access import COOKIE
from tests.browser.conftest import Site
from tests.browser.patience import has_worker, told
from tests.browser.rolls import LEFT, Open, expect_sent, row_of, take_up, tap
from tests.classroom import Classroom, make_classroom

# Lines that are cut and sessions that end are what these tests are about.
pytestmark = [pytest.mark.expects("ERR_", "401", "413", "500"), pytest.mark.core("the store of the outbox")]

ADD = """async ([lesson, people]) => {
  for (const registration of people) {
    const data = { lesson, registration, status: 'present' };
    await new Outbox().add({ kind: 'mark', data, paints: [{ registration, status: 'present' }] });
  }
}"""
# In one go: a clock that runs on between would set out in the midst of it.
LIE_DOWN = """async () => {
  await new Outbox().flush();
  Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
RECORDS = "() => new Outbox().records()"


def add(page: Page, room: Classroom, *people: str) -> None:
    """Keep marks on the phone as the roll does."""
    page.evaluate(ADD, [room.lesson, list(people)])


def hold_back(page: Page) -> Callable[[], None]:
    """Let nothing be sent; the answer lets it go again."""
    page.route("**/dong-bo", lambda route: route.abort("internetdisconnected"))
    return lambda: page.unroute("**/dong-bo")


def refusal(page: Page) -> str:
    """Why the store does not take a press."""
    found: str = page.evaluate(
        "() => new Outbox().add({ kind: 'mark', data: {} }).then(() => 'kept', error => error.reason)"
    )
    return found


# -- the store ---------------------------------------------------------------------------------------------------------


def test_a_full_phone_says_so_and_the_tick_goes_as_a_plain_form(room: Classroom, open_window: Open, site: Site) -> None:
    page = open_window()
    site.sign_in(page.context, room.account_id)
    line = page.context.new_cdp_session(page)
    line.send("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": 1})
    page.goto(room.address)

    assert refusal(page) == "full"
    tap(page, room.names[0])

    expect(page).to_have_url(re.compile(r"\?vua="))
    expect(row_of(page, room.names[0])).to_have_attribute("data-status", "present")
    assert room.marks() == 1


def test_a_store_that_never_answers_is_given_up_after_three_seconds(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, "/giang-vien")
    page.add_init_script("IDBFactory.prototype.open = () => new EventTarget()")
    page.goto(room.address)

    assert refusal(page) == "broken"
    expect(page.locator(".sync")).to_have_text("Máy không giữ được")


SLOW_DISK = """const add = IDBObjectStore.prototype.add;
IDBObjectStore.prototype.add = function (record) {
  let begun = 0;
  const hold = () => {
    begun = begun || performance.now();
    if (performance.now() - begun < 250) this.get(0).onsuccess = hold;
  };
  const asked = add.call(this, record);
  this.get(0).onsuccess = hold;
  return asked;
};"""


def test_presses_that_stand_in_line_before_a_slow_disk_are_all_kept(room: Classroom, phone_of: Open) -> None:
    """Fourteen at once, each of which takes a quarter of a second: the last ones wait longer than a dead store may."""
    page = phone_of(room)
    hold_back(page)
    page.add_init_script(SLOW_DISK)
    page.reload()

    kept = page.evaluate(
        """async ([lesson, registration]) => {
      const press = { kind: 'mark', data: { lesson, registration, status: 'present' } };
      const kept = Array.from({ length: 14 }, () => new Outbox().add(press).catch(() => 0));
      return (await Promise.all(kept)).filter(Boolean).length;
    }""",
        [room.lesson, room.people[0]],
    )

    assert kept == 14


def test_a_store_that_was_wiped_meanwhile_is_opened_anew(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    tap(page, room.names[0])
    expect_sent(page)
    wipe = "() => new Promise(done => { indexedDB.deleteDatabase('lopso').onsuccess = () => done(true) })"
    assert page.evaluate(wipe)

    tap(page, room.names[1])

    expect_sent(page)
    assert room.marks() == 2


def test_what_is_pressed_bears_a_name_that_begins_with_its_time(room: Classroom, phone_of: Open) -> None:
    """So that the server's indexes grow at their end."""
    page = phone_of(room)
    before, name, after = page.evaluate("() => [Date.now(), Store.uuid(), Date.now()]")

    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", name)
    assert before <= int(name.replace("-", "")[:12], 16) <= after


# -- answers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [413, 500])
def test_a_batch_that_is_too_much_goes_in_halves_and_one_bad_record_holds_back_no_other(
    room: Classroom, phone_of: Open, status: int
) -> None:
    page = phone_of(room)
    hold_back(page)
    add(page, room, *room.people)
    batches: list[int] = []
    mended: list[bool] = []

    def answer(route: Route) -> None:
        sent = (route.request.post_data_json or {}).get("operations", [])
        batches.append(len(sent))
        keys = [operation["data"]["registration"] for operation in sent]
        if room.people[2] in keys and (len(sent) > 1 or status == 500) and not mended:
            route.fulfill(status=status, json={"message": "?"})
        else:
            route.continue_()

    # The newest route is asked first: from holding back to these answers there is no moment at which others would do.
    page.route("**/dong-bo", lambda route: answer(route) if route.request.method == "POST" else route.continue_())
    take_up(page)

    if status == 500:
        # Asked of the store: the header said "1" of the first press already.
        assert told(page, LEFT, until=1) == 1
        mended.append(True)
        take_up(page)
    expect_sent(page)
    assert batches[:2] == [6, 3]
    assert room.marks() == 6


def test_what_belongs_to_a_locked_room_waits_and_holds_back_no_other(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    page.evaluate("() => Object.assign(new Outbox(), { most: 1, again: () => Promise.resolve() })")
    hold_back(page)
    add(page, room, *room.people[:2])

    def answer(route: Route) -> None:
        sent = (route.request.post_data_json or {}).get("operations", [])
        if room.people[0] in [each["data"]["registration"] for each in sent]:
            route.fulfill(json={"results": [{"uuid": sent[0]["uuid"], "status": "locked", "message": "đã khóa"}]})
        else:
            route.continue_()

    page.route("**/dong-bo", answer)
    assert page.evaluate("() => new Outbox().flush()") is False
    [left] = page.evaluate(RECORDS)
    assert left["data"]["registration"] == room.people[0]
    assert "refused" not in left
    page.unroute("**/dong-bo")
    assert page.evaluate("() => new Outbox().flush()") is True
    assert room.marks() == 2


def test_an_answer_that_does_not_name_a_record_settles_nothing(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    odd: list[dict[str, Any]] = [
        {"json": {"results": [{"uuid": "x", "status": "done", "message": ""}]}},
        {"json": {"results": [None]}},
        {"json": {"results": "done"}},
        {"json": {}},
        {"body": "<h1>Wi-Fi miễn phí</h1>", "content_type": "text/html"},
        {"body": '{"results": [', "content_type": "application/json"},
    ]
    given: list[dict[str, Any]] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST" and odd:
            given.append(odd.pop())
            route.fulfill(status=200, **given[-1])
        else:
            route.continue_()

    page.route("**/dong-bo", answer)
    page.evaluate("() => { new Outbox().again = () => Promise.resolve() }")  # nothing by itself
    add(page, room, room.people[0])
    page.evaluate("() => new Outbox().flush()")
    while odd:
        assert page.evaluate("() => new Outbox().flush()") is False
        assert [record["kind"] for record in page.evaluate(RECORDS)] == ["mark"]
    assert len(given) == 6
    assert room.marks() == 0

    assert page.evaluate("() => new Outbox().flush()") is True
    expect_sent(page)
    assert room.marks() == 1


def test_what_was_refused_stays_with_its_reason_until_it_is_dealt_with(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    room.close()
    tap(page, room.names[0])
    expect(page.locator(".sync")).to_contain_text("Phường chưa nhận 1")

    page.goto("/giang-vien")

    expect(page.locator(".sync")).to_contain_text("Phường chưa nhận 1")
    kept = page.evaluate(RECORDS)
    assert "đã xong" in kept[0]["refused"]
    assert kept[0]["label"]
    page.evaluate("sequence => new Outbox().retry(sequence)", kept[0]["sequence"])
    expect(page.locator(".sync")).to_contain_text("Phường chưa nhận 1")
    again = page.evaluate(RECORDS)
    assert (again[0]["uuid"], again[0]["at"]) == (kept[0]["uuid"], kept[0]["at"])
    page.evaluate("sequence => new Outbox().remove(sequence)", kept[0]["sequence"])
    expect(page.locator(".sync")).to_have_text("Đã gửi hết")
    assert room.marks() == 0


def test_what_the_server_took_is_joined_to_the_roll_and_nothing_private_leaves_the_phone(
    room: Classroom, phone_of: Open
) -> None:
    page = phone_of(room, "/giang-vien")
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request.post_data_json) if request.method == "POST" else None)
    page.evaluate(
        """([lesson, registration]) => new Outbox().add({
          kind: 'mark', data: { lesson, registration, status: 'late' }, label: 'Lưu Thị Lan Anh: Đến muộn',
          paints: [{ registration, status: 'late', name: 'Lưu Thị Lan Anh', year: 1950 }]
        })""",
        [room.lesson, room.people[0]],
    )
    expect_sent(page)

    # The first page of a room is drawn anew once all is sent: it is asked again.
    mark = f"() => new Outbox().roll({room.lesson!r}).then(roll => roll.marks[{room.people[0]!r}])"
    assert told(page, mark, until="late") == "late"
    body = sent[0]
    assert set(body["operations"][0]) == {"uuid", "kind", "at", "sequence", "data"}
    assert (body["waiting"], body["refused"]) == (1, 0)
    assert len(body["release"]) == 12
    assert "Lan Anh" not in str(body)
    near = "() => new Outbox().note('skew').then(skew => Math.abs(skew) < 5000)"
    assert told(page, near, until=True) is True


# -- tabs and the worker -----------------------------------------------------------------------------------------------


def test_two_tabs_have_one_outbox_and_send_each_press_once(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    other = page.context.new_page()
    other.goto("/giang-vien")
    sent: list[str] = []
    for tab in (page, other):
        tab.on(
            "request",
            lambda request: (
                sent.extend(operation["uuid"] for operation in (request.post_data_json or {}).get("operations", []))
                if request.method == "POST"
                else None
            ),
        )
    releases = [hold_back(page), hold_back(other)]
    tap(page, room.names[0])
    tap(page, room.names[1])
    expect(other.locator(".sync")).to_contain_text("Chờ gửi 2")
    for release in releases:
        release()
    sent.clear()

    take_up(page)
    take_up(other)

    expect_sent(page)
    expect_sent(other)
    assert sorted(sent) == sorted(set(sent))
    assert room.marks() == 2
    other.close()


def test_the_worker_sends_when_the_browser_says_the_line_is_back(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, service_workers="allow")
    line = page.context.new_cdp_session(page)
    registered: list[str] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registered.extend(each["registrationId"] for each in told["registrations"]),
    )
    line.send("ServiceWorker.enable")
    has_worker(page)
    page.evaluate("() => { new Outbox().flush = () => Promise.resolve(false) }")  # a page that is about to be closed
    tap(page, room.names[0])
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")

    origin = page.url.split("/giang-vien")[0]
    line.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": origin, "registrationId": registered[0], "tag": "lopso", "lastChance": False},
    )

    expect_sent(page)
    assert room.marks() == 1


# -- whose phone it is -------------------------------------------------------------------------------------------------


def test_a_shared_phone_sends_each_persons_work_under_their_own_name(
    room: Classroom, phone_of: Open, site: Site
) -> None:
    theirs = make_classroom(site.app, ["Ngô Hồng Quân"])
    page = phone_of(room)
    assert page.evaluate("() => Saved.keep(location.pathname)")
    with site.write() as session:
        for sign_in in session.scalars(SignIn.open_for(room.account_id)):
            sign_in.created_at = sign_in.last_seen_at = clock.now() - timedelta(days=40)
    tap(page, room.names[0])
    tap(page, room.names[1])
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 2")

    page.goto("/dang-nhap")
    expect(page.get_by_role("heading", name="Máy này còn 2 việc chưa gửi")).to_be_visible()
    assert room.names[0] not in page.content()
    assert page.evaluate("() => Saved.has('/giang-vien')") is False
    assert page.evaluate("address => Saved.has(address)", room.address)  # the session ran out, that is all

    site.sign_in(page.context, theirs.account_id)
    page.goto(theirs.address)
    expect(page.locator(".sync")).to_contain_text("còn 2 việc của người khác")
    tap(page, "Ngô Hồng Quân")
    expect(row_of(page, "Ngô Hồng Quân")).to_have_attribute("data-status", "present")
    expect(page.locator("[data-wait]")).to_have_count(0)
    assert theirs.marks() == 1
    assert room.marks() == 0
    assert page.evaluate("address => Saved.has(address)", room.address) is False

    site.sign_in(page.context, room.account_id)
    page.goto(room.address)
    expect_sent(page)
    with site.read() as read:
        by = {mark.by_id for mark in read.query(AttendanceMark).filter_by(lesson_id=room.lesson_id)}
    assert by == {room.account_id}
    assert room.statuses() == dict.fromkeys(room.people[:2], "present")
    assert room.marks() == 2


def test_signing_out_with_unsent_work_asks_first_and_drops_pages_never_work(
    room: Classroom, phone_of: Open, site: Site
) -> None:
    page = phone_of(room)
    assert page.evaluate("() => Saved.keep(location.pathname)")
    page.route("**/dong-bo", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    add(page, room, room.people[0])
    page.goto("/giang-vien")

    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    asked = page.locator("[data-leave]")
    expect(asked).to_contain_text("Máy này còn 1 việc chưa gửi")
    expect(asked).to_be_focused()
    assert page.evaluate("address => Saved.has(address)", room.address)
    page.get_by_role("button", name="Cứ đăng xuất").click()

    expect(page.get_by_role("heading", name="Anh chị đã đăng xuất")).to_be_visible()
    page.wait_for_load_state()
    assert page.evaluate("() => Saved.list()") == []
    assert len(page.evaluate(RECORDS)) == 1
    site.sign_in(page.context, room.account_id)
    page.unroute("**/dong-bo")
    page.goto(room.address)
    expect_sent(page)
    assert room.marks() == 1


def test_without_a_line_nobody_is_signed_out_and_the_saved_roll_stays(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    assert page.evaluate("() => Saved.keep(location.pathname)")
    page.goto("/giang-vien")
    hold_back(page)

    page.get_by_role("button", name="Đăng xuất", exact=True).click()

    expect(page.locator("[data-leave]")).to_contain_text("Chưa có mạng nên máy chưa đăng xuất được")
    assert page.evaluate("address => Saved.has(address)", room.address)
    assert COOKIE in {cookie["name"] for cookie in page.context.cookies()}


def test_nobody_asks_the_server_while_the_phone_lies_face_down(room: Classroom, open_window: Open, site: Site) -> None:
    page = open_window()
    page.clock.install()
    site.sign_in(page.context, room.account_id)
    page.goto("/giang-vien")
    asked: list[str] = []
    hold_back(page)
    # The page has looked for what waited when it was opened.
    page.evaluate("async () => { await new Outbox().settled; await new Outbox().records(); }")
    add(page, room, room.people[0])
    page.evaluate(LIE_DOWN)
    # A drawing of the page's own may still be on its way.
    page.on("request", lambda request: None if "/static/" in request.url else asked.append(request.url))

    # In steps shorter than the patience of a question: it would be given up before it set out.
    for _ in range(12):
        page.clock.run_for(5_000)
        page.evaluate(RECORDS)
    assert asked == []

    page.evaluate("() => { delete document.hidden }")
    with page.expect_request("**/dong-bo"):
        take_up(page)
