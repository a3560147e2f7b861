"""Every form of the product sent with nothing typed: `Pages` looks at the page that comes back, which says in its title
that something has to be mended and has the focus there."""

from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from app.country import clock
from app.jobs import queue
from app.routes import jobs
from app.web.access import COOKIE
from tests.architecture.declared import declared
from tests.architecture.wards import Ward, make_everything
from tests.conftest import put_back, rolled_back, stopped_at
from tests.pages import Form, Page, Pages, check

TYPED = ("text", "tel", "search", "number", "date", "time", "url", "email", "password")


@pytest.fixture(scope="module")
def ward(make_app: Callable[[str], Flask]) -> Iterator[Ward]:
    """A ward with one of everything. What a form writes is rolled back."""
    with rolled_back(make_app("sqlite")) as app, stopped_at(clock.now()):
        yield make_everything(app, "Phường Hồng Gai")


def nothing_typed(form: Form) -> dict[str, list[str]]:
    """What a press sends of a form in which nobody typed anything."""
    kinds = {
        control.get("name"): control.get("type", "text") if control.tag == "input" else "text"
        for control in form.element.iter("input", "select", "textarea")
    }
    return {
        name: [""] if kinds[name] in TYPED else values
        for name, values in form.fields.items()
        if kinds[name] != "checkbox"
    }


def addresses_of(form: Form) -> list[str]:
    """Where its buttons lead."""
    buttons = [each.get("formaction") for each in form.element.iter("button")]
    return [form.action, *(urljoin(form.page.address, each) for each in buttons if each)]


def sent_empty(ward: Ward) -> Iterator[tuple[str, Page]]:
    """Each address that a form posts to, and what it answers."""
    browser, met = ward.browser(), set[str]()
    for route in (each for each in declared() if each.method == "GET"):
        try:
            address = ward.address(route)
        except KeyError:
            continue
        page = answered(browser, address)
        for form in page.forms() if page.status == 200 and page.is_whole else ():
            if (form.element.get("method") or "get").lower() != "post":
                continue
            for address in addresses_of(form):
                endpoint = endpoint_of(ward.app, address)
                if endpoint is not None and endpoint not in met:
                    met.add(endpoint)
                    with put_back(ward.app):
                        yield endpoint, answered(browser, address, nothing_typed(form))
                    browser.client.set_cookie(COOKIE, ward.token)  # one of them signs out


def endpoint_of(app: Flask, address: str) -> str | None:
    """Which view a press at an address asks for."""
    try:
        return str(app.url_map.bind("").match(urlsplit(address).path, method="POST")[0])
    except HTTPException:
        return None


def answered(browser: Pages, address: str, fields: dict[str, list[str]] | None = None) -> Page:
    """The page at an address, or after a press."""
    method = "GET" if fields is None else "POST"
    with browser.client.open(address, method=method, data=fields, follow_redirects=fields is not None) as answer:
        return Page(browser, answer, answer.request.path)


def test_every_form_sent_empty_says_where_it_is_to_be_mended(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "enqueue", lambda job_id: None)
    monkeypatch.setattr(jobs, "PATIENCE", 0)
    wrong, judged = list[str](), set[str]()
    for endpoint, page in sent_empty(ward):
        if not page.is_whole:
            continue
        judged |= {endpoint} if 'aria-invalid="true"' in page.html else set()
        if page.status == 422 and not page.root.findall(".//*[@autofocus]"):
            wrong.append(f"{endpoint}: nothing has the focus")
        try:
            check(page)
        except AssertionError as error:
            wrong.append(f"{endpoint}: {error}")
    assert "\n".join(wrong) == ""
    assert len(judged) > 70
