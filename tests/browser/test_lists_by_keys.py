"""Chị Đào works in the lists of the desk by keys alone, and hears what her presses bring."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import Matter, Role
from tests.browser.conftest import Site
from tests.factories import make_account, make_person, make_plan, make_ward

Open = Callable[..., Page]
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}


@pytest.fixture
def enter(site: Site, open_window: Open) -> Open:
    """`enter("/van-phong/nguoi-hoc")`: a window of the officer of a ward with two overdue tasks and thirty people."""
    with site.write() as session:
        ward = make_ward(session)
        plan, due = make_plan(session, ward), clock.today() - timedelta(days=3)
        session.add_all(Matter(unit=ward, plan=plan, text=text, due_on=due) for text in ("Mở lớp", "Báo cáo"))
        for number in range(30):
            make_person(session, ward, f"Nguyễn Thị Hoa {number}", 1956)
        officer = make_account(session, ward, Role.OFFICER).id

    def entered(path: str) -> Page:
        page = open_window(**WIDE)
        site.sign_in(page.context, officer)
        page.goto(path)
        return page

    return entered


def test_a_list_says_what_a_press_brought(enter: Open) -> None:
    page = enter("/van-phong/nguoi-hoc")
    heard = page.locator("#da-bao")
    page.locator("thead a").last.press("Enter")
    expect(heard).to_contain_text("1 đến 25 trong 30")
    page.locator("#trang-sau").press("Enter")
    expect(heard).to_contain_text("26 đến 30 trong 30")
    expect(page.locator("caption")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("Hoa")
    expect(heard).to_contain_text("mũi tên xuống để chọn")
    expect(page.locator("#tim-thay")).not_to_have_attribute("aria-live", "polite")


def test_the_bar_comes_with_a_choice_moves_nothing_and_goes_with_the_last(enter: Open) -> None:
    page = enter("/van-phong/nhiem-vu")
    bar, height = page.locator("#viec-da-chon"), "document.documentElement.scrollHeight"
    expect(bar).to_be_hidden()
    before = page.evaluate(height)
    page.locator("[data-pick]").first.press("Space")
    expect(bar.locator("> button.btn")).to_have_count(3)
    expect(page.locator("#da-bao")).to_have_text("Đã chọn 1")
    assert page.evaluate(height) == before
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{page.url}?chon=1")
    page.locator("[data-pick]").first.check()
    bar.locator("summary").click()
    for act in bar.get_by_role("button").all():
        expect(act).to_be_in_viewport(ratio=1)
    bar.get_by_role("button", name="Bỏ chọn").click()
    expect(bar).to_be_hidden()


def test_without_script_the_bar_stands_below_the_list(site: Site, enter: Open, open_window: Open) -> None:
    cookies = enter("/van-phong/nguoi-hoc").context.cookies()
    page = open_window(**WIDE, java_script_enabled=False)
    page.context.add_cookies(cookies)
    page.goto("/van-phong/nguoi-hoc")
    last, bar = page.locator("tbody tr").last.bounding_box(), page.locator("#viec-da-chon").bounding_box()
    assert last
    assert bar
    assert bar["y"] >= last["y"] + last["height"]


def test_the_work_with_chosen_rows_is_one_link_away(enter: Open) -> None:
    page = enter("/van-phong/nguoi-hoc")
    page.get_by_role("checkbox", name="Chọn", exact=False).nth(1).press("Space")
    page.get_by_role("link", name="Đến việc với các dòng đã chọn").press("Enter")
    expect(page.locator("#viec-da-chon")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#viec-da-chon button").first).to_be_focused()


def test_the_way_back_from_a_row_leads_to_the_row(enter: Open) -> None:
    page = enter("/van-phong/nguoi-hoc")
    title, row = page.title(), page.locator("tbody [data-row]").nth(2)
    name = row.inner_text()
    row.press("Enter")
    expect(page.get_by_role("heading", name=name)).to_be_focused()
    expect(page).to_have_title(title.replace("Người", f"Người – {name}"))
    page.go_back()
    expect(row).to_be_focused()
    expect(page).to_have_title(title)
    page.go_forward()
    expect(page.get_by_role("heading", name=name)).to_be_focused()
    page.keyboard.press("Escape")
    expect(row).to_be_focused()
    expect(page).to_have_title(title)


def test_a_filter_that_keys_walk_through_asks_once(enter: Open) -> None:
    page = enter("/van-phong/nguoi-hoc")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("[data-filters] select:not(.no-desk select)").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert not asked
    page.keyboard.press("Tab")
    expect(page.locator("#da-bao")).not_to_be_empty()
    assert len(asked) == 1
