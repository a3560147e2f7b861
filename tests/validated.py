"""The pages of a run that html-validate reads at its end, which takes it thirty times as long as a look of ours.

What it finds, it finds in how tags are written and elements stand: a tag with its attributes inside of others, what
follows what inside of it, the order of headings, the names of a form's fields and its submit buttons, landmarks without
a name of their own. A page of which every such piece stood on pages that were kept before tells it nothing new. What it
asks of ids, tests/page_checks.py asks of each page.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from tests.once import Told
from tests.walked import Walk

# Attributes whose value is a text, an address or a measure: html-validate asks no more than whether there is one.
FREE = re.compile(
    "value|href|action|src|srcset|content|title|alt|placeholder|datetime|min|max|maxlength|size|width|height|rows|cols"
    "|aria-label|data-.*|hx-.*|d|points|transform|viewbox|x|y|x1|x2|y1|y2|cx|cy|r"
)
# What differs from one meeting with a page to the next.
NUMBERS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+")
# A tag as it is written, a value in it, and what may not be written as it is.
TAGS, VALUES, RAW = re.compile("<[^>]*>"), re.compile('"[^"]*"'), re.compile("&(?![a-zA-Z]+;|#)[^<]*")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Of these each needs a name of its own where a page has several; forms and sections may have none.
LANDMARKS, UNNAMED = ("aside", "footer", "form", "header", "main", "nav", "section"), ("form", "section")


def pieces(html: str, walk: Walk) -> set[str]:
    """All that html-validate can find something wrong with."""
    written = {_without_values(tag) for tag in set(TAGS.findall(html))}
    headings = " ".join(node.tag for node in walk.nodes if node.tag in HEADINGS)
    return {*_within(walk), headings, *_forms(walk), *_landmarks(walk), *written, *RAW.findall(html)}


def _forms(walk: Walk) -> Iterator[str]:
    sent = [node for node in walk.nodes if node.given.get("name") or node.given.get("type") == "submit"]
    for form in walk.all("form"):
        inside = [node.given for node in sent if node.form is form.element]
        name = form.given.get("id")
        controls = inside + [node.given for node in sent if name and node.given.get("form") == name]
        names = [f"{each.get('type')}:{each.get('name')}" for each in controls]
        yield f"{' '.join(map(_plain, names))} {len(set(names))}"  # names that differ in their numbers are two


def _landmarks(walk: Walk) -> Iterator[str]:
    """Those of which a page has several with the same name, or with none."""
    marks = walk.all(*LANDMARKS)
    found = Counter((node.tag, node.given.get("aria-label") or node.given.get("aria-labelledby")) for node in marks)
    several = Counter(node.tag for node in marks)
    for (tag, name), number in found.items():
        if several[tag] > 1 and (number > 1 if name else tag not in UNNAMED):
            yield f"{tag} {name}"


def _within(walk: Walk) -> Iterator[str]:
    for node in walk.nodes:
        yield f"{node.path} {_attributes(tuple(node.given.items()))} {node.has_words}"
        if node.children:
            yield f"{node.path}: {' '.join(tag for tag, _same in groupby(child.tag for child in node.children))}"


@lru_cache(maxsize=50_000)
def _without_values(tag: str) -> str:
    return VALUES.sub('""', tag)


@lru_cache(maxsize=50_000)
def _attributes(given: tuple[tuple[str, str], ...]) -> str:
    told = [name if value and _is_free(name) else f"{name}={_plain(value)}" for name, value in given]
    return " ".join([*sorted(told), *("tel" for _name, value in given if value.startswith("tel:"))])


@cache
def _is_free(name: str) -> bool:
    return FREE.fullmatch(name) is not None


def _plain(value: str) -> str:
    return NUMBERS.sub("0", value)


class KeptPages:
    """A folder of pages, and a file in it that tells the run's processes which pieces are on them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._met: set[str] = set()
        self._told = Told(folder / "met")

    def keep(self, html: str, walk: Walk) -> bool:
        """Keep a page that has something new; whether it was kept."""
        new = pieces(html, walk) - self._met
        self._met |= new
        if not new or self._told.knows(new):
            return False
        name = hashlib.sha256(html.encode()).hexdigest()[:16]
        (self._folder / f"{name}.html").write_text(html, encoding="utf-8")
        self._told.tell(new)
        return True
