"""What the controls of a page are called where nobody sees what stands around them: in a screen reader's list of links
or buttons, and for whom speaks to the machine. A name that says what to do, without about what, is one thing's name."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from tests.walked import Node, Walk

APP = Path(__file__).parents[1] / "app"
# Words of the product without any of its rows: those of a row (a person, a class) name it.
WORDS = re.compile(r"""_l?\(\s*(?:"([^"]+)"|'([^']+)')""")
COUNT = "%(count)s"
# What differs from one drawing of a form to the next.
DRAWN = ("csrf_token", "idempotency_key", "submission", "uuid", "version", "stood")


def name_of(node: Node) -> str:
    """What a screen reader calls a link or a button."""
    return node.given.get("aria-label") or " ".join("".join(_read(node)).split())


def same_names(address: str, walk: Walk) -> list[str]:
    """Names of the product's own that several links, several buttons or several things that unfold bear on a page,
    although they do not do the same."""
    bearing = defaultdict[tuple[str, str], list[Node]](list)
    for node in walk.all("a", "button", "summary"):
        if node.is_shown and (name := name_of(node)) and _is_own(name):
            bearing[node.tag, name].append(node)
    forms = {form.element: form for form in walk.all("form")}
    called = {form.given.get("id"): form for form in forms.values()}
    wrong = []
    for (_tag, name), nodes in bearing.items():
        led = set[object]()
        for node in nodes if len(nodes) > 1 else ():
            form = forms[node.form] if node.form is not None else None
            if not _is_named(node, form):
                led.add(_effect(address, node, form or called.get(node.given.get("form")), walk))
        if len(_apart(led)) > 1:
            wrong.append(f"“{name}” is the name of {_told(led)}")
    return wrong


@lru_cache(maxsize=20_000)
def _is_own(name: str) -> bool:
    return re.sub(r"\d+", COUNT, name) in _own_words()


@cache
def _own_words() -> frozenset[str]:
    files = (path.read_text(encoding="utf-8") for end in ("html", "py") for path in APP.rglob(f"*.{end}"))
    return frozenset(one or other for told in files for one, other in WORDS.findall(told))


def _apart(effects: set[object]) -> set[object]:
    """Without an address that is the visitor's own ward's, where another one names the ward."""
    wards = {urlsplit(each).path for each in effects if isinstance(each, str) and "?" in each}
    return {each for each in effects if each not in wards}


def _told(effects: set[object]) -> str:
    return " ≠ ".join(sorted(str(getattr(each, "given", each))[:200] for each in effects)[:2])


def _read(node: Node) -> Iterator[str]:
    if node.given.get("aria-hidden") == "true" or "hidden" in node.given:
        return
    yield node.given.get("alt") or node.element.text or ""
    for child in node.children:
        yield from _read(child)
        yield child.element.tail or ""


def _is_named(node: Node, form: Node | None) -> bool:
    """Whether it bears the name of a place of this page, or what it stands in names it: the head of its row, where a
    cell leads on; the field of the frame's search, which Enter sends; a script, which names the rows of a roll (two
    hundred names more would be half its weight)."""
    if "/table/" in node.path or node.given.get("href", "").startswith("#"):
        return node.tag == "a"
    return form is not None and (form.given.get("class") == "seek" or form.given.get("data-module") == "roll")


def _effect(address: str, node: Node, form: Node | None, walk: Walk) -> object:
    given = node.given
    if node.tag == "a":
        return urljoin(address, given.get("href", ""))
    if node.tag == "summary" or given.get("type") == "button":
        return node
    action = given.get("formaction") or (form.given.get("action") if form else None) or ""
    fixed = [each.given for each in walk.all("input") if form and each.form is form.element]
    hidden = [each for each in fixed if each.get("type") == "hidden"]
    sent = sorted((each.get("name", ""), each.get("value", "")) for each in [given, *hidden])
    return (urljoin(address, action), *(pair for pair in sent if pair[0] not in DRAWN))
