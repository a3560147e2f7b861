"""What every page is held to, as functions that a browser test calls on an open page."""

import hashlib
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakSet

from playwright.sync_api import Page

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Design look: the thumb of a seventy-year-old, and the smallest letters on any screen, in CSS pixels.
SMALLEST_TARGET = 48
# With a mouse at a desk, in the rooms made for that: WCAG 2.5.8.
SMALLEST_AT_A_DESK = 24
AT_A_DESK = "() => document.body.matches('.desk') && matchMedia('(min-width: 60em) and (pointer: fine)').matches"
SMALLEST_TEXT = 16

# A link may be larger than its words: a box to tick takes its whole label, a card its whole card (an absolutely
# placed ::after), and a link in the middle of a sentence is as high as its line, which WCAG 2.5.8 allows.
TARGETS = """least => {
  const pressed = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary');
  const box = element => {
    if (element.matches('.choice input, .tile input, .tick input')) return element.closest('label');
    const over = getComputedStyle(element, '::after');
    return over.content !== 'none' && over.position === 'absolute' ? element.closest('.go') : element;
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
  const over = [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > page.clientWidth + 1 && !e.closest('.sr, .scroll'));
  return [`${page.scrollWidth} in ${page.clientWidth}`, ...over.slice(0, 8).map(e => e.outerHTML.slice(0, 120))];
}"""

# Words that stick out of the box they stand in: on a phone they lie over their neighbour.
# A text of a plan ends in an ellipsis in a dense row, and stands whole where the row leads.
CLIPPED = """() => [...document.querySelectorAll('h1, h2, p, a, button, label, legend, summary, td, th, dd, li, small')]
  .filter(e => !e.closest('.sr') && !(e.closest('.long') && getComputedStyle(e).textOverflow === 'ellipsis'))
  .filter(e => e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1)
  .map(e => `${e.scrollWidth} in ${e.clientWidth}: ${e.outerHTML.slice(0, 120)}`)"""

# All of these in one question: to ask one costs more than the answer.
FITS = f"() => [...({TOO_WIDE})(), ...({CLIPPED})()]"
LAYOUT = f"""([hand, mouse, least]) =>
  [...({FITS})(), ...({TARGETS})(({AT_A_DESK})() ? mouse : hand), ...({SMALL_TEXT})(least)]"""

# All that axe's verdict hangs on: how the page is built (elements, attributes, whether there are words, what is seen,
# what scrolls, but neither the words themselves nor where things lie), and how each of its words is painted: in
# what colour and size, upon which grounds.
LOOKS = """() => {
  const bare = /^(value|content|action|src|srcset|style|data-.*|hx-.*|d|points)$/;
  const places = new Map(), built = [], painted = new Map();
  const place = number => places.has(number) ? places.get(number) : places.set(number, places.size).get(number);
  const plain = told => told.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d+/g, place);
  const told = ({ name, value }) =>
    bare.test(name) || (name === 'href' && value[0] !== '#') ? name + !value : name + '=' + plain(value);
  const read = (element, depth, around) => {
    const look = getComputedStyle(element), flows = v => v === 'auto' || v === 'scroll';
    const seen = element.checkVisibility({ checkVisibilityCSS: true });
    const across = flows(look.overflowX) && element.scrollWidth > element.clientWidth;
    const down = flows(look.overflowY) && element.scrollHeight > element.clientHeight;
    const attributes = [...element.attributes].map(told).sort();
    const words = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    built.push([depth, element.tagName, attributes, words, seen, across, down, element.checked, element.disabled]);
    const ground = look.backgroundColor, picture = look.backgroundImage !== 'none' && look.backgroundImage;
    const lies = [look.opacity !== '1' && look.opacity, look.position !== 'static' && look.position, picture];
    const own = [...lies.filter(Boolean), ground === 'rgba(0, 0, 0, 0)' ? '' : ground].join('');
    const below = own === ground && ground.startsWith('rgb(') ? '' : around;
    const paint = own ? own + '/' + below : around;
    if (seen && (words || element.matches('input, select, textarea'))) {
      const link = element.closest('a');
      const so = [paint, look.color, look.fontSize, look.fontWeight, look.textShadow, look.textDecorationLine,
        link && getComputedStyle(link.parentElement).color].join(';');
      painted.set(so, [...painted.get(so) || [], link || element]);
    }
    for (const child of element.children) read(child, depth + 1, paint);
  };
  read(document.documentElement, 0, '');
  window.paintedSo = painted;
  return [JSON.stringify(built), [...painted.keys()]];
}"""
# What axe complains of, as lines, and the paints it was asked for; the rest of what it found out stays in the page. It
# need not read each style sheet beforehand: the one rule that wants them is an experiment, and no tag of ours names it.
# The size of targets, a dear rule, TARGETS asks for at least as much. Colours, three quarters of its time, it is asked
# for only where something is painted (LOOKS) as nothing was before: looked for anew, and asked for first, since a page
# may draw itself anew after any question.
COMPLAINTS = f"""async ([tags, colours, paints]) => {{
  ({LOOKS})();
  const painted = paints.filter(paint => window.paintedSo.has(paint));
  const include = painted.flatMap(paint => window.paintedSo.get(paint));
  const all = {{ resultTypes: ['violations'], preload: {{ assets: ['media'] }} }};
  const left = Object.fromEntries(['target-size', ...colours].map(rule => [rule, {{ enabled: false }}]));
  const told = painted.length ? (await axe.run({{ include }}, {{ ...all, runOnly: colours }})).violations : [];
  if (tags) told.push(...(await axe.run(document, {{ ...all, runOnly: tags, rules: left }})).violations);
  const lines = ({{ id, help, nodes }}) => nodes.map(node => `${{id}}: ${{help}}: ${{node.html.slice(0, 160)}}`);
  return [told.flatMap(lines), painted];
}}"""
# The rules that ask for colours. All others ask how a page is built, and which of its elements are to be seen.
COLOURS = ["color-contrast", "link-in-text-block"]

