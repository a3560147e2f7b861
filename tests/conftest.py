"""What all tests share: an app on an empty, migrated database; one test, one rollback; PostgreSQL where asked."""

import gc
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from app import create_app
from app.commands.demo_ward import fill
from app.country import clock
from app.models.kept_reading import forget
from app.web.database import db, immediate, schema
from app.web.settings import Settings
from tests import postgres as servers
from tests.costs import Costs
from tests.engines import engines
from tests.entries.ways import record_by_doors_alone
from tests.factories import SECRET_KEY
from tests.noted import read_what_is_noted
from tests.once import made_once, shared_folder
from tests.pages import Pages
from tests.postgres import Cluster
from tests.quick_apps import compile_once, make_quickly
from tests.sharing import Sharing
from tools.suite.asked import read as read_asked
from tools.suite.due import module_of
from tools.suite.folder import of_run

ROOT = Path(__file__).resolve().parents[1]

# The home of the run's PostgreSQL, told to the run's other processes.
POSTGRES = "LOPSO_TESTS_POSTGRES"

# How long an example takes says nothing about the product.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--all-engines`: the tests of pages, too, on PostgreSQL."""
    parser.addoption("--all-engines", action="store_true", help="run each test of pages on PostgreSQL as well")


def pytest_configure(config: pytest.Config) -> None:
    """Count what tests cost; nothing is noted that cannot be read, and no entry is recorded by an unknown way."""
    if not hasattr(config, "workerinput"):
        os.environ[POSTGRES] = str(servers.new_home(in_memory=True))
    read_what_is_noted()
    record_by_doors_alone()
    config.pluginmanager.register(Costs(of_run()), "costs")
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(Sharing(), "sharing")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Who began the run outlives its other processes, and leaves no server behind."""
    if not hasattr(config, "workerinput"):
        servers.remove(Path(os.environ.pop(POSTGRES)))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Say on which engines a test runs that asks a database: SQLite, or both."""
    if "engine" not in metafunc.fixturenames:
        return
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    on = engines(metafunc.definition.path, marks, metafunc.config.getoption("--all-engines"))
    metafunc.parametrize("engine", on, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where modules are handed out to processes (script/test), the dear ones come first, then those of many tests: what
    begins last is waited for while the other processes stand idle."""
    if hasattr(config, "workerinput"):
        dear = Counter[str]()
        for unit, cost in read_asked(ROOT).dear.items():
            dear[module_of(unit)] += cost
        many = Counter(item.path for item in items)
        items.sort(key=lambda item: (-dear[str(item.path.relative_to(ROOT))], -many[item.path]))


def pytest_collection_finish() -> None:
    """What is there by now stays to the end, 10 MB of it for nothing: the collector need not go through it, not even
    once, and comes more seldom. Reference counts free nearly all that a test leaves behind."""
    gc.freeze()
    gc.enable()  # `app` stops it until an app is made, and these tests may ask for none
    gc.set_threshold(50_000, 20, 50)


@event.listens_for(Engine, "connect")
def _reverse_what_has_no_order(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Rows nobody asked to be sorted come in any order on PostgreSQL; here on SQLite too, the same way each time."""
    if type(connection).__module__.startswith("sqlite3"):
        cursor = connection.cursor()
        cursor.execute("PRAGMA reverse_unordered_selects=ON")
        cursor.close()


def settings_in(folder: Path, database_url: str | None = None) -> Settings:
    """Settings for a test's own data directory."""
    environment = {"DATA_DIR": str(folder), "SECRET_KEY": SECRET_KEY, "PUBLIC_URL": "https://lopso.example"}
    if database_url:
        environment["DATABASE_URL"] = database_url
    read = Settings.from_environment(environment)
    return Settings(**{**read.__dict__, "testing": True})


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """The run's one PostgreSQL."""
    home = Path(os.environ[POSTGRES])
    made_once(tmp_path_factory, "postgresql", lambda folder: servers.start(home))
    return Cluster(home, os.environ.get("PYTEST_XDIST_WORKER", ""))


@pytest.fixture(autouse=True)
def _own_cost(request: pytest.FixtureRequest) -> Iterator[None]:
    costs: Costs = request.config.pluginmanager.getplugin("costs")
    with costs.own(request.node.nodeid.partition("::")[0]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _apps_are_made_quickly(tmp_path_factory: pytest.TempPathFactory) -> None:
    make_quickly(shared_folder(tmp_path_factory) / "templates")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, to copy."""

    def migrate(folder: Path) -> Path:
        _migrate(create_app(settings_in(folder)))
        return folder / "lopso.db"

    return Path(made_once(tmp_path_factory, "migrated", migrate))


@pytest.fixture(scope="session")
def migrated_database(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with the newest schema, to copy."""

    def migrate(folder: Path) -> str:
        name = postgres.create()
        _migrate(create_app(settings_in(folder, postgres.url(name))))
        return name

    return made_once(tmp_path_factory, "migrated-postgresql", migrate)


def _migrate(app: Flask) -> None:
    with app.app_context():
        schema.upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def demo_moment(tmp_path_factory: pytest.TempPathFactory) -> datetime:
    """The moment at which all demo wards of the run are filled. What they hold hangs on that day, and a run may see the
    next one: whoever asks what is today stands there (`stopped_at`)."""
    return datetime.fromisoformat(made_once(tmp_path_factory, "demo-moment", lambda folder: clock.now().isoformat()))


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """The clock stands at a moment."""
    with clock.frozen(), clock.shifted(moment - clock.now()):
        yield


@pytest.fixture(scope="session")
def demo_file(migrated_file: Path, demo_moment: datetime, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demo ward, to copy."""

    def fill_in(folder: Path) -> Path:
        copied = shutil.copy(migrated_file, folder / "lopso.db")
        _fill(create_app(settings_in(folder)), demo_moment)
        return copied

    return Path(made_once(tmp_path_factory, "demo-ward", fill_in))


@pytest.fixture(scope="session")
def demo_database(
    postgres: Cluster, migrated_database: str, demo_moment: datetime, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a PostgreSQL database with the demo ward, to copy."""

    def fill_in(folder: Path) -> str:
        name = postgres.create(migrated_database)
        _fill(create_app(settings_in(folder, postgres.url(name))), demo_moment)
        return name

    return made_once(tmp_path_factory, "demo-ward-postgresql", fill_in)


def _fill(app: Flask, moment: datetime) -> None:
    with stopped_at(moment), app.app_context():
        fill(app.extensions["settings"].demo_password, moment)
        db.engine.dispose()


@pytest.fixture(scope="module")
def make_app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Flask]]:
    """`make_app("sqlite")`: an app with a migrated, empty database of its own, for real commits and threads;
    `make_app("sqlite", demo=True)`: the same with the demo ward in it; `rooms=False`: for those who open no page, which
    spares them 40 ms. The apps of a module and their databases end with it: thousands of tests follow."""
    _freeze_what_lasts()
    with _apps(request, tmp_path_factory) as make:
        yield make


def _freeze_what_lasts() -> None:
    """No later collection need look through what lasts to the end of the run.

    Called before a module makes its first app, not when it ends: its last test still holds the app then, and what is
    frozen is never collected. Finalizers keep some of an ended app through one collection; the next takes it."""
    gc.collect()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def make_lasting_app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Flask]]:
    """`make_app` for fixtures of a whole run."""
    with _apps(request, tmp_path_factory) as make:
        yield make


