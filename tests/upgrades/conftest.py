"""Every test here runs on SQLite and on PostgreSQL, each on a database of its own."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app import create_app
from app.database import db
from tests.conftest import ENGINES, settings_in
from tests.postgres import Cluster
from tests.upgrades.oddities import add_oddities


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The database's kind."""
    name: str = request.param
    return name


@pytest.fixture
def empty_app(engine: str, postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An app whose database has no table yet."""
    url = None if engine == "sqlite" else postgres.url(postgres.create())
    app = create_app(settings_in(tmp_path_factory.mktemp("empty"), url))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def used_app(engine: str, make_app: Callable[..., Flask]) -> Flask:
    """An app whose database holds the demo ward, with rows as real databases have them."""
    app = make_app(engine, demo=True)
    add_oddities(app)
    return app
