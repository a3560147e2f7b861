"""Two phones at two doors: each sees the other's marks within seconds, and where they differ, who said what, when."""

import re
import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.models import Attendance, Course, Lesson, Mark, MarkWay, Registration, Role, RoleGrant
from app.web.database import immediate
from tests.browser.checks import check_layout, check_page
from tests.browser.conftest import Site
from tests.browser.rolls import FORTY, Open, expect_sent, row_of, take_up, tap
from tests.classroom import Classroom, Phone, make_classroom, mark
from tests.factories import make_account

TAP_ALL = """async ([look, from, to]) => {
  for (const button of Array.from(document.querySelectorAll('.roll ' + look)).slice(from, to)) {
    const item = button.closest('li'), before = item.dataset.status;
    button.click();
    while (item.dataset.status === before) await new Promise(resolve => setTimeout(resolve, 5));
  }
}"""
HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def at_the_roll(site: Site, open_window: Open, room: Classroom, account_id: int = 0) -> Page:
    """A phone at the roll whose clock the test moves."""
    page: Page = open_window()
    site.sign_in(page.context, account_id or room.account_id)
    page.clock.install()
    page.goto(room.address)
    expect(row_of(page, room.names[0]).locator(".leave")).to_have_attribute("aria-label", re.compile(":"))
    return page


def test_marks_of_another_phone_come_within_ten_seconds_and_nothing_is_asked_in_a_pocket(
    room: Classroom, site: Site, open_window: Open
) -> None:
    page = at_the_roll(site, open_window, room)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/ghi") else None)
    row_of(page, room.names[3]).locator(".who").focus()
    Phone.of(room).send([mark(room, 1), mark(room, 2, "excused")])

    page.clock.run_for(9_000)

    expect(row_of(page, room.names[1])).to_have_attribute("data-status", "present")
    expect(row_of(page, room.names[1]).locator(".who")).to_have_attribute("aria-pressed", "true")
    expect(row_of(page, room.names[2]).locator("em")).to_have_text("Vắng có phép")
    expect(page.locator("[data-line]")).to_have_text("Đã gửi 2")
    expect(row_of(page, room.names[3]).locator(".who")).to_be_focused()
    page.evaluate(HIDE, True)
    before = len(asked)
    page.clock.run_for(60_000)
    assert len(asked) == before
    Phone.of(room).send([mark(room, 4)])
    page.evaluate(HIDE, False)
    expect(row_of(page, room.names[4])).to_have_attribute("data-status", "present")


@pytest.mark.expects("502")
@pytest.mark.parametrize("first", [0, 1])
def test_two_phones_that_differ_on_ten_end_alike_and_each_of_the_ten_is_settled_by_one_tap(
    site: Site, phone_of: Open, open_window: Open, first: int
) -> None:
    room = make_classroom(site.app, FORTY)
    with site.write() as session:
        unit = session.get_one(Course, room.course_id).unit
        lan_id = make_account(session, unit, Role.INSTRUCTOR, full_name="Trần Thị Lan").id
    phones = [phone_of(room), open_window()]
    site.sign_in(phones[1].context, lan_id)
    phones[1].goto(room.address)
    for page in phones:
        page.route("**/dong-bo", lambda route: route.fulfill(status=502, body=""))
    phones[0].evaluate(TAP_ALL, [".who", 0, 40])
    phones[1].evaluate(TAP_ALL, [".leave", 0, 10])
    phones[1].evaluate(TAP_ALL, [".who", 10, 40])

    for page in (phones[first], phones[1 - first]):
        page.unroute("**/dong-bo")
        take_up(page)
        expect_sent(page)

    expected = [*["excused"] * 10, *["present"] * 30]
    assert [room.statuses()[person] for person in room.people] == expected
    for page in phones:
        take_up(page)
        expect(page.locator("[data-dispute]")).to_have_count(10)
        expect(row_of(page, room.names[0])).to_have_attribute("data-status", "excused")
    said = phones[0].locator("[data-dispute]").first
    expect(said).to_contain_text(re.compile(r"Trần Thị Lan ghi Vắng có phép lúc .*\d+\sgiờ"))
    expect(said).to_contain_text(re.compile(r"Nguyễn Hữu Nguyên ghi Có mặt lúc .*\d+\sgiờ"))
    phones[0].get_by_role("button", name=f"{room.names[0]}: Có mặt").click()
    expect(phones[0].locator("[data-dispute]")).to_have_count(9)
    expect_sent(phones[0])
    take_up(phones[1])
    expect(phones[1].locator("[data-dispute]")).to_have_count(9)
    expect(row_of(phones[1], room.names[0])).to_have_attribute("data-status", "present")


def test_a_dispute_that_comes_later_is_shown_without_moving_the_list(
    room: Classroom, site: Site, open_window: Open
) -> None:
    page = at_the_roll(site, open_window, room)
    row_of(page, room.names[5]).locator(".who").focus()
    before = row_of(page, room.names[5]).bounding_box()
    now = clock.now()
    Phone.of(room).send([mark(room, 0, "absent", now - timedelta(minutes=1))])
    Phone.of(room).send([mark(room, 0, "present", now - timedelta(minutes=2))])

    page.clock.run_for(9_000)

    expect(page.locator("[data-dispute]")).to_have_count(1)
    after = row_of(page, room.names[5]).bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2
    check_page(page)


