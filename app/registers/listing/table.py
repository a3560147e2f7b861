"""What a list is: its columns, what it may be narrowed to, what can be done with chosen rows. Data, read aloud once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy.sql.elements import ColumnElement

Row = TypeVar("Row")
# What a workbook's cell holds.
Value = str | int | float | date | datetime | bool | None
# What stands where nothing is to be told.
NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: its words, and where they lead.

    `kind` is for the exception alone (warn, bad); `said` is what a screen reader hears instead of a sign; `rows` is how
    many rows the link opens, where the words are a figure.
    """

    text: object
    href: str = ""
    kind: str = ""
    icon: str = ""
    said: str = ""
    rows: int | None = None


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column. `tells` gives a row's words, or a cell where there is more to it. `order` is what it is sorted by, in
    SQL; `spoken` where that is words, whose order is Vietnam's.

    `look` is its class: "main" names the row and is its link, "num" a figure; "pl", "br" and "nx" say what gives way
    where there is little width. `worded` columns keep their heading on a phone.
    """

    key: str
    label: object
    tells: Callable[[Row], object]
    look: str = ""
    order: ColumnElement[Any] | None = None
    spoken: bool = False
    worded: bool = False

    def cell(self, row: Row) -> Cell:
        """What stands there of a row."""
        told = self.tells(row)
        return told if isinstance(told, Cell) else Cell(told or NOTHING)


class Option(NamedTuple):
    """One choice of a filter, and how many rows it leaves where that is known."""

    key: str
    words: object
    many: int | None = None


@dataclass(frozen=True)
class Filter:
    """What a list may be narrowed by: one choice of several, the first of which narrows nothing."""

    key: str
    label: object
    every: object
    options: list[Option]


@dataclass(frozen=True)
class Act:
    """What can be done with chosen rows; `heads` is its words with "{count}" for the people of those rows."""

    key: str
    words: object
    icon: str
    heads: object = ""


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A list: `key` names a row in addresses, `name` in words; `heads` how many people it stands for. `first` is the
    column that it is sorted by, `then` sorts rows that are equal."""

    id: str
    title: object
    field: str
    columns: tuple[Column[Row], ...]
    first: str
    then: tuple[ColumnElement[Any], ...]
    key: Callable[[Row], str]
    name: Callable[[Row], str]
    acts: tuple[Act, ...] = ()
    heads: Callable[[Row], int] = lambda row: 0

    @property
    def by_key(self) -> Mapping[str, Column[Row]]:
        """The columns that can be sorted by, by their key."""
        return {column.key: column for column in self.columns if column.order is not None}
