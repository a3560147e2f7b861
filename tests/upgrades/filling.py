"""A row in every table that has none, made from what the models say of its columns: whatever a migration adds to a
table meets a row there, on both engines. Tables whose rows say more than their columns do have theirs from the demo
ward and from tests/architecture/wards.py."""

import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import Boolean, CheckConstraint, Column, Connection, LargeBinary, Table, func, insert, select

from app.country import clock
from app.models import Base
from app.web.database import immediate
from tests.architecture.wards import make_everything

WORDS = "Phường của mọi bảng"


# What a check leaves empty beside what the rest of such a row says.
EMPTY = frozenset((("skill_mark", "undoes"),))


def fill_every_table(app: Flask) -> None:
    """Put rows beside what a database holds, until no table is empty."""
    make_everything(app, WORDS)
    with app.app_context(), immediate() as session:
        connection = session.connection()
        for table in empty_tables(connection):
            connection.execute(insert(table).values(row_of(connection, table)))


def empty_tables(connection: Connection) -> list[Table]:
    """The tables of the models without a row, each after those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if not _rows(connection, table)]


def _rows(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def row_of(connection: Connection, table: Table) -> dict[str, Any]:
    """A value for each column, the key that counts by itself left out: what a foreign key names is a row that is
    there, of two that name one table each another one."""
    named = Counter[str]()
    row: dict[str, Any] = {}
    for several in (key for key in table.foreign_key_constraints if len(key.columns) > 1):
        targets = [element.column for element in several.elements]
        there = connection.execute(select(*targets).order_by(*(each.desc() for each in targets[::-1])).limit(1)).one()
        row |= dict(zip(several.column_keys, there, strict=True))
    for column in table.columns:
        if column.name in row:
            continue
        if (table.name, column.name) in EMPTY:
            row[column.name] = None
            continue
        if keys := list(column.foreign_keys):
            target = keys[0].column
            there = connection.scalars(select(target).order_by(target).offset(named[target.table.name]).limit(1)).all()
            named[target.table.name] += 1
            row[column.name] = there[0] if there or not column.nullable else None
        elif not (column.primary_key and column.autoincrement and _python_type(column) is int):
            row[column.name] = _value(table, column)
    return row


def _value(table: Table, column: Column[Any]) -> Any:
    if allowed := _allowed(table, column.name):
        return allowed
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, LargeBinary):
        return uuid4().bytes
    return {
        str: str(uuid4()), int: 1, float: 1.0, Decimal: Decimal(1), datetime: clock.now(), date: clock.today(),
    }[_python_type(column)]  # fmt: skip


def _python_type(column: Column[Any]) -> type:
    stored: Any = getattr(column.type, "impl", column.type)
    python_type: type = stored.python_type
    return python_type


def _allowed(table: Table, name: str) -> str | None:
    """The first word that a check allows in a column, other than the empty one."""
    checks = [str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)]
    told = " ".join(match[1] for check in checks for match in re.finditer(rf"\b{name} IN \(([^)]*)\)", check))
    return next(filter(None, re.findall(r"'([^']*)'", told)), None)
