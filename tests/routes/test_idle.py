"""How long each room stays open to each role while nobody is there: five minutes, fifteen, or thirty days."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.country import clock
from app.models import Account, AdministrativeUnit, Role, SignIn
from app.web.access import COOKIE, SIGN_IN_HEADER
from app.web.database import immediate
from app.web.sign_in.visits import ADMINISTERING, DESK, FIELD, ROLE_IDLE, idle_time, locked_roles
from tests.architecture.declared import Route, declared
from tests.factories import make_account, make_ward

SECOND = timedelta(seconds=1)
CLOSED = [route for route in declared() if not route.is_public]
# Each with the room's own time: who comes first opens it for longest.
ROOMS = {"/quan-tri": ADMINISTERING, "/van-phong": DESK}


def room_of(route: Route) -> str:
    return "/" + route.address.split("/")[1]


def test_every_role_names_its_idle_time() -> None:
    """A new role says here how long it may lie idle, before anybody holds it."""
    assert set(ROLE_IDLE) == set(Role)
    assert set(ROLE_IDLE.values()) <= {DESK, FIELD}


def test_every_address_has_the_time_of_its_room_or_else_of_the_role() -> None:
    """Nor does a role of the field open the office, and the office's time shuts nothing else."""
    wrong = []
    for route in CLOSED:
        for role in map(Role, route.who):
            alone = ADMINISTERING if room_of(route) == "/quan-tri" else ROLE_IDLE[role]
            beside = ROOMS.get(room_of(route), ROLE_IDLE[role])
            found = (idle_time(role, {role}, route.address), idle_time(role, {role, Role.OFFICER}, route.address))
            if found != (alone, beside):
                wrong.append(f"{route}, {role}: {found}")
    assert not wrong, "\n".join(wrong)


def test_what_administrators_alone_may_open_lies_in_their_room() -> None:
    """Five minutes are asked by the address; an address elsewhere would have fifteen."""
    assert {room_of(route) for route in CLOSED if set(route.who) == {Role.ADMINISTRATOR}} == {"/quan-tri"}


@pytest.fixture(scope="module")
def place(make_app: Callable[[str], Flask]) -> Flask:
    """A place of its own, walked by everybody."""
    return make_app("sqlite")


@pytest.fixture(scope="module")
def ward(place: Flask) -> AdministrativeUnit:
    """Its ward."""
    with place.app_context(), immediate() as session:
        return make_ward(session)


def somebody(place: Flask, ward: AdministrativeUnit, *roles: Role) -> int:
    """An account with roles, by its id."""
    with place.app_context(), immediate() as session:
        account: Account = make_account(session, session.get_one(AdministrativeUnit, ward.id), *roles)
        return account.id


def browser(place: Flask, account_id: int, *, idle: timedelta) -> FlaskClient:
    """A new sign-in of somebody, who was last seen so long ago."""
    client = place.test_client()
    with place.app_context(), immediate() as session:
        sign_in, token = SignIn.start(
            session.get_one(Account, account_id), device="test", now=clock.now(), two_step=True
        )
        sign_in.last_seen_at -= idle
        sign_in.created_at -= min(idle, FIELD - SECOND * 60)
        session.add(sign_in)
    client.set_cookie(COOKIE, token)
    return client


def is_locked(client: FlaskClient, route: Route) -> bool:
    answer = client.open(route.address, method=route.method)
    if answer.headers.get(SIGN_IN_HEADER) != "locked":
        return False
    assert answer.status_code == 401 or answer.location.startswith("/mo-khoa?next=")
    return True


@pytest.mark.parametrize("role", Role)
def test_each_room_locks_when_its_time_is_over_and_not_before(
    place: Flask, ward: AdministrativeUnit, role: Role
) -> None:
    """One page and one form of each room that the role opens: which time an address has is asked of all above."""
    wrong, account_id = [], somebody(place, ward, role)
    opened = [route for route in CLOSED if not route.arguments and role in route.who]
    for route in {(room_of(route), route.method): route for route in opened}.values():
        time = idle_time(role, {role}, route.address)
        if is_locked(browser(place, account_id, idle=time - 30 * SECOND), route):
            wrong.append(f"{route}: locked too early")
        if time < FIELD and not is_locked(browser(place, account_id, idle=time + SECOND), route):
            wrong.append(f"{route}: still open")
    assert not wrong, "\n".join(wrong)


def test_the_office_locks_and_the_roll_goes_on(place: Flask, ward: AdministrativeUnit) -> None:
    """Of somebody who holds both; and a tick on the roll does not open the office again."""
    client = browser(place, somebody(place, ward, Role.OFFICER, Role.INSTRUCTOR), idle=DESK + SECOND)
    for _time in range(2):
        assert client.get("/giang-vien").status_code == 200
        assert client.get("/dong-bo").status_code == 200
        assert client.get("/van-phong").location == "/mo-khoa?next=/van-phong"


def test_the_telephone_rings_for_ten_minutes_in_a_ward_of_one_person(place: Flask, ward: AdministrativeUnit) -> None:
    """Who is administrator and officer goes on in the office; only /quan-tri has locked, and stays so."""
    client = browser(place, somebody(place, ward, Role.ADMINISTRATOR, Role.OFFICER), idle=timedelta(minutes=10))
    assert client.get("/van-phong").status_code == 200
    assert client.get("/tai-khoan").status_code == 200
    assert client.get("/quan-tri").location == "/mo-khoa?next=/quan-tri"
    assert client.get("/van-phong").status_code == 200


def test_a_clerk_who_is_an_ambassador_too_sees_only_their_mentees_when_the_desk_has_locked() -> None:
    roles = {Role.COUNTER, Role.AMBASSADOR}
    assert locked_roles(roles, "/quay/kem-cap", DESK + SECOND) == {Role.COUNTER}
    assert locked_roles(roles, "/quay", DESK) == set()


def test_a_clock_that_ran_ahead_for_a_day_locks_and_shuts_nobody_out(place: Flask, ward: AdministrativeUnit) -> None:
    client = browser(place, somebody(place, ward, Role.OFFICER, Role.INSTRUCTOR), idle=timedelta(0))
    with clock.shifted(timedelta(days=1)):
        assert client.get("/giang-vien").status_code == 200
    assert client.get("/giang-vien").status_code == 200
    assert client.get("/van-phong").location == "/mo-khoa?next=/van-phong"
