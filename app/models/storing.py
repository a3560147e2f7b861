"""Statements that a whole hall waits for at the same time, made once and sent without detours.

A flush weighs everything that changed against everything else before it writes; for a row whose neighbours are stored
already that is ten times the work of the writing.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Executable, Insert, Table, bindparam, insert, inspect
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from app.models.base import Base

# Where a session keeps the connection of the write transaction under way (app/web/database/__init__.py).
CONNECTION = "connection"

Values = Mapping[str, object] | Sequence[Mapping[str, object]]


def send(session: Session, statement: Executable, values: Values) -> CursorResult[*tuple[Any, ...]]:
    """Send a statement about columns, with the values it leaves open; several of them are rows to add or to change.

    A third of what `session.execute` takes goes into what this does without: it flushes nothing before, and what it
    finds are plain rows, never nouns.
    """
    connection = session.info.get(CONNECTION) or session.connection()
    return connection.execute(statement, values)


def among(column: ColumnElement[Any], name: str, alone: bool) -> ColumnElement[bool]:
    """The condition that a column is one of some values left open under a name, to be given by `given`; `alone`: of
    one. A list is written into the statement anew each time it is sent, and most come alone."""
    return column == bindparam(name) if alone else column.in_(bindparam(name, expanding=True))


def given(values: Sequence[object], alone: bool) -> object:
    """Values as `among` wants them."""
    return values[0] if alone else values


def store(session: Session, row: Base, **keys: int | None) -> None:
    """Store a new row now, as `session.add` and a flush would; it is the session's afterwards.

    `keys` are its foreign keys by the names of their columns, for nobody asks its relationships.
    """
    for name, key in keys.items():
        setattr(row, name, key)
    adding, names = _adding(type(row))
    done = send(session, adding, {name: getattr(row, name) for name in names})
    assert done.inserted_primary_key is not None
    set_committed_value(row, "id", done.inserted_primary_key[0])
    # A savepoint that was rolled back leaves its rows in the session, and SQLite gives their numbers again.
    if stale := session.identity_map.get(identity_key(type(row), done.inserted_primary_key[0])):
        session.expunge(stale)
    make_transient_to_detached(row)
    session.add(row)


def store_all(session: Session, rows: Sequence[Base]) -> None:
    """Store new rows of one noun now, in one statement. They are not the session's: nobody says their numbers."""
    if not rows:
        return
    session.flush()
    mapper = inspect(type(rows[0]))
    assert isinstance(mapper.local_table, Table)
    keys = {each.name: mapper.get_property_by_column(each).key for each in mapper.local_table.columns}
    keys.pop("id")
    send(session, insert(mapper.local_table), [{name: getattr(row, keys[name]) for name in keys} for row in rows])


@cache
def _adding(noun: type[Base]) -> tuple[Insert, tuple[str, ...]]:
    """The statement that adds a row of a noun, and the names it wants filled in: all but the running number."""
    table = inspect(noun).local_table
    assert isinstance(table, Table)
    return insert(table), tuple(column.name for column in table.columns if column.name != "id")
