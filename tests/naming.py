"""What the controls of a page are called where nobody sees what stands around them: in a screen reader's list of links
or buttons, and for whom speaks to the machine. A name that says what to do, without about what, is one thing's name."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

APP = Path(__file__).parents[1] / "app"
# Words of the product without any of its rows: those of a row (a person, a class) name it.
WORDS = re.compile(r"""_l?\(\s*(?:"([^"]+)"|'([^']+)')""")
COUNT = "%(count)s"
# What differs from one drawing of a form to the next.
DRAWN = ("csrf_token", "idempotency_key", "submission", "uuid", "version", "stood")


def name_of(element: Element) -> str:
    """What a screen reader calls a link or a button."""
    return element.get("aria-label") or re.sub(r"\s+", " ", "".join(_read(element))).strip()


def same_names(address: str, root: Element) -> list[str]:
    """Names of the product's own that several links, several buttons or several things that unfold bear on a page,
    although they do not do the same."""
    forms = {form.get("id"): form for form in root.iter("form")}
    led = defaultdict[tuple[str, str], set[object]](set)
    for element, above in _controls(root, ()):
        if (name := name_of(element)) and re.sub(r"\d+", COUNT, name) in _own_words() and not _is_named(element, above):
            form = next((each for each in reversed(above) if each.tag == "form"), forms.get(element.get("form")))
            led[element.tag, name].add(_effect(address, element, form))
    return [f"“{name}” is the name of {_told(each)}" for (_, name), each in led.items() if len(_apart(each)) > 1]


@cache
def _own_words() -> frozenset[str]:
    files = (path.read_text(encoding="utf-8") for end in ("html", "py") for path in APP.rglob(f"*.{end}"))
    return frozenset(one or other for told in files for one, other in WORDS.findall(told))


def _apart(effects: set[object]) -> set[object]:
    """Without an address that is the visitor's own ward's, where another one names the ward."""
    wards = {urlsplit(each).path for each in effects if isinstance(each, str) and "?" in each}
    return {each for each in effects if each not in wards}


def _told(effects: set[object]) -> str:
    return " ≠ ".join(sorted(str(getattr(each, "attrib", each))[:200] for each in effects)[:2])


def _read(element: Element) -> Iterator[str]:
    if element.get("aria-hidden") == "true" or element.get("hidden") is not None:
        return
    yield element.get("alt") or element.text or ""
    for child in element:
        yield from _read(child)
        yield child.tail or ""


def _controls(element: Element, above: tuple[Element, ...]) -> Iterator[tuple[Element, tuple[Element, ...]]]:
    """Links, buttons and what unfolds, each with all that it stands in."""
    if element.tag in ("template", "noscript") or element.get("hidden") is not None:
        return
    if element.tag in ("a", "button", "summary"):
        yield element, above
    for child in element:
        yield from _controls(child, (*above, element))


def _is_named(element: Element, above: tuple[Element, ...]) -> bool:
    """Whether it bears the name of a place of this page, or what it stands in names it: the head of its row, where a
    cell leads on; the field of the frame's search, which Enter sends; a script, which names the rows of a roll (two
    hundred names more would be half its weight)."""
    if any(each.tag == "table" for each in above) or (element.get("href") or "").startswith("#"):
        return element.tag == "a"
    forms = [each for each in above if each.tag == "form"]
    return any(each.get("class") == "seek" or each.get("data-module") == "roll" for each in forms)


def _effect(address: str, element: Element, form: Element | None) -> object:
    if element.tag == "a":
        return urljoin(address, element.get("href") or "")
    if element.tag == "summary" or element.get("type") == "button":
        return element
    action = element.get("formaction") or (form.get("action") if form is not None else None) or ""
    fixed = [] if form is None else [each for each in form.iter("input") if each.get("type") == "hidden"]
    sent = sorted((each.get("name") or "", each.get("value") or "") for each in [element, *fixed])
    return (urljoin(address, action), *(pair for pair in sent if pair[0] not in DRAWN))
