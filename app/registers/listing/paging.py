"""A page of a list: its rows in their order, and the total."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.country import names
from app.models.base import count_of
from app.registers.listing.list_query import ListQuery
from app.registers.listing.table import Row, Table

# Rows of a page: dense, with the bar below, they fit a small laptop's screen.
PAGE = 25


@dataclass(frozen=True)
class Found(Generic[Row]):
    """The rows of one page; `first` and `last` are the numbers of its first and last row."""

    rows: Sequence[Row]
    total: int
    page: int

    first = property(lambda self: (self.page - 1) * PAGE + 1)
    last = property(lambda self: (self.page - 1) * PAGE + len(self.rows))
    is_last = property(lambda self: self.last >= self.total)


def found(
    session: Session,
    table: Table[Row],
    wanted: Select[int],
    query: ListQuery,
    load: Callable[[Session, Sequence[int]], Sequence[Row]],
) -> Found[Row]:
    """The page of a query: `wanted` selects the ids of all rows, `load` returns rows by their ids. A page beyond the
    last one is the last one."""
    total = session.scalars(count_of(wanted)).one()
    page = min(query.page, max(-(-total // PAGE), 1))
    return Found(load(session, in_order(session, table, wanted, query, (page - 1) * PAGE, PAGE)), total, page)


def in_order(
    session: Session, table: Table[Any], wanted: Select[int], query: ListQuery, offset: int, limit: int | None
) -> list[int]:
    """The ids of some rows in the order of a query; rows without a value come last in both directions."""
    column = table.by_key[query.sort]
    assert column.order is not None
    if column.spoken:
        rows: list[tuple[int, str]] = [(row[0], row[1]) for row in session.execute(wanted.add_columns(column.order))]
        rows.sort(key=lambda row: (names.search_key(row[1] or ""), row[1]), reverse=query.down)
        rows.sort(key=lambda row: not row[1])
        return [row[0] for row in rows[offset : None if limit is None else offset + limit]]
    order = column.order.desc() if query.down else column.order.asc()
    page = wanted.order_by(order.nulls_last(), *table.then).offset(offset).limit(limit)
    return list(session.scalars(page))
