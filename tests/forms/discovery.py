"""Every form that the rooms of residents and of people in the field show, found by opening their pages.

A page is opened as each visitor that may; what its links lead to is opened too, once for each set of names in a query.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from tests.pages import words
from tests.reading import read_as_browsers_do, read_whole

# A page that is a redirect leads on at most so often.
REDIRECTS = 4
HTMX = {"HX-Request": "true"}


class Visitor(NamedTuple):
    """Somebody at a browser: who, whose pages they open (a role's or "public"), and where those begin; the cookies that
    they show, as (name, value, path)."""

    name: str
    role: str
    room: str
    cookies: tuple[tuple[str, str, str], ...] = ()
    # Addresses that nothing else tells.
    start: tuple[str, ...] = ()

    def browser(self, app: Flask) -> FlaskClient:
        """A browser of theirs that holds nothing else."""
        client = app.test_client()
        for name, value, path in self.cookies:
            client.set_cookie(name, value, path=path)
        return client


class Press(NamedTuple):
    """A form as it stands on a page and one way of sending it."""

    visitor: Visitor
    page: str
    action: str
    endpoint: str
    form: Element
    button: Element | None

    @property
    def path(self) -> str:
        """The address that takes it, without its query."""
        return urlsplit(self.action).path

    @property
    def fields(self) -> frozenset[str]:
        """The names of what it sends."""
        return frozenset(each.get("name") or "" for each in self.form.iter() if each.get("name"))

    def value_of(self, name: str) -> str:
        """What a field holds before anybody types, "" where there is none."""
        sent = [*self.form.iter(), *([] if self.button is None else [self.button])]
        return next((each.get("value") or "" for each in sent if each.get("name") == name), "")

    def __str__(self) -> str:
        return f"{self.endpoint}: {self.action} of {self.page}, as {self.visitor.name}"


@dataclass
class Opened:
    """An answer to a GET, read."""

    address: str
    status: int
    html: str

    @cached_property
    def root(self) -> Element:
        """Its elements."""
        return read_whole(self.html) if "<html" in self.html else read_as_browsers_do(self.html)

    @property
    def forms(self) -> Iterator[Element]:
        """Its forms; what a template holds is no part of a page."""
        templates = {form for template in self.root.iter("template") for form in template.iter("form")}
        return (form for form in self.root.iter("form") if form not in templates)

    @property
    def heading(self) -> str:
        """Its first heading."""
        return next((words(each) for each in self.root.iter("h1")), "")

    @property
    def text(self) -> str:
        """What a person reads in its main part."""
        return " ".join(words(each) for each in self.root.iter("main"))

    @property
    def given_back(self) -> list[tuple[str, str]]:
        """What its hidden fields hold."""
        fields = [each for each in self.root.iter("input") if each.get("type") == "hidden"]
        several = [each for each in self.root.iter("select") if each.get("hidden") is not None]
        chosen = [
            (each.get("name") or "", option.get("value") or "")
            for each in several
            for option in each.iter("option")
            if option.get("selected") is not None
        ]
        return [*((each.get("name") or "", each.get("value") or "") for each in fields), *chosen]

    @property
    def links(self) -> Iterator[str]:
        """Addresses of this place that it leads to, or asks for by itself."""
        for element in self.root.iter():
            for name in ("href", "hx-get"):
                address = element.get(name)
                if address and element.tag != "link" and not address.startswith(("#", "tel:", "sms:", "mailto:")):
                    yield urljoin(self.address, address.partition("#")[0])


def open_page(client: FlaskClient, address: str) -> Opened | None:
    """What an address answers that is a page or a part of one; None for files, refusals and redirects elsewhere."""
    for _ in range(REDIRECTS):
        with client.get(address, headers={"Accept": "text/html"}) as answer:
            if answer.status_code in (301, 302, 303, 308):
                address = urljoin(address, answer.location)
                continue
            assert answer.status_code != 500, f"{address}: a fault"
            if answer.mimetype != "text/html":
                return None
            return Opened(address, answer.status_code, answer.get_data(as_text=True))
    return None


def endpoint_of(app: Flask, address: str, method: str) -> str | None:
    """The route that an address of this place names."""
    try:
        endpoint, _arguments = app.url_map.bind("").match(urlsplit(address).path, method=method)
    except HTTPException:
        return None
    return str(endpoint)


def presses(app: Flask, visitor: Visitor, page: Opened) -> Iterator[Press]:
    """Each way in which a page sends something: forms, their buttons that name another address, and hx-post."""
    outside = [each for each in page.root.iter("button") if each.get("form")]
    for form in page.forms:
        inside = [each for each in form.iter("button") if each.get("type", "submit") == "submit"]
        buttons = [each for each in inside if each.get("hidden") is None]
        buttons += [each for each in outside if each.get("form") == form.get("id") and each.get("hidden") is None]
        sent = dict[str, Element | None]()
        pressed: list[Element | None] = [*buttons] if inside or buttons else [None]
        for button in pressed:
            method = _given(button, "formmethod") or form.get("method") or "get"
            if method.lower() == "post":
                sent.setdefault(_given(button, "formaction") or form.get("action") or page.address, button)
        for element in form.iter():
            if address := element.get("hx-post"):
                sent.setdefault(address, None)
        for action, button in sent.items():
            address = urljoin(page.address, action)
            if endpoint := endpoint_of(app, address, "POST"):
                yield Press(visitor, page.address, address, endpoint, form, button)


def _given(button: Element | None, name: str) -> str | None:
    return None if button is None else button.get(name)


def discover(
    app: Flask, visitor: Visitor, addresses: Iterable[str], may_open: frozenset[str], *, links: bool = True
) -> Iterator[Press]:
    """Every form behind these addresses and, with `links`, behind what their pages lead to, within what may
    be opened."""
    client, seen, waiting = visitor.browser(app), set[tuple[str, frozenset[str]]](), list[str]()
    for address in dict.fromkeys(addresses):
        if page := open_page(client, address):
            seen.add(_kind(app, address))
            yield from presses(app, visitor, page)
            waiting += page.links
    while links and waiting:
        address = waiting.pop()
        endpoint, names = _kind(app, address)
        if endpoint not in may_open or (endpoint, names) in seen:
            continue
        seen.add((endpoint, names))
        if page := open_page(client, address):
            yield from presses(app, visitor, page)
            waiting += page.links


def _kind(app: Flask, address: str) -> tuple[str, frozenset[str]]:
    """The endpoint of an address of this place, "" for others, and the names in its query."""
    parts = urlsplit(address)
    endpoint = None if parts.netloc else endpoint_of(app, address, "GET")
    return endpoint or "", frozenset(name for name, _value in parse_qsl(parts.query))
