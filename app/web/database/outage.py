"""Recognises errors that mean that the database is temporarily unavailable, so that a later retry may succeed.

All other database errors are bugs and stay 500. An outage is logged with one line a minute, not one traceback for each
request: in three seconds without a database a server answers some hundred requests.
"""

import errno
import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, PendingRollbackError, TimeoutError as PoolTimeout

log = logging.getLogger(__name__)

# Seconds between two lines in the log about the same outage.
EVERY = 60.0
# PostgreSQL is shutting down, killed, starting, or out of connections, or it ended the session
# (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_AWAY = frozenset(("57P01", "57P02", "57P03", "57P05", "53300", "25P03"))
_CONNECTION = "08"
# A lock or a statement exceeded its limit (`limits`), or the server is out of memory.
_BUSY = frozenset(("55P03", "57014", "53200"))
# Two transactions conflicted; a retry succeeds.
_CLASHED = frozenset(("40001", "40P01"))


class Outage(StrEnum):
    """away: the database cannot be reached. busy: it did not answer in time. store: files cannot be had; the database
    answers."""

    AWAY = "away"
    BUSY = "busy"
    STORE = "store"


def outage_of(error: BaseException) -> Outage | None:
    """The outage that an error means; None for other errors, including a full disk."""
    if isinstance(error, TimeoutError | PoolTimeout):  # of the gate, of the pool
        return Outage.BUSY
    if isinstance(error, PendingRollbackError):  # after a lost connection (8s2b); after a failed flush it is a bug
        return Outage.AWAY if error.code == "8s2b" else None
    if isinstance(error, DBAPIError):
        return Outage.AWAY if error.connection_invalidated else _of_driver(error.orig)
    return _of_driver(error)


def has_clashed(error: BaseException) -> bool:
    """Whether a transaction was rolled back because of another (deadlock, serialization failure)."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _CLASHED


def _of_driver(error: BaseException | None) -> Outage | None:
    """The outage of a driver's error. Drivers are recognised by name: SQLite installations never load psycopg."""
    kind = type(error)
    if kind.__module__.startswith("psycopg"):
        state = getattr(error, "sqlstate", None)
        if state is None:  # from libpq: refused, lost, too many connections
            return Outage.AWAY if kind.__name__ in ("OperationalError", "ConnectionTimeout") else None
        if state in _AWAY or state.startswith(_CONNECTION):
            return Outage.AWAY
        return Outage.BUSY if state in _BUSY | _CLASHED else None
    if kind.__module__ == "sqlite3" and kind.__name__ == "OperationalError" and "locked" in str(error):
        return Outage.BUSY
    return None


class OutageLog:
    """Logs one line a minute for each kind of outage, with the number of errors since the last line."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._met: Counter[Outage] = Counter()
        self._next: dict[Outage, float] = {}

    def note(self, outage: Outage, error: BaseException) -> None:
        """Count an outage, and write the line if it is due."""
        now = time.monotonic()
        with self._lock:
            self._met[outage] += 1
            if now < self._next.get(outage, now):
                return
            self._next[outage] = now + EVERY
            met = self._met.pop(outage)
        cause = getattr(error, "orig", None) or error
        words = " ".join(str(cause).split()) or type(cause).__name__
        what = "the store of files is away" if outage is Outage.STORE else f"the database is {outage}"
        log.warning("%s (met %d times since the last such line): %s", what, met, words[:500])


# Detects a full disk anywhere in a chain of exceptions.
WORDS = ("database or disk is full", "disk I/O error", "No space left")


def is_lacking(error: BaseException) -> bool:
    """Whether an error, or one in its chain, means that the disk is full."""
    return any(_lacks(each) for each in _course_of(error))


def _lacks(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    return any(word in str(error) for word in WORDS)


def _course_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error and its causes: SQLite ends a transaction when the disk is full, so that rolling back to a savepoint
    raises another error."""
    while error is not None:
        yield error
        error = error.__context__
