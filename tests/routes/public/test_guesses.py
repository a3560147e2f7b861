"""Guessing codes is slowed; a right code opens for everybody, whoever guesses beside them."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.country import clock
from app.web.sign_in import limits
from app.web.sign_in.limits import TOKENS, AddressLimit
from tests.registering import open_course, tickets
from tests.statements import counted

WARD = {"REMOTE_ADDR": "203.0.113.7"}
NEIGHBOUR = {"REMOTE_ADDR": "203.0.113.8"}


# As the product's own, but sooner empty.
FEW = AddressLimit(TOKENS.name, 6, TOKENS.seconds)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six misses are many."""
    monkeypatch.setattr(limits, "TOKENS", FEW)


def test_a_ward_s_slips_pass_and_a_machine_s_do_not() -> None:
    """Within sixty tries a guesser is slowed; nobody mistypes thirty times in a quarter of an hour."""
    assert 30 < TOKENS.size < 60
    assert TOKENS.seconds == 15 * 60


def miss(client: FlaskClient, times: int, door: str = "/v/", **environ: str) -> list[int]:
    """So many wrong codes; returns the answers."""
    origin = environ or WARD
    return [client.get(f"{door}{number:016d}", environ_base=origin).status_code for number in range(times)]


@pytest.mark.parametrize("door", ["/v/", "/g/", "/l/"])
def test_many_wrong_codes_are_slowed(client: FlaskClient, door: str) -> None:
    codes = miss(client, FEW.size + 5, door)

    assert codes == [404] * FEW.size + [429] * 5
    answer = client.get(f"{door}0000000000000000", environ_base=WARD)
    assert int(answer.headers["Retry-After"]) > 0
    assert "Bác bấm hơi nhanh" in answer.text


def test_a_right_link_still_opens_from_the_same_address(app: Flask, client: FlaskClient) -> None:
    open_course(app, people=1)
    miss(client, FEW.size + 1)

    assert client.get(f"/v/{tickets(app)[0].token}", environ_base=WARD).status_code == 200
    assert client.get("/l/DEM1", environ_base=WARD).status_code == 200


def test_the_neighbour_guesses_nothing_and_is_not_slowed(client: FlaskClient) -> None:
    miss(client, FEW.size + 1)
    assert miss(client, 1, **NEIGHBOUR) == [404]


def test_after_a_while_one_may_slip_again(client: FlaskClient) -> None:
    miss(client, FEW.size + 1)
    with clock.shifted(timedelta(seconds=FEW.seconds)):
        assert miss(client, 1) == [404]


def test_one_household_of_ipv6_addresses_is_one_address(client: FlaskClient) -> None:
    for number in range(FEW.size):
        miss(client, 1, REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
    assert miss(client, 1, REMOTE_ADDR="2001:db8:1:2:ffff::1") == [429]
    assert miss(client, 1, REMOTE_ADDR="2001:db8:1:3::1") == [404]


def test_who_goes_on_guessing_costs_no_write(client: FlaskClient) -> None:
    miss(client, FEW.size)
    with counted() as statements:
        miss(client, 3)
    assert [statement for statement in statements if not statement.startswith("SELECT")] == []
