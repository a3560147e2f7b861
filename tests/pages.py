"""A browser without script, that looks at every page it meets.

Each GET and each page answered to a form is checked: one h1, a title, labels, ids, links that lead somewhere, forms
with their token, no inline script or style, no name that two controls bear (tests/naming.py), nothing that a browser
would put elsewhere (tests/reading.py). With LOPSO_PAGES_DIR set, each page that has something new is kept there for
html-validate (tests/validated.py).
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4
from xml.etree.ElementTree import Element

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from app.models import Account
from app.web.access import COOKIE
from app.web.database import immediate
from app.web.errors import ANEW
from app.web.kept_forms import Mechanism, has_own_number, mechanism_of
from tests.factories import make_sign_in
from tests.naming import same_names
from tests.reading import corrected, read_as_browsers_do, read_whole
from tests.validated import KeptPages

KEPT = KeptPages(Path(os.environ["LOPSO_PAGES_DIR"])) if "LOPSO_PAGES_DIR" in os.environ else None
NAMED = ("input", "select", "textarea")
_INLINE = "a abbr b bdi br button cite code em i input kbd q s small span strong sub sup svg time u use"
INLINE = frozenset(_INLINE.split())
UNLABELLED_TYPES = ("hidden", "submit", "button")
# Attributes that name other elements by their ids.
NAMING = "for list aria-activedescendant aria-controls aria-describedby aria-details aria-errormessage aria-flowto"
NAMING_OTHERS = frozenset((*NAMING.split(), "aria-labelledby", "aria-owns"))


def words(element: Element) -> str:
    """All text inside, white space folded, blocks apart as a browser draws them."""
    return re.sub(r"\s+", " ", "".join(_read(element))).strip()


def seen(element: Element) -> str:
    """What eyes read of a control: its words without those for screen readers alone."""
    hidden = " ".join(words(each) for each in element.iter() if each.get("class") == "sr")
    return words(element).removesuffix(hidden).strip()


def _read(element: Element) -> Iterator[str]:
    edge = "" if element.tag in INLINE else " "
    yield edge + (element.text or "")
    for child in element:
        yield from _read(child)
        yield child.tail or ""
    yield edge


def without_tokens(html: str) -> str:
    """Markup without the signs that each drawing of a form has of its own: its token and its idempotency key."""
    return re.sub(r'name="(?:csrf_token|idempotency_key)"[^>]*>', "", html)


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page, with what a press would send."""

    page: "Page"
    element: Element

    @property
    def action(self) -> str:
        """Where it goes."""
        return urljoin(self.page.address, self.element.get("action") or "")

    @property
    def buttons(self) -> set[str]:
        """What its buttons say, whole and as eyes read it: those inside, and those elsewhere that name it."""
        name = self.element.get("id")
        elsewhere = [press for press in self.page.all("button") if name and press.get("form") == name]
        return {say(press) for press in [*self.element.iter("button"), *elsewhere] for say in (words, seen)}

    @property
    def fields(self) -> dict[str, list[str]]:
        """What is filled in: names and values, unticked boxes left out."""
        given: dict[str, list[str]] = {}
        for control in self.element.iter():
            name = control.get("name")
            if name is None or control.get("disabled") is not None:
                continue
            for value in _values(control):
                given.setdefault(name, []).append(value)
        return given

    def press(self, changes: dict[str, Any] | None = None) -> dict[str, Any]:
        """What one press sends, with changes; one of None leaves the field out.

        Each press has an idempotency key of its own, as sending.js gives it; name one among the changes to press twice.
        """
        fields: dict[str, Any] = {**self.fields, **(changes or {})}
        if "idempotency_key" in self.fields and "idempotency_key" not in (changes or {}):
            fields["idempotency_key"] = str(uuid4())
        return {name: value for name, value in fields.items() if value is not None}

    def submit(self, changes: dict[str, Any] | None = None, **kwargs: Any) -> "Page":
        """Fill in, press (see `press`), and follow the redirect."""
        sent = self.press(changes)
        if (self.element.get("method") or "get").lower() == "get":
            return self.page.pages.get(self.action, query_string=sent, **kwargs)
        return self.page.pages.post(self.action, sent, **kwargs)


