"""Every address says who may; script/check asks, without opening any of them."""

import pytest
from flask import Flask

from app import create_app
from app.commands.routes import listed, written
from app.models import Role
from tests.architecture.declared import GOLDEN, MEND, declared
from tests.conftest import settings_in
from tests.golden import assert_file


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Without a database: nothing here opens one."""
    return create_app(settings_in(tmp_path_factory.mktemp("declared")))


def test_nobody_forgot_to_say_who_may(product: Flask) -> None:
    assert [row["address"] for row in listed(product) if not row["who"]] == []


def test_the_routes_are_those_of_the_golden_file(product: Flask) -> None:
    assert_file(GOLDEN, written(listed(product)) + "\n", MEND)


def test_roles_are_ours() -> None:
    """A misspelt role would be one that nobody holds."""
    names = {role.value for role in Role} | {"public"}
    assert {name for route in declared() for name in route.who} <= names
