"""One walk through a page: its elements in order, each with what it stands in and its attributes, read once for all who
look at a page (tests/page_checks.py, naming.py, reading.py, validated.py)."""

from collections import defaultdict
from xml.etree.ElementTree import Element

# What a script will make of a template, and what browsers without script are shown.
NOT_DRAWN = ("template", "noscript")
_INLINE = "a abbr b bdi br button cite code em i input kbd q s small span strong sub sup svg time u use"
INLINE = frozenset(_INLINE.split())


def words(element: Element) -> str:
    """All text inside, white space folded, blocks apart as a browser draws them."""
    found: list[str] = []
    _read(element, found)
    return " ".join("".join(found).split())


def _read(element: Element, found: list[str]) -> None:
    edge = "" if element.tag in INLINE else " "
    found += (edge, element.text or "")
    for child in element:
        _read(child, found)
        found.append(child.tail or "")
    found.append(edge)


class Node:
    """An element, the elements in it, and whether some text stands in it outside of these."""

    __slots__ = ("children", "element", "form", "given", "has_words", "is_drawn", "is_shown", "path", "tag")

    def __init__(self, element: Element, above: "Node | None") -> None:
        self.element, self.tag = element, element.tag
        self.given: dict[str, str] = dict(element.items())
        self.children: list[Node] = []
        self.has_words = False
        # The names of what it stands in, and its own: "/html/body/main".
        self.path = f"{above.path if above else ''}/{self.tag}"
        # Whether it is outside of templates, and whether it is not hidden either.
        self.is_drawn = above is None or (above.is_drawn and self.tag not in NOT_DRAWN)
        self.is_shown = self.is_drawn and (above is None or above.is_shown) and "hidden" not in self.given
        # The form in which it stands, or which it is.
        self.form: Element | None = element if self.tag == "form" else None if above is None else above.form

    @property
    def is_worded(self) -> bool:
        """Whether there is any text inside."""
        return self.has_words or any(child.is_worded for child in self.children)


class Walk:
    """All elements of a page, in order, and by their names."""

    def __init__(self, root: Element) -> None:
        self.root = Node(root, None)
        self.nodes: list[Node] = []
        self._by_tag = defaultdict[str, list[Node]](list)
        left = [self.root]
        while left:
            node = left.pop()
            self.nodes.append(node)
            self._by_tag[node.tag].append(node)
            node.children = [Node(child, node) for child in node.element]
            text = node.element.text or ""
            for child in node.children:
                text += child.element.tail or ""
            node.has_words = bool(text) and not text.isspace()
            left += reversed(node.children)

    def all(self, *tags: str) -> list[Node]:
        """The elements of these names, those of the first name first."""
        return [node for tag in tags for node in self._by_tag.get(tag, ())]