@dataclass(frozen=True)
class Page:
    """One answer, read."""

    pages: "Pages"
    response: TestResponse
    address: str

    @cached_property
    def root(self) -> Element:
        """All that was answered. A part of a page, which htmx puts into another, is left to html5lib."""
        return read_whole(self.html) if self.is_whole else read_as_browsers_do(self.html)

    @property
    def is_whole(self) -> bool:
        """A page of its own, no part of one and no file."""
        return self.response.mimetype == "text/html" and "<html" in self.html

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def html(self) -> str:
        """The answer as it came."""
        return self.response.get_data(as_text=True)

    @property
    def text(self) -> str:
        """What a person reads in the main part, folded; screen readers' words among it."""
        main = self.root.find(".//main")
        return words(main if main is not None else self.root)

    @property
    def h1(self) -> str:
        """The page's one heading."""
        return words(self.all("h1")[0])

    def all(self, tag: str) -> list[Element]:
        """All elements of a kind, in order."""
        return list(self.root.iter(tag))

    def links(self) -> dict[str, str]:
        """What links say, whole and as eyes read it → where they lead (the last of equal ones)."""
        return {say(link): link.get("href") or "" for say in (seen, words) for link in self.all("a")}

    def forms(self) -> list[Form]:
        """All forms of the page but those of templates; the search of its frame, which stands on every one, is none of
        its own. The way out stands last, wherever the frame draws it."""
        blank = {each for template in self.all("template") for each in template.iter("form")}
        drawn = [each for each in self.all("form") if each not in blank and each.get("class") != "seek"]
        return [Form(self, each) for each in sorted(drawn, key=lambda each: each.get("action") == "/dang-xuat")]

    def form(self, action: str | None = None, button: str | None = None) -> Form:
        """The one form with an address that ends so, or with a button that says so."""
        fitting = [
            form
            for form in self.forms()
            if (action is None or urlsplit(form.action).path.endswith(action))
            and (button is None or button in form.buttons)
        ]
        assert len(fitting) == 1, f"{len(fitting)} forms fit {action or button}: {[f.action for f in self.forms()]}"
        return fitting[0]

    def follow(self, text: str) -> "Page":
        """Open the link that says this."""
        return self.pages.get(urljoin(self.address, self.links()[text]))


class Pages:
    """Opens pages, fills in forms, and checks whatever it meets."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.app: Flask = client.application

    def sign_in(self, account: Account) -> "Pages":
        """Go on as this member of staff; opens a write transaction of its own."""
        with self.app.app_context(), immediate() as session:
            self.client.set_cookie(COOKIE, make_sign_in(session, _again(session, account)))
        return self

    def get(self, address: str, status: int = 200, **kwargs: Any) -> Page:
        """Open an address, following redirects; the answer must have the status."""
        return self._read(self.client.get(address, follow_redirects=True, **kwargs), status)

    def post(self, address: str, fields: dict[str, Any], status: int = 200, **kwargs: Any) -> Page:
        """Send fields to an address (see `Form.submit` for a form of a page), following the redirect."""
        return self._read(self.client.post(address, data=fields, follow_redirects=True, **kwargs), status)

    def _read(self, response: TestResponse, status: int) -> Page:
        told = response.get_data(as_text=True)
        assert response.status_code == status, f"{response.request.path}: {response.status_code}, {told[:600]}"
        page = Page(self, response, response.request.path)
        if page.is_whole:
            check(page)
            if KEPT:
                KEPT.keep(told, page.root)
        return page


def check(page: Page) -> None:
    """Everything that must be true of each page.

    Raises:
        AssertionError: naming the address and what is wrong.
    """
    wrong = [
        *_structure(page),
        *_heard(page),
        *_controls(page),
        *_untouched(page),
        *_entered(page),
        *_links(page),
        *_unanswerable(page.root),
        *same_names(page.address, page.root),
    ]
    if elsewhere := corrected(page.html, page.root):
        wrong.append(f"browsers correct what is written at {elsewhere}")
    assert not wrong, f"{page.address}: {'; '.join(wrong)}"


# Each brings a worker that holds a press to which no answer comes (docs/offline.md, "A press without an answer").
HOLDING = re.compile(r"/static/(mine|outbox)\.\w+\.js$")


def _unanswerable(root: Element) -> list[str]:
    """Forms that would end on the browser's own error page where no answer comes."""
    if any(HOLDING.search(script.get("src") or "") for script in root.iter("script")):
        return []
    forms = [form.get("action") or "itself" for form in root.iter("form") if form.get("method") == "post"]
    return [f"the form to {action} has no worker that keeps it" for action in forms]


