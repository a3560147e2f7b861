"""No address that the release before had is lost: each is still there for whoever might open it, or leads with its
query to a page that is (app/routes/office/desk/moved.py).

`addresses.json` has the addresses that answered GET, with the roles whom a page answered. What does not lead elsewhere
is asked by test_routes.py.
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import AdministrativeUnit, Matter, Role
from app.routes.office.desk.moved import MOVED
from app.web.access import who_may
from app.web.database import immediate
from tests.architecture.declared import Route, declared
from tests.architecture.wards import Ward, make_everything, signed_in
from tests.conftest import rolled_back, stopped_at
from tests.factories import make_account, make_plan, make_sign_in

ROOT = Path(__file__).parents[2]
GOLDEN: dict[str, list[str]] = json.loads(Path(__file__).with_name("addresses.json").read_text(encoding="utf-8"))
NOW = [route for route in declared() if route.method == "GET"]
LED = [route for route in NOW if route.endpoint.startswith("office.moved.")]


@pytest.fixture(scope="module")
def ward(make_app: Callable[[str], Flask]) -> Iterator[Ward]:
    """A ward with one of everything."""
    with rolled_back(make_app("sqlite")) as app, stopped_at(clock.now()):
        yield make_everything(app, "Hồng Gai")


def test_every_address_is_still_there_for_whom_it_was() -> None:
    there = {route.address: route.who for route in NOW}
    lost = {address: set(roles) - there.get(address, frozenset()) for address, roles in GOLDEN.items()}
    assert {address: roles for address, roles in lost.items() if roles} == {}


@pytest.mark.parametrize("route", LED, ids=str)
def test_an_address_that_moved_leads_to_a_page_with_its_query(ward: Ward, route: Route) -> None:
    for role in route.who:
        with ward.app.app_context(), immediate() as session:
            unit = session.scalars(select(AdministrativeUnit).filter_by(code=ward.values["unit"])).one()
            of = (unit.parent or unit) if role == Role.PROVINCE_OFFICER else unit
            token = make_sign_in(session, make_account(session, of, Role(role)))
            address, code = ward.address(route), unit.code
            if of != unit and route.arguments == ["task"]:  # a task of the province's own plan: a ward's is not there
                row = Matter(unit=of, plan=make_plan(session, of), text="Mở lớp hằng tháng", lead="Công an phường")
                session.add(row)
                session.flush()
                address, code = route.filled(row.public_id), of.code
        browser = signed_in(ward.app, token)
        with browser.client.get(f"{address}?phuong={code}") as answer:
            assert answer.status_code == 308
            there = answer.headers["Location"]
        assert f"phuong={code}" in there
        with browser.client.get(there) as page:
            assert (role, page.status_code) == (role, 200)


def test_the_table_opens_to_whom_the_page_is_open(ward: Ward) -> None:
    with ward.app.test_request_context():
        for row in MOVED:
            if "<" not in row.rule:
                endpoint, _values = row.there()
                assert {role.value for role in row.roles} == set(who_may(ward.app, endpoint)), row.name


def test_no_line_of_the_table_outlives_its_release() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    now = tuple(map(int, version.split(".")[:2]))
    assert [row.rule for row in MOVED if tuple(map(int, row.until.split("."))) < now] == []
