"""What every page is held to, as functions that a browser test calls on an open page."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Design look: the thumb of a seventy-year-old, and the smallest letters on any screen, in CSS pixels.
SMALLEST_TARGET = 48
SMALLEST_TEXT = 16

# A link may be larger than its words: a box to tick takes its whole label, a card its whole card (an absolutely
# placed ::after), and a link in the middle of a sentence is as high as its line, which WCAG 2.5.8 allows.
TARGETS = """least => {
  const pressed = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary');
  const box = element => {
    if (element.matches('.choice input, .tile input')) return element.closest('label');
    const over = getComputedStyle(element, '::after');
    return over.content !== 'none' && over.position === 'absolute' ? element.closest('.dated') : element;
  };
  const found = [];
  for (const element of pressed) {
    if (element.closest('.sr') || !element.getClientRects().length) continue;
    const inSentence = getComputedStyle(element).display === 'inline' && element.parentElement.matches('p, li, dd');
    if (inSentence && element.parentElement.textContent.trim() !== element.textContent.trim()) continue;
    const {width, height} = box(element).getBoundingClientRect();
    if (width < least - .5 || height < least - .5)
      found.push(`${width.toFixed(1)} x ${height.toFixed(1)}: ${element.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""

# A paper's head on the screen is a picture: its words stand in the fields beside it, in full size.
SMALL_TEXT = """least => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const size = parseFloat(getComputedStyle(walker.currentNode.parentElement).fontSize);
    if (walker.currentNode.parentElement.closest('.paper')) continue;
    if (text && size < least - .01) found.add(`${size}px: ${text.slice(0, 60)}`);
  }
  return [...found];
}"""

TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  return [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > page.clientWidth + 1 && !e.closest('.sr, .scroll'))
    .map(e => e.outerHTML.slice(0, 120));
}"""

# Words that stick out of the box they stand in: on a phone they lie over their neighbour.
CLIPPED = """() => [...document.querySelectorAll('h1, h2, p, a, button, label, legend, summary, td, th, dd, li, small')]
  .filter(e => !e.closest('.sr') && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1)
  .map(e => `${e.scrollWidth} in ${e.clientWidth}: ${e.outerHTML.slice(0, 120)}`)"""

# What axe complains of, as lines; the rest of what it found out stays in the page.
COMPLAINTS = """async tags => {
  const told = await axe.run(document, { resultTypes: ['violations'], runOnly: tags });
  const lines = ({ id, help, nodes }) => nodes.map(node => `${id}: ${help}: ${node.html.slice(0, 160)}`);
  return told.violations.flatMap(lines);
}"""

# Bars that stay in sight lie over whatever scrolls beneath them; for a check of the whole page they stand still.
UNSTICK = (
    "() => document.querySelectorAll('.bar, .tabs, .find, .results').forEach(e => { e.style.position = 'static' })"
)


def axe(page: Page) -> None:
    """No violation of WCAG 2.2 A and AA, nor of axe's best practice."""
    page.wait_for_load_state("load")  # words are there before the style sheets that give them room
    page.evaluate(UNSTICK)
    page.evaluate(AXE + "\n;null")
    found = page.evaluate(COMPLAINTS, AXE_TAGS)
    assert not found, f"{page.url}\n" + "\n".join(found)


def no_sideways_scroll(page: Page) -> None:
    """The page is no wider than the screen."""
    too_wide = page.evaluate(TOO_WIDE)
    width = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], f"{page.url}: {width}\n" + "\n".join(too_wide[:8])


def targets(page: Page) -> None:
    """What can be pressed is at least 48 × 48 CSS pixels."""
    found = page.evaluate(TARGETS, SMALLEST_TARGET)
    assert not found, f"{page.url}\n" + "\n".join(found)


def letters(page: Page) -> None:
    """No text on screen is smaller than 16 CSS pixels."""
    found = page.evaluate(SMALL_TEXT, SMALLEST_TEXT)
    assert not found, f"{page.url}\n" + "\n".join(found)


def nothing_clipped(page: Page) -> None:
    """No word sticks out of the box it stands in."""
    found = page.evaluate(CLIPPED)
    assert not found, f"{page.url}\n" + "\n".join(found)


def check_page(page: Page) -> None:
    """All of the above, for a page as it stands."""
    axe(page)
    no_sideways_scroll(page)
    targets(page)
    letters(page)
    nothing_clipped(page)
