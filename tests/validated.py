"""The pages of a run that html-validate reads at its end, which takes it thirty times as long as a look of ours.

What it finds, it finds in how tags are written and elements stand: a tag with its attributes inside of others, what
follows what inside of it, the order of headings, the names of a form's fields and its submit buttons, landmarks without
a name of their own. A page of which every such piece stood on pages that were kept before tells it nothing new. What it
asks of ids, tests/pages.py asks of each page.
"""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element

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


def pieces(html: str, root: Element) -> set[str]:
    """All that html-validate can find something wrong with."""
    written = {_without_values(tag) for tag in set(TAGS.findall(html))}
    elements = list(root.iter())
    headings = " ".join(element.tag for element in elements if element.tag in HEADINGS)
    return {*_within(root), headings, *_forms(elements), *_landmarks(elements), *written, *RAW.findall(html)}


def _forms(elements: list[Element]) -> Iterator[str]:
    elsewhere = [each for each in elements if each.get("form")]
    for form in (each for each in elements if each.tag == "form"):
        inside = [*form.iter(), *(each for each in elsewhere if each.get("form") == form.get("id"))]
        controls = [each for each in inside if each.get("name") or each.get("type") == "submit"]
        names = [f"{each.get('type')}:{each.get('name')}" for each in controls]
        yield f"{' '.join(map(_plain, names))} {len(set(names))}"  # names that differ in their numbers are two


def _landmarks(elements: list[Element]) -> Iterator[str]:
    """Those of which a page has several with the same name, or with none."""
    found = [
        (each.tag, each.get("aria-label") or each.get("aria-labelledby")) for each in elements if each.tag in LANDMARKS
    ]
    several = Counter(tag for tag, _name in found)
    for (tag, name), number in Counter(found).items():
        if several[tag] > 1 and (number > 1 if name else tag not in UNNAMED):
            yield f"{tag} {name}"


def _within(root: Element) -> Iterator[str]:
    left = [(root, "")]
    while left:
        element, above = left.pop()
        path, children = f"{above}>{element.tag}", list(element)
        words = any(text and not text.isspace() for text in (element.text, *(child.tail for child in children)))
        yield f"{path} {_attributes(tuple(element.items()))} {words}"
        if children:
            yield f"{path}: {' '.join(tag for tag, _same in groupby(child.tag for child in children))}"
            left += [(child, path) for child in children]


@lru_cache(maxsize=50_000)
def _without_values(tag: str) -> str:
    return VALUES.sub('""', tag)


@lru_cache(maxsize=50_000)
def _attributes(given: tuple[tuple[str, str], ...]) -> str:
    told = [name if FREE.fullmatch(name) and value else f"{name}={_plain(value)}" for name, value in given]
    return " ".join([*sorted(told), *("tel" for _name, value in given if value.startswith("tel:"))])


def _plain(value: str | None) -> str:
    return NUMBERS.sub("0", value or "")


class KeptPages:
    """A folder of pages, and a file in it that tells the run's processes which pieces are on them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._met: set[str] = set()
        self._told: set[str] = set()
        self._read = 0

    def keep(self, html: str, root: Element) -> bool:
        """Keep a page that has something new; whether it was kept."""
        new = pieces(html, root) - self._met
        if not new:
            return False
        self._met |= new
        names = {hashlib.blake2b(piece.encode(), digest_size=8).hexdigest() for piece in new}
        self._hear_of_others()
        if names <= self._told:
            return False
        name = hashlib.sha256(html.encode()).hexdigest()[:16]
        (self._folder / f"{name}.html").write_text(html, encoding="utf-8")
        line = "".join(f"{name}\n" for name in sorted(names - self._told))
        with (self._folder / "met").open("ab") as met:
            os.write(met.fileno(), line.encode())  # at once, so that no other process writes in between
        return True

    def _hear_of_others(self) -> None:
        met = self._folder / "met"
        if not met.exists():
            return
        with met.open("rb") as file:
            file.seek(self._read)
            lines = file.read()
        whole = lines[: lines.rfind(b"\n") + 1]
        self._read += len(whole)
        self._told.update(whole.decode().split())
