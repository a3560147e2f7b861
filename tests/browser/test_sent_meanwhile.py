"""Saved pages tell the truth: what was sent since the server made them stands on them, whichever page sent it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, Response, Route, expect

from tests.browser.conftest import Site
from tests.browser.counters import make_centre, note
from tests.browser.islands import Handset, Island
from tests.browser.patience import seen, told
from tests.browser.rolls import Open, expect_sent, row_of, take_up, tap
from tests.classroom import Classroom, make_classroom
from tests.pairs import House

Buy = Callable[..., Handset]
NONE_WAITS = "đã gửi 2 · chờ gửi 0 · phường chưa nhận 0"
WALK_IN = "a7d3f1c2-5b0e-4c11-9d3a-6f2b8e4c1a90"
LET_IN = """([lesson, registration, group]) => new Outbox().add({
  kind: 'walk_in', lesson, label: 'Nông Văn Sáng: Có mặt',
  data: { lesson, registration, person: { full_name: 'Nông Văn Sáng', birth_year: '1953', residential_group: group } },
  paints: [{ registration, status: 'present', name: 'Nông Văn Sáng', year: '1953' }]
})"""
TICK = """([lesson, registration]) => new Outbox().add({
  kind: 'mark', lesson, data: { lesson, registration, status: 'present' }, paints: [{ registration, status: 'present' }]
})"""
# The page that is open is kept by itself, sooner or later.
KEPT = "() => Saved.has(location.pathname)"


def found_line(answer: Response) -> bool:
    """Whether the line was looked for and found."""
    return answer.url.endswith("/sw.js") and answer.request.method == "HEAD" and answer.ok


class Line:
    """The line to the outbox's gate: what is sent arrives, and the answer to it stays away until `answer`."""

    def __init__(self, page: Page) -> None:
        self.page, self.clear = page, False
        self.held = list[tuple[Route, APIResponse]]()
        page.route("**/dong-bo", self._take)

    def _take(self, route: Route) -> None:
        if self.clear:
            route.continue_()
        elif route.request.method == "POST":
            self.held.append((route, route.fetch()))
        elif self.held:
            route.abort()  # nobody asks a second time
        else:
            route.continue_()

    def arrived(self) -> None:
        """The server has it by now."""
        assert seen(self.page, lambda: self.held)

    def answer(self) -> None:
        """What was sent is answered, and the line is as any other."""
        self.clear = True
        for route, response in self.held:
            route.fulfill(response=response)


@pytest.fixture
def phone(island: Island, handset: Buy) -> BrowserContext:
    """A phone that is switched on, its worker allowed."""
    bought = handset()
    bought.open()
    assert bought.context
    return bought.context


def test_helps_sent_from_one_page_of_the_counter_stand_on_the_other_ones_saved_copy(
    island: Island, phone: BrowserContext
) -> None:
    centre, page = make_centre(island.app), phone.pages[0]
    island.sign_in(phone, centre.account_id)
    page.goto("/quay")
    expect(page.locator("[data-saved-here]")).to_contain_text("Sẵn sàng dùng khi mất mạng")
    page.goto("/quay/hom-nay")
    own, line = page.locator("[data-own]"), page.locator("[data-line]")
    expect(own).to_contain_text("chờ gửi 0")
    page.goto("/quay")
    note(page, 2)
    expect(line).to_have_text(NONE_WAITS)

    island.stop()
    page.goto("/quay/hom-nay")
    expect(own).to_contain_text(NONE_WAITS.replace("gửi 2", "gửi 2 lượt"))

    island.start()
    take_up(page)
    expect(page.locator("#cua-toi .log > li")).to_have_count(2)
    island.stop()
    page.goto("/quay")
    note(page, 2)
    page.goto("/quay/hom-nay")
    expect(own).to_contain_text("đã gửi 2 lượt · chờ gửi 2")
    island.start()
    take_up(page)
    expect(own).to_contain_text("đã gửi 4 lượt · chờ gửi 0")
    expect(page.locator("#cua-toi .log > li")).to_have_count(4)  # opened anew by itself: it is not on its way any more
    island.stop()
    page.goto("/quay")
    expect(line).to_have_text("đã gửi 4 · chờ gửi 0 · phường chưa nhận 0")


