"""Who writes gets the connection that wrote before, and what reads cannot write on any."""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from app.web.database import db, immediate

LOOK = text("SELECT count(*) FROM audit_head")
CHANGE = text("DELETE FROM receipt")


@pytest.fixture(scope="module")
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app("sqlite")


def _look(app: Flask) -> None:
    with app.app_context():
        db.session.execute(LOOK).all()


def _change(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        session.execute(CHANGE)


def test_reading_and_writing_in_turn_turns_no_connection(app: Flask) -> None:
    """Turning one makes SQLite forget what it has compiled there."""
    with app.app_context():
        engine = db.engine
    for _ in range(2):
        _look(app)
        _change(app)
    turned: list[str] = []

    def hear(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("PRAGMA"):
            turned.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        for _ in range(3):
            _look(app)
            _change(app)
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    assert turned == []


def test_what_reads_cannot_write_on_a_connection_that_wrote(app: Flask) -> None:
    _change(app)  # this one is kept apart; the next one to write goes back among the readers
    with app.app_context():
        engine = db.engine
    wrote = engine.connect().execution_options(writes=True)
    with wrote.begin():
        wrote.execute(CHANGE)
    files = {wrote.connection.driver_connection}
    wrote.close()
    with ExitStack() as taken:
        readers = [taken.enter_context(engine.connect()) for _ in range(4)]
        assert files < {reader.connection.driver_connection for reader in readers}
        for reader in readers:
            with pytest.raises(OperationalError, match="readonly"):
                reader.execute(CHANGE)


def test_a_large_batch_does_not_wait_until_its_pages_are_written_home(app: Flask) -> None:
    """By itself SQLite would write them home within the commit of whatever is larger than a thousand pages."""
    with app.app_context():
        file = Path(str(db.engine.url.database))
        before = file.stat().st_size
        with immediate() as session:
            session.execute(text("CREATE TABLE large AS SELECT zeroblob(6000000) AS pages"))
        assert file.stat().st_size == before
        with immediate() as session:
            session.execute(text("DROP TABLE large"))


def test_it_is_closed_with_the_others(app: Flask) -> None:
    with app.app_context():
        with immediate() as session:
            session.execute(CHANGE)
            file = session.connection().connection.driver_connection
        assert isinstance(file, sqlite3.Connection)
        db.session.remove()
        assert file.execute("SELECT 1").fetchone() == (1,)  # kept open for who writes next
        db.engine.dispose()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        file.execute("SELECT 1")
