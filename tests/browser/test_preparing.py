"""Before and after a hall without signal: what was saved is truly there, what was refused stays, a file helps out."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from app.country import clock
from app.models import Account, Course, Lesson, OfflineRoll, Phone, Role
from tests.browser.checks import check_page
from tests.browser.islands import Island
from tests.browser.rolls import expect_sent, tap
from tests.classroom import Classroom, make_classroom
from tests.factories import make_account

READY, MISSING, STALE = "Sẵn sàng dùng khi mất mạng ✓", "Chưa lưu vào máy này", "Cần tải lại"
Take = Callable[[], BrowserContext]


@pytest.fixture
def room(island: Island) -> Classroom:
    """A lesson that begins in a minute."""
    return make_classroom(island.app, first=clock.now() + timedelta(minutes=1))


@pytest.fixture
def take(island: Island, browser: Any) -> Iterator[Take]:
    """A phone more, its worker allowed."""
    from tests.browser.conftest import PHONE

    phones: list[BrowserContext] = []

    def taken() -> BrowserContext:
        phones.append(browser.new_context(base_url=island.url, **{**PHONE, "service_workers": "allow"}))
        return phones[-1]

    yield taken
    for phone in phones:
        phone.close()


def lessons_of(island: Island, phone: BrowserContext, account_id: int) -> Page:
    """The lessons, on somebody's phone, the worker there."""
    page = phone.new_page()
    island.sign_in(phone, account_id)
    page.goto("/giang-vien")
    return page


def officer_of(island: Island, room: Classroom) -> int:
    with island.write() as session:
        ward = session.get_one(Course, room.course_id).unit
        return make_account(session, ward, Role.OFFICER).id


def state_of(page: Page, room: Classroom) -> Locator:
    return page.locator(f'[data-lesson="{room.lesson}"] [data-state]')


def test_an_instructors_phone_prepares_itself_and_opens_everything_without_a_server(
    island: Island, take: Take, room: Classroom
) -> None:
    page = lessons_of(island, take(), room.account_id)
    expect(state_of(page, room)).to_have_text(READY)
    expect(page.locator("[data-room-said]")).to_contain_text("Máy còn chỗ cho khoảng")
    check_page(page)
    with island.read() as session:
        [held] = session.scalars(OfflineRoll.of(room.lesson_id)).all()
        assert held.phone.account_id == room.account_id
        assert re.fullmatch(r"[0-9a-f]{12}", held.phone.release)

    island.stop()

    page.reload()
    expect(state_of(page, room)).to_have_text(READY)
    for rest, heading in [
        ("", "Điểm danh buổi 1"),
        ("/quet", "Quét mã buổi 1"),
        ("/them-nguoi", "Thêm người"),
        ("/xong", "Xong buổi 1?"),
        ("/ket-qua", "Kết quả buổi 1"),
    ]:
        page.goto(f"{room.address}{rest}")
        expect(page.locator("h1")).to_have_text(heading)
    files = page.evaluate("""async () => {
      const shell = (await caches.keys()).find(name => name.startsWith('static-'));
      return (await (await caches.open(shell)).keys()).length;
    }""")
    assert files
    page.goto("/cho-gui")
    expect(page.locator("h1")).to_have_text("Chờ gửi")
    page.goto(room.address)
    expect(page.get_by_text(READY)).to_be_visible()


def test_ready_is_never_said_before_it_is_true(island: Island, take: Take, room: Classroom) -> None:
    page = lessons_of(island, take(), officer_of(island, room))
    expect(state_of(page, room)).to_have_text(MISSING)
    press = page.get_by_role("button", name="Chuẩn bị cho buổi học")
    island.stop()
    press.click()
    expect(page.get_by_text("Còn trang chưa lưu được.")).to_be_visible()
    expect(state_of(page, room)).to_have_text(MISSING)

    island.start()
    press.click()
    expect(page.get_by_text("Xong. Mất mạng vẫn mở và ghi được các buổi này.")).to_be_visible()
    expect(state_of(page, room)).to_have_text(READY)

    page.evaluate("""async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const key of await cache.keys()) if (/detector\\.[0-9a-f]+\\.wasm$/.test(key.url)) await cache.delete(key);
      }
    }""")
    page.reload()
    expect(state_of(page, room)).to_have_text(MISSING)


def test_a_lesson_that_was_moved_since_has_to_be_saved_anew(island: Island, take: Take, room: Classroom) -> None:
    page = lessons_of(island, take(), officer_of(island, room))
    page.get_by_role("button", name="Chuẩn bị cho buổi học").click()
    expect(state_of(page, room)).to_have_text(READY)
    with island.write() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        lesson.move(lesson.starts_at + timedelta(minutes=5), minutes=90, place=None)
    page.reload()
    expect(state_of(page, room)).to_contain_text(STALE)
    page.get_by_role("button", name="Chuẩn bị cho buổi học").click()
    expect(state_of(page, room)).to_have_text(READY)