def _structure(page: Page) -> list[str]:
    wrong = []
    if len(page.all("h1")) != 1:
        wrong.append(f"{len(page.all('h1'))} h1")
    title = page.root.find(".//title")
    if title is None or not words(title):
        wrong.append("no title")
    if page.root.get("lang") != "vi":
        wrong.append("no lang")
    for element in page.root.iter():
        if element.tag == "script" and not element.get("src"):
            wrong.append("inline script")
        elif element.tag == "style":
            wrong.append("inline style sheet")
        elif element.tag == "dl" and not len(element):
            wrong.append("a list of facts without one")
        elif element.tag == "img" and element.get("alt") is None:
            wrong.append("picture without words")
    return [*wrong, *_attributes(page.root)]


TO_MEND = "Còn chỗ cần sửa: "


def _heard(page: Page) -> list[str]:
    """A press that is not heard: a page has one focus; where an input is wrong it is the first such one, and the title
    says so; the sentence of `flash` has the focus and stands first in the title (app/web/heard.py)."""
    title = words(page.all("title")[0]) if page.all("title") else ""
    drawn = list(_drawn(page.root))
    focused = [each for each in drawn if each.get("autofocus") is not None]
    invalid = [each for each in drawn if each.get("aria-invalid") == "true"]
    said = [each for each in focused if each.tag == "p" and "said" in (each.get("class") or "").split()]
    wrong = [f"{len(focused)} elements want the focus"] if len(focused) > 1 else []
    if invalid and not title.startswith(TO_MEND):
        wrong.append(f"something has to be mended, but the title is {title}")
    if invalid and not said and focused[:1] != invalid[:1]:
        wrong.append(f"the focus is not on {invalid[0].get('name')}, which has to be mended")
    bare = [each for each in invalid if each.get("type") in ("radio", "checkbox") and not each.get("aria-describedby")]
    wrong += [f"{each.get('name')} is wrong without saying why" for each in bare]
    if not invalid and said and not title.startswith(words(said[0]).rstrip(".")):
        wrong.append(f"“{words(said[0])}” is not first in the title {title}")
    return wrong


def _entered(page: Page) -> list[str]:
    """Forms with a line to type in, where Enter would press a button that leads elsewhere than the form."""
    wrong = []
    buttons = [each for each in _drawn(page.root) if each.tag == "button" and each.get("type") in (None, "submit")]
    for form in page.all("form") if buttons else []:
        inside = set(form.iter("button"))
        own = [each for each in buttons if each in inside and each.get("form") is None]
        named = [each for each in buttons if form.get("id") and each.get("form") == form.get("id")]
        press = next((each for each in buttons if each in own or each in named), None)
        if press is not None and press.get("formaction") and any(_is_line(each) for each in form.iter("input")):
            wrong.append(f"Enter in the form to {form.get('action')} presses {words(press)}")
    return wrong


def _is_line(control: Element) -> bool:
    return control.get("type", "text") in ("text", "tel", "number", "search", "email", "password", "date", "time")


