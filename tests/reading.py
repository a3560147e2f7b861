"""HTML read for tests: quickly, and held to what browsers make of it.

lxml reads pages as they are written. A browser closes and moves elements that stand where HTML does not let them, and
so does html5lib, which takes twenty times as long: it reads a page as well when something stands inside of other
elements than on any page before, and where the two differ, the test fails. A page that puts the same elements inside of
one another as pages did that needed no correction needs none; html-validate reads all of them in the end.
"""

import os
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
from lxml import etree

from tests.once import Told
from tests.walked import Walk

# Of these, libxml2 tells the name for the value (checked="checked"), html5lib an empty value as browsers do.
BARE = ("checked", "defer", "disabled", "multiple", "readonly", "selected")
WITH_BARE = etree.XPath(f"//*[{' or '.join(f'@{name}' for name in BARE)}]")
Outline = list[tuple[object, ...]]

# What stood inside of what on the pages that this process has met, and any process of the run, see `_nestings`.
_met: set[str] = set()
_TOLD = Told(Path(os.environ["LOPSO_PAGES_DIR"]) / "nested") if "LOPSO_PAGES_DIR" in os.environ else None


def read_whole(told: str) -> Element:
    """The elements of a whole page, as they are written."""
    root: Element = etree.fromstring(told.encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True))
    for element in WITH_BARE(root):
        for name in BARE:
            if element.get(name) == name:
                element.set(name, "")
    for element in root.iter("textarea"):
        element.text = (element.text or "").removeprefix("\n")  # it is there so that none of the text is lost
    return root


def read_as_browsers_do(told: str) -> Element:
    """The elements of a page, or of a part of one, as they stand when a browser has moved and closed what it must."""
    root: Element = html5lib.parse(told, treebuilder="etree", namespaceHTMLElements=False)
    return root


def corrected(told: str, walk: Walk) -> str:
    """Where browsers make something else of a whole page than what was read of it; "" where they do not."""
    new = _nestings(walk) - _met
    if not new:
        return ""
    if not (_TOLD and _TOLD.knows(new)):
        ours, theirs = _outline(walk.root.element), _outline(read_as_browsers_do(told))
        if ours != theirs:
            pairs = (f"{one} ≠ {other}" for one, other in zip(ours, theirs, strict=False) if one != other)
            return next(pairs, f"its end: {len(ours)} ≠ {len(theirs)} elements and texts")
        if _TOLD:
            _TOLD.tell(new)
    _met.update(new)
    return ""


def _nestings(walk: Walk) -> set[str]:
    """Of each element and each text, the names of what it stands in."""
    found = {node.path for node in walk.nodes}
    return found.union(f"{node.path}/words" for node in walk.nodes if node.has_words)


def _outline(element: Element, depth: int = 0) -> Outline:
    """Each element with its depth, attributes and words, and the words behind it, in order; names without namespaces
    and in small letters, since one of the two knows that SVG is no HTML."""
    if not isinstance(element.tag, str):  # a comment
        return []
    attributes = sorted((_plain(name), value) for name, value in element.attrib.items())
    text = element.text or ""
    words = text if element.tag == "textarea" else text.strip()
    found: Outline = [(depth, _plain(element.tag), attributes, words)]
    for child in element:
        found += _outline(child, depth + 1)
        if behind := (child.tail or "").strip():
            found.append((depth, behind))
    return found


def _plain(name: str) -> str:
    return name.rpartition("}")[2].lower()