def test_what_was_refused_stays_until_somebody_deals_with_it(island: Island, take: Take, room: Classroom) -> None:
    page = lessons_of(island, take(), room.account_id)
    expect(state_of(page, room)).to_have_text(READY)
    island.stop()
    page.goto(room.address)
    for name in room.names[:2]:
        tap(page, name)
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 2")
    room.close(minutes_ago=5)
    island.start()
    page.goto("/cho-gui")
    refused = page.locator("[data-refused] .list > li")
    expect(refused).to_have_count(2)
    expect(refused.first).to_contain_text("Anh chị mở lại buổi rồi gửi lại.")
    expect(refused.first).to_contain_text(f"{room.names[0]}")
    expect(page.locator("[data-figures]")).to_have_text("Đã gửi 0 · chờ gửi 0 · phường chưa nhận 2")
    check_page(page)
    with island.write() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        lesson.reopen(officer=True, now=clock.now())

    refused.first.get_by_role("button", name="Gửi lại").click()
    expect(refused).to_have_count(1)
    page.get_by_text("Bỏ đi").click()
    page.get_by_role("button", name="Bỏ việc này").click()
    expect(page.get_by_text("Không có gì chờ gửi")).to_be_visible()
    assert room.statuses() == {room.people[0]: "present"}


def test_a_file_from_a_phone_that_never_finds_a_line_is_handed_in_on_another_exactly_once(
    island: Island, take: Take, room: Classroom, tmp_path: Path
) -> None:
    first = lessons_of(island, take(), room.account_id)
    expect(state_of(first, room)).to_have_text(READY)
    island.stop()
    first.goto(room.address)
    for name in room.names[:3]:
        tap(first, name)
    expect(first.locator(".sync")).to_contain_text("Chờ gửi 3")
    first.goto("/cho-gui")
    expect(first.locator("[data-waiting]")).to_contain_text("3 việc, giữ từ")
    check_page(first)
    with first.expect_download() as download:
        first.get_by_role("button", name="Tải dữ liệu chưa gửi").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert re.fullmatch(r"lopso-cho-gui-\d{4}-\d\d-\d\d-\d{4}\.json", file.name)
    told = json.loads(file.read_text(encoding="utf-8"))
    assert [each["kind"] for each in told["operations"]] == ["mark"] * 3
    first.context.set_offline(True)  # it stays in the cellar
    island.start()

    second = take()
    island.sign_in(second, room.account_id)
    for entered, before in [(3, 0), (0, 3)]:
        page = second.new_page()
        page.goto("/cho-gui")
        page.get_by_text("Gửi tệp từ máy khác").click()
        page.get_by_label("Tệp chờ gửi").set_input_files(file)
        page.get_by_role("button", name="Gửi tệp").click()
        expect(page.get_by_text(f"Đã gửi {entered} · có từ trước {before} · phường chưa nhận 0")).to_be_visible()
        check_page(page)
    assert room.marks() == 3

    first.context.set_offline(False)  # and sends by itself
    expect(first.get_by_text("Không có gì chờ gửi")).to_be_visible()
    first.goto(room.address)
    expect_sent(first)
    assert room.marks() == 3
    with island.read() as session:
        phone = session.scalars(Phone.of(room.account_id, told["device"])).one()
        assert (phone.waiting, phone.refused) == (0, 0)


def test_another_persons_work_is_a_number_and_no_more(island: Island, take: Take, room: Classroom) -> None:
    phone = take()
    page = lessons_of(island, phone, room.account_id)
    expect(state_of(page, room)).to_have_text(READY)
    island.stop()
    page.goto(room.address)
    tap(page, room.names[0])
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    other = officer_of(island, room)
    phone.clear_cookies()  # before there is a line: else the roll that is still open might send it
    island.sign_in(phone, other)
    island.start()
    page.goto("/dang-nhap")  # a page that is not the phone's own: after it the line counts as there
    page.goto("/giang-vien")
    expect(page.locator(".sync")).to_contain_text("còn 1 việc của người khác")
    page.goto("/cho-gui")
    expect(page.get_by_text("Máy này còn giữ 1 việc của tài khoản khác.")).to_be_visible()
    assert room.names[0] not in page.content()
    with island.read() as session:
        assert (
            session.scalars(select(Account.full_name).where(Account.id == room.account_id)).one() not in page.content()
        )


# Firefox puts a question and settles `persist()` with the answer, which may never come.
ASKS_AND_WAITS = """
const supports = CSS.supports.bind(CSS);
CSS.supports = (...said) => said[0] === '-moz-appearance' || supports(...said);
StorageManager.prototype.persist = () => {
  sessionStorage.asked = 1 + Number(sessionStorage.asked || 0);
  return new Promise(() => {});
};
"""
WHY = "[data-why-asked]"


def test_preparing_saves_at_the_press_whatever_the_browser_asks(island: Island, take: Take, room: Classroom) -> None:
    phone = take()
    phone.add_init_script(ASKS_AND_WAITS)
    page = lessons_of(island, phone, officer_of(island, room))
    expect(page.locator(WHY)).to_contain_text("Cho phép")
    expect(state_of(page, room)).to_have_text(MISSING)

    page.get_by_role("button", name="Chuẩn bị cho buổi học").click()

    expect(state_of(page, room)).to_have_text(READY)
    assert page.evaluate("sessionStorage.asked") == "1"
    page.reload()
    expect(state_of(page, room)).to_have_text(READY)
    expect(page.locator(WHY)).to_be_hidden()


def test_a_tick_brings_up_no_question_of_the_browser(island: Island, take: Take, room: Classroom) -> None:
    phone = take()
    phone.add_init_script(ASKS_AND_WAITS)
    page = lessons_of(island, phone, room.account_id)
    page.goto(room.address)

    tap(page, room.names[0])

    expect_sent(page)
    assert page.evaluate("sessionStorage.asked || '0'") == "0"
