"""What staff meet first asks the database no more often than it did, and builds no more statements to ask it.

A statement costs some 0.3 ms of the processor where it is built once, with its values bound or keyed, and twice as much
where each request builds it anew (docs/decisions/0119). A change that lowers a number lowers it here.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import CompoundSelect, Select, select

from app.country import clock
from app.data.programmes import catalogue
from app.models import Account, Programme
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.conftest import stopped_at
from tests.factories import make_sign_in
from tests.statements import counted
from tools.measure.pages import PAGES

# The most statements that a page of the demo ward sends, and the most SELECTs that its request builds, parts of others
# included; a few more than on the day when they were counted, since what waits is not the same each day. A reading that
# is kept reads in a session of its own, and what it shares with others again.
MOST = {
    "today": (55, 95),
    "a leader's today": (24, 36),
    "a head's start": (37, 83),
    "people": (13, 16),
    "targets": (18, 25),
    "a roll": (5, 2),
    "an instructor's start": (7, 10),
    "a programme": (21, 52),
    "all figures": (53, 16),
    "list of classes": (13, 17),
    "an organisation's start": (33, 114),
    "reports": (25, 68),
    "programmes": (10, 7),
    "a programme's book": (19, 11),
    "a head's quick entries": (30, 85),
    "a counter's start": (12, 13),
    "an ambassador's start": (25, 53),
    "an administrator's start": (17, 33),
    "the province": (12, 13),
    "a provincial leader's today": (15, 23),
    "a resident's first page": (3, 4),
}
# The same where it is opened again and nothing was written meanwhile: what is kept is not read; unions count as well.
AGAIN = {
    "today": (22, 24),
    "a leader's today": (18, 22),
    "a head's start": (15, 24),
    "people": (13, 16),
    "targets": (11, 12),
    "a roll": (5, 2),
    "an instructor's start": (6, 8),
    "a programme": (21, 55),
    "all figures": (11, 17),
    "list of classes": (13, 17),
    "an organisation's start": (9, 17),
    "reports": (10, 8),
    "programmes": (6, 4),
    "a programme's book": (19, 11),
    "a head's quick entries": (18, 37),
    "a counter's start": (11, 11),
    "an ambassador's start": (12, 7),
    "an administrator's start": (17, 33),
    "the province": (12, 13),
    "a provincial leader's today": (12, 14),
    "a resident's first page": (3, 4),
}
# Pages about all programmes: who opens them, where, and how many statements more they send with all in use than with
# FEW: two ask for the sites that contain others, and the days of those that are events; one for each list of the ward
# that forms name (classes, organisations, halls); two for papers of programmes that are late; one for the figures of
# the log that are offered of the open months of a team.
OF_PROGRAMMES = {
    "a head's quick entries": ("totruong", "/quay/ghi-nhanh", 5),
    "an organisation's quick entries": ("doanthe", "/quay/ghi-nhanh", 4),
    "what a phone keeps of a head": ("totruong", "/thiet-bi/chuan-bi", 3),
    "what a phone keeps of an organisation": ("truong", "/thiet-bi/chuan-bi", 2),
    "the next house": ("totruong", "/quay/nha-tiep-theo", 2),
    "a head's start": ("totruong", "/quay/to-cua-toi", 2),
    "a school's start": ("truong", "/don-vi", 2),
    "the police's start": ("congan", "/don-vi", 2),
    "today": ("canbo", "/van-phong", 2),
    "the map of programmes": ("canbo", "/van-phong/phong-trao", 0),
    "figures": ("canbo", "/van-phong/so-lieu", 0),
    "all figures": ("canbo", "/van-phong/so-lieu?muc=tat-ca", 1),
    "who has not sent": ("canbo", "/van-phong/bao-cao/noi-gui", 1),
}
# One that asks groups, organisations, teams, houses and events each; and what the page of all figures sends at most.
FEW, MOST_OF_ALL = ("group_report", "staff", "team_report", "household", "topic_meeting"), 60


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
        with counted(kept=True) as sent_again, building(monkeypatch) as built_again:
            client.get(address)
    found = len(sent), built.count(Select), len(sent_again), len(built_again)
    most = *MOST[page], *AGAIN[page]
    assert all(each <= limit for each, limit in zip(found, most, strict=True)), f"{page}: {found}, at most {most}"


def test_pages_about_programmes_ask_no_more_with_all_in_use(
    make_app: Callable[..., Flask], demo_moment: datetime
) -> None:
    app = make_app("sqlite", demo=True)
    with stopped_at(demo_moment):
        clients = {each: signed_in(app, each) for each, _address, _more in OF_PROGRAMMES.values()}
        _put_to_use(app, catalogue())
        every = {page: _sent(clients[who], at) for page, (who, at, _more) in OF_PROGRAMMES.items()}
        _put_to_use(app, FEW)
        few = {page: _sent(clients[who], at) for page, (who, at, _more) in OF_PROGRAMMES.items()}
    more = {page: (few[page], every[page]) for page in every if every[page] - few[page] > OF_PROGRAMMES[page][2]}
    assert not more, f"statements with few and with all in use: {more}"
    assert every["all figures"] <= MOST_OF_ALL


def _put_to_use(app: Flask, keys: Collection[str]) -> None:
    """Put programmes that ship to use in the demo ward, for months already, and stop the others."""
    with app.app_context():
        with immediate() as session:
            there = {each.key: each for each in session.scalars(select(Programme))}
            unit, began = next(iter(there.values())).unit, clock.now() - timedelta(days=300)
            for key in {*keys} - there.keys():
                made = Programme.begun(session, unit, catalogue()[key], catalogue=key, now=began)
                made.use_draft(seen=str(made.version), now=began)
            for key in there.keys() - {*keys}:
                there[key].retire(clock.today())
        db.session.remove()


def _sent(client: FlaskClient, address: str) -> int:
    """How many statements a page sends, once what is built once is built."""
    while (answer := client.get(address)).status_code in (301, 302, 303, 308):
        address = answer.headers["Location"]
    assert answer.status_code == 200, address
    with counted() as sent:
        client.get(address)
    return len(sent)


def signed_in(app: Flask, username: str) -> FlaskClient:
    """A browser of somebody who is signed in; "": of a resident."""
    if not username:
        return app.test_client()
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
    """The types of the SELECTs and unions of them that are built inside the block."""
    built: list[Any] = []

    def noted(make: Callable[..., None]) -> Callable[..., None]:
        def init(self: Any, *given: Any, **more: Any) -> None:
            built.append(type(self))
            make(self, *given, **more)

        return init

    with monkeypatch.context() as patched:
        for kind in (Select, CompoundSelect):
            patched.setattr(kind, "__init__", noted(kind.__init__))
        yield built
