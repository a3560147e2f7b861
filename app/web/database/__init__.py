"""The database: engine pragmas, reads that cannot write, and `immediate()`, the one write transaction.

A transaction is read-only unless `immediate()` opened it, on SQLite and on PostgreSQL. A forgotten `immediate()` is
then a failing test, never a race. In front of SQLite stands a fair gate (docs/decisions/0003).
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from flask import Flask, current_app, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Dialect, Engine, column, event, make_url, select, table
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry

from app.models import AuditEvent, Base, SignIn
from app.models.mixins.dated import LOOK
from app.models.storing import CONNECTION
from app.web.database import postgresql, sqlite_file
from app.web.database.connections import WriterApart, for_writing
from app.web.database.outage import OutageLog
from app.web.settings import Settings

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})

# The wait for one's turn; a whole hall pressing at once passes in a few seconds.
GATE_SECONDS = 30.0


class Press(Protocol):
    """A press of a form that is to be stored once (app/web/idempotency.py); `g.press` while its view runs."""

    is_stored: bool

    def begin(self, session: Session) -> None:
        """Be stored with the transaction under way.

        Raises:
            SentBefore: it was stored by another one.
        """


class Gate:
    """Lets one writer in at a time: a lock between threads, flock between processes."""

    def __init__(self, path: Path) -> None:
        self._threads = threading.Lock()
        self._processes = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)

    def enter(self) -> None:
        """Wait for the turn.

        Raises:
            TimeoutError: the turn did not come within GATE_SECONDS.
        """
        if not self._threads.acquire(timeout=GATE_SECONDS):
            raise TimeoutError("the database is busy")
        try:
            fcntl.flock(self._processes, fcntl.LOCK_EX)  # the kernel frees it when a process is killed
        except BaseException:
            self._threads.release()
            raise

    def leave(self) -> None:
        """Let the next one in."""
        fcntl.flock(self._processes, fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        """Give the file back; nobody enters any more."""
        os.close(self._processes)


@contextmanager
def immediate() -> Iterator[Session]:
    """One write transaction: ends the read before it, waits its turn, commits; an error rolls back.

    What was loaded before is read again inside: keep keys, not attributes, across it.

    The first one of a press of a form that has an idempotency key stores the key along.

    Raises:
        SentBefore: the same press was stored before (app/web/idempotency.py).
        RuntimeError: already inside a write transaction (it would wait for itself).
        TimeoutError: the turn did not come.
    """
    session = db.session()
    gate: Gate | None = current_app.extensions["gate"]
    if session.info.get("writes"):
        raise RuntimeError("already writing")
    session.rollback()
    session.expire_all()
    if gate:
        gate.enter()
    session.info.update(writes=True, gate=gate, **{LOOK: current_app.extensions.get(LOOK)})
    try:
        with for_writing():
            session.info[CONNECTION] = session.connection(execution_options={"writes": True})
        press: Press | None = g.get("press")
        if press:
            press.begin(session)
        yield session
        SignIn.note_seen(session)
        AuditEvent.seal(session)
        session.commit()
        if press:
            press.is_stored = True
    except BaseException:
        AuditEvent.forget_unsealed(session)
        session.rollback()
        raise
    finally:
        _leave_gate(session)


def _leave_gate(session: Session, transaction: SessionTransaction | None = None) -> None:
    if transaction is not None and transaction.parent is not None:
        return  # a savepoint's end is not the end
    session.info.pop("writes", None)
    session.info.pop(CONNECTION, None)
    if gate := session.info.pop("gate", None):
        gate.leave()


event.listen(Session, "after_transaction_end", _leave_gate)


def init_database(app: Flask, settings: Settings) -> None:
    """Give the app its engine, its gate and the rules of reading and writing."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = (
        {"poolclass": WriterApart} if settings.is_sqlite else postgresql.engine_options(settings)
    )
    db.init_app(app)
    gate = None
    if settings.is_sqlite:
        file = make_url(settings.database_url).database
        gate = Gate(Path(f"{file}.gate")) if file and file != ":memory:" else None
    app.extensions["gate"] = gate
    app.extensions["outages"] = OutageLog()
    with app.app_context():
        prepare_engine(db.engine)


def limit_waits(app: Flask) -> None:
    """Let no page wait without end, on PostgreSQL; for a process that answers people, before its first request.

    Workers and commands have no such limits: a backup, a list, a migration read long, and a step of a job has its own
    (app/jobs/lanes.py).
    """
    settings: Settings = app.extensions["settings"]
    if not settings.is_sqlite:
        with app.app_context():
            event.listen(db.engine, "connect", postgresql.limiting(settings.postgresql))


def prepare_engine(engine: Engine) -> None:
    """Hang the pragmas and the read-only rule on an engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _connect_sqlite)
        event.listen(engine, "checkin", _forget_frozen)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", postgresql.prepare)
        event.listen(engine, "begin", _begin_postgresql)


def _connect_sqlite(
    dialect: Dialect, record: ConnectionPoolEntry, given: tuple[str, ...], options: dict[str, Any]
) -> object:
    return sqlite_file.opened(given[0], options, record.info)


def _forget_frozen(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Who comes next tries again whether there is room."""
    if record.info.get(sqlite_file.FROZEN):
        record.invalidate()


def _begin_sqlite(connection: Connection) -> None:
    writes = bool(connection.get_execution_options().get("writes"))
    if writes:
        sqlite_file.refuse_to_write(connection.info)
    if connection.info.get("writes") is not writes:
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.info["writes"] = writes
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def wipe() -> None:
    """Let nothing that was erased lie on in the file's free space or in its log: rewrite the file, empty the log.

    Writers wait meanwhile, some seconds for a large ward. On PostgreSQL the server's own vacuum does it in its time.
    """
    gate: Gate | None = current_app.extensions["gate"]
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()
    if gate:
        gate.enter()
    try:
        connection = db.engine.raw_connection()
        try:
            for statement in ("PRAGMA query_only=OFF", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.cursor().execute(statement)
        finally:
            connection.invalidate()  # its pragmas are not those that the pool expects
    finally:
        if gate:
            gate.leave()


def schema_served() -> str | None:
    """The revision of a database that is in use; without Alembic, which takes 9 MB (app/web/database/schema.py)."""
    return db.session.scalar(select(column("version_num")).select_from(table("alembic_version")))


@contextmanager
def migrating() -> Iterator[Connection]:
    """The connection on which the schema may change: gated or locked, foreign keys checked at the end."""
    gate: Gate | None = current_app.extensions["gate"]
    if gate:
        gate.enter()
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                yield from _migrating_sqlite(connection)
            else:
                yield from _migrating_postgresql(connection)
    finally:
        if gate:
            gate.leave()


def _migrating_sqlite(connection: Connection) -> Iterator[Connection]:
    # Inside a transaction this pragma is ignored, and a batch's DROP TABLE would delete rows or fail.
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    writing = connection.execution_options(writes=True)
    try:
        with writing.begin():
            yield writing
            broken = writing.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"foreign keys broken by a migration: {broken[:5]}")
    finally:
        connection.invalidate()


def _migrating_postgresql(connection: Connection) -> Iterator[Connection]:
    writing = connection.execution_options(writes=True)
    with writing.begin():
        postgresql.wait_without_end(writing)
        writing.exec_driver_sql("SELECT pg_advisory_xact_lock(5443)")
        yield writing
