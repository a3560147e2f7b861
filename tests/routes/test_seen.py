"""When a device was last seen: noted once a minute, by the transaction that writes anyway where there is one."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import SignIn
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.factories import make_sign_in
from tests.helping import Counter, HelpPhone
from tests.statements import counted

LATER = timedelta(minutes=2)


@pytest.fixture
def counter(app: Flask, client: FlaskClient) -> HelpPhone:
    """Somebody at the counter; the client is signed in as they are."""
    with app.app_context(), immediate() as session:
        helper = Counter(session).helper
        client.set_cookie(COOKIE, make_sign_in(session, helper))
        return HelpPhone(app, helper)


def last_seen(app: Flask) -> datetime:
    with app.app_context():
        return db.session.scalars(select(SignIn.last_seen_at)).one()


def send(client: FlaskClient, phone: HelpPhone, token: str) -> int:
    """One help; the status of the answer."""
    now = clock.now().isoformat()
    batch = {"device": "phone", "account": phone.public_id, "client_now": now, "operations": [phone.help()]}
    return client.post("/dong-bo", json=batch, headers={"X-CSRFToken": token}).status_code


def test_what_is_sent_takes_it_along(app: Flask, client: FlaskClient, counter: HelpPhone) -> None:
    token = client.get("/dong-bo").get_json()["csrf_token"]

    with clock.shifted(LATER), counted() as statements:
        assert send(client, counter, token) == 200
        assert clock.now() - last_seen(app) < LATER / 2

    written = [each.split(" SET ")[0] for each in statements if not each.startswith("SELECT")]
    assert written.count("UPDATE sign_in") == 1
    assert written[0].startswith("INSERT INTO help_record")  # no transaction of its own before


def test_within_a_minute_it_is_not_written_again(app: Flask, client: FlaskClient, counter: HelpPhone) -> None:
    token, before = client.get("/dong-bo").get_json()["csrf_token"], last_seen(app)

    assert send(client, counter, token) == 200

    assert last_seen(app) == before


@pytest.mark.usefixtures("counter")
def test_what_writes_nothing_else_notes_it_all_the_same(app: Flask, client: FlaskClient) -> None:
    with clock.shifted(LATER):
        assert client.post("/dong-bo", json={}).status_code == 400  # no token
        assert clock.now() - last_seen(app) < LATER / 2
    with clock.shifted(2 * LATER):
        assert client.get("/dong-bo").status_code == 200
        assert clock.now() - last_seen(app) < LATER / 2


@pytest.mark.usefixtures("counter")
def test_a_page_that_asks_by_itself_shows_nobody(app: Flask, client: FlaskClient) -> None:
    before = last_seen(app)

    with clock.shifted(LATER):
        assert client.get("/quay/goi").status_code == 200

    assert last_seen(app) == before


@pytest.mark.usefixtures("counter")
def test_where_nothing_can_be_written_what_was_asked_is_answered_all_the_same(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(session: Session) -> None:
        raise OperationalError("UPDATE sign_in", {}, Exception("database or disk is full"))

    monkeypatch.setattr(SignIn, "note_seen", full)
    with clock.shifted(LATER):
        assert client.get("/dong-bo").status_code == 200
        assert client.post("/dong-bo", json={}).status_code == 400
