"""Statements that a whole hall waits for at the same time, made once and sent without detours.

A flush weighs everything that changed against everything else before it writes; for a row whose neighbours are stored
already that is ten times the work of the writing.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Executable, Insert, Table, bindparam, insert, inspect, select
from sqlalchemy.orm import Mapper, RelationshipDirection, Session, make_transient_to_detached
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


def add_all(session: Session, rows: Sequence[Base], by: str) -> None:
    """Store new rows of one class, which no session has, in a statement for each of its tables, and read their numbers
    in one by the attribute `by`; they are the session's afterwards. A flush adds rows one by one whose table refers to
    itself."""
    if not rows:
        return
    session.flush()
    mapper = inspect(type(rows[0]))
    values = {getattr(each, by): _values(mapper, each) for each in rows}
    first = mapper.base_mapper.local_table
    assert isinstance(first, Table)
    send(session, insert(first), [_of_table(mapper, first, each) for each in values.values()])
    known = first.columns[mapper.columns[by].name]
    for key, id_ in session.execute(select(known, *first.primary_key).where(known.in_(values))):
        values[key] |= dict.fromkeys(_numbers(mapper), id_)
    for table in mapper.tables:
        if table is not first:
            send(session, insert(table), [_of_table(mapper, table, each) for each in values.values()])
    for row, given in zip(rows, values.values(), strict=True):
        for key, value in given.items():
            set_committed_value(row, key, value)
        make_transient_to_detached(row)
        session.add(row)


def _numbers(mapper: Mapper[Any]) -> set[str]:
    """The attributes that hold the number of a row, which the first of its tables gives."""
    return {mapper.get_property_by_column(each).key for table in mapper.tables for each in table.primary_key}


def _of_table(mapper: Mapper[Any], table: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    keys = {each.name: mapper.get_property_by_column(each).key for each in table.columns}
    return {name: values[key] for name, key in keys.items() if key in values}


def _values(mapper: Mapper[Any], row: Base) -> dict[str, Any]:
    """The values of a new row by attribute, but its number; foreign keys of the rows to which it refers."""
    values = {each.key: getattr(row, each.key) for each in mapper.column_attrs if each.key not in _numbers(mapper)}
    for each in mapper.relationships:
        referred = None if each.viewonly else getattr(row, each.key)
        if referred is not None and each.direction is RelationshipDirection.MANYTOONE:
            [(own, other)] = each.local_remote_pairs
            values[mapper.get_property_by_column(own).key] = getattr(referred, str(other.key))
    return values


@cache
def _adding(noun: type[Base]) -> tuple[Insert, tuple[str, ...]]:
    """The statement that adds a row of a noun, and the names it wants filled in: all but the running number."""
    table = inspect(noun).local_table
    assert isinstance(table, Table)
    return insert(table), tuple(column.name for column in table.columns if column.name != "id")
