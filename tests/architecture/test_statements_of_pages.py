"""What staff meet first asks the database no more often than it did, and builds no more statements to ask it.

A statement costs some 0.3 ms of the processor where it is built once, with its values bound or keyed, and twice as much
where each request builds it anew (docs/decisions/0119). A change that lowers a number lowers it here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, select

from app.models import Account
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.conftest import stopped_at
from tests.factories import make_sign_in
from tests.statements import counted
from tools.measure.pages import PAGES

# The most statements that a page of the demo ward sends, and the most SELECTs that its request builds, parts of others
# included; a few more than on the day when they were counted, since what waits is not the same each day.
MOST = {
    "today": (55, 95),
    "a leader's today": (24, 30),
    "a head's start": (37, 83),
    "people": (13, 16),
    "targets": (18, 25),
    "a roll": (5, 2),
    "an instructor's start": (7, 10),
    "a programme": (24, 48),
    "all figures": (53, 16),
    "list of classes": (13, 17),
    "an organisation's start": (17, 96),
}


@pytest.fixture(scope="module")
def ward(make_app: Callable[..., Flask]) -> Flask:
    """The demo ward."""
    return make_app("sqlite", demo=True)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_and_builds_no_more_than_it_did(
    ward: Flask, demo_moment: datetime, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, address = PAGES[page]
    with stopped_at(demo_moment):
        client = signed_in(ward, account)
        while (answer := client.get(address)).status_code == 308:  # the first time builds what is built once
            address = answer.headers["Location"]
        assert answer.status_code == 200
        with counted() as sent, building(monkeypatch) as built:
            client.get(address)
    found, most = (len(sent), len(built)), MOST[page]
    assert all(each <= limit for each, limit in zip(found, most, strict=True)), f"{page}: {found}, at most {most}"


def signed_in(app: Flask, username: str) -> FlaskClient:
    with app.app_context():
        with immediate() as session:
            account = session.scalars(select(Account).where(Account.username == username)).one()
            token = make_sign_in(session, account)
        db.session.remove()
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return client


@contextmanager
def building(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The SELECTs that are built inside the block."""
    built: list[Any] = []
    make = Select.__init__

    def init(self: Any, *given: Any, **more: Any) -> None:
        built.append(type(self))
        make(self, *given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Select, "__init__", init)
        yield built
