"""The one path on which rows that otherwise stay as they are may be emptied or removed (docs/operations.md).

Two do it: the demo ward is removed, and what is past its time, or was asked to be erased, is erased. Both note it in
the trail in the same transaction. Somebody who lifts the triggers by hand is found by `lopso doctor`: by a trigger
that is missing, by a chain that does not fit, or by an emptied row of somebody who was not erased.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.models.learning import page_version
from app.models.trust import write_stamp


@contextmanager
def lifted(session: Session, tables: Collection[str] | None = None) -> Iterator[None]:
    """Lift the triggers of some tables, or of all, and put the very same up again, within this write transaction; but
    for those that make pages and readings newer, which keep nobody from anything.

    A failure rolls both back. Other transactions never see a table without its triggers.
    """
    session.flush()
    connection = session.connection()
    lift, put_up = _sqlite(connection, tables) if connection.dialect.name == "sqlite" else _others(connection, tables)
    for statement in lift:
        connection.exec_driver_sql(statement)
    yield
    session.flush()
    for statement in put_up:
        connection.exec_driver_sql(statement)


def _sqlite(connection: Connection, tables: Collection[str] | None) -> tuple[list[str], list[str]]:
    found = connection.exec_driver_sql("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    ours = [(name, sql) for table, name, sql in found if _is_lifted(table, name, tables)]
    return [f"DROP TRIGGER {name}" for name, _sql in ours], [sql for _name, sql in ours]


def _others(connection: Connection, tables: Collection[str] | None) -> tuple[list[str], list[str]]:
    wanted = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    found = connection.exec_driver_sql(wanted).all()
    ours = [(table, name) for table, name in found if _is_lifted(table, name, tables)]
    return (
        [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in ours],
        [f"ALTER TABLE {table} ENABLE TRIGGER {name}" for table, name in ours],
    )


def _is_lifted(table: str, name: str, tables: Collection[str] | None) -> bool:
    return not name.startswith((page_version.TRIGGERS, write_stamp.TRIGGERS)) and (tables is None or table in tables)
