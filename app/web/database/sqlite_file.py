"""The embedded database: its file, private to its user and readable on a full disk, and a pool that reserves one
connection for writing.

To read a database in WAL mode SQLite creates two files beside it, which fails on a full disk. If no log exists, the
file alone is complete: it is opened as immutable, for one use, and the next use tries again. So a server started on a
full disk shows its pages, and writes as soon as there is room.

`PRAGMA query_only` discards all statements compiled on a connection. A connection that alternated between reading and
writing would compile every statement anew with each request.
"""

import os
import sqlite3
import stat
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA busy_timeout=10000",
    # 8 MB, allocated as needed: at 2 MB, the default, figures of 20,000 houses read the file again; 16 MB gain nothing.
    "PRAGMA cache_size=-8000",
    # Pages (16 MB) until a checkpoint; at 1,000 every second batch of 200 would wait for one, and the same pages would
    # be written four times as often. One segment of SQLite's WAL index holds about as many pages.
    "PRAGMA wal_autocheckpoint=4000",
)
# Compiled statements of a connection. Python keeps 128, a page sends up to 62: of ten pages by turns none would stay.
STATEMENTS = 1024
FROZEN = "frozen"
FULL = "database or disk is full"
_NO_ROOM = ("SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN")


def opened(path: str, options: dict[str, Any], info: dict[Any, Any]) -> sqlite3.Connection:
    """A connection to the file, which is created if missing. Sets FROZEN in `info` if it can only be read.

    Raises:
        sqlite3.Error: it cannot be opened at all.
    """
    keep_private(path)
    connection: sqlite3.Connection = sqlite3.connect(path, cached_statements=STATEMENTS, **options)
    connection.isolation_level = None
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
    except sqlite3.OperationalError as error:
        connection.close()
        if not _may_be_read_alone(path, error):
            raise
        info[FROZEN] = True
        return _frozen(path, options)
    return connection


def refuse_to_write(info: dict[Any, Any]) -> None:
    """Refuse to write on a connection that was opened on a full disk.

    Raises:
        OperationalError: the connection is read-only because the disk is full.
    """
    if info.get(FROZEN):
        raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError(FULL))


def keep_private(path: str) -> None:
    """Make the file private; SQLite's files beside it inherit its mode."""
    if not path or path == ":memory:":
        return
    with suppress(FileExistsError, FileNotFoundError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    for file in (Path(path), Path(f"{path}-wal"), Path(f"{path}-shm")):
        with suppress(FileNotFoundError, PermissionError):  # owned by another user, who decides
            mode = stat.S_IMODE(file.stat().st_mode)
            if mode & 0o077:
                file.chmod(mode & 0o700)


def _may_be_read_alone(path: str, error: sqlite3.OperationalError) -> bool:
    if not str(getattr(error, "sqlite_errorname", "")).startswith(_NO_ROOM):
        return False
    log = Path(f"{path}-wal")
    return Path(path).is_file() and not (log.exists() and log.stat().st_size)


def _frozen(path: str, options: dict[str, Any]) -> sqlite3.Connection:
    uri = f"{Path(path).resolve().as_uri()}?immutable=1"
    connection: sqlite3.Connection = sqlite3.connect(uri, uri=True, **options)
    connection.isolation_level = None
    connection.execute("PRAGMA query_only=ON")
    return connection


_to_write: ContextVar[bool] = ContextVar("to_write", default=False)


@contextmanager
def for_writing() -> Iterator[None]:
    """Connections taken from a pool inside are going to write."""
    token = _to_write.set(True)
    try:
        yield
    finally:
        _to_write.reset(token)


class WriterApart(QueuePool):
    """A pool that gives writers the connection that wrote before.

    The gate admits one writer at a time, so one is enough. If it is taken, a writer gets any other: the read-only rule
    is set on each connection when it is taken (app/web/database/__init__.py) and does not depend on which one it is.
    """

    def __init__(self, creator: Any, **options: Any) -> None:
        super().__init__(creator, **options)
        self._writer: deque[ConnectionPoolEntry] = deque()

    def _do_get(self) -> ConnectionPoolEntry:
        if _to_write.get():
            with suppress(IndexError):
                return self._writer.pop()
        return super()._do_get()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        if record.info.get("writes") and not self._writer:
            self._writer.append(record)
        else:
            super()._do_return_conn(record)

    def dispose(self) -> None:
        """Close all connections that are not in use."""
        while self._writer:
            self._writer.pop().close()
        super().dispose()