def test_a_visit_sent_from_another_page_stands_on_the_saved_list(island: Island, phone: BrowserContext) -> None:
    house, page = House.build(island.app), phone.pages[0]
    island.sign_in(phone, house.village.account.id)
    page.goto("/quay/kem-cap")
    expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    island.stop()
    page.goto(f"/quay/kem-cap/{house.pair.public_id}/lan-gap")
    page.get_by_role("button", name="Đã gặp", exact=True).tap()
    expect(page.locator("[data-pair] [data-pending]")).to_contain_text("chờ gửi")
    page.goto("/quay")
    island.start()
    take_up(page)
    expect_sent(page)

    island.stop()
    page.goto("/quay/kem-cap")
    expect(page.locator("[data-pair] [data-pending]")).to_contain_text("đã gửi")
    expect(page.locator("[data-figures]")).to_contain_text("đã gửi 1 · chờ gửi 0 · phường chưa nhận 0")
    expect(page.locator("[data-undo]")).to_be_hidden()

    island.start()
    take_up(page)
    expect(page.locator("[data-pair] [data-pending]")).to_be_hidden()
    expect(page.locator("[data-figures]")).to_contain_text("đã gửi 1 · chờ gửi 0 · phường chưa nhận 0")


def test_a_list_that_is_drawn_while_a_visit_is_taken_gets_to_know_it(island: Island, phone: BrowserContext) -> None:
    house, page = House.build(island.app), phone.pages[0]
    island.sign_in(phone, house.village.account.id)
    page.goto(f"/quay/kem-cap/{house.pair.public_id}/lan-gap")
    # The list is asked for half a second before the visit is in the book, and made long after.
    island.slow(2)
    page.get_by_role("button", name="Đã gặp", exact=True).tap()
    expect(page.locator("[data-figures]")).to_contain_text("đã gửi 1 · chờ gửi 0 · phường chưa nhận 0")
    island.slow(0)
    assert len(house.visits()) == 1


def test_a_list_drawn_before_a_visit_was_taken_that_is_answered_as_known_gets_to_know_it(
    island: Island, phone: BrowserContext
) -> None:
    house, page, posts = House.build(island.app), phone.pages[0], list[Route]()
    island.sign_in(phone, house.village.account.id)
    page.goto(f"/quay/kem-cap/{house.pair.public_id}/lan-gap")
    phone.route(
        "**/dong-bo", lambda route: posts.append(route) if route.request.method == "POST" else route.continue_()
    )
    page.get_by_role("button", name="Đã gặp", exact=True).tap()
    expect(page.locator("[data-figures]")).to_contain_text("chờ gửi 1")
    assert seen(page, lambda: posts and posts[-1].request.frame.page.url == page.url)
    # It has set out; this list is made before it arrives, and of two answers the second one is heard.
    other = phone.new_page()
    other.goto("/quay/kem-cap")
    expect(other.locator("[data-figures]")).to_contain_text("chờ gửi 1")
    taken = posts[-1].fetch()
    posts[-1].fulfill(response=taken, body=taken.text().replace('"done"', '"already_done"'))
    expect(other.locator("[data-figures]")).to_contain_text("đã gửi 1 · chờ gửi 0 · phường chưa nhận 0")


def test_who_was_marked_or_let_in_elsewhere_stands_on_the_saved_roll(island: Island, phone: BrowserContext) -> None:
    room, page = make_classroom(island.app), phone.pages[0]
    island.sign_in(phone, room.account_id)
    page.goto(room.address)
    expect(page.locator("[data-saved-here]")).to_contain_text("Sẵn sàng dùng khi mất mạng")
    key = str(row_of(page, room.names[0]).locator(".who").get_attribute("value")).split(":")[1]
    page.goto("/giang-vien")
    assert page.evaluate("address => Saved.keep(address)", room.address)
    island.stop()
    page.evaluate(TICK, [room.lesson, key])
    page.evaluate(LET_IN, [room.lesson, WALK_IN, room.group_code])
    island.start()
    with page.expect_navigation():  # once all is sent the page reloads
        take_up(page)
    expect_sent(page)

    island.stop()
    page.goto(room.address)
    for name in (room.names[0], "Nông Văn Sáng"):
        expect(row_of(page, name)).to_have_attribute("data-status", "present")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 2/7")
    expect(page.locator("[data-wait]")).to_have_count(0)

    island.start()
    with page.expect_response(found_line):  # the line, by the script that draws links dull
        take_up(page)
    expect(page.locator("[data-came]")).to_have_text("Có mặt 2/7")
    expect(row_of(page, "Nông Văn Sáng")).to_have_count(1)


