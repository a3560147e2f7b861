"""Backups, on SQLite and on PostgreSQL: the place they are made of, and empty places to put them back into."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.exchange import backups
from app.exchange.backups import Manifest
from app.web.database import db
from tests.conftest import settings_in
from tests.postgres import Cluster
from tests.upgrades.oddities import add_oddities

KEY = bytes(range(32))
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


@pytest.fixture(scope="session")
def used_apps(make_lasting_app: Callable[..., Flask]) -> Callable[[str], Flask]:
    """The place in use of an engine, made once a process."""

    @cache
    def made(engine: str) -> Flask:
        app = make_lasting_app(engine, demo=True)
        add_oddities(app)
        return app

    return made


@pytest.fixture(scope="session")
def used(engine: str, used_apps: Callable[[str], Flask]) -> Flask:
    """The demo ward, issued certificates and rows as real databases have them."""
    return used_apps(engine)


@pytest.fixture(scope="module")
def make_empty(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Flask]]:
    """A place with nothing in it: no tables, no files."""
    apps: list[Flask] = []

    def made(engine: str) -> Flask:
        url = None if engine == "sqlite" else postgres.url(postgres.create())
        apps.append(create_app(settings_in(tmp_path_factory.mktemp("empty"), url)))
        return apps[-1]

    yield made
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def backed_up(app: Flask, target: Path) -> Manifest:
    """A backup of a place."""
    with app.app_context():
        return backups.make(app.extensions["settings"], target, KEY)


def put_back(app: Flask, file: Path) -> Manifest:
    """The backup in another place."""
    with app.app_context():
        return backups.restore(app.extensions["settings"], file, KEY)
