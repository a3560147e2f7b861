"""The parts of a register: list, form, import, archive and page of a row. List and form are also used alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Generic, NamedTuple, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from app.country import formats, names
from app.registers.action import Action
from app.registers.field import Field
from app.registers.listing import Column

Row = TypeVar("Row")


@dataclass(frozen=True)
class Line(Generic[Row]):
    """A line of a list: the row and what `RowList.counts` counted for it."""

    row: Row
    count: Any = None


def _slug(line: Line[Any]) -> str:
    return str(line.row.slug)


def _name(line: Line[Any]) -> str:
    return str(line.row.name)


@dataclass(frozen=True)
class RowIdentity(Generic[Row]):
    """What names a row in addresses and in words; the address of its page, where it does not open in the panel."""

    key: Callable[[Line[Row]], str] = _slug
    name: Callable[[Line[Row]], str] = _name
    opens: Callable[[Line[Row]], str] | None = None


@dataclass(frozen=True)
class RowSearch:
    """The conditions of typed words in a unit, if not those of the noun; what comes first among the rows that they
    find."""

    conditions: Callable[[int, str], Sequence[ColumnElement[bool]]]
    rank: Callable[[str], Sequence[ColumnElement[Any]]] = lambda words: ()


@dataclass(frozen=True)
class Narrowing:
    """A filter of a list. `choices` of a unit are (key, words, criterion); `among` the same where they are rows. With
    `value`, a column that has one value a row, the criterion is a value of it, so that one GROUP BY counts all choices.
    `otherwise` is the condition without a choice, also where the choices of other filters are counted. One that does
    not `narrow` says of what the list is, and leaves all rows. `of_reader` are choices of a unit and who looks. Choices
    that are `chips` stand above the rows; an address without any choice or words asks for the `first` of them."""

    key: str
    label: object
    every: object
    choices: Callable[[int], Sequence[tuple[str, object, Any]]] = lambda unit_id: ()
    value: ColumnElement[Any] | None = None
    otherwise: ColumnElement[bool] | None = None
    among: Callable[[Session, int], Sequence[tuple[str, object, Any]]] | None = None
    narrows: bool = True
    of_reader: Callable[[int, int], Sequence[tuple[str, object, Any]]] | None = None
    chips: bool = False
    first: str = ""

    @property
    def unchosen(self) -> list[ColumnElement[bool]]:
        """The conditions without a choice."""
        return [] if self.otherwise is None else [self.otherwise]

    def of(self, session: Session, unit_id: int, reader: int = 0) -> Sequence[tuple[str, object, Any]]:
        """The choices of a unit."""
        if self.of_reader:
            return self.of_reader(unit_id, reader)
        return self.among(session, unit_id) if self.among else self.choices(unit_id)

    def fits(self, choices: Sequence[tuple[str, object, Any]], chosen: str | None) -> list[ColumnElement[bool]]:
        """The conditions of the chosen key among some choices."""
        if not (chosen and self.narrows):
            return self.unchosen
        criteria = [criterion for key, _words, criterion in choices if key == chosen]
        return criteria if self.value is None else [self.value == each for each in criteria]


@dataclass(frozen=True, kw_only=True)
class RowPaper(Generic[Row]):
    """A list on paper: its title and columns, if others than on the screen; headings by key where the screen's are none
    for paper; what so many rows of a unit are called ("hộ"). `order` sorts the rows, `band` heads those of equal words;
    a list sorted by a column has neither."""

    title: object = ""
    columns: tuple[str | Column[Line[Row]], ...] = ()
    headings: Mapping[str, object] = field(default_factory=dict)
    counted: Callable[[Any], object] = lambda unit: _l("dòng")
    order: Callable[[Line[Row]], Any] | None = None
    band: Callable[[Line[Row]], str] | None = None
    # The last lines, each a label and its cells by keys of columns; whether somebody signs below; what the press is
    # called.
    totals: Callable[[Sequence[Line[Row]]], Iterable[tuple[object, Mapping[str, str]]]] | None = None
    signed: bool = False
    press: object = ""
    # The keys of columns that are left out when no row has a value; in letters of 11 pt; also offered as a Word file.
    sparse: tuple[str, ...] = ()
    dense: bool = False
    as_word: bool = False


@dataclass(frozen=True, kw_only=True)
class RowList(Generic[Row]):
    """What a list shows of rows: app/registers/lists.py makes it of any Select of them."""

    noun: type[Row]
    title: object
    identity: RowIdentity[Row] = field(default_factory=RowIdentity)
    # Columns, or keys of fields of the form; the printed list; the column that it is sorted by, and what orders rows
    # that are equal (empty: by the stored search key).
    columns: tuple[str | Column[Line[Row]], ...]
    on_paper: RowPaper[Row] = field(default_factory=RowPaper)
    first: str = "name"
    then: tuple[ColumnElement[Any], ...] = ()
    narrowings: tuple[Narrowing, ...] = ()
    search_hint: object = ""
    search: RowSearch | None = None
    # The empty state: title, first step, icon; a press that leads to a choice of a filter: label, key, choice.
    empty: tuple[Callable[[Any], str], object, str]
    empty_press: tuple[object, str, str] | None = None
    counts: Callable[[Session, int, Sequence[Row]], Mapping[int, Any]] = lambda session, unit_id, rows: {}
    loads: tuple[ORMOption, ...] = ()
    # Actions on chosen rows, besides those of the archive.
    actions: tuple[Action, ...] = ()
    # A sentence above the list; links above it: endpoint, label, icon; a template below it.
    note: Callable[[Session, int], str] = lambda session, unit_id: ""
    links: tuple[tuple[str, object, str], ...] = ()
    below: str = ""

    @property
    def unfiltered(self) -> "RowList[Row]":
        """The same without filters, for chosen rows."""
        return replace(self, narrowings=())


@dataclass(frozen=True, kw_only=True)
class RowForm:
    """The fields of a row; `check` returns errors by field key for values that do not go together."""

    fields: tuple[Field, ...]
    check: Callable[[Mapping[str, Any]], Mapping[str, object]] = lambda values: {}
    # Fields that are unique together within a unit, and the error. The field that is a row's title, and the title made
    # of its values.
    unique: tuple[str, ...] = ()
    unique_error: object = ""
    title_field: str = "name"
    title_of: Callable[[Mapping[str, Any]], str] = lambda values: str(values.get("name") or "")
    # Errors by field key of values that would be stored beside those that stand ({} of a new row) of a row (None).
    check_change: Callable[[Mapping[str, Any], Mapping[str, Any], Any], Mapping[str, object]] = lambda *change: {}
    # What is offered beside the boxes of a row's form: value and words by field key.
    offers: Callable[[Any], Mapping[str, tuple[str, ...]]] = lambda row: {}
    # The static script of the form.
    script: str = ""
    # Runs after a row was added or changed.
    after_save: Callable[[Session, Any], object] = lambda session, row: None

    @property
    def by_key(self) -> Mapping[str, Field]:
        return {field.key: field for field in self.fields}

    def earlier(self, row: Any) -> Mapping[str, str]:
        """What stood in a row's fields before, in words to show beside each, by key."""
        return {}

    def remark(self, session: Session, row: Any, account_id: int) -> str:
        """What is said to who saved a row, beside that it was saved; "" for nothing."""
        return ""

    @property
    def written(self) -> tuple[Field, ...]:
        """The fields that a form asks."""
        return tuple(field for field in self.fields if not (field.copied or (field.sought and len(self.fields) > 1)))

    def needed(self, typed: Mapping[str, Any]) -> Sequence[Field]:
        """The fields that need a value beside what is typed, also where some of that cannot be read."""
        return [each for each in self.written if each.asked and each.asked.is_always_required and not each.row_of]

    @property
    def blocks(self) -> list[list[Field]]:
        """The fields that a form asks in their order, neighbours of one row together."""
        runs = groupby(enumerate(self.written), key=lambda each: each[1].row_of or each[0])
        return [[field for _place, field in run] for _key, run in runs]

    def forms_of(self, row: Any) -> Sequence["RowForm"]:
        """The forms by whose values a workbook has a line of a row each."""
        return (self,)

    @property
    def folds(self) -> list[tuple[object, list[list[Field]]]]:
        """The blocks by the parts that a press opens, each with its title; "" of what is always seen."""
        return [(title, list(run)) for title, run in groupby(self.blocks, key=lambda block: block[0].fold)]

    def value(self, row: Any, field: Field) -> Any:
        """The stored value of a field."""
        return getattr(row, field.key)


