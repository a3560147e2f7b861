"""The parts of a list: columns and cells, filters and their options, actions on chosen rows. Data alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy.sql.elements import ColumnElement

from app.registers.action import Action

Row = TypeVar("Row")
# The value of a workbook's cell.
Value = str | int | float | date | datetime | bool | None
# The text of an empty cell.
NOTHING = "–"


@dataclass(frozen=True)
class Cell:
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

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The words of the columns by key, put in words once: each cell tells its own."""
        return {column.key: str(column.label) for column in self.columns}

    @property
    def by_key(self) -> Mapping[str, Column[Row]]:
        """The sortable columns by their key."""
        return {column.key: column for column in self.columns if column.order is not None}