@contextmanager
def _apps(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Flask]]:
    made: list[tuple[Flask, Path]] = []
    databases: list[tuple[Cluster, str]] = []

    def make(engine: str, demo: bool = False, rooms: bool = True) -> Flask:
        folder, kind = tmp_path_factory.mktemp("app"), "demo" if demo else "migrated"
        if engine == "sqlite":
            shutil.copy(request.getfixturevalue(f"{kind}_file"), folder / "lopso.db")
            settings = settings_in(folder)
        else:
            cluster: Cluster = request.getfixturevalue("postgres")
            database = cluster.create(request.getfixturevalue(f"{kind}_database"))
            databases.append((cluster, database))
            settings = settings_in(folder, cluster.url(database))
        app = create_app(settings, rooms=rooms)
        with app.app_context():
            compile_once(db.engine)
        made.append((app, folder))
        return app

    yield make
    while made:
        _end_app(*made.pop())
    for cluster, database in databases:
        cluster.drop(database)


def _end_app(app: Flask, folder: Path) -> None:
    """In a frame of its own: a name that is left with the app would keep it from the collection, and then for good."""
    with app.app_context():
        db.engine.dispose()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def shared_apps(make_lasting_app: Callable[[str], Flask]) -> Callable[[str], Flask]:
    """The app of an engine that one-rollback tests share, made once a process.

    A fixture with a parameter is made anew each time the parameter changes: with two engines twice a module.
    """
    return cache(make_lasting_app)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The database's kind."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def shared_app(engine: str, shared_apps: Callable[[str], Flask]) -> Flask:
    """The app that one-rollback tests share, one an engine."""
    return shared_apps(engine)


@contextmanager
def rolled_back(app: Flask) -> Iterator[Flask]:
    """Whatever is committed inside, requests included, is gone afterwards.

    Inside, the one connection always writes: that a GET cannot write is proved on `make_app`'s apps.
    """
    with app.app_context():
        engines = db.engines
    engine = engines[None]
    with engine.connect().execution_options(writes=True) as connection:
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]
        app.extensions["page_cache"].empty()  # pages of a version that comes again
        forget()
        _configure(app, "create_savepoint")
        try:
            yield app
        finally:
            engines[None] = engine
            _configure(app, "conditional_savepoint")
            outer.rollback()


@contextmanager
def put_back(app: Flask) -> Iterator[Flask]:
    """The same for a part of what happens inside `rolled_back`: what stood before it stands again afterwards."""
    with app.app_context():
        connection = db.engines[None]
    assert isinstance(connection, Connection), "outside of rolled_back"
    savepoint = connection.begin_nested()
    app.extensions["page_cache"].empty()
    forget()
    try:
        yield app
    finally:
        savepoint.rollback()
        forget()


def _configure(app: Flask, mode: Literal["create_savepoint", "conditional_savepoint"]) -> None:
    with app.app_context():
        db.session.configure(join_transaction_mode=mode)


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """An app on an empty database; what the test writes is rolled back."""
    with rolled_back(shared_app) as app:
        yield app


@pytest.fixture
def november() -> Iterator[None]:
    """It is 20 November 2026, whatever day it is: what counts by the year has had most of one."""
    with clock.shifted(clock.at_local(date(2026, 11, 20), 9) - clock.now()):
        yield


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A write transaction for tests of nouns; make no requests while it is open."""
    with app.app_context(), immediate() as session:
        yield session
        session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without script."""
    return app.test_client()


@pytest.fixture
def pages(client: FlaskClient) -> Pages:
    """A browser without script, that checks every page it meets."""
    return Pages(client)
