"""Rows as text: one JSON line each, the same on SQLite and PostgreSQL, read without the models.

So a newer version can restore a backup of an older one: the tables are those of the older version.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

AT_ONCE = 500
_MODULUS = 1 << 256


class Digest:
    """Counts rows and hashes them in any order: the sum of the rows' SHA-256, as 64 hexadecimal digits.

    Two engines sort text differently, so a hash over the ordered rows would differ where no row does.
    """

    def __init__(self, lines: Iterable[bytes] = ()) -> None:
        self.rows = self._sum = 0
        for line in lines:
            self.add(line)

    def add(self, line: bytes) -> None:
        """Add one row."""
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line).digest(), "big")) % _MODULUS

    @property
    def summary(self) -> dict[str, Any]:
        """The entry of the manifest."""
        return {"rows": self.rows, "sha256": f"{self._sum:064x}"}


def tables_of(connection: Connection, names: Collection[str]) -> list[Table]:
    """The existing tables of these names, by name: columns and primary key. Other tables beside them (the queue's, an
    extension's) are ignored. Reading other keys, checks and indexes as well would take ten times as long."""
    eye, there = inspect(connection), MetaData()
    sorted_by = eye.get_multi_pk_constraint()
    return [
        Table(
            key[1],
            there,
            *(Column(each["name"], each["type"]) for each in columns),
            PrimaryKeyConstraint(*sorted_by[key]["constrained_columns"]),
        )
        for key, columns in sorted(eye.get_multi_columns().items(), key=lambda item: item[0][1])
        if key[1] in names
    ]


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Each row of a table as a line of JSON, moments in UTC."""
    wanted = select(table).order_by(*table.primary_key.columns)
    names = table.columns.keys()
    for row in connection.execution_options(yield_per=AT_ONCE).execute(wanted):
        cells = {name: _encoded(value) for name, value in zip(names, row, strict=True)}
        yield json.dumps(cells, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def load(connection: Connection, table: Table, lines: Iterable[bytes]) -> None:
    """Put rows into an empty table; the caller has suspended the foreign keys."""
    rows = ({name: _value(table.c[name].type, value) for name, value in json.loads(line).items()} for line in lines)
    while batch := list(islice(rows, AT_ONCE)):
        connection.execute(insert(table), batch)


def keys_aside(connection: Connection, tables: Collection[Table]) -> None:
    """On PostgreSQL: check foreign keys at the end of the transaction only, so that rows may come in any order.

    On SQLite `migrating` suspends them.
    """
    if connection.dialect.name == "postgresql":
        _each_foreign_key(connection, tables, "DEFERRABLE INITIALLY DEFERRED")


def keys_back(connection: Connection, tables: Collection[Table]) -> None:
    """On PostgreSQL: check the foreign keys now, restore their mode, and continue sequences after the last number."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    _each_foreign_key(connection, tables, "NOT DEFERRABLE")
    for table in tables:
        sequence = func.pg_get_serial_sequence(table.name, "id")
        if "id" in table.c and connection.scalar(select(sequence)):
            last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, last, False)))


def _each_foreign_key(connection: Connection, tables: Collection[Table], manner: str) -> None:
    quote, names = connection.dialect.identifier_preparer.quote, [table.name for table in tables]
    for (_schema, table), keys in inspect(connection).get_multi_foreign_keys(filter_names=names).items():
        for key in keys:
            name = quote(str(key["name"]))
            connection.execute(text(f"ALTER TABLE {quote(table)} ALTER CONSTRAINT {name} {manner}"))


def _encoded(value: object) -> object:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)  # SQLite keeps UTC and says no zone
        return aware.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"  # to the digit, with the places of its column, on either engine
    return value


def _value(kind: TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Numeric):
        return Decimal(value)
    return value
