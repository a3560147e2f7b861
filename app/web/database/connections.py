"""Connections to a SQLite file: the one that writes is kept apart from those that read.

`PRAGMA query_only` makes SQLite forget what it has compiled on a connection, every statement of it. A connection that
took turns at reading and writing would compile each statement anew with each request.
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
    """What is taken from a pool inside is going to write."""
    token = _to_write.set(True)
    try:
        yield
    finally:
        _to_write.reset(token)


class WriterApart(QueuePool):
    """A pool that gives who writes the connection that wrote before.

    The gate lets in one writer at a time, so one is enough. Who finds it taken gets any other: that what reads cannot
    write is held on each connection as it is taken (app/web/database/__init__.py), never by which one it is.
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
        """Close whatever is not in use."""
        while self._writer:
            self._writer.pop().close()
        super().dispose()
