"""Whether an error says that the database cannot be had just now, so that the same may be tried again a little later.

Everything else that comes from a database is a fault of ours and stays one. The log gets a line a minute for it, not a
traceback a request: in three seconds without a database a server answers some hundred requests.
"""

import logging
import threading
import time
from collections import Counter
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, PendingRollbackError, TimeoutError as PoolTimeout

log = logging.getLogger(__name__)

# Seconds between two lines in the log about the same.
EVERY = 60.0
# What PostgreSQL says of itself: shutting down, killed, starting, without a connection to spare, or a session that it
# ended (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_AWAY = frozenset(("57P01", "57P02", "57P03", "57P05", "53300", "25P03"))
_CONNECTION = "08"
# A lock or a statement took longer than allowed (`limits`), or it is out of memory.
_BUSY = frozenset(("55P03", "57014", "53200"))
# Two transactions stood in each other's way; the same succeeds a moment later.
_CLASHED = frozenset(("40001", "40P01"))


class Outage(StrEnum):
    """away: it cannot be reached. busy: it answers, but did not get to this in time."""

    AWAY = "away"
    BUSY = "busy"


def outage_of(error: BaseException) -> Outage | None:
    """What keeps the database from answering; None for an error of another kind, a full disk among them."""
    if isinstance(error, TimeoutError | PoolTimeout):  # of the gate, of the pool
        return Outage.BUSY
    if isinstance(error, PendingRollbackError):  # after a lost connection (8s2b); after a failed flush it is a fault
        return Outage.AWAY if error.code == "8s2b" else None
    if isinstance(error, DBAPIError):
        return Outage.AWAY if error.connection_invalidated else _of_driver(error.orig)
    return _of_driver(error)


def has_clashed(error: BaseException) -> bool:
    """Whether a transaction was rolled back for the sake of another (deadlock, serialization failure)."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _CLASHED


def _of_driver(error: BaseException | None) -> Outage | None:
    """The same of what a driver raises. The drivers are told by name: SQLite's places never load psycopg."""
    kind = type(error)
    if kind.__module__.startswith("psycopg"):
        state = getattr(error, "sqlstate", None)
        if state is None:  # libpq itself: refused, lost, too many connections at the door
            return Outage.AWAY if kind.__name__ in ("OperationalError", "ConnectionTimeout") else None
        if state in _AWAY or state.startswith(_CONNECTION):
            return Outage.AWAY
        return Outage.BUSY if state in _BUSY | _CLASHED else None
    if kind.__module__ == "sqlite3" and kind.__name__ == "OperationalError" and "locked" in str(error):
        return Outage.BUSY
    return None


class OutageLog:
    """One line a minute in the log for each kind of outage, with how often it was met meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._met: Counter[Outage] = Counter()
        self._next: dict[Outage, float] = {}

    def note(self, outage: Outage, error: BaseException) -> None:
        """Count it, and write the line where it is due."""
        now = time.monotonic()
        with self._lock:
            self._met[outage] += 1
            if now < self._next.get(outage, now):
                return
            self._next[outage] = now + EVERY
            met = self._met.pop(outage)
        cause = getattr(error, "orig", None) or error
        words = " ".join(str(cause).split()) or type(cause).__name__
        log.warning("the database is %s (met %d times since the last such line): %s", outage, met, words[:500])
