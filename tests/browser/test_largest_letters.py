"""Who needs letters at their largest, on the narrowest phone: what they look for stands in the first screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import check_page, fits
from tests.browser.conftest import Site
from tests.browser.rolls import Open, tap
from tests.classroom import Classroom, make_classroom
from tests.doorsteps import Street
from tests.factories import make_course, make_ward

NARROW = {"width": 320, "height": 640}
RESIDENTS = Path(__file__).parents[1] / "country/names/residents.txt"


@pytest.fixture(scope="module")
def hall(site: Site) -> Classroom:
    return make_classroom(site.app, RESIDENTS.read_text(encoding="utf-8").split("\n")[:200])


@pytest.fixture
def large(open_window: Open) -> Callable[[str], Page]:
    """`large(address)`: a page on the narrowest phone in the largest letters."""

    def opened(address: str, page: Page | None = None) -> Page:
        page = page or open_window(viewport=NARROW)
        page.goto(f"/co-chu?co=3&ve={address}")
        expect(page.locator("html")).to_have_attribute("data-text", "3")
        return page

    return opened


@pytest.fixture
def roll(large: Callable[..., Page], open_window: Open, site: Site, hall: Classroom) -> Page:
    page = open_window(viewport=NARROW)
    site.sign_in(page.context, hall.account_id)
    return large(hall.address, page)


def edges(found: Locator) -> tuple[float, float]:
    """Where something begins and ends on the screen, in CSS pixels from its top."""
    box = found.bounding_box()
    assert box
    return box["y"], box["y"] + box["height"]


def bar_of(page: Page) -> Locator:
    return page.locator(".bar:not([data-update])")


def test_the_first_name_of_a_roll_stands_in_the_first_screen_above_the_bar(roll: Page) -> None:
    name, bar = roll.locator(".who b").first, bar_of(roll)

    assert edges(name)[1] <= edges(bar)[0]
    assert edges(bar)[1] - edges(bar)[0] <= NARROW["height"] / 6
    for word in ("Hoàn tác", "Thêm người", "Xong"):
        expect(bar.get_by_text(word, exact=True)).to_have_count(1)
    expect(roll.get_by_role("button", name="Hoàn tác")).to_be_visible()
    expect(roll.get_by_role("link", name="Thêm người", exact=True)).to_be_visible()
    fits(roll)
    check_page(roll)


def test_after_a_tap_the_bar_leaves_three_fifths_of_the_screen(roll: Page, hall: Classroom) -> None:
    tap(roll, hall.names[0])

    expect(roll.get_by_role("button", name="Đến muộn")).to_be_visible()
    assert edges(bar_of(roll))[0] >= NARROW["height"] * 0.6
    fits(roll)


def test_hits_stand_above_bar_and_keyboard_while_one_types(roll: Page, hall: Classroom) -> None:
    tap(roll, hall.names[0])
    search = roll.get_by_label("Tìm tên")
    search.tap()
    roll.keyboard.type("nguyen")

    hit = roll.locator(".roll > li:visible").first
    # A keyboard takes some 270 of them.
    assert edges(hit.locator("b"))[1] <= NARROW["height"] - 270
    assert edges(bar_of(roll))[0] >= NARROW["height"], "the bar is out of sight while one types"
    search.blur()
    expect(bar_of(roll)).to_be_in_viewport()


def test_the_bar_goes_while_one_types_where_the_page_put_the_cursor(
    large: Callable[..., Page], open_window: Open, site: Site, hall: Classroom
) -> None:
    page = open_window(viewport=NARROW)
    site.sign_in(page.context, hall.account_id)
    large(f"{hall.address}/them-nguoi", page)
    expect(page.get_by_label("Họ và tên")).to_be_focused()
    # The cursor may stand there before any script listens.
    bar_of(page).evaluate("bar => bar.removeAttribute('data-typing')")
    expect(bar_of(page)).to_be_in_viewport()

    page.keyboard.type("Trần")

    expect(bar_of(page)).not_to_be_in_viewport()


def test_a_name_in_the_form_of_a_family_has_the_whole_row(large: Callable[..., Page], site: Site) -> None:
    with site.write() as session:
        address = f"/l/{make_course(session, make_ward(session)).code}/ca-nha"
    page = large(address)
    page.set_viewport_size({"width": 390, "height": 844})
    row, name = page.locator("#ca-nha fieldset").first, page.get_by_label("Họ và tên").first

    for size in "31":
        page.goto(f"/co-chu?co={size}&ve={address}")
        row_box, box = row.bounding_box(), name.bounding_box()
        assert row_box
        assert box
        assert box["width"] >= row_box["width"] - 2
    check_page(page)


def test_the_tabs_of_a_head_are_one_row_of_a_sixth_of_the_screen(
    large: Callable[..., Page], open_window: Open, site: Site
) -> None:
    head = Street.build(site.app, "6 8").head
    page = open_window(viewport=NARROW)
    site.sign_in(page.context, head.id)
    large("/quay/to-cua-toi", page)
    tabs = page.locator(".tabs")
    for root in ("", "32px"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", root)
        top, end = edges(tabs)
        assert end - top <= NARROW["height"] / 6
        assert len({round(edges(each)[0]) for each in tabs.locator("li").all()}) == 1
        fits(page)
