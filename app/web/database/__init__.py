"""The database: engine pragmas, read-only transactions, and `immediate()`, the only write transaction.

A transaction is read-only unless `immediate()` opened it, on SQLite and on PostgreSQL. A forgotten `immediate()` is
then a failing test, never a race. Writers to SQLite queue at a fair gate (docs/decisions/0003).
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
from app.models.mixins.issued import LOOK
from app.models.storing import CONNECTION
from app.models.trust.file_to_remove import NOTED
from app.web.database import postgresql, sqlite_file
from app.web.database.outage import OutageLog
from app.web.database.removing import remove_at_once
from app.web.database.sqlite_file import WriterApart, for_writing
from app.web.settings import Settings

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})

DIRECT = "direct"  # the name of the bind that leads past a pooler
# Longest wait at the gate; a full hall pressing at once passes in a few seconds.
GATE_SECONDS = 30.0


class Press(Protocol):
    """A press of a form that is stored once (app/web/idempotency.py); `g.press` while its view runs."""

    is_stored: bool

    def begin(self, session: Session) -> None:
        """Store the press in the current transaction.

        Raises:
            SentBefore: another transaction stored it.
        """


class Gate:
    """Admits one writer at a time: a lock between threads, flock between processes."""

    def __init__(self, path: Path) -> None:
        self._threads = threading.Lock()
        self._processes = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)

    def enter(self) -> None:
        """Wait for the turn.

        Raises:
            TimeoutError: the wait exceeded GATE_SECONDS.
        """
        if not self._threads.acquire(timeout=GATE_SECONDS):
            raise TimeoutError("the database is busy")
        try:
            fcntl.flock(self._processes, fcntl.LOCK_EX)  # the kernel releases it when a process is killed
        except BaseException:
            self._threads.release()
            raise

    def leave(self) -> None:
        """Admit the next writer."""
        fcntl.flock(self._processes, fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        """Close the lock file; the gate cannot be used afterwards."""
        os.close(self._processes)


@contextmanager
def immediate() -> Iterator[Session]:
    """A write transaction: ends the current read transaction, waits at the gate, commits; an error rolls back.

    Rows loaded before are expired and read again inside: carry keys across it, not attributes.

    The first one of a form's press stores the press's idempotency key too. What `FileToRemove` noted goes afterwards.

    Raises:
        SentBefore: the same press was stored before (app/web/idempotency.py).
        RuntimeError: a write transaction is open already (it would wait for itself).
        TimeoutError: the wait at the gate was too long.
    """
    session = db.session()
    gate: Gate | None = current_app.extensions["gate"]
    if session.info.get("writes"):
        raise RuntimeError("already writing")
    session.rollback()
    session.expire_all()
    if gate:
        gate.enter()
    session.info.update(writes=True, gate=gate, **{LOOK: current_app.extensions.get(LOOK), NOTED: []})
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
    remove_at_once(db.engine, session.info.pop(NOTED))


def _leave_gate(session: Session, transaction: SessionTransaction | None = None) -> None:
    if transaction is not None and transaction.parent is not None:
        return  # the end of a savepoint
    session.info.pop("writes", None)
    session.info.pop(CONNECTION, None)
    if gate := session.info.pop("gate", None):
        gate.leave()


event.listen(Session, "after_transaction_end", _leave_gate)


def init_database(app: Flask, settings: Settings) -> None:
    """Set up the app's engine, its gate and the rules for reading and writing."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = (
        {"poolclass": WriterApart} if settings.is_sqlite else postgresql.engine_options(settings)
    )
    if settings.database_direct_url != settings.database_url:
        app.config["SQLALCHEMY_BINDS"] = {DIRECT: postgresql.direct_options(settings)}
    db.init_app(app)
    gate = None
    if settings.is_sqlite:
        file = make_url(settings.database_url).database
        gate = Gate(Path(f"{file}.gate")) if file and file != ":memory:" else None
    app.extensions["gate"] = gate
    app.extensions["outages"] = OutageLog()
    with app.app_context():
        for engine in {db.engine, direct_engine()}:
            prepare_engine(engine)


def direct_engine() -> Engine:
    """The engine past a pooler, for migrations and long snapshots; without a pooler it is `db.engine`."""
    return db.engines.get(DIRECT, db.engine)


def limit_waits(app: Flask) -> None:
    """Limit waits of a web process on PostgreSQL; call it before the first request.

    Workers and commands have no such limits: backups, lists and migrations read for long, and steps of jobs have limits
    of their own (app/jobs/workers.py).
    """
    settings: Settings = app.extensions["settings"]
    if not settings.is_sqlite:
        with app.app_context():
            db.engine.update_execution_options(limits=settings.postgresql)


def prepare_engine(engine: Engine) -> None:
    """Attach the pragmas and the read-only rule to an engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _connect_sqlite)
        event.listen(engine, "checkin", _forget_frozen)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", postgresql.begin)


def _connect_sqlite(
    dialect: Dialect, record: ConnectionPoolEntry, given: tuple[str, ...], options: dict[str, Any]
) -> object:
    return sqlite_file.opened(given[0], options, record.info)


def _forget_frozen(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Close a connection opened on a full disk, so that the next use checks again whether there is room."""
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


def wipe() -> None:
    """Remove erased data from the file's free pages and its log: rewrite the file, truncate the log.

    Writers wait meanwhile, some seconds for a large ward. On PostgreSQL autovacuum does it in its own time.
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
            connection.invalidate()  # its pragmas differ from those that the pool expects
    finally:
        if gate:
            gate.leave()


def schema_served() -> str | None:
    """The revision of the database, read without Alembic, which takes 9 MB (app/web/database/schema.py)."""
    return db.session.scalar(select(column("version_num")).select_from(table("alembic_version")))


@contextmanager
def migrating() -> Iterator[Connection]:
    """A connection for changing the schema, behind the gate or a lock; foreign keys are checked at the end."""
    gate: Gate | None = current_app.extensions["gate"]
    if gate:
        gate.enter()
    try:
        with direct_engine().connect() as connection:
            if connection.dialect.name == "sqlite":
                yield from _migrating_sqlite(connection)
            else:
                yield from _migrating_postgresql(connection)
    finally:
        if gate:
            gate.leave()


def _migrating_sqlite(connection: Connection) -> Iterator[Connection]:
    # The pragma is ignored inside a transaction. Without it a batch's DROP TABLE would delete rows or fail.
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
