"""A page of a list: which rows it holds, in what order, and how many there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.country import names
from app.models.base import count_of
from app.registers.listing.asked import Asked
from app.registers.listing.table import Row, Table

# All of them stand on a small laptop's screen, dense, with the bar below them.
PAGE = 25


@dataclass(frozen=True)
class Found(Generic[Row]):
    """The rows of one page, and where it stands among all: the numbers of its first and last row."""

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
    asked: Asked,
    load: Callable[[Session, Sequence[int]], Sequence[Row]],
) -> Found[Row]:
    """The page that is asked for: `wanted` selects the ids of all rows, and `load` makes rows of ids. A page beyond the
    last one is the last one."""
    total = session.scalars(count_of(wanted)).one()
    page = min(asked.page, max(-(-total // PAGE), 1))
    return Found(load(session, in_order(session, table, wanted, asked, (page - 1) * PAGE, PAGE)), total, page)


def in_order(
    session: Session, table: Table[Any], wanted: Select[int], asked: Asked, offset: int, limit: int
) -> list[int]:
    """The ids of some rows as they are asked for; what is unknown stands last, whichever way the rest is sorted."""
    column = table.by_key[asked.sort]
    assert column.order is not None
    if column.spoken:
        rows: list[tuple[int, str]] = [(row[0], row[1]) for row in session.execute(wanted.add_columns(column.order))]
        rows.sort(key=lambda row: (names.search_key(row[1] or ""), row[1]), reverse=asked.down)
        rows.sort(key=lambda row: not row[1])
        return [row[0] for row in rows[offset : offset + limit]]
    order = column.order.desc() if asked.down else column.order.asc()
    page = wanted.order_by(order.nulls_last(), *table.then).offset(offset).limit(limit)
    return list(session.scalars(page))
