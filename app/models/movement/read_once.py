"""What a transaction has read, it does not read again: several parts of a page ask the same."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session

Found = TypeVar("Found")
# Where a session keeps what its transaction has read.
READ = "read once"
event.listen(Session, "after_flush", lambda session, _flush: session.info.pop(READ, None))


def read_once(session: Session, what: Hashable, read: Callable[[], Found]) -> Found:
    """What `read` answers, asked once in a transaction until something is written; `what` tells it from all else that
    is kept."""
    session.connection()  # begins the transaction
    transaction, kept = session.info.get(READ, (None, {}))
    found: dict[Hashable, Found] = kept
    if transaction is not session.get_transaction() or session.info.get("writes"):
        found = {}
        session.info[READ] = session.get_transaction(), found
    if what not in found:
        found[what] = read()
    return found[what]
