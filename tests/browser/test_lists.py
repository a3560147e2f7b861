"""Every list of the rooms of the staff at the widths of an office, with long names: its heads, its names, its width."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from app.web.access import COOKIE
from tests.architecture.declared import declared
from tests.architecture.wards import make_everything
from tests.browser.checks import no_sideways_scroll
from tests.browser.conftest import Site

WIDTHS = (1280, 1366)
LONG = "Công Tằng Tôn Nữ Thị Huyền Trang"
# Names of people and of what they belong to, as long as they come.
LENGTHEN = """long => {
  for (const place of document.querySelectorAll('.rows tbody .main a, .rows tbody .br, .rows tbody .pl'))
    (place.lastChild || place).textContent = long;
}"""
# Words of a head that stand on more than one line.
BROKEN = """() => [...document.querySelectorAll('thead th')].flatMap(head => {
  const walker = document.createTreeWalker(head, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) for (const word of walker.currentNode.textContent.matchAll(/[^\\s/–-]+/g)) {
    const range = document.createRange();
    range.setStart(walker.currentNode, word.index);
    range.setEnd(walker.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(word[0]);
  }
  return found;
})"""
# What somebody asks for who reads badly (WCAG 2.2, 1.4.12).
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
# Words that end in "…". A text of the plan, which a dense row only begins, stands whole where the row leads.
CUT = """() => [...document.querySelectorAll('main *')]
  .filter(e => getComputedStyle(e).textOverflow === 'ellipsis' && e.scrollWidth > e.clientWidth + 1)
  .filter(e => !e.closest('.long')).map(e => e.textContent.trim().slice(0, 60))"""

# The choices among rows, each with whether it is seen.
FILTERS = """() => [...document.querySelectorAll('[data-filters] select')].filter(e => !e.closest('.no-desk'))
  .map(e => [e.id, Boolean(e.offsetParent)])"""


@pytest.fixture
def lists(site: Site, open_window: Callable[..., Page]) -> Iterator[Page]:
    """Each page with a list, one after the other, in the same window."""
    ward = make_everything(site.app, "Phường Hà Lầm")
    page = open_window(viewport={"width": WIDTHS[0], "height": 800}, is_mobile=False, has_touch=False)
    page.context.add_cookies([{"name": COOKIE, "value": ward.token, "url": site.url}])

    def opened() -> Iterator[Page]:
        client, met = ward.browser().client, set[str]()
        for route in declared():
            if route.method != "GET" or (route.is_public and route.arguments):
                continue
            address = ward.address(route) if route.arguments else route.address
            with client.get(address, follow_redirects=True) as answer:
                is_list = answer.mimetype == "text/html" and b'<table class="rows' in answer.data
            if is_list and route.endpoint not in met:
                met.add(route.endpoint)
                page.goto(address)
                page.evaluate(LENGTHEN, LONG)
                yield page
        assert len(met) >= 20

    return opened()


def test_a_list_shows_its_filters_heads_break_between_words_and_names_stand_whole(lists: Iterator[Page]) -> None:
    wrong, filters = [], []
    for page in lists:
        filters += [(page.url, field, seen) for field, seen in page.evaluate(FILTERS)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            no_sideways_scroll(page)
            wrong += [f"{page.url} at {width}: {word} is broken" for word in page.evaluate(BROKEN)]
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.evaluate(SPACED)
        no_sideways_scroll(page)
        wrong += [f"{page.url}: “{words}” is cut" for words in page.evaluate(CUT)]
    assert wrong == []
    assert len(filters) >= 16
    assert [each for *each, seen in filters if not seen] == []
