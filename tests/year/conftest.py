"""The walk's place: the demo ward at one moment of the calendar, the same in every run, on either engine."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.commands.demo_ward import fill
from app.country import clock
from app.jobs.queue import queue_of
from app.models import AdministrativeUnit
from app.web.database import db, immediate
from tests.conftest import settings_in, stopped_at
from tests.factories import make_attended_course
from tests.once import made_once
from tests.postgres import Cluster
from tests.year.world import World

# Classes beside those of the demo ward that are over, with certificates to be proposed.
ENDED = 6
BEGINS = clock.at_local(date(2026, 11, 24), 9)


@pytest.fixture(scope="session")
def year_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demo ward of that moment, to copy."""

    def made(folder: Path) -> Path:
        copied = shutil.copy(migrated_file, folder / "lopso.db")
        _fill(create_app(settings_in(folder)))
        return copied

    return Path(made_once(tmp_path_factory, "year", made))


@pytest.fixture(scope="session")
def year_database(postgres: Cluster, migrated_database: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with it, to copy."""

    def made(folder: Path) -> str:
        name = postgres.create(migrated_database)
        _fill(create_app(settings_in(folder, postgres.url(name))))
        return name

    return made_once(tmp_path_factory, "year-postgresql", made)


def _fill(app: Flask) -> None:
    with stopped_at(BEGINS), app.app_context():
        fill(app.extensions["settings"].demo_password, BEGINS)
        with immediate() as session:
            ward = session.scalars(AdministrativeUnit.called("05443")).one()
            for number in range(ENDED):
                make_attended_course(session, ward, lessons=2, seldom=1, code=f"HET{number + 2}")
        db.engine.dispose()


def _open_queue(app: Flask) -> None:
    """Let the queue of jobs lie in the place's own PostgreSQL, as a worker there opens it; jobs of the walk are done at
    once all the same."""
    before = dict(app.extensions)
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, testing=False, queue_url=settings.database_url)
    queue_of(app).huey.storage.close()
    app.extensions.clear()
    app.extensions.update(before)


@pytest.fixture
def make_world(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], World]:
    """`make_world()`: a place of its own each time; enter it to walk there."""

    def place(filled: bool) -> Flask:
        folder = tmp_path_factory.mktemp("place")
        if engine == "sqlite":
            if filled:
                shutil.copy(request.getfixturevalue("year_file"), folder / "lopso.db")
            return create_app(settings_in(folder))
        postgres: Cluster = request.getfixturevalue("postgres")
        name = postgres.create(request.getfixturevalue("year_database")) if filled else postgres.create()
        app = create_app(settings_in(folder, postgres.url(name)))
        if filled:
            _open_queue(app)
        return app

    def made() -> World:
        return World(place(filled=True), BEGINS, lambda: place(filled=False), tmp_path_factory.mktemp("walk"))

    return made