@pytest.mark.expects("401")
def test_where_the_sign_in_has_ended_the_question_stops_and_says_so(
    room: Classroom, site: Site, open_window: Open
) -> None:
    page = at_the_roll(site, open_window, room)
    page.context.clear_cookies()

    page.clock.run_for(9_000)

    expect(page.get_by_role("link", name="Mở trang đăng nhập")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/ghi") else None)
    page.clock.run_for(60_000)
    assert asked == []
    site.sign_in(page.context, room.account_id)
    take_up(page)
    expect(page.get_by_role("link", name="Mở trang đăng nhập")).to_be_hidden()


@pytest.mark.expects("502", "403")
def test_a_role_withdrawn_meanwhile_is_told_on_the_row_and_stays_told(
    room: Classroom, site: Site, phone_of: Open
) -> None:
    page = phone_of(room)
    page.route("**/dong-bo", lambda route: route.fulfill(status=502, body=""))
    tap(page, room.names[0])
    expect(row_of(page, room.names[0]).locator("small")).to_contain_text("chờ gửi")
    with site.write() as session:
        session.scalars(RoleGrant.of(room.account_id)).one().role = Role.AMBASSADOR
    page.unroute("**/dong-bo")
    take_up(page)

    expect(row_of(page, room.names[0]).locator("em.bad")).to_contain_text("không còn dạy lớp này")
    expect(row_of(page, room.names[0])).to_have_attribute("data-status", "unmarked")
    expect(page.locator("[data-line]")).to_have_text("Đã gửi 0 · phường chưa nhận 1, vì sao")
    check_layout(page)
    assert room.marks() == 0


def self_marked(room: Classroom, place: int) -> None:
    """Somebody marked themselves by the code on the wall."""
    now = clock.now()
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        person = session.scalars(select(Registration).filter_by(public_id=room.people[place])).one()
        made = Mark(str(uuid.uuid4()), person.id, "present", now, now, f"hall-{place}", 0, MarkWay.SELF)
        Attendance.record(session, lesson, [made], by_id=None, now=now)


def test_a_mark_of_somebody_else_is_not_taken_away_by_a_tap_on_its_row(
    room: Classroom, site: Site, open_window: Open
) -> None:
    page = at_the_roll(site, open_window, room)
    self_marked(room, 1)
    page.clock.run_for(9_000)
    row = row_of(page, room.names[1])
    expect(row.locator("i")).to_have_text(re.compile(r"tự quét \d+\sgiờ"))

    tap(page, room.names[1])  # aimed at an empty box, which has just been filled

    expect(row).to_have_attribute("data-changed", "")
    expect(page.locator("[data-foreign]")).to_be_hidden()
    page.clock.run_for(2_000)
    expect(row).not_to_have_attribute("data-changed", "")
    tap(page, room.names[1])
    expect(page.locator("[data-foreign]")).to_contain_text(f"{room.names[1]}: tự quét")
    expect(row).to_have_attribute("data-status", "present")
    tap(page, room.names[0])
    expect(page.locator("[data-last]")).to_be_visible()
    tap(page, room.names[1])
    expect(page.locator("[data-last]")).to_be_hidden()
    page.set_viewport_size({"width": 360, "height": 740})
    box = page.locator(".bar:not([data-update])").bounding_box()
    assert box
    assert box["height"] <= 740 / 4
    check_page(page)
    page.reload()
    tap(page, room.names[1])
    expect(row).to_have_attribute("data-status", "present")
    page.locator("[data-foreign] button").click()
    expect(row).to_have_attribute("data-status", "unmarked")
    expect(page.locator("[data-foreign]")).to_be_hidden()
    page.locator("[data-undo]").click()
    expect(row).to_have_attribute("data-status", "present")
    expect_sent(page)
    assert room.statuses()[room.people[1]] == "present"


@pytest.mark.expects("ERR_FAILED")
def test_who_marked_stands_on_a_roll_that_is_opened_without_a_line(
    room: Classroom, site: Site, open_window: Open
) -> None:
    page = at_the_roll(site, open_window, room)
    self_marked(room, 1)
    page.clock.run_for(9_000)
    row = row_of(page, room.names[1])
    expect(row.locator("i")).to_have_text(re.compile("tự quét"))
    earlier = page.evaluate("async lesson => Object.values((await new Outbox().roll(lesson)).by)", room.lesson)

    assert [each.split(" ")[:2] for each in earlier] == [["tự", "quét"]]
    page.route("**/ghi", lambda route: route.abort())
    page.route("**/dong-bo", lambda route: route.abort())
    tap(page, room.names[1])
    expect(page.locator("[data-foreign]")).to_be_hidden()
    page.clock.run_for(2_000)
    tap(page, room.names[1])
    page.locator("[data-foreign] button").click()
    expect(row.locator("i")).to_have_count(0)
    expect(row).to_contain_text("chờ gửi")
