"""A pool for SQLite that reserves one connection for writing.

`PRAGMA query_only` discards all statements compiled on a connection. A connection that alternated between reading and
writing would compile every statement anew with each request.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

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
