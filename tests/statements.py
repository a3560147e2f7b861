"""How often the database is asked: a page that asks once a row shows up here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from app.models import kept_reading

# What opens, marks and ends a transaction asks nothing.
BESIDE = ("PRAGMA", "BEGIN", "SELECT set_config", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counted(*, kept: bool = False) -> Iterator[list[str]]:
    """The statements that reach a database inside the block, on any connection of this process; `kept`: with the
    readings that are kept, else nothing was read before."""
    seen: list[str] = []
    if not kept:
        kept_reading.forget()

    def hear(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if not statement.startswith(BESIDE):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
