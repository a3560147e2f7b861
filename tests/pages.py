"""A browser without script, that looks at every page it meets.

Each GET and each page answered to a form is checked (tests/page_checks.py). With LOPSO_PAGES_DIR set, each page that
has something new is kept there for html-validate (tests/validated.py).
"""

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4
from xml.etree.ElementTree import Element

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.models import Account
from app.web.access import COOKIE
from app.web.database import immediate
from tests.factories import make_sign_in
from tests.page_checks import faults
from tests.reading import read_as_browsers_do, read_whole
from tests.validated import KeptPages
from tests.walked import Walk, words as words

KEPT = KeptPages(Path(os.environ["LOPSO_PAGES_DIR"])) if "LOPSO_PAGES_DIR" in os.environ else None


def seen(element: Element) -> str:
    """What eyes read of a control: its words without those for screen readers alone."""
    hidden = " ".join(words(each) for each in element.iter() if each.get("class") == "sr")
    return words(element).removesuffix(hidden).strip()


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

    @cached_property
    def walk(self) -> Walk:
        """Its elements with what they stand in."""
        return Walk(self.root)

    @cached_property
    def is_whole(self) -> bool:
        """A page of its own, no part of one and no file."""
        return self.response.mimetype == "text/html" and "<html" in self.html

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @cached_property
    def html(self) -> str:
        """The answer as it came."""
        return self.response.get_data(as_text=True)

    @cached_property
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
        page = Page(self, response, response.request.path)
        assert page.status == status, f"{page.address}: {page.status}, {page.html[:600]}"
        if page.is_whole:
            check(page)
            if KEPT:
                KEPT.keep(page.html, page.walk)
        return page


def check(page: Page) -> None:
    """Everything that must be true of each page.

    Raises:
        AssertionError: naming the address and what is wrong.
    """
    wrong = faults(page.pages.app, page.address, page.html, page.walk)
    assert not wrong, f"{page.address}: {'; '.join(wrong)}"


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
