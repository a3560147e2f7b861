"""Staff at the door, for tests: somebody with a password, and the way in."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.country import clock
from app.models import Account, AdministrativeUnit, Role, TotpSecret
from app.models.people.totp_secret import code_at, sealing_key
from app.web.database import immediate
from tests.factories import PASSWORD, make_account, make_ward
from tests.pages import Form, Page, Pages


def someone(app: Flask, *roles: Role, ward: AdministrativeUnit | None = None, **given: Any) -> Account:
    """Somebody with a password and these roles, over a ward of their own unless one is given."""
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id) if ward else make_ward(session)
        return make_account(session, unit, *roles, **{"password": PASSWORD, **given})


def a_ward(app: Flask, **given: Any) -> AdministrativeUnit:
    """A ward."""
    with app.app_context(), immediate() as session:
        return make_ward(session, **given)


def door(pages: Pages) -> Form:
    """The form of the sign-in page, opened."""
    return pages.get("/dang-nhap").form(action="/dang-nhap")


def press(pages: Pages, username: str, password: str = PASSWORD, **changes: Any) -> TestResponse:
    """Fill the sign-in form in and press, and give the code where one is asked for; the answer itself, no redirect
    followed."""
    form = door(pages)
    answer = send(pages.client, form, {"username": username, "password": password, **changes})
    return second_step(pages, username, answer)


def second_step(pages: Pages, username: str, answer: TestResponse) -> TestResponse:
    """The answer to the code of now, where an answer leads to the page that asks for it; else that answer."""
    if not (answer.location or "").startswith("/dang-nhap/ma"):
        return answer
    form = pages.get(answer.location).form(button="Vào")
    return send(pages.client, form, {"code": fresh_code(pages.app, username)})


def set_up(pages: Pages, address: str) -> Page:
    """Set the second factor up as its page says; the page with the codes for paper."""
    page = pages.get(address)
    return page.form(button="Bật bảo vệ hai lớp").submit({"code": code_at(secret_on(page), clock.now())})


def secret_on(page: Page) -> str:
    """The secret that a page hands to an app."""
    [told] = [link for link in page.links().values() if link.startswith("otpauth://")]
    return parse_qs(urlsplit(told).query)["secret"][0]


def fresh_code(app: Flask, username: str) -> str:
    """What the app on somebody's phone shows now, as if no code had been used yet."""
    with app.app_context(), immediate() as session:
        account = session.scalars(Account.called(username)).one()
        secret = session.get_one(TotpSecret, account.id)
        secret.last_step = 0
        return code_at(secret.reveal(sealing_key(str(app.secret_key))), clock.now())


def send(client: FlaskClient, form: Form, changes: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
    """Press a form's button; the answer itself, no redirect followed."""
    return client.post(form.action, data={**form.fields, **(changes or {})}, **kwargs)
