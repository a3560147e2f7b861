"""Nobody learns of another ward: whatever an address names of it is not there, and nothing there changes.

Every route of the golden file that names something is tried by somebody who holds every role, over another ward. The
same address is then opened by the ward's own staff, for whom it must be there: else the first answer proved nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.country import clock
from app.jobs import queue
from app.models import Role, RoleGrant
from app.models.people.role import WARD_ROLES
from app.routes import jobs
from app.web.database import db, immediate
from tests.architecture.declared import Route, declared
from tests.architecture.wards import Ward, make_everything, signed_in
from tests.conftest import put_back, rolled_back, stopped_at
from tests.doors import someone
from tests.factories import make_sign_in
from tests.pages import Pages
from tests.rows import raw_digests

THEIRS = "Bí Mật Của Phường Kia"
# What every ward has by the same name; whose rows they are, `?phuong=` says (tests/routes/office/test_figures.py).
COMMON = ("office.figures.", "province.figures.")
NAMING = [
    route for route in declared() if route.arguments and not route.is_public and not route.endpoint.startswith(COMMON)
]
# What a request itself leaves behind, whatever it was answered.
ITS_OWN = ("sign_in", "rate_limit")


class Made(NamedTuple):
    """The other ward with its files, the sign-in of somebody who holds every role over another, what the database
    then held, and when that was: what may be done today only, and for some minutes without a lock, the tests do then.
    """

    theirs: Ward
    files: dict[Path, bytes]
    stranger: str
    held: dict[str, str]
    moment: datetime


@pytest.fixture(scope="module")
def made(shared_app: Flask) -> Iterator[Made]:
    """All of it, made once, which takes longer than what a test does."""
    folder: Path = shared_app.extensions["settings"].data_dir
    there = set(folder.rglob("*"))
    with rolled_back(shared_app) as app:
        theirs = make_everything(app, THEIRS)
        new = [path for path in folder.rglob("*") if path not in there and path.is_file()]
        files = {path: path.read_bytes() for path in new if not path.name.startswith("lopso.db")}
        stranger = someone(app, *WARD_ROLES, Role.UNIT_HELPER, password=None)
        with app.app_context(), immediate() as session:
            held = session.scalars(RoleGrant.of(stranger.id)).all()[0]
            above = {"role": Role.PROVINCE_OFFICER, "unit": held.unit.parent, "since": held.since}
            session.add(RoleGrant(account=held.account, created_at=held.created_at, **above))
            token = make_sign_in(session, held.account)
        yield Made(theirs, files, token, contents(app), clock.now())


@pytest.fixture
def theirs(made: Made) -> Ward:
    """The other ward as it was made, with the files that a test before may have removed."""
    for path, content in made.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return made.theirs


@pytest.fixture
def app(theirs: Ward, made: Made) -> Iterator[Flask]:
    """The app; what the test writes beside the ward is rolled back."""
    with stopped_at(made.moment), put_back(theirs.app) as app:
        yield app


@pytest.mark.parametrize("route", NAMING, ids=str)
def test_what_belongs_to_another_ward_is_not_there(
    app: Flask, theirs: Ward, made: Made, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "enqueue", lambda job_id: None)  # what is ordered need not be drawn, nor waited for
    monkeypatch.setattr(jobs, "PATIENCE", 0)
    answer = send(signed_in(app, made.stranger), theirs, route)
    assert answer.status_code in ({404} if route.method == "GET" else {404, 422})
    assert THEIRS not in answer.text
    assert contents(app) == made.held
    control = send(theirs.browser(), theirs, route)
    control.close()
    assert control.status_code not in (403, 404), f"{control.status_code} for the ward's own staff"
    assert control.status_code < 500


def test_every_endpoint_that_the_ward_has_values_for_exists(theirs: Ward) -> None:
    assert {*theirs.exactly, *theirs.fields} - {route.endpoint for route in declared()} == set()


def send(browser: Pages, ward: Ward, route: Route) -> TestResponse:
    """Open or send what an address names of a ward."""
    address = ward.address(route)
    if route.method == "GET":
        return browser.client.get(address)
    token = browser.client.get("/dong-bo").get_json()["csrf_token"]
    return browser.client.post(address, data={**ward.fields.get(route.endpoint, {}), "csrf_token": token})


def contents(app: Flask) -> dict[str, str]:
    """What the database holds, but for what every request leaves behind."""
    with app.app_context():
        return raw_digests(db.session.connection(), but=ITS_OWN)