@dataclass(frozen=True, kw_only=True)
class RowArchive(Generic[Row]):
    """How rows are retired: filter labels of rows in use and of retired ones, the state of a retired row (of the row
    and a day, in words); the actions that retire a row and bring it back (None: never), the end of their address;
    `takes`: how many others retiring a row changes, in words."""

    in_use: object
    retired: object
    state: Callable[[Row, str], str]
    retire: Action | None = None
    restore: Action | None = None
    path: str = ""
    takes: Callable[[Any], str] = lambda row: ""

    @property
    def actions(self) -> list[Action]:
        """The actions that there are."""
        return [each for each in (self.retire, self.restore) if each]

    def fits(self, action: Action, row: Any) -> bool:
        """Whether an action applies to a row: it retires a row in use, or brings back a retired one."""
        return action is (self.retire if row.retired_on is None else row.returns and self.restore)

    def state_of(self, row: Any) -> str:
        """How and since when a row is retired; empty of a row in use."""
        return self.state(row, formats.date(row.retired_on)) if row.retired_on else ""


class Match(NamedTuple, Generic[Row]):
    """What a line of a list means: the words that identify it in the list, the first its own, others those by which
    another line may mean the same; the row on file; why it means none that it may."""

    identities: tuple[str, ...] = ()
    row: Row | None = None
    refusal: str = ""


@dataclass(frozen=True)
class RowImport(Generic[Row]):
    """How an imported list finds and fills rows: names with equal `match_by` are one row; `defaults` are values by the
    source (file and day) of the list. `find_many` finds what the lines of a list mean, in their order, of the session,
    a unit and the values of each; it replaces code and name. `at_once`: how many lines are stored in one transaction,
    others write between two. `offered`: whether lists are taken at all."""

    match_by: Callable[[str], str] = names.search_key
    defaults: Callable[[Mapping[str, Any], str], Mapping[str, Any]] = lambda values, source: {}
    find_many: Callable[[Session, int, Sequence[Mapping[str, Any]]], Sequence[Match[Row]]] | None = None
    at_once: int = 100
    offered: bool = True


@dataclass(frozen=True)
class RowPage(Generic[Row]):
    """A template below the facts of a row, and its context; with `after_save` a saved row leads there. A row that
    is not `alone` has no page beside its panel, where its template stands first."""

    template: str = ""
    context: Callable[[Session, Row], Mapping[str, Any]] = lambda session, row: {}
    after_save: bool = False
    alone: bool = True
