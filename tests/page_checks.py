"""What every page is held to that a test opens: one h1, a title, labels, ids, links that lead somewhere, forms with
their token, no inline script or style, one focus."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urljoin

from flask import Flask
from werkzeug.exceptions import HTTPException

from app.web.errors import ANEW
from app.web.kept_forms import Mechanism, has_own_number, mechanism_of
from tests.naming import same_names
from tests.reading import corrected
from tests.walked import Node, Walk, words

NAMED = ("input", "select", "textarea")
UNLABELLED_TYPES = ("hidden", "submit", "button")
# Attributes that name other elements by their ids.
NAMING = "for list aria-activedescendant aria-controls aria-describedby aria-details aria-errormessage aria-flowto"
NAMING_OTHERS = frozenset((*NAMING.split(), "aria-labelledby", "aria-owns"))
TO_MEND = "Còn chỗ cần sửa: "
LINES = ("text", "tel", "number", "search", "email", "password", "date", "time")
# Each brings a worker that holds a press to which no answer comes (docs/offline.md, "A press without an answer").
HOLDING = re.compile(r"/static/(mine|outbox)\.\w+\.js$")


def faults(app: Flask, address: str, html: str, walk: Walk) -> list[str]:
    """What is wrong with a page."""
    ids = Counter(node.given["id"] for node in walk.nodes if node.given.get("id"))
    elsewhere = corrected(html, walk)
    return [
        *_structure(walk),
        *_attributes(walk, ids),
        *_heard(walk),
        *_labels(walk),
        *_forms(app, address, walk),
        *_entered(walk),
        *_links(app, walk, ids),
        *same_names(address, walk),
        *([f"browsers correct what is written at {elsewhere}"] if elsewhere else ()),
    ]


def _structure(walk: Walk) -> Iterator[str]:
    if (count := len(walk.all("h1"))) != 1:
        yield f"{count} h1"
    if not any(title.is_worded for title in walk.all("title")[:1]):
        yield "no title"
    if walk.root.given.get("lang") != "vi":
        yield "no lang"
    yield from ("inline script" for each in walk.all("script") if not each.given.get("src"))
    yield from ("inline style sheet" for _ in walk.all("style"))
    yield from ("a list of facts without one" for each in walk.all("dl") if not each.children)
    yield from ("picture without words" for each in walk.all("img") if "alt" not in each.given)


def _attributes(walk: Walk, ids: Counter[str]) -> Iterator[str]:
    for node in walk.nodes:
        for name, value in node.given.items():
            if name in NAMING_OTHERS:
                yield from (f"{node.tag} names {each}, which is not there" for each in value.split() if each not in ids)
            elif (name == "style" and value) or name.startswith("on"):
                yield f"inline style or script on {node.tag}"
    yield from (f"id {name} {count} times" for name, count in ids.items() if count > 1)


def _heard(walk: Walk) -> list[str]:
    """A press that is not heard: a page has one focus; where an input is wrong it is the first such one, and the title
    says so; the sentence of `flash` has the focus and stands first in the title (app/web/heard.py)."""
    title = next((words(each.element) for each in walk.all("title")), "")
    focused = [each for each in walk.nodes if "autofocus" in each.given and each.is_drawn]
    invalid = [each for each in walk.nodes if each.given.get("aria-invalid") == "true" and each.is_drawn]
    said = [
        words(each.element) for each in focused if each.tag == "p" and "said" in each.given.get("class", "").split()
    ]
    wrong = [f"{len(focused)} elements want the focus"] if len(focused) > 1 else []
    if invalid and not title.startswith(TO_MEND):
        wrong.append(f"something has to be mended, but the title is {title}")
    if invalid and not said and focused[:1] != invalid[:1]:
        wrong.append(f"the focus is not on {invalid[0].given.get('name')}, which has to be mended")
    chosen = [each.given for each in invalid if each.given.get("type") in ("radio", "checkbox")]
    wrong += [f"{each.get('name')} is wrong without saying why" for each in chosen if not each.get("aria-describedby")]
    if not invalid and said and not title.startswith(said[0].rstrip(".")):
        wrong.append(f"“{said[0]}” is not first in the title {title}")
    return wrong


def _labels(walk: Walk) -> Iterator[str]:
    """Controls that have no name, and lists that browsers call wrong before anybody touched them."""
    labelled = {label.given.get("for") for label in walk.all("label")}
    for control in walk.all(*NAMED):
        given = control.given
        if control.tag == "select" and "required" in given and "aria-invalid" not in given:
            yield f"browsers call the list {given.get('name')} wrong before anybody touched it"
        if given.get("type") in UNLABELLED_TYPES or "hidden" in given or given.get("aria-label"):
            continue
        if given.get("id") not in labelled and "/label/" not in control.path:
            yield f"{control.tag} {given.get('name')} without a label"
    for press in walk.all("button"):
        if not press.given.get("aria-label") and not press.is_worded:
            yield "button without words"


def _forms(app: Flask, address: str, walk: Walk) -> Iterator[str]:
    """Forms without what a press needs, and those that would end on the browser's own error page where no answer
    comes."""
    held = any(HOLDING.search(script.given.get("src", "")) for script in walk.all("script"))
    sent = Counter(
        (node.form, node.given.get("name")) for node in walk.all(*NAMED) if node.form is not None and _is_sent(node)
    )
    for form in walk.all("form"):
        given = {name: sent[form.element, name] for name in ANEW}
        yield from (f"form to {_action(address, form)} with two {name}" for name in ANEW if given[name] > 1)
        if form.given.get("method", "get").lower() != "post":
            continue
        if not held:
            yield f"the form to {form.given.get('action') or 'itself'} has no worker that keeps it"
        if not given["csrf_token"]:
            yield f"form to {_action(address, form)} without its token"
        if not given["idempotency_key"] and _wants_key(app, _path(_action(address, form))):
            yield f"form to {_action(address, form)} without an idempotency key"


def _is_sent(control: Node) -> bool:
    """Whether a press sends something of a control that is no list."""
    kind = control.given.get("type") if control.tag == "input" else None
    ticked = kind not in ("checkbox", "radio") or "checked" in control.given
    return "disabled" not in control.given and kind not in ("submit", "button", "file") and ticked


def _action(address: str, form: Node) -> str:
    return urljoin(address, form.given.get("action", ""))


def _path(address: str) -> str:
    return address.partition("#")[0].partition("?")[0]


@lru_cache(maxsize=20_000)
def _wants_key(app: Flask, path: str) -> bool:
    """Whether a press of a form is known by its key: all but what no mechanism keeps, and what has a number of its own
    (app/web/kept_forms.py)."""
    try:
        endpoint, _arguments = app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return True
    return mechanism_of(app, endpoint) != Mechanism.NONE and not has_own_number(app, endpoint)


def _entered(walk: Walk) -> Iterator[str]:
    """Forms with a line to type in, where Enter would press a button that leads elsewhere than the form."""
    buttons = [each for each in walk.all("button") if each.is_drawn and each.given.get("type") in (None, "submit")]
    for form in walk.all("form") if buttons else ():
        press = next((each for each in buttons if _is_of(each, form)), None)
        if press and press.given.get("formaction"):
            lines = (each for each in walk.all("input") if each.form is form.element)
            if any(each.given.get("type", "text") in LINES for each in lines):
                yield f"Enter in the form to {form.given.get('action')} presses {words(press.element)}"


def _is_of(button: Node, form: Node) -> bool:
    """Whether a button sends a form: that which it names, else that in which it stands."""
    if "form" in button.given:
        return button.given["form"] == form.given.get("id")
    return button.form is form.element


def _links(app: Flask, walk: Walk, ids: Counter[str]) -> Iterator[str]:
    for link in walk.all("a"):
        href = link.given.get("href")
        if href is None:
            yield f"link without an address: {words(link.element)}"
        elif not link.given.get("aria-label") and not link.is_worded:
            yield f"link without words: {href}"
        elif href.startswith("#"):
            if href[1:] not in ids:
                yield f"nothing called {href}"
        elif href.startswith("/") and not _answers(app, _path(href)):
            yield f"link to nowhere: {href}"


@lru_cache(maxsize=20_000)
def _answers(app: Flask, path: str) -> bool:
    if path.startswith("/static/"):
        return True
    try:
        app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True
