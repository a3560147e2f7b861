"""What a phone hears when its sign-in opens nothing any more: whether somebody ended it, or only time did."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Role, RoleGrant, SignIn
from app.models.people.term import LATE
from app.web.access import COOKIE, SIGN_IN_HEADER
from app.web.database import immediate
from tests.doors import someone
from tests.pages import Pages

DAY = timedelta(days=1)


def signed_out_everywhere(session: Session, account: Account) -> None:
    SignIn.end_all(session, account.id, clock.now())


def stopped(session: Session, account: Account) -> None:
    session.get_one(Account, account.id).enabled = False


def all_roles_taken_back(session: Session, account: Account) -> None:
    for grant in session.scalars(RoleGrant.of(account.id)):
        grant.revoke(clock.now())


def role_ran_out(session: Session, account: Account) -> None:
    for grant in session.scalars(RoleGrant.of(account.id)):
        grant.until = clock.today() - DAY


def heard(client: FlaskClient, said: str) -> None:
    """The same word wherever a phone may listen."""
    gate = client.get("/dong-bo")
    assert (gate.status_code, gate.headers[SIGN_IN_HEADER], gate.get_json()["sign_in"]) == (401, said, said)
    sent = client.post("/dong-bo", json={"operations": []})
    assert (sent.status_code, sent.headers[SIGN_IN_HEADER], sent.get_json()["sign_in"]) == (401, said, said)
    fragment = client.get("/giang-vien", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers[SIGN_IN_HEADER]) == (401, said)
    page = client.get("/giang-vien")
    assert (page.status_code, page.headers[SIGN_IN_HEADER]) == (303, said)
    assert client.get(page.location).headers[SIGN_IN_HEADER] == said


@pytest.mark.parametrize("ended", [signed_out_everywhere, stopped, all_roles_taken_back])
def test_a_phone_whose_sign_in_somebody_ended_hears_that_it_was_revoked(
    app: Flask, pages: Pages, ended: Callable[[Session, Account], None]
) -> None:
    account = someone(app, Role.INSTRUCTOR)
    pages.sign_in(account)
    with app.app_context(), immediate() as session:
        ended(session, account)
    heard(pages.client, "revoked")


def test_a_phone_whose_sign_in_ran_out_hears_just_that(app: Flask, pages: Pages) -> None:
    """Its saved pages stay: in the hall the roll still opens."""
    pages.sign_in(someone(app, Role.INSTRUCTOR))
    with clock.shifted(31 * DAY):
        heard(pages.client, "expired")


def test_a_term_of_duty_that_ran_out_revokes_nothing(app: Flask, pages: Pages) -> None:
    """It may go on tomorrow; and a server's clock that runs ahead must not empty phones."""
    account = someone(app, Role.INSTRUCTOR)
    pages.sign_in(account)
    with app.app_context(), immediate() as session:
        role_ran_out(session, account)
    # The gate takes what was pressed before (tests/routes/outbox/test_ended_roles.py); nothing else opens.
    assert pages.client.get("/dong-bo").status_code == 200
    page = pages.client.get("/giang-vien")
    assert (page.status_code, page.headers[SIGN_IN_HEADER]) == (303, "expired")
    with clock.shifted(LATE):
        heard(pages.client, "expired")


@pytest.mark.parametrize("token", ["", "nobody-has-this"], ids=["none", "unknown"])
def test_who_brings_no_sign_in_of_ours_had_one_that_ran_out(client: FlaskClient, token: str) -> None:
    if token:
        client.set_cookie(COOKIE, token)
    heard(client, "expired")