def test_the_page_of_what_waits_asks_anew_how_much_is_in_the_book(island: Island, phone: BrowserContext) -> None:
    room, page = make_classroom(island.app), phone.pages[0]
    island.sign_in(phone, room.account_id)
    page.goto(room.address)
    expect(page.locator("[data-saved-here]")).to_contain_text("Sẵn sàng dùng khi mất mạng")
    page.goto("/cho-gui")
    figures = page.locator("[data-figures]")
    expect(figures).to_have_text("Đã gửi 0 · chờ gửi 0 · phường chưa nhận 0")
    island.stop()
    page.goto(room.address)
    for name in room.names[:2]:
        tap(page, name)
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 2")
    page.goto("/cho-gui")
    expect(figures).to_have_text("Đã gửi 0 · chờ gửi 2 · phường chưa nhận 0")

    island.start()
    take_up(page)
    expect(figures).to_have_text("Đã gửi 2 · chờ gửi 0 · phường chưa nhận 0")


def test_the_very_first_page_is_kept_although_the_worker_came_after_it(island: Island, phone: BrowserContext) -> None:
    centre, page = make_centre(island.app), phone.pages[0]
    island.sign_in(phone, centre.account_id)
    page.goto("/quay/hom-nay")
    assert told(page, KEPT, until=True)

    island.stop()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hôm nay")


# -- left on the way ---------------------------------------------------------------------------------------------------


@pytest.mark.expects("ERR_FAILED")
def test_a_help_whose_answer_was_lost_is_counted_once(site: Site, open_window: Open) -> None:
    centre, page = make_centre(site.app), open_window()
    site.sign_in(page.context, centre.account_id)
    page.goto("/quay")
    line = Line(page)
    note(page, 1)
    line.arrived()
    page.reload()
    expect(page.locator("[data-line]")).to_have_text("đã gửi 1 · chờ gửi 1 · phường chưa nhận 0")

    line.clear = True
    take_up(page)
    expect_sent(page)
    assert len(line.held) == 1
    note(page, 1)
    expect(page.locator("[data-line]")).to_have_text(NONE_WAITS)
    assert centre.rows() == 2


@pytest.mark.expects("ERR_FAILED")
def test_a_visit_whose_page_was_left_on_the_way_is_taken_back_in_the_book_too(site: Site, open_window: Open) -> None:
    house, page = House.build(site.app), open_window()
    site.sign_in(page.context, house.village.account.id)
    page.goto(f"/quay/kem-cap/{house.pair.public_id}/lan-gap")
    line = Line(page)
    page.get_by_role("button", name="Đã gặp", exact=True).tap()
    expect(page.locator("[data-pending]")).to_contain_text("chờ gửi")
    line.arrived()
    assert [len(line.held), len(house.visits())] == [1, 1]

    page.get_by_role("button", name="Ghi nhầm, bỏ lần này").tap()
    expect(page.locator("[data-pending]")).to_be_hidden()
    line.clear = True
    take_up(page)
    expect_sent(page)
    assert house.visits() == []


@pytest.mark.expects("ERR_")
def test_whoever_was_let_in_is_taken_back_although_they_are_on_their_way(
    room: Classroom, phone_of: Open, site: Site
) -> None:
    page = phone_of(room)
    page.route("**/dong-bo", lambda route: route.abort("internetdisconnected"))
    page.evaluate(LET_IN, [room.lesson, WALK_IN, room.group_code])
    page.reload()
    row = row_of(page, "Nông Văn Sáng")
    expect(row).to_have_attribute("data-status", "present")
    line = Line(page)  # the newest route is asked first: there is no moment at which the phone sends past both
    take_up(page)
    line.arrived()

    page.get_by_role("button", name="Hoàn tác").click()
    expect(row).to_have_attribute("data-status", "unmarked")
    line.answer()
    take_up(page)
    expect_sent(page)
    expect(row).to_have_attribute("data-status", "unmarked")
    assert "present" not in room.statuses().values()
