"""Nobody learns of another ward: whatever an address names of it is not there, and nothing there changes.

Every route of the golden file that names something is tried by somebody who holds every role, over another ward. The
same address is then opened by the ward's own staff, for whom it must be there: else the first answer proved nothing.
"""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.database import db
from app.models.people.role import WARD_ROLES
from tests.architecture.declared import Route, declared
from tests.architecture.wards import Ward, make_everything
from tests.doors import someone
from tests.pages import Pages
from tests.rows import digests

THEIRS = "Bí Mật Của Phường Kia"
NAMING = [route for route in declared() if route.arguments and not route.is_public]
# What a request itself leaves behind, whatever it was answered.
ITS_OWN = ("sign_in", "rate_limit")


@pytest.mark.parametrize("route", NAMING, ids=str)
def test_what_belongs_to_another_ward_is_not_there(app: Flask, route: Route) -> None:
    theirs = make_everything(app, THEIRS)
    stranger = Pages(app.test_client()).sign_in(someone(app, *WARD_ROLES, password=None))
    before = contents(app)
    answer = send(stranger, theirs, route)
    assert answer.status_code in ({404} if route.method == "GET" else {404, 422})
    assert THEIRS not in answer.text
    assert contents(app) == before
    control = send(theirs.browser(), theirs, route)
    control.close()
    assert control.status_code not in (403, 404), f"{control.status_code} for the ward's own staff"
    assert control.status_code < 500


def send(browser: Pages, ward: Ward, route: Route) -> TestResponse:
    """Open or send what an address names of a ward."""
    address = ward.address(route)
    if route.method == "GET":
        return browser.client.get(address)
    token = browser.get("/dang-xuat").form(button="Đăng xuất").fields["csrf_token"][0]
    return browser.client.post(address, data={**ward.fields.get(route.endpoint, {}), "csrf_token": token})


def contents(app: Flask) -> dict[str, str]:
    """What the database holds, but for what every request leaves behind."""
    with app.app_context():
        held = digests(db.session.connection())
    return {table: digest for table, digest in held.items() if table not in ITS_OWN}
