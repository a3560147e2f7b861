"""HTML read for tests: quickly, and held to what browsers make of it.

lxml reads pages as they are written. A browser closes and moves elements that stand where HTML does not let them, and
so does html5lib, which takes twenty times as long: it reads a page as well when something stands inside of other
elements than on any page before, and where the two differ, the test fails. A page that puts the same elements inside of
one another as pages did that needed no correction needs none; html-validate reads all of them in the end.
"""

from xml.etree.ElementTree import Element

import html5lib
from lxml import etree

# Of these, libxml2 tells the name for the value (checked="checked"), html5lib an empty value as browsers do.
BARE = ("checked", "defer", "disabled", "multiple", "readonly", "selected")
Outline = list[tuple[object, ...]]

# What stood inside of what on the pages that this process has met, see `_nestings`.
_met: set[str] = set()


def read_whole(told: str) -> Element:
    """The elements of a whole page, as they are written."""
    root: Element = etree.fromstring(told.encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True))
    for element in root.iter():
        for name in BARE:
            if element.get(name) == name:
                element.set(name, "")
        if element.tag == "textarea":
            element.text = (element.text or "").removeprefix("\n")  # it is there so that none of the text is lost
    return root


def read_as_browsers_do(told: str) -> Element:
    """The elements of a page, or of a part of one, as they stand when a browser has moved and closed what it must."""
    root: Element = html5lib.parse(told, treebuilder="etree", namespaceHTMLElements=False)
    return root


def corrected(told: str, root: Element) -> str:
    """Where browsers make something else of a whole page than what was read of it; "" where they do not."""
    nestings = _nestings(root)
    if nestings <= _met:
        return ""
    ours, theirs = _outline(root), _outline(read_as_browsers_do(told))
    if ours == theirs:
        _met.update(nestings)
        return ""
    pairs = (f"{one} ≠ {other}" for one, other in zip(ours, theirs, strict=False) if one != other)
    return next(pairs, f"its end: {len(ours)} ≠ {len(theirs)} elements and texts")


def _nestings(root: Element) -> set[str]:
    """Of each element and each text, the names of what it stands in."""
    found, left = set[str](), [(root, "")]
    while left:
        element, above = left.pop()
        path, children = f"{above}/{element.tag}", list(element)
        found.add(path)
        if any(text and not text.isspace() for text in (element.text, *(child.tail for child in children))):
            found.add(f"{path}/words")
        left += [(child, path) for child in children]
    return found


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
