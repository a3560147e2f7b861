"""Every test here runs on SQLite and on PostgreSQL."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import ENGINES


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The database's kind."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def shared_app(engine: str, shared_apps: Callable[[str], Flask]) -> Flask:
    """The app that one-rollback tests share, one an engine."""
    return shared_apps(engine)
