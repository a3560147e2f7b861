"""What pages are held to finds what is wrong, also where only some of a page is asked."""

import ast
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.checks import axe

TEXT = '<main><h1>Lớp</h1><p>Một</p><p>Hai <a href="/">Ba</a> bốn</p></main>'
GOOD = f'<!doctype html><html lang="vi"><title>Lớp</title>{TEXT}'


@pytest.mark.parametrize(
    ("written", "wrong", "complaint"),
    [
        ("<p>Một", '<p style="color: #aaa">Một', "color-contrast"),
        ("<main>", '<main style="background: #777">', "color-contrast"),
        ('<a href="/"', '<a href="/" style="color: #222; text-decoration: none"', "link-in-text-block"),
        ("<h1>Lớp", '<img src="data:,"><h1>Lớp', "image-alt"),
    ],
)
def test_beside_what_was_met_before_what_is_new_is_asked(page: Page, written: str, wrong: str, complaint: str) -> None:
    page.set_content(GOOD)
    axe(page)
    page.set_content(GOOD.replace(written, wrong))
    with pytest.raises(AssertionError, match=complaint):
        axe(page)
    with pytest.raises(AssertionError, match=complaint):
        axe(page)


def test_what_is_drawn_anew_again_and_again_is_asked_too(page: Page) -> None:
    page.set_content(GOOD)
    axe(page)
    page.evaluate("""() => {
      const shown = document.querySelector('p');
      shown.style.color = '#aab';
      setInterval(() => document.querySelector('p').replaceWith(shown.cloneNode(true)), 1);
    }""")
    with pytest.raises(AssertionError, match="color-contrast"):
        axe(page)


def _checked_too_soon(source: str) -> list[str]:
    """The checks that follow a tap at once, of a test's source: a tap, unlike a click, does not wait for the page it
    opens, and what is checked is the page before, or one that has not begun."""
    blocks = [
        node.body for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.With | ast.For)
    ]
    steps = [(ast.unparse(first), ast.unparse(then)) for block in blocks for first, then in pairwise(block)]
    return [then for first, then in steps if first.endswith(".tap()") and hasattr(checks, then.partition("(")[0])]


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ("page.get_by_text('Sang').tap(); check_turned(page, (360, 'dark'))", ["check_turned(page, (360, 'dark'))"]),
        ("page.get_by_text('Sang').tap(); expect(page).to_have_url('/'); check_page(page)", []),
        ("page.get_by_text('Sang').click(); check_page(page)", []),
    ],
)
def test_a_check_that_follows_a_tap_at_once_is_found(steps: str, found: list[str]) -> None:
    assert _checked_too_soon(f"def test(page):\n    {steps}") == found


def test_no_page_is_checked_before_a_tap_has_opened_it() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("*.py")}
    assert {name: found for name, source in sources.items() if (found := _checked_too_soon(source))} == {}
