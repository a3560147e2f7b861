"""The component page, as eyes, thumbs and a screen reader meet it: each piece, in each light, at each width."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.checks import SMALLEST_TEXT, axe, check_turned, fits

# Every piece once; and one task of the staff, with its search, roll and action bar.
ALL = "/linh-kien"
TASK = "/linh-kien/mot-viec"


@pytest.fixture
def opened(open_window: Callable[..., Page]) -> Callable[..., Page]:
    """`opened(TASK, 320)`: the component page, or the task beside it, in a window so many CSS pixels wide."""

    def open_page(address: str = ALL, width: int = 360, **settings: Any) -> Page:
        page = open_window(viewport={"width": width, "height": 740}, is_mobile=width < 600, **settings)
        page.goto(address)
        return page

    return open_page


@pytest.mark.parametrize("address", [ALL, TASK])
@pytest.mark.core("the pieces of every page, by axe")
def test_each_piece_holds_at_each_width_in_each_light(opened: Callable[..., Page], address: str) -> None:
    page = opened(address, 1280)
    expect(page.locator("h1")).to_have_count(1)
    check_turned(page, (1280, "dark"), (320, "dark"), (360, "light"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("main.style.color = 'gainsboro'", "color-contrast"),
        ("main.querySelector('button').textContent = ''", "button-name"),
        ("main.querySelector('button').setAttribute('role', 'nothing')", "aria-roles"),
    ],
    ids=["its colours", "its words", "an attribute"],
)
def test_a_page_that_was_well_is_asked_again_once_it_looks_otherwise(
    opened: Callable[..., Page], change: str, said: str
) -> None:
    page = opened(TASK)
    axe(page)
    page.evaluate(f"() => {{ const main = document.querySelector('main'); {change} }}")

    with pytest.raises(AssertionError, match=said):
        axe(page)


@pytest.mark.parametrize("address", [ALL, TASK])
def test_words_may_double_and_nothing_breaks(opened: Callable[..., Page], address: str) -> None:
    page = opened(address, 320)
    for size in (119, 138, 200):
        page.evaluate("size => { document.documentElement.style.fontSize = `${size}%` }", size)

        fits(page)
        small = page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('small')).fontSize)")
        assert small == pytest.approx(SMALLEST_TEXT * size / 100, abs=0.1)


def test_a_chosen_text_size_makes_all_letters_larger(opened: Callable[..., Page]) -> None:
    page = opened()
    heights = []
    for size in ("1", "2", "3"):
        page.evaluate("size => { document.documentElement.dataset.text = size }", size)
        heights.append(page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)"))

    assert heights == pytest.approx([18, 21.42, 24.84])


@pytest.mark.parametrize(("address", "stays"), [(ALL, ".tabs"), (TASK, ".bar:not([data-update])")])
def test_the_bar_stays_in_sight_and_covers_nothing_at_the_end(
    opened: Callable[..., Page], address: str, stays: str
) -> None:
    page = opened(address)
    expect(page.locator(stays)).to_be_in_viewport(ratio=1)

    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")

    last = page.get_by_role("button", name="Đăng xuất")
    expect(last).to_be_in_viewport(ratio=1)
    last.click(trial=True)


def test_the_focus_ring_is_seen_on_each_thing_that_can_be_pressed(opened: Callable[..., Page]) -> None:
    page = opened()
    page.get_by_role("link", name="Đến nội dung chính").focus()  # the first wrong line has the focus
    seen = set()
    for _ in range(45):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
              const at = document.activeElement;
              const drawn = at.matches('.tile input') ? at.nextElementSibling : at.closest('.go') || at;
              const style = getComputedStyle(drawn);
              return [at.tagName, style.outlineStyle, parseFloat(style.outlineWidth)];
            }"""
        )
        assert focused[1:] == ["solid", 3], focused
        seen.add(focused[0])

    assert {"A", "BUTTON", "INPUT", "SELECT", "TEXTAREA", "SUMMARY"} <= seen


def test_the_error_summary_leads_to_the_line_that_is_wrong(opened: Callable[..., Page]) -> None:
    page = opened()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Còn 3 dòng cần sửa")
    expect(summary).to_contain_text("Những gì bác đã ghi vẫn còn đây.")

    summary.get_by_role("link", name="Năm sinh").click()

    year = page.locator("#sai-birth_year")
    expect(year).to_be_in_viewport()
    expect(year).to_have_value("54")
    expect(year).to_have_accessible_description(
        "Bốn chữ số, ví dụ 1954 Năm sinh “54” thiếu hai số. Bác ghi đủ bốn số, ví dụ 1954."
    )


