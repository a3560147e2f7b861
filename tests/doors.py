"""Staff at the door, for tests: somebody with a password, and the way in."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.database import immediate
from app.models import Account, AdministrativeUnit, Role
from tests.factories import PASSWORD, make_account, make_ward
from tests.pages import Form, Pages


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
    """Fill the sign-in form in and press; the answer itself, no redirect followed."""
    form = door(pages)
    return send(pages.client, form, {"username": username, "password": password, **changes})


def send(client: FlaskClient, form: Form, changes: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
    """Press a form's button; the answer itself, no redirect followed."""
    return client.post(form.action, data={**form.fields, **(changes or {})}, **kwargs)
