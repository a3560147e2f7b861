"""What a database holds, put so that two moments can be compared: all rows, the schema, the triggers."""

import hashlib
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Engine, TableClause, column, inspect, select, table, text

VERSION_TABLE = "alembic_version"


def all_rows(connection: Connection, but: Collection[str] = ()) -> dict[str, list[str]]:
    """Every row of every table but Alembic's, as text, sorted; read from the tables as they are, without the models.

    `but` names columns ("person.public_id") to leave out; a table of which none is left is left out too.
    """
    return {
        each.name: sorted(repr(tuple(row)) for row in connection.execute(select(each)))
        for each in _tables(connection, but)
        if each.name != VERSION_TABLE and len(each.columns)
    }


def _tables(connection: Connection, but: Collection[str]) -> list[TableClause]:
    """All tables, their columns and types read from the database, no more: keys and indexes take ten times as long."""
    return [
        table(name, *(column(c["name"], c["type"]) for c in columns if f"{name}.{c['name']}" not in but))
        for (_schema, name), columns in inspect(connection).get_multi_columns().items()
    ]


def digests(connection: Connection, but: Collection[str] = ()) -> dict[str, str]:
    """A hash over all rows of each table."""
    return {
        name: hashlib.sha256("\n".join(rows).encode()).hexdigest()
        for name, rows in sorted(all_rows(connection, but).items())
    }


def raw_digests(connection: Connection, but: Collection[str] = ()) -> dict[str, str]:
    """A hash over all rows of each table but these, as the driver reads them: quicker, and for one engine only."""
    names = [name for name in inspect(connection).get_table_names() if name not in but]
    rows = {name: connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in names}
    return {
        name: hashlib.sha256("\n".join(sorted(map(repr, found))).encode()).hexdigest() for name, found in rows.items()
    }


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table that has any holds."""
    return {name: len(rows) for name, rows in sorted(all_rows(connection).items()) if rows}


def schema_of(engine: Engine) -> dict[str, Any]:
    """Tables, columns, keys, constraints, indexes and triggers, in one order."""
    eye = inspect(engine)
    schema: dict[str, Any] = {
        table: {
            "columns": [{**column, "type": str(column["type"])} for column in eye.get_columns(table)],
            "primary_key": eye.get_pk_constraint(table),
            "foreign_keys": sorted(eye.get_foreign_keys(table), key=repr),
            "unique": sorted(eye.get_unique_constraints(table), key=repr),
            "checks": sorted(eye.get_check_constraints(table), key=repr),
            "indexes": sorted(map(_plain, eye.get_indexes(table)), key=repr),
        }
        for table in sorted(eye.get_table_names())
    }
    with engine.connect() as connection:
        schema["triggers"] = triggers(connection)
    return schema


def _plain(index: Any) -> dict[str, Any]:
    """An index with its condition (an SQL object) as text."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def triggers(connection: Connection) -> list[str]:
    """All triggers with what they do and, on PostgreSQL, whether they are switched on."""
    if connection.dialect.name == "sqlite":
        wanted = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        wanted = "SELECT pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
    return sorted(connection.execute(text(wanted)).scalars())
