"""Every test here runs on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update

from app import create_app
from app.models import Consent, Role, RoleGrant
from app.web.database import db, immediate, schema
from tests.conftest import settings_in
from tests.postgres import Cluster
from tests.rows import schema_of
from tests.upgrades.oddities import add_oddities
from tests.upgrades.revisions import revisions


@pytest.fixture(scope="session")
def make_empty(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Flask]]:
    """An app whose database has no table yet."""
    apps: list[Flask] = []

    def made(engine: str) -> Flask:
        url = None if engine == "sqlite" else postgres.url(postgres.create())
        apps.append(create_app(settings_in(tmp_path_factory.mktemp("empty"), url), rooms=False))
        return apps[-1]

    yield made
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def schemas_of(make_empty: Callable[[str], Flask]) -> Callable[[str], dict[str, Any]]:
    """The schemas of an engine, made once a process."""

    @cache
    def made(engine: str) -> dict[str, Any]:
        found = {}
        with make_empty(engine).app_context():
            for revision in revisions():
                schema.upgrade(revision)
                found[revision] = schema_of(db.engine)
        return found

    return made


@pytest.fixture(scope="session")
def schemas(engine: str, schemas_of: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """The schema of each version, made from nothing."""
    return schemas_of(engine)


@pytest.fixture(scope="session")
def new_app(engine: str, shared_apps: Callable[[str], Flask]) -> Flask:
    """An app on the newest schema, to look at."""
    return shared_apps(engine)


def in_use(app: Flask) -> Flask:
    """The app, its demo ward with rows as real databases have them."""
    add_oddities(app)
    with app.app_context(), immediate() as session:
        # The first versions know no heads of groups: the way down takes the role away.
        session.execute(delete(RoleGrant).where(RoleGrant.role == Role.GROUP_HEAD))
        # Nor a consent to be followed up (test_who_agreed_to_be_followed_up); those of other purposes stay.
        session.execute(update(Consent).where(Consent.purpose == "follow_up").values(purpose="messages"))
    return app


@pytest.fixture(scope="session")
def used_apps(make_lasting_app: Callable[..., Flask]) -> Callable[[str], Flask]:
    """The app in use of an engine, made once a process."""
    return cache(lambda engine: in_use(make_lasting_app(engine, demo=True)))


@pytest.fixture(scope="session")
def used_app(engine: str, used_apps: Callable[[str], Flask]) -> Flask:
    """An app in use. Each test leaves its database on the newest version, with the rows that it had."""
    return used_apps(engine)


@pytest.fixture
def doomed_app(engine: str, make_app: Callable[..., Flask]) -> Flask:
    """An app in use whose rows are to go."""
    return in_use(make_app(engine, demo=True))