def test_a_tile_is_chosen_without_any_script(opened: Callable[..., Page]) -> None:
    page = opened(java_script_enabled=False)
    page.get_by_role("radio", name="Trả tiền").check()

    expect(page.get_by_role("radio", name="Trả tiền")).to_be_checked()
    expect(page.get_by_role("radio", name="VNeID")).not_to_be_checked()


def test_a_table_is_a_card_a_row_on_a_phone_and_still_a_table_to_a_screen_reader(opened: Callable[..., Page]) -> None:
    page = opened()
    table = page.get_by_role("table", name="Chỉ tiêu và kết quả")
    expect(table.get_by_role("rowheader")).to_have_count(4)
    expect(table.get_by_role("columnheader")).to_have_count(3)
    first = table.get_by_role("row").filter(has_text="Người dân biết dùng dịch vụ số")
    cells = [cell.bounding_box() for cell in first.get_by_role("cell").all()]
    assert cells[0] is not None
    assert cells[1] is not None
    assert cells[0]["y"] < cells[1]["y"], "on a phone a row's cells stand under each other"
    blank = table.get_by_role("row").filter(has_text="Ô trống")
    expect(blank.get_by_role("cell")).to_have_count(1)


def test_colour_is_never_the_only_sign_of_a_mark(opened: Callable[..., Page]) -> None:
    page = opened(TASK)
    for name, word in {"Lưu Thị Lan Anh": "Có mặt", "Nguyễn Văn Hùng": "Vắng có phép"}.items():
        expect(page.get_by_role("listitem").filter(has_text=name).locator("em")).to_have_text(word)
    empty = page.get_by_role("listitem").filter(has_text="Dương Gia Bảo")
    expect(empty.get_by_role("button").first).to_have_attribute("aria-pressed", "false")
    expect(empty.locator("use")).to_be_hidden()


def test_paper_gets_ink_and_nothing_to_press(opened: Callable[..., Page]) -> None:
    page = opened(width=794, color_scheme="dark")
    page.emulate_media(media="print")

    for gone in (".top", ".tabs", ".btn", ".size"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.get_by_role("img", name="Mã QR mẫu")).to_be_visible()
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    ink = page.evaluate("() => getComputedStyle(document.body).color")
    assert (ground, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")


def test_chosen_and_current_stay_visible_in_forced_colours(opened: Callable[..., Page]) -> None:
    page = opened(forced_colors="active")

    for chosen in (".tabs [aria-current]", ".chip[aria-current]", ".tile :checked + span"):
        width = page.locator(chosen).first.evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)")
        assert width == 3, chosen


@pytest.mark.parametrize("light", ["light", "dark"])
def test_a_qr_code_stays_dark_on_light_in_forced_colours(opened: Callable[..., Page], light: str) -> None:
    page = opened(forced_colors="active", color_scheme=light)

    drawn = page.get_by_role("img", name="Mã QR mẫu")
    shades = Image.open(BytesIO(drawn.screenshot())).convert("L")
    assert (shades.getextrema(), shades.getpixel((16, 16))) == ((0, 255), 255)


@pytest.mark.expects("422")
def test_a_refused_form_opens_in_the_first_wrong_line_with_all_that_was_typed(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("#full_name").fill("Chu Thị Pjảo")
    page.locator("#birth_year").fill("54")
    page.get_by_role("checkbox", name="Đi xe lăn").check()
    page.get_by_role("button", name="Đăng ký học").last.click()

    expect(page.locator("#birth_year")).to_be_focused()
    expect(page.locator("#birth_year")).to_have_value("54")
    expect(page.locator("#full_name")).to_have_value("Chu Thị Pjảo")
    expect(page.get_by_role("checkbox", name="Đi xe lăn")).to_be_checked()
    expect(page.get_by_role("alert").first).to_contain_text("Còn 2 dòng cần sửa")


LONG = "Ưng" * 100


@pytest.mark.parametrize(
    ("address", "places"),
    [
        (
            ALL,
            "h1, .card h2, .dated h2 a, .list span, .note p, dd b, .tag, th[scope=row], legend, .choice span, summary",
        ),
        (TASK, ".who b, .who small, .top small, h1"),
    ],
)
def test_a_name_of_three_hundred_letters_without_a_space_breaks_no_page(
    opened: Callable[..., Page], address: str, places: str
) -> None:
    page = opened(address, 320)
    page.evaluate(
        """([places, long]) => {
          for (const place of document.querySelectorAll(places)) place.lastChild.textContent = long;
        }""",
        [places, LONG],
    )

    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        fits(page)