def _untouched(page: Page) -> list[str]:
    lists = [each for each in page.all("select") if each.get("required") is not None]
    names = [each.get("name") for each in lists if each.get("aria-invalid") is None]
    return [f"browsers call the list {name} wrong before anybody touched it" for name in names]


def _drawn(root: Element) -> Iterator[Element]:
    """All elements but those that a script will make of a template, and those for browsers without script."""
    yield root
    for child in root:
        if child.tag not in ("template", "noscript"):
            yield from _drawn(child)


def _attributes(root: Element) -> list[str]:
    wrong, ids, named = list[str](), Counter[str](), list[tuple[str, str]]()
    for element in root.iter():
        for name, value in element.items():
            if name == "id" and value:
                ids[value] += 1
            elif name in NAMING_OTHERS:
                named += [(element.tag, each) for each in value.split()]
            elif (name == "style" and value) or name.startswith("on"):
                wrong.append(f"inline style or script on {element.tag}")
    wrong += [f"id {name} {count} times" for name, count in ids.items() if count > 1]
    wrong += [f"{tag} names {name}, which is not there" for tag, name in named if name not in ids]
    return wrong


def _controls(page: Page) -> list[str]:
    wrong = []
    labelled = {label.get("for") for label in page.all("label")}
    wrapped = {control for label in page.all("label") for control in label.iter() if control.tag in NAMED}
    for control in (found for tag in NAMED for found in page.all(tag)):
        if control.get("type") in UNLABELLED_TYPES or control.get("hidden") is not None or control.get("aria-label"):
            continue
        if control.get("id") not in labelled and control not in wrapped:
            wrong.append(f"{control.tag} {control.get('name')} without a label")
    for press in page.all("button"):
        if not words(press) and not press.get("aria-label"):
            wrong.append("button without words")
    for form in (Form(page, each) for each in page.all("form")):
        posts = (form.element.get("method") or "get").lower() == "post"
        if posts and "csrf_token" not in form.fields:
            wrong.append(f"form to {form.action} without its token")
        if posts and "idempotency_key" not in form.fields and _wants_key(page, form):
            wrong.append(f"form to {form.action} without an idempotency key")
        wrong += [f"form to {form.action} with two {name}" for name in ANEW if len(form.fields.get(name, ())) > 1]
    return wrong


def _wants_key(page: Page, form: Form) -> bool:
    """Whether a press of a form is known by its key: all but what no mechanism keeps, and what has a number of its own
    (app/web/kept_forms.py)."""
    app = page.pages.app
    try:
        endpoint, _arguments = app.url_map.bind("").match(urlsplit(form.action).path, method="POST")
    except HTTPException:
        return True
    return mechanism_of(app, endpoint) != Mechanism.NONE and not has_own_number(app, endpoint)


def _links(page: Page) -> list[str]:
    wrong = []
    ids = {element.get("id") for element in page.root.iter()}
    for link in page.all("a"):
        href = link.get("href")
        if href is None:
            wrong.append(f"link without an address: {words(link)}")
        elif not words(link) and not link.get("aria-label"):
            wrong.append(f"link without words: {href}")
        elif href.startswith("#"):
            if href[1:] not in ids:
                wrong.append(f"nothing called {href}")
        elif href.startswith("/") and not _answers(page.pages.app, urlsplit(href).path):
            wrong.append(f"link to nowhere: {href}")
    return wrong


@lru_cache(maxsize=20_000)
def _answers(app: Flask, path: str) -> bool:
    if path.startswith("/static/"):
        return True
    try:
        app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True


def _values(control: Element) -> list[str]:
    if control.tag == "textarea":
        return ["".join(control.itertext())]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [option.get("value", words(option)) for option in chosen]
    if control.tag != "input" or control.get("type") in ("submit", "button", "file"):
        return []
    if control.get("type") in ("checkbox", "radio"):
        return [control.get("value", "on")] if control.get("checked") is not None else []
    return [control.get("value") or ""]


def _again(session: Session, account: Account) -> Account:
    found = session.get(Account, account.id)
    assert found is not None
    return found