# Looks and paints that axe, in this process, found nothing wrong with, and the rooms of which it saw a page at a desk.
_passed: set[bytes] = set()
_paints: set[str] = set()
_desks: set[str] = set()
PHONE_WIDTH, DESK_WIDTH = 360, 960
# The windows in which axe was read once. To bring it costs more than to ask it: a window that asks a second time keeps
# it at hand, unread, for all its later pages.
_asked: WeakSet[Page] = WeakSet()
READ_AXE = "() => { if (!('axe' in window) && window.readAxe) readAxe(); return 'axe' in window }"

# Bars that stay in sight lie over whatever scrolls beneath them; for a check of the whole page they stand still.
UNSTICK = (
    "() => document.querySelectorAll('.bar, .tabs, .find, .results').forEach(e => { e.style.position = 'static' })"
)


def axe(page: Page, *, colours_alone: bool = False) -> None:
    """No violation of WCAG 2.2 A and AA, nor of axe's best practice. What is built like a page that had none
    has none, nor have colours that were met before; `colours_alone` says that how it is built was asked."""
    page.wait_for_load_state("load")  # words are there before the style sheets that give them room
    page.evaluate(UNSTICK)
    told, painted = page.evaluate(LOOKS)
    built = hashlib.sha256(told.encode()).digest()
    tags = None if colours_alone or built in _passed else AXE_TAGS
    new = [paint for paint in painted if paint not in _paints]
    if not tags and not new:
        return
    if not page.evaluate(READ_AXE):
        if page in _asked:
            page.add_init_script(f"window.readAxe = () => {{ {AXE} }}")
        _asked.add(page)
        page.evaluate(AXE + "\n;null")
    found, asked = page.evaluate(COMPLAINTS, [tags, COLOURS, new])
    assert not found, f"{page.url}\n" + "\n".join(found)
    _paints.update(asked)
    if tags:
        _passed.add(built)


def no_sideways_scroll(page: Page) -> None:
    """The page is no wider than the screen."""
    _nothing_found(page, TOO_WIDE)


def fits(page: Page) -> None:
    """The page is no wider than the screen, and no word sticks out of the box it stands in."""
    page.wait_for_load_state("load")
    _nothing_found(page, FITS)


def check_layout(page: Page) -> None:
    """It fits, what can be pressed is at least 48 × 48 CSS pixels, with a mouse at a desk 24 × 24, and no text is
    smaller than 16: a page as it stands."""
    _nothing_found(page, LAYOUT, [SMALLEST_TARGET, SMALLEST_AT_A_DESK, SMALLEST_TEXT])


def _nothing_found(page: Page, question: str, given: object = None) -> None:
    found = page.evaluate(question, given)
    assert not found, f"{page.url}\n" + "\n".join(found)


def check_page(page: Page) -> None:
    """axe finds nothing and all lies as it should: a page as it stands."""
    axe(page)
    check_layout(page)


def check_turned(page: Page, *screens: tuple[int, str] | tuple[int, str, str]) -> None:
    """A page as it stands at each width in each light, in letters of the size that somebody chose: to turn it costs a
    third of opening it anew.

    How it lies is asked at each. axe, which costs more than all else together and asks how a page is built, goes over
    it on the screen that is most like a phone's, over its colours in the other light, and at a desk over one page of
    each room, whose frame is another one there.
    """
    page.wait_for_load_state("load")
    phone = min(screens, key=lambda screen: abs(screen[0] - PHONE_WIDTH))
    lights, size = {phone[1]}, ""
    for screen in screens:
        width, light, *letters = screen
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme="dark" if light == "dark" else "light")
        if size != (size := "".join(letters) or "1"):
            page.evaluate("size => { document.documentElement.dataset.text = size }", size)
        room = urlsplit(page.url).path.split("/")[1]
        in_full = screen == phone or (width >= DESK_WIDTH and room not in _desks)
        if in_full or light not in lights:
            axe(page, colours_alone=not in_full)
            lights.add(light)
            _desks.update({room} if in_full and width >= DESK_WIDTH else ())
        check_layout(page)


def twice_as_large(page: Page, width: int = 320) -> None:
    """Letters twice the size, of a page as it stands: words fit still."""
    page.set_viewport_size({"width": width, "height": 740})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    fits(page)
