"""What a database holds, put so that two moments can be compared: all rows, the schema, the triggers."""

import hashlib
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Engine, TableClause, column, inspect, select, table
from sqlalchemy.engine.default import StrCompileDialect

VERSION_TABLE = "alembic_version"
# What `str` of a type makes anew for each.
PLAIN_WORDS = StrCompileDialect()


def all_rows(connection: Connection, but: Collection[str] = ()) -> dict[str, list[str]]:
    """Every row of every table but Alembic's and the stamps of writes, as text, sorted; read from the tables as they
    are, without the models.

    `but` names columns ("person.public_id") to leave out; a table of which none is left is left out too.
    """
    return {
        each.name: sorted(repr(tuple(row)) for row in connection.execute(select(each)))
        for each in _tables(connection, but)
        if each.name not in (VERSION_TABLE, "write_stamp") and len(each.columns)
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
    """A hash over all rows of each table but these, as the driver reads them and in the order in which they lie, which
    is the same while nothing is written: a third of the time, for two moments of one database."""
    names = [name for name in inspect(connection).get_table_names() if name not in but]
    driver = connection.connection.cursor()
    found = dict[str, str]()
    for name in names:
        driver.execute(f'SELECT * FROM "{name}"')
        found[name] = hashlib.sha256(repr(driver.fetchall()).encode()).hexdigest()
    driver.close()
    return found


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table that has any holds."""
    return {name: len(rows) for name, rows in sorted(all_rows(connection).items()) if rows}


# What SQLite keeps of a table, in its own words, and what was read of one of which it kept the same: nothing else says
# how a table is made, and to read all of them takes a sixth of a second, for each of some hundred versions.
OF_TABLES = """
    SELECT tbl_name, group_concat(sql, ';') FROM (
        SELECT tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index') ORDER BY name
    ) GROUP BY tbl_name HAVING tbl_name NOT LIKE 'sqlite%'
"""
_read: dict[tuple[str, str], dict[str, Any]] = {}


def schema_of(engine: Engine) -> dict[str, Any]:
    """Tables with their columns and, under "texts", what `texts` says, in one order; on SQLite keys, constraints and
    indexes too, of which PostgreSQL's texts tell."""
    with engine.connect() as connection:
        tables = _of_sqlite if connection.dialect.name == "sqlite" else _columns_of
        return {**tables(connection), "texts": texts(connection)}


def _columns_of(connection: Connection) -> dict[str, Any]:
    columns = inspect(connection).get_multi_columns()
    return {key[1]: {"columns": _sorted_columns(columns[key])} for key in sorted(columns, key=lambda key: key[1])}


def _of_sqlite(connection: Connection) -> dict[str, Any]:
    kept = [(name, said) for name, said in connection.exec_driver_sql(OF_TABLES)]
    new = [key for key in kept if key not in _read]
    if new:
        names = [name for name, _said in new]
        eye = inspect(connection)
        columns, primary = eye.get_multi_columns(filter_names=names), eye.get_multi_pk_constraint(filter_names=names)
        foreign = eye.get_multi_foreign_keys(filter_names=names)
        unique = eye.get_multi_unique_constraints(filter_names=names)
        checks = eye.get_multi_check_constraints(filter_names=names)
        indexes = eye.get_multi_indexes(filter_names=names)
        for key in new:
            table = (None, key[0])
            _read[key] = {
                "columns": _sorted_columns(columns[table]),
                "primary_key": [primary[table]],
                "foreign_keys": sorted(foreign[table], key=repr),
                "unique": sorted(unique[table], key=repr),
                "checks": sorted(checks[table], key=repr),
                "indexes": sorted(map(_plain, indexes[table]), key=repr),
            }
    return {key[0]: _read[key] for key in kept}


def _sorted_columns(columns: list[Any]) -> list[Any]:
    return sorted(({**column, "type": column["type"].compile(PLAIN_WORDS)} for column in columns), key=_named)


def _named(column: Any) -> str:
    """In what order columns stand is history: one that was taken away comes back behind the others."""
    return str(column["name"])


def _plain(index: Any) -> dict[str, Any]:
    """An index with its condition (an SQL object) as text."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


# Triggers with what they do and whether they are switched on; functions, views, indexes and constraints.
TRIGGERS = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
}
BESIDE = {
    "sqlite": (
        "SELECT sql FROM sqlite_master WHERE type IN ('index', 'view') AND sql IS NOT NULL",
        "SELECT name || ' AUTOINCREMENT' FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'",
    ),
    "postgresql": (
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace",
        "SELECT viewname || ' AS ' || definition FROM pg_views WHERE schemaname = current_schema()",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()",
        "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = current_schema()::regnamespace AND conrelid <> 0",
    ),
}


def triggers(connection: Connection) -> list[str]:
    """All triggers with what they do and, on PostgreSQL, whether they are switched on."""
    return _told(connection, TRIGGERS[connection.dialect.name])


def texts(connection: Connection) -> list[str]:
    """All that the database has beside plain tables, in its own words: triggers, functions, views, indexes, on
    PostgreSQL constraints, on SQLite the tables that never give a number again."""
    told = (_told(connection, wanted) for wanted in BESIDE[connection.dialect.name])
    return [*triggers(connection), *(text for each in told for text in each)]


def _told(connection: Connection, wanted: str) -> list[str]:
    return sorted(" ".join(told.split()) for told in connection.exec_driver_sql(wanted).scalars())
