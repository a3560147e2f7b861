"""Rows of every table go down a version and come up again: what a migration adds to a table meets a row there."""

from collections.abc import Callable
from functools import cache

import pytest
from flask import Flask

from app.web.database import db, schema
from tests.upgrades.filling import empty_tables, fill_every_table
from tests.upgrades.revisions import revisions


@pytest.fixture(scope="session")
def full_apps(make_lasting_app: Callable[..., Flask]) -> Callable[[str], Flask]:
    """The app of an engine whose every table has a row, made once a process."""

    def made(engine: str) -> Flask:
        app = make_lasting_app(engine, demo=True)
        fill_every_table(app)
        return app

    return cache(made)


@pytest.fixture
def full_app(engine: str, full_apps: Callable[[str], Flask]) -> Flask:
    """The app; a test leaves its database on the newest version."""
    return full_apps(engine)


def test_every_table_has_a_row(full_app: Flask) -> None:
    with full_app.app_context(), db.engine.connect() as connection:
        assert [table.name for table in empty_tables(connection)] == []


@pytest.mark.core("upgrade and downgrade of rows of every table")
def test_each_version_is_reached_with_rows_in_every_table_that_it_has(full_app: Flask) -> None:
    """Down one, up, and down again: what a version takes away or makes anew meets rows either way."""
    line = revisions()
    with full_app.app_context():
        for number, revision in reversed(list(enumerate(line))[1:]):
            schema.downgrade(line[number - 1])
            schema.upgrade(revision)
            assert schema.standing() == revision
            schema.downgrade(line[number - 1])
        schema.upgrade()
        assert schema.differences() == []
