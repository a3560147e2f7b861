"""SVG in an Office file: a picture that stands still and has all that it shows in itself."""

import re
from collections.abc import Mapping

from app.web.office_packages.addresses import is_link
from app.web.office_packages.rules import Reason, Refused, listed

_SVG, _HTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_SCRIPTS = frozenset({"script", "foreignObject", "handler"})
_ELEMENTS = listed("svg_elements.txt")
_DATA = r"data:(?:image/(?:png|jpe?g|gif|bmp|webp|tiff?)|(?:application/(?:x-)?)?font)[\w/-]*[;,]"
_OWN = re.compile(rf"\s*[\"']?\s*(?:#|{_DATA})", re.IGNORECASE)
_OTHER_RULE = re.compile(r"@(?!(?:font-face|media|charset|namespace|page)(?![\w-]))", re.IGNORECASE)
_TAKES_IN = re.compile(r"(?<![\w-])(?:url|src|image|(?:-\w+-)?image-set|(?:-\w+-)?cross-fade)\s*\(", re.IGNORECASE)


def look_at_element(tag: str, attributes: Mapping[str, str]) -> None:
    """Raises `Refused` for an element that moves or runs, or one whose attributes lead out of the file."""
    space, name = tag[1:].split("}") if tag.startswith("{") else (_SVG, tag)
    if name in _SCRIPTS or any(key.lower().startswith("on") for key in attributes):
        raise Refused(Reason.PROGRAM, name)
    if space == _HTML or (space == _SVG and name not in _ELEMENTS):
        raise Refused(Reason.ELEMENT, name)
    for key, value in attributes.items():
        if key.rpartition("}")[2] == "href":
            is_own = is_link(value) if name == "a" else _OWN.match(value) is not None
        else:
            is_own = key != _BASE and (key.startswith("{") or _keeps_to_itself(value))
        if not is_own:
            raise Refused(Reason.ELSEWHERE, value)


def look_at_styles(styles: str) -> None:
    """Raises `Refused` for a style sheet that takes in another, a picture or a font."""
    if _OTHER_RULE.search(styles) or not _keeps_to_itself(styles):
        raise Refused(Reason.ELSEWHERE, styles)


def _keeps_to_itself(value: str) -> bool:
    """Whether each address in a value is of the drawing; escapes, which hide letters, are none of a drawing."""
    return "\\" not in value and all(_OWN.match(value, found.end()) for found in _TAKES_IN.finditer(value))
