"""Lists as declarations: columns, filters, orders, actions. Page, fragments and workbook are made of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from sqlalchemy import Select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.country import names
from app.country.numbers import parse_integer
from app.models.base import count_of
from app.registers.action import Action

# The parts of a list: columns and cells, filters and their options, actions on chosen rows. Data alone.
Row = TypeVar("Row")
# The value of a workbook's cell.
Value = str | int | float | date | datetime | bool | None
# The text of an empty cell.
NOTHING = "–"


class Cell(NamedTuple):
    """A cell: its text and its link.

    `kind` marks exceptions alone (warn, bad). `screen_reader_text` replaces a sign for screen readers. `rows` is how
    many rows the link opens, where the text is a figure.
    """

    text: object
    href: str = ""
    kind: str = ""
    icon: str = ""
    screen_reader_text: str = ""
    rows: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it is its text alone: most are, and a macro would take longer than the row's SQL."""
        return not (self.kind or self.icon or self.href or self.screen_reader_text)


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column. `render` returns the text of a row's cell, or a whole `Cell`. `order` is what it is sorted by, in SQL;
    with `spoken` that is text, sorted as in Vietnamese.

    `look` is its class: "main" is the row's name and its link, "long" a text of which a dense row shows the beginning,
    "num" a figure; "pl", "br" and "nx" are narrowed or hidden first where there is little width. `worded` columns keep
    their heading on a phone.
    """

    key: str
    label: object
    render: Callable[[Row], object]
    look: str = ""
    order: ColumnElement[Any] | None = None
    spoken: bool = False
    worded: bool = False

    def cell(self, row: Row) -> Cell:
        content = self.render(row)
        return content if isinstance(content, Cell) else Cell(content or NOTHING)


class Option(NamedTuple):
    """A choice of a filter; `many` is how many rows it leaves (None: not counted)."""

    key: str
    words: object
    many: int | None = None


@dataclass(frozen=True)
class Filter:
    """A filter: one choice of several; `every` is the label of no choice. A `hidden` one is chosen elsewhere on the
    page, and only carried along. One that is `chips` says how the rows stand: it stands above them, and each opens as
    many as it says; without `every` its last option is all rows, and any other filter leaves it."""

    key: str
    label: object
    every: object
    options: list[Option]
    hidden: bool = False
    chips: bool = False

    @property
    def all_rows(self) -> str:
        """The key of the choice that leaves all rows; "" where that is no choice."""
        return "" if self.every else self.options[-1].key


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A list. `key` names a row in addresses, `name` in words, `heads` counts its people; `field` is the name of the
    check boxes. `first` is the column that the list is sorted by, `then` orders rows that are equal. `opens` is the
    address of a row's page, where it does not open in the panel beside the list."""

    id: str
    title: object
    field: str
    columns: tuple[Column[Row], ...]
    first: str
    then: tuple[ColumnElement[Any], ...]
    key: Callable[[Row], str]
    name: Callable[[Row], str]
    actions: tuple[Action, ...] = ()
    heads: Callable[[Row], int] = lambda row: 0
    opens: Callable[[Row], str] | None = None

    @property
    def by_key(self) -> Mapping[str, Column[Row]]:
        """The sortable columns by their key."""
        return {column.key: column for column in self.columns if column.order is not None}


# The query string of a list: search, filters, order, page, open row; and the addresses that change it.
# A minus before a column's key means descending.
DOWN = "-"
LAST_PAGE = 10_000
LONGEST = 200
# What the panel alone is asked: whom one searches there.
_OF_PANEL = frozenset(("ai",))
# Changing any other parameter leads back to the first page.
_KEEP_PAGE = frozenset(("trang", "xem", "chon"))


@dataclass(frozen=True)
class ListQuery:
    """The query of a list. `given` are all parameters, `words` the search, `filters` the chosen keys, `sort` a column's
    key, `row` the slug of the open row; `picking`: a phone shows the check boxes."""

    path: str
    given: Mapping[str, str]
    words: str
    filters: Mapping[str, str]
    sort: str
    down: bool
    page: int
    row: str
    picking: bool

    @classmethod
    def of(cls, path: str, args: Mapping[str, str], filters: Iterable[Filter], table: Table[Any]) -> "ListQuery":
        """Parse parameters; unknown filters, choices and columns are ignored."""
        among = {each.key: {option.key for option in each.options} for each in filters}
        sort = args.get("sap", "")
        column = sort.removeprefix(DOWN)
        known = column in table.by_key
        return cls(
            path=path,
            given={name: value for name, value in args.items() if value and name not in _OF_PANEL},
            words=args.get("tim", "").strip()[:LONGEST],
            filters={key: args[key] for key, options in among.items() if args.get(key, "") in options},
            sort=column if known else table.first.removeprefix(DOWN),
            down=(sort if known else table.first).startswith(DOWN),
            page=min(max(parse_integer(args.get("trang", "")) or 1, 1), LAST_PAGE),
            row=args.get("xem", ""),
            picking=args.get("chon") == "1",
        )

    def to(self, **changes: object) -> str:
        """The address with some parameters changed; None removes one."""
        first = {} if changes.keys() <= _KEEP_PAGE else {"trang": None}
        arguments: dict[str, object] = {**self.given, **first, **changes}
        query = urlencode({name: value for name, value in arguments.items() if value not in (None, "")})
        return f"{self.path}?{query}" if query else self.path

    def alone(self, **choice: object) -> str:
        """The address of a choice without any other, of the same unit and year."""
        kept = {name: each for name, each in self.given.items() if name in ("phuong", "nam")}
        return replace(self, given=kept).to(**choice)

    def by(self, column: str) -> str:
        """The address sorted by a column; by the present one, in the other direction."""
        return self.to(sap=DOWN + column if self.sort == column and not self.down else column)


# A page of a list: its rows in their order, and the total.
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
    known: int | None = None,
) -> Found[Row]:
    """The page of a query: `wanted` selects the ids of all rows, `load` returns rows by their ids; `known` is how many
    they are, where that is known. A page beyond the last one is the last one."""
    total = session.scalars(count_of(wanted)).one() if known is None else known
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
