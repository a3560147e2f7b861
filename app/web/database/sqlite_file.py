"""The file of the embedded database: nobody else's to read, and open for reading on a disk without room for anything.

To read a database in WAL mode SQLite makes two files beside it, and on a full disk cannot. While there is no log whose
pages would be missed, the file alone says all: it is then opened as one that does not change, for one use, and the next
use tries again. So a server that is started on a full disk shows its pages, and writes as soon as there is room.
"""

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA busy_timeout=10000",
    # 8 MB, taken as they are read: at 2 MB, the default, figures of 20,000 houses read the file anew; 16 win nothing.
    "PRAGMA cache_size=-8000",
    # Pages (16 MB) until they are written home; at 1,000 every second batch of 200 would wait for it, and the same
    # pages would go home four times as often. As many as SQLite finds in its log at one look.
    "PRAGMA wal_autocheckpoint=4000",
)
FROZEN = "frozen"
FULL = "database or disk is full"
_NO_ROOM = ("SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN")


def opened(path: str, options: dict[str, Any], info: dict[Any, Any]) -> sqlite3.Connection:
    """A connection to the file, made where it is not there. `info` hears FROZEN when it can only be read.

    Raises:
        sqlite3.Error: it cannot be opened at all.
    """
    keep_private(path)
    connection: sqlite3.Connection = sqlite3.connect(path, **options)
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
    """Say that the disk is full where a connection was opened to be read.

    Raises:
        OperationalError: it was.
    """
    if info.get(FROZEN):
        raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError(FULL))


def keep_private(path: str) -> None:
    """Let nobody else read the file and what SQLite keeps beside it, which takes over its mode."""
    if not path or path == ":memory:":
        return
    with suppress(FileExistsError, FileNotFoundError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    for file in (Path(path), Path(f"{path}-wal"), Path(f"{path}-shm")):
        with suppress(FileNotFoundError, PermissionError):  # of another user: theirs to say
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
