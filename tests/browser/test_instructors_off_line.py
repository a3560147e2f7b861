"""When something is in the way: no line, an ended sign-in, another's phone, a closed lesson. No tick is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Dialog, expect

from app.country import clock
from app.models import SignIn
from tests.browser.conftest import Site
from tests.browser.rolls import Open, expect_sent, row_of, stays, take_up, tap
from tests.classroom import Classroom, make_classroom


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED")
def test_without_a_line_taps_wait_on_the_phone_and_go_when_it_is_back(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    page.context.set_offline(True)
    for name in room.names[:3]:
        tap(page, name)

    expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")
    expect(page.locator(".sync small")).to_contain_text("đã giữ từ")
    expect(page.locator("[data-wait]")).to_have_count(3)
    expect(row_of(page, room.names[0]).locator("small")).to_contain_text("chờ gửi")
    expect(page.locator("[data-line]")).to_have_text("Đã gửi 0 · chờ gửi 3 người")
    assert room.marks() == 0

    page.context.set_offline(False)

    expect_sent(page)
    assert room.statuses() == dict.fromkeys(room.people[:3], "present")
    assert room.marks() == 3


@pytest.mark.expects("502")
def test_leaving_with_unsent_work_asks_nothing_for_it_is_kept(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    asked: list[str] = []

    def hear(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", hear)
    page.route("**/dong-bo", lambda route: route.fulfill(status=502, body=""))
    tap(page, room.names[0])
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")

    page.reload()

    expect(row_of(page, room.names[0])).to_have_attribute("data-status", "present")
    expect(row_of(page, room.names[0]).locator("small")).to_contain_text("chờ gửi")
    assert asked == []
    assert room.marks() == 0
    page.unroute("**/dong-bo")
    take_up(page)
    expect_sent(page)
    assert room.marks() == 1


@pytest.mark.expects("401")
def test_a_sign_in_that_runs_out_mid_roll_costs_no_tick(room: Classroom, phone_of: Open, site: Site) -> None:
    page = phone_of(room)
    tap(page, room.names[0])
    expect_sent(page)
    with site.write() as session:
        for sign_in in session.scalars(SignIn.open_for(room.account_id)):
            sign_in.created_at = sign_in.last_seen_at = clock.now() - timedelta(days=40)
    same_page = stays(page)

    tap(page, room.names[1])
    tap(page, room.names[2])

    expect(page.locator(".sync")).to_contain_text("Chờ gửi 2")
    way_in = page.get_by_role("link", name="Mở trang đăng nhập")
    expect(way_in).to_be_visible()
    with page.context.expect_page() as opened:
        way_in.click()
    expect(opened.value).to_have_url(re.compile("/dang-nhap\\?next=/giang-vien/lop/"))
    site.sign_in(page.context, room.account_id)
    opened.value.close()
    take_up(page)

    expect_sent(page)
    expect(way_in).to_be_hidden()
    assert same_page()
    assert room.statuses() == dict.fromkeys(room.people[:3], "present")


def test_on_a_shared_phone_nobody_sends_under_anothers_name(room: Classroom, phone_of: Open, site: Site) -> None:
    stranger = make_classroom(site.app, ["Ngô Hồng Quân"])
    page = phone_of(room)
    page.context.clear_cookies()
    site.sign_in(page.context, stranger.account_id)

    tap(page, room.names[0])

    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    expect(page.get_by_role("link", name="Mở trang đăng nhập")).to_be_visible()
    assert room.marks() == 0
    site.sign_in(page.context, room.account_id)
    take_up(page)
    expect_sent(page)
    assert room.marks() == 1


def test_a_tick_that_is_refused_says_why_on_its_row(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    room.close()

    tap(page, room.names[0])

    row = row_of(page, room.names[0])
    expect(row.locator("small")).to_contain_text("Chưa ghi được. Lần ghi này sau khi buổi đã xong. Anh chị mở lại buổi")
    expect(row).to_have_attribute("data-status", "unmarked")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 0/6")
    expect(page.locator("[data-say]")).to_contain_text("Chưa ghi được")
    expect(page.locator("[data-last]")).to_contain_text(f"{room.names[0]} · Chưa ghi")
    assert room.marks() == 0


@pytest.mark.expects("503")
def test_a_server_that_is_away_for_a_moment_is_asked_again(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    away = [True]

    def answer(route: Any) -> None:
        if away[0] and route.request.method == "POST":
            away[0] = False
            route.fulfill(status=503, body="<h1>hotel</h1>")
        else:
            route.continue_()

    page.route("**/dong-bo", answer)
    tap(page, room.names[0])

    expect_sent(page)
    assert not away[0]
    assert room.marks() == 1


def test_a_page_that_is_no_answer_of_ours_is_not_believed(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room)
    portal = [True]

    def answer(route: Any) -> None:
        if portal[0]:
            portal[0] = False
            route.fulfill(status=200, content_type="text/html", body="<h1>Wi-Fi miễn phí</h1>")
        else:
            route.continue_()

    page.route("**/dong-bo", answer)
    tap(page, room.names[0])

    expect_sent(page)
    assert room.marks() == 1
