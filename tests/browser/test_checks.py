"""What pages are held to finds what is wrong, also where only some of a page is asked."""

import pytest
from playwright.sync_api import Page

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
