"""A database that holds more than the product's own tables, the queue's above all: a backup leaves them out, and one
that took them along is put back without them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from huey import PostgresHuey
from sqlalchemy import inspect, text

from app import create_app
from app.exchange import backups
from app.exchange.backups.rows import Digest
from app.jobs import queue
from app.jobs.queue_schema import SCHEMA
from app.models import Base
from app.web.database import db, immediate, schema
from app.web.settings import Settings
from tests.exchange.backups.conftest import KEY, backed_up, put_back
from tests.exchange.backups.test_round_trip import held
from tests.registers.personal_data.somebody import a_ward_with_somebody

ENGINES = ("sqlite", "postgresql")
# The tables that a queue of earlier releases made among the product's own.
OF_QUEUE = ("huey_counter", "huey_kv", "huey_schedule", "huey_task")


@contextmanager
def queue_inside(app: Flask) -> Iterator[Settings]:
    """An app's queue lies in its own database, as QUEUE_URL may say; a message waits in it."""
    settings: Settings = app.extensions["settings"]
    url = settings.database_url.replace("+psycopg", "")
    inside = create_app(replace(settings, queue_url=url, testing=False), rooms=False)
    with inside.app_context():
        assert queue.answers()
        queue.queue().huey.storage.enqueue(b"a message")
        yield inside.extensions["settings"]
        queue.queue().huey.storage.close()
        db.engine.dispose()


@pytest.fixture(scope="module")
def place(make_app: Callable[..., Flask]) -> Flask:
    """A ward on PostgreSQL, its queue in the same database."""
    app = make_app("postgresql")
    a_ward_with_somebody(app)
    with queue_inside(app):
        pass
    return app


@pytest.mark.parametrize("other", ENGINES)
def test_with_the_queue_in_its_database_it_is_put_back_row_for_row(
    place: Flask, make_empty: Callable[[str], Flask], other: str, tmp_path: Path
) -> None:
    manifest = backed_up(place, tmp_path / "lopso.backup")
    elsewhere = make_empty(other)
    if other == "postgresql":
        with queue_inside(elsewhere):
            pass
    put_back(elsewhere, tmp_path / "lopso.backup")
    assert held(elsewhere) == manifest.tables
    assert not {name for name in manifest.tables if name.startswith("huey")}


@pytest.fixture
def earlier(place: Flask, make_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup as earlier versions made it, with the queue's tables in it."""
    app = make_app("postgresql")
    a_ward_with_somebody(app)
    with app.app_context(), immediate() as session:
        for name in OF_QUEUE:
            session.execute(text(f"CREATE TABLE {name} (id bigserial PRIMARY KEY, queue text NOT NULL)"))
        session.execute(text("INSERT INTO huey_counter (queue) VALUES ('lopso')"))
    with monkeypatch.context() as patched:
        own = schema.tables_at(schema.head())
        patched.setattr(schema, "tables_at", lambda revision: own | set(OF_QUEUE))
        manifest = backed_up(app, tmp_path / "earlier.backup")
    assert manifest.tables["huey_counter"]["rows"] == 1
    return tmp_path / "earlier.backup"


@pytest.mark.parametrize("other", ENGINES)
def test_one_that_took_the_queues_tables_along_is_put_back_without_them(
    earlier: Path, make_empty: Callable[[str], Flask], other: str
) -> None:
    elsewhere = make_empty(other)
    with elsewhere.app_context():
        verified = backups.verify(elsewhere.extensions["settings"], earlier, KEY)
    assert verified.left_out == OF_QUEUE
    manifest = put_back(elsewhere, earlier)
    there = held(elsewhere)
    assert there == {name: told for name, told in manifest.tables.items() if name not in OF_QUEUE}
    assert there["person"] != Digest().summary


def test_a_table_of_somebody_else_is_neither_taken_nor_touched(
    place: Flask, make_empty: Callable[[str], Flask], make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    theirs = "CREATE TABLE spatial (id bigserial PRIMARY KEY, shape bytea)", "INSERT INTO spatial (shape) VALUES ('x')"
    app, elsewhere = make_app("postgresql"), make_empty("postgresql")
    a_ward_with_somebody(app)
    for each in (app, elsewhere):
        with each.app_context(), db.engine.connect().execution_options(writes=True) as connection, connection.begin():
            for statement in theirs:
                connection.execute(text(statement))
    manifest = backed_up(app, tmp_path / "lopso.backup")
    assert "spatial" not in manifest.tables
    put_back(elsewhere, tmp_path / "lopso.backup")
    assert held(elsewhere) == manifest.tables
    with elsewhere.app_context(), db.engine.connect() as connection:
        assert connection.execute(text("SELECT id, shape FROM spatial")).one() == (1, b"x")


def test_the_queues_tables_lie_in_a_schema_of_their_own(place: Flask) -> None:
    with place.app_context():
        eye = inspect(db.engine)
        assert set(OF_QUEUE) <= set(eye.get_table_names(schema=SCHEMA))
        assert set(eye.get_table_names()) == {*Base.metadata.tables, schema.VERSION_TABLE}


def test_what_waits_in_a_queue_of_an_earlier_release_goes_along(make_app: Callable[..., Flask]) -> None:
    app = make_app("postgresql")
    address = app.extensions["settings"].database_url.replace("+psycopg", "")
    earlier = PostgresHuey(queue.NAME, dsn=address, results=False)
    earlier.storage.enqueue(b"waits since yesterday")
    earlier.storage.close()
    with queue_inside(app) as inside:
        assert inside.queue_url == address
        assert queue.queue().huey.storage.enqueued_items()[0] == b"waits since yesterday"
    with app.app_context():
        assert not set(OF_QUEUE) & set(inspect(db.engine).get_table_names())


def test_a_role_that_may_make_no_schema_goes_on_where_it_is(
    make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app("postgresql")
    settings: Settings = app.extensions["settings"]
    with app.app_context(), db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("DO $$ BEGIN CREATE ROLE narrow LOGIN; EXCEPTION WHEN duplicate_object THEN END $$"))
        connection.execute(text("GRANT CREATE, USAGE ON SCHEMA public TO narrow"))
    narrow = replace(settings, queue_url=settings.database_url.replace("+psycopg", "").replace("postgres@", "narrow@"))
    inside = create_app(replace(narrow, testing=False), rooms=False)
    with inside.app_context():
        assert queue.answers()
        queue.queue().huey.storage.close()
    assert "the queue stays among the other tables" in caplog.text


def test_a_file_without_one_of_the_tables_is_whole_and_told_to_be_of_no_use(
    place: Flask, make_empty: Callable[[str], Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(schema, "tables_at", lambda revision: frozenset(Base.metadata.tables) - {"answer"})
        backed_up(place, tmp_path / "lopso.backup")
    elsewhere = make_empty("sqlite")
    with elsewhere.app_context():
        settings = elsewhere.extensions["settings"]
        assert backups.read(tmp_path / "lopso.backup", KEY).rows
        for use in (backups.verify, backups.restore):
            with pytest.raises(backups.Unrestorable, match="no table answer"):
                use(settings, tmp_path / "lopso.backup", KEY)
        assert not list(settings.data_dir.glob("trial*"))


def test_one_of_a_later_version_is_told_so(place: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backed_up(place, tmp_path / "lopso.backup")
    monkeypatch.setattr(schema, "knows", lambda revision: False)
    with place.app_context(), pytest.raises(backups.LaterVersion):
        backups.read(tmp_path / "lopso.backup", KEY)
