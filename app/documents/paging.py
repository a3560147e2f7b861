"""Where a list ends: never a sheet for one row and the signatures, where a little less air would save that sheet.

The style sheets keep the last rows together with what stands below them, so that a last page has at least these. What
is decided here is whether they could have stood on the page before: each way to make room says how much it gives, and
is tried only where that would be enough.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from weasyprint import Document

MM_PER_PX = 25.4 / 96
RULED = {"roll", "grid"}
KEPT_ROWS = 3  # stay together at the end of a table, as `tables` marks them
FEW = 9  # rows on a last page from which on it is a page like others
# Of a longer list a page less is worth no second layout, which would double its time; of one that nobody waits for at a
# table, and that has no tail of signatures, somewhat later.
MOST_PAGES, MOST_INTERNAL = 4, 12


@dataclass(frozen=True, slots=True)
class Nearer:
    """A way to save a sheet: with `stylesheets` added, or other HTML as `html` makes it; mm that this gives `a_row` and
    `at_once`."""

    stylesheets: tuple[str, ...] = ()
    html: Callable[[], str] | None = None
    a_row: float = 0.0
    at_once: float = 0.0


@dataclass(frozen=True, slots=True)
class Ending:
    """How a list ends: the rows of its tables in all, and those on its last page; mm by which the page before lacks
    the room for the latter and what follows them."""

    rows: int
    last: int
    lacking: float


# A working sheet and an official paper each have one: a little lower rows, less room about the signatures.
CLOSER = Nearer(("components/closer.css",), a_row=0.19, at_once=5.0)
# A list of sentences in 11 pt has another: lines and rows closer, mm by what two lines a row give.
TIGHTER = Nearer(("components/closer.css", "components/tighter.css"), a_row=0.8, at_once=6.0)


def closest(
    document: Document, nearer: Sequence[Nearer], lay_out: Callable[[Nearer], Document], most: int = MOST_PAGES
) -> Document:
    """The document itself, or what the first of the ways that saves a page gives, if it has at most `most` pages."""
    ending = ending_of(document) if nearer and 1 < len(document.pages) <= most else None
    if ending is None or ending.last >= FEW:
        return document
    for way in nearer:
        if way.a_row * ending.rows + way.at_once >= ending.lacking:
            other = lay_out(way)
            if len(other.pages) < len(document.pages):
                return other
    return document


def ending_of(document: Document) -> Ending | None:
    """How a document of several pages ends, None where its last two have no rows."""
    pages = [_rows(page) for page in document.pages]
    if not pages[-1] or not pages[-2]:
        return None
    before, last = (page._page_box for page in document.pages[-2:])
    needed = max(map(_bottom, _blocks(last))) - pages[-1][0].position_y
    free = before.content_box_y() + before.height - _bottom(pages[-2][-1])
    return Ending(sum(map(len, pages)), len(pages[-1]), (needed - free) * MM_PER_PX)


def _rows(page: Any) -> list[Any]:
    """The rows of the ruled tables of a page, without their heads."""
    tables = [box for box in _blocks(page._page_box) if box.element_tag == "table" and _looks(box) & RULED]
    bodies = [group for table in tables for group in table.children if group.element_tag == "tbody"]
    return [row for body in bodies for row in body.children]


def _looks(box: Any) -> set[str]:
    return set(box.element.get("class", "").split())


def _bottom(box: Any) -> float:
    bottom: float = box.position_y + box.margin_height()
    return bottom


def _blocks(box: Any) -> Iterator[Any]:
    """What stands in the area of a page, not going into the rows of its tables."""
    for child in box.children:
        if not getattr(child, "at_keyword", ""):
            yield child
            if child.element_tag not in ("tr", "p"):
                yield from _blocks(child)
