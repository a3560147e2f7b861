"""Declares a figure: the rows it counts, what counts once, the dimensions that group them.

The figure, a table by a dimension, the rows behind each cell, a workbook and a line of a report are made of it (pages:
app/routes/figures). A figure without rows is 0. An unknown figure, such as one of days before the ward began to record
(app/indicators/zeros.py), is None; the caller decides which. The unit says whether figures add up: the people of
two months are not the people of both.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, ColumnElement, Select, case, cast, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.country import clock, figures, sentences
from app.models.movement.denominator_values import DenominatorValue
from app.registers.responses import Responses

Key = int | str | date | bool | None
# The newest statements that a figure keeps, some 15 KB each.
KEPT = 16
_keeping = Lock()
UNIT, MONTH = "don-vi", "thang"  # dimensions: of units, each with books of its own, and of months


@dataclass(frozen=True)
class Every:
    """A filter: what is counted has a row of each of these entries of a dimension; an entry is its keys in SQL."""

    entries: tuple[tuple[Key, ...], ...]


@dataclass(frozen=True)
class Without:
    """A filter: rows of none of these keys of a dimension; rows without a key pass."""

    keys: tuple[Key, ...]


Narrow = Key | tuple[Key, ...] | Every | Without


@dataclass(frozen=True)
class Unit:
    """What is counted. `adds`: figures of parts of a period add up. A stored figure counts `parts` of the unit (60 of
    hours: minutes)."""

    words: object
    adds: bool
    parts: int = 1

    def text(self, count: int | None) -> str:
        """A figure without its unit; None is "chưa có số liệu"."""
        return figures.count(count, self.parts)

    def cell(self, count: int | None) -> str:
        """The same for a cell; None is "–"."""
        return figures.count_cell(count, self.parts)


PEOPLE, TIMES, LESSONS = Unit(_l("người"), adds=False), Unit(_l("lượt"), adds=True), Unit(_l("buổi"), adds=True)
COURSE_UNIT, GROUP_UNIT, PAIR_UNIT = (
    Unit(_l("lớp"), adds=False),
    Unit(_l("tổ"), adds=False),
    Unit(_l("cặp"), adds=False),
)
ORGANISATIONS = Unit(_l("đơn vị"), adds=False)
DAYS, ACTIVITIES = Unit(_l("ngày"), adds=False), Unit(_l("hoạt động"), adds=True)
PAPERS, HOURS = Unit(_l("giấy"), adds=True), Unit(_l("giờ"), adds=True, parts=60)


@dataclass(frozen=True)
class Scope:
    """Which rows to count: units, first and last day, filters by dimension. `of_report`: the days are those of a
    report, which tells of no return that a rule asked for before them."""

    units: tuple[int, ...]
    since: date
    until: date
    only: Mapping[str, Narrow] = field(default_factory=dict)
    of_report: bool = False

    def narrowed(self, dimension: str, key: Narrow) -> "Scope":
        """The scope with a further filter."""
        return replace(self, only={**self.only, dimension: key})

    def of_books(self) -> "Scope":
        """Whole books of the units: without filters, but for that by unit; of a month its days."""
        only, month = {UNIT: self.only[UNIT]} if UNIT in self.only else {}, self.only.get(MONTH)
        first, last = self.since, self.until
        if isinstance(month, str):
            first = date.fromisoformat(f"{month}-01")
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return replace(self, since=max(first, self.since), until=min(last, self.until), only=only)


@dataclass(frozen=True)
class Entry:
    """An entry of a dimension, a line of a table: `key` in SQL (several, where a text is spelt in several ways), `name`
    in addresses, `label` on screen. `sensitive`: no person is named beside it."""

    key: Any
    name: str
    label: str
    sensitive: bool = False


Rows = Callable[[Scope], Select[Any]]
# What to count of a figure: `Indicator.total_of` or `Indicator.times_of`.
Column = Callable[..., ColumnElement[Any]]
Entries = Callable[[Session, Scope, Collection[Any]], Iterable[Entry]]
# The keys in SQL of entries by their names in addresses: those of every ward of the scope, retired ones too.
KeysOf = Callable[[Session, Scope, Collection[str]], Mapping[str, tuple[Key, ...]]]


@dataclass(frozen=True)
class Dimension:
    """A dimension groups rows by `value`, in SQL. `entries` are the lines of a table: those to show without rows too,
    and those found. `joins` adds tables; then a row may have several values, or none, and the parts add up to more than
    the total, unless each has a `single` one. `ward_specific`: entries of one ward's lists. `tabulated`: tables of it
    are offered; otherwise it only filters. `unknown_label` labels rows without a value, `note` is a sentence below
    a table. `keys` finds keys by names, where they differ. `known`: the names there are, where wards do not differ."""

    key: str
    words: object
    value: Any
    entries: Entries
    joins: Callable[[Select[Any]], Select[Any]] | None = None
    ward_specific: bool = False
    tabulated: bool = True
    unknown_label: object = _l("Chưa ghi")
    note: object = ""
    single: bool = False
    keys: KeysOf | None = None
    known: Callable[[str], bool] | None = None

    def keys_of(self, session: Session, scope: Scope, names: Collection[str]) -> Mapping[str, tuple[Key, ...]]:
        """The keys in SQL of entries by their names in addresses; without an entry no keys."""
        return self.keys(session, scope, names) if self.keys else {name: (name,) for name in names}

    def holds(self, key: Any) -> ColumnElement[bool]:
        """The condition that a row has a key, one of several, or none of them."""
        if isinstance(key, Every):
            matches: ColumnElement[bool] = self.value.in_([each for keys in key.entries for each in keys])
        elif isinstance(key, Without):
            matches = or_(self.value.is_(None), self.value.not_in(key.keys))
        elif isinstance(key, tuple):
            matches = self.value.in_(key)
        else:
            matches = self.value.is_(None) if key is None else self.value == key
        return matches


@dataclass(frozen=True)
class FigureRow:
    """A row behind a figure, for those who may see it: its text and its page."""

    text: str
    small: str = ""
    page: str = ""
    place: Mapping[str, Any] = field(default_factory=dict)


class Lack(NamedTuple):
    """Those that have nothing of what a figure counts, by name in their order, and what they are."""

    unit: Unit
    names: Sequence[str]


@dataclass(frozen=True)
class Indicator:
    """A figure. `rows` selects the rows of a scope. It counts them, or distinct `what` (then that column holds ids of
    `noun`), or distinct values of `each` (days; the rows behind are all of these), or adds up `amount`. `how` explains
    in a sentence how it is counted.

    `tells` describes the rows behind it, sorted by `order`. `of` returns the denominator by key of a dimension ("": the
    total), `of_words` is its name, `whole` the key of what it counts. `standing`: it is as of the last day, without
    months. `named`: its rows are people by name. `beside` is the key of a figure that is counted apart. `meaning`: a
    few words about what is counted, shown beside a target that it measures. `asked`: the units that record it; without
    one it is unknown. `recorded`: rows, with the same dimensions, any of which makes 0 a result; without one 0 is
    unknown. `recorded_apart`: each group and line of a table needs one of its own. `occasions`: rows that should say
    it, without which 0 is a result. `sees`: the roles and relations that see it; empty: all who read figures. `book`:
    what it is recorded in (app/indicators/zeros.py); `lacks`: it counts what has no row there. `responses`: who
    answered, in all ("") or by a dimension, of what those who are asked report; None of books that the ward keeps.
    `on_paper`: the annex of a report has it. `of_entries`: what it is a share of counts who answered, not what they
    reported. `visited`: of a book of houses, how many of them somebody came to; `asks_all`: those who are asked are all
    of the ward. `every`: of a figure that says which groups or organisations have something that each should have, all
    of them, and the column of its rows that holds their ids. `meant_by`: words (a regular expression) of a plan's
    sentence that asks for just what `meaning` says."""

    key: str
    unit: Unit
    words: object
    how: object
    noun: type[Any]
    rows: Rows
    tells: Callable[[Session, Sequence[Any]], Iterable[FigureRow]]
    order: tuple[Any, ...]
    dimensions: tuple[Dimension, ...]
    what: Any = None
    amount: Any = None
    each: Any = None
    loads: tuple[Any, ...] = ()
    of: Callable[[Session, Scope, str], Mapping[Key, DenominatorValue]] | None = None
    of_words: object = ""
    whole: str = ""
    standing: bool = False
    named: bool = False
    beside: str = ""
    meaning: object = ""
    asked: Callable[[Session, Scope], Collection[int]] | None = None
    recorded: Rows | None = None
    recorded_apart: bool = False
    occasions: Rows | None = None
    sees: frozenset[str] = frozenset()
    responses: Callable[[Session, Scope, str], Mapping[Key, Responses]] | None = None
    book: str = ""
    lacks: bool = False
    on_paper: bool = True
    of_entries: bool = False
    visited: Callable[[Session, Scope, str], Mapping[Key, DenominatorValue]] | None = None
    asks_all: bool = False
    every: Callable[[], tuple["Indicator", Any] | None] | None = None
    meant_by: str = ""

    def is_seen_by(self, roles: Collection[str]) -> bool:
        """Whether holders of some roles or relations see it."""
        return not self.sees or not self.sees.isdisjoint(roles)

    def is_seen_by_office(self) -> bool:
        """Whether officers and leaders both see it: only then reports and targets count it."""
        return not self.sees or {"officer", "leader"} <= self.sees

    @property
    def of_noun(self) -> str:
        """The name of its denominator behind a number: "6.808 hộ" of "số hộ"."""
        return sentences.continued(str(self.of_words).removeprefix("số "))

    @property
    def by_key(self) -> Mapping[str, Dimension]:
        return {each.key: each for each in self.dimensions}

    def adds_by(self, dimension: Dimension) -> bool:
        """Whether the lines of a table add up to the total."""
        return (
            self.each is None
            and (dimension.joins is None or dimension.single)
            and (self.unit.adds or (self.standing and (self.what is None or self.amount is not None)))
        )

    @cached_property
    def kept(self) -> dict[Any, Select[Any]]:
        """What `counting` built: values of scopes, no rows. It ends with the figure, that of a programme with the
        request."""
        return {}

    @cached_property
    def records(self) -> "Indicator":
        """What counts the rows that say that it is known (`recorded`)."""
        assert self.recorded is not None
        return replace(self, rows=self.recorded, what=None)

    def counting(self, scope: Scope, column: Column) -> Select[Any]:
        """The statement of a number: built once a scope and day, for building takes longer than counting."""
        key = scope.units, scope.since, scope.until, *scope.only.items(), scope.of_report, clock.today(), column
        statement = self.kept.get(key)
        if statement is None:
            statement = self.within(scope).with_only_columns(column(self))
            with _keeping:
                while len(self.kept) >= KEPT:
                    del self.kept[next(iter(self.kept))]
                self.kept[key] = statement
        return statement

    def figure(self, session: Session, scope: Scope) -> int:
        """The total; 0 without rows. One statement."""
        return session.scalar(self.counting(scope, Indicator.total_of)) or 0

    def keys_of(self, session: Session, rows: Rows, scope: Scope, *by: Dimension) -> set[tuple[Any, ...]]:
        """The keys of dimensions that occur in some rows (`recorded`, `occasions`). One statement."""
        some = replace(self, rows=rows).within(scope, *by).with_only_columns(*(each.value for each in by))
        return {tuple(row) for row in session.execute(some.distinct())}

    def table(self, session: Session, scope: Scope, *by: Dimension) -> dict[Any, int]:
        """The figures by key of a dimension, or by keys of several; those of 0 are left out. One statement."""
        values = [each.value for each in by]
        wanted = self.within(scope, *by).with_only_columns(*values, self.total_of()).group_by(*values)
        found = {tuple(row)[:-1]: row[-1] for row in session.execute(wanted) if row[-1]}
        return {key[0]: count for key, count in found.items()} if len(by) == 1 else found

    def entries(self, session: Session, scope: Scope, by: Dimension, found: Collection[Any]) -> list[Entry]:
        """The lines of a table; that of rows without a value comes last."""
        unsaid = [Entry(None, UNSAID, str(by.unknown_label))] if None in found else []
        return [*by.entries(session, scope, [each for each in found if each is not None]), *unsaid]

    def behind(self, scope: Scope) -> Select[Any]:
        """Selects the rows behind a figure, each once."""
        within = self.within(scope)
        if self.what is not None:
            within = select(self.noun).where(self.noun.id.in_(within.with_only_columns(self.what)))
        return within.options(*self.loads).order_by(*self.order)

    def lacking(self, session: Session, scope: Scope) -> "Lack | None":
        """Who has nothing of what it counts; None where it counts nothing that each should have, or is narrowed. At
        most two statements."""
        found = self.every() if self.every and not scope.only else None
        if found is None:
            return None
        every, once = found
        counted = self.within(scope).where(once.is_not(None)).with_only_columns(once)
        noun: Any = every.noun
        lack = every.within(scope).where(noun.id.not_in(counted.correlate(None))).with_only_columns(noun.name)
        return Lack(every.unit, session.scalars(lack.order_by(None).order_by(*every.order)).all())

    def many(self, session: Session, scope: Scope) -> int:
        """The number of those rows: the figure, unless an amount is added up or days are counted. One statement."""
        return session.scalar(self.counting(scope, Indicator.times_of)) or 0

    def amounts(self, session: Session, scope: Scope, rows: Sequence[Any]) -> list[int | None]:
        """What each of some of those rows adds to a sum, in their order; None where nothing is added up. One
        statement."""
        if self.amount is None or not rows:
            return [None] * len(rows)
        once = self.noun.id if self.what is None else self.what
        some = self.within(scope).where(once.in_([each.id for each in rows]))
        wanted = some.with_only_columns(once, self.total_of()).group_by(once)
        found: dict[int, int] = {row[0]: row[1] for row in session.execute(wanted)}
        return [found.get(each.id) for each in rows]

    def ids(self, session: Session, scope: Scope) -> set[int]:
        """The ids of those rows. One statement."""
        once = self.noun.id if self.what is None else self.what
        return set(session.scalars(self.within(scope).with_only_columns(once)))

    def covers(self, scope: Scope, *by: str) -> bool:
        """Whether its rows have the dimensions of a scope's filters, and of these keys."""
        return {*scope.only, *by} <= self.by_key.keys()

    def total_of(self, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
        """The column of the total, over the rows that meet conditions."""
        if self.each is not None:
            return func.count(self.each.distinct()).filter(*conditions)
        if self.amount is None:
            return self.times_of(*conditions)
        return cast(func.round(func.sum(self.amount).filter(*conditions)), BigInteger)

    def times_of(self, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
        """The column of the number of the rows behind it, of those that meet conditions."""
        counted = func.count() if self.what is None else func.count(self.what.distinct())
        return counted.filter(*conditions)

    def within(self, scope: Scope, *by: Dimension) -> Select[Any]:
        """Selects the rows of a scope, joined to what its filters and some dimensions read."""
        narrow = [(self.by_key[key], value) for key, value in scope.only.items()]
        apart = [each for each in narrow if self._reads_apart(*each) and each[0].key not in {one.key for one in by}]
        narrow = [each for each in narrow if each not in apart]
        wanted = self.rows(scope).where(*(self._reads_any(scope, *each) for each in apart))
        for joined in {each.key: each for each in (*by, *(each for each, _ in narrow)) if each.joins}.values():
            wanted = joined.joins(wanted) if joined.joins else wanted
        wanted = wanted.where(*(each.holds(value) for each, value in narrow)).order_by(None)
        every = [(each, value) for each, value in narrow if isinstance(value, Every)]
        return wanted.where(*(self._has_every(scope, each, value) for each, value in every)) if every else wanted

    def _reads_apart(self, by: Dimension, asked: Narrow) -> bool:
        """Whether a filter is one over rows that may have several values, each of which counts once."""
        several = by.joins is not None and not by.single and isinstance(asked, (tuple, Without, Every))
        return several and (self.what is None or self.what is getattr(self.noun, "id", None))

    def _reads_any(self, scope: Scope, by: Dimension, asked: Narrow) -> ColumnElement[bool]:
        """The condition that a row has any of several values, all of them, or none of those that it must not have."""
        assert by.joins
        if isinstance(asked, Every):
            return self._has_every(scope, by, asked)
        keys = asked.keys if isinstance(asked, Without) else asked
        own = self.noun.__mapper__.primary_key
        rows = by.joins(self.rows(scope)).where(by.holds(keys)).order_by(None).with_only_columns(*own)
        having: ColumnElement[bool] = tuple_(*own).in_(rows.correlate(None))
        return ~having if isinstance(asked, Without) else having

    def _has_every(self, scope: Scope, by: Dimension, asked: Every) -> ColumnElement[bool]:
        """The condition of `Every`: what is counted has a row of each entry."""
        own = self.noun.__mapper__.primary_key if self.what is None else (self.what,)
        rest = {key: value for key, value in scope.only.items() if key != by.key}
        every = tuple(key for keys in asked.entries for key in keys)
        rows = self.within(replace(scope, only={**rest, by.key: every}), by).with_only_columns(*own)
        which = case(*((by.value.in_(keys), place) for place, keys in enumerate(asked.entries)))
        rows = rows.group_by(*own).having(func.count(which.distinct()) == len(asked.entries))
        has_every: ColumnElement[bool] = tuple_(*own).in_(rows.correlate(None))
        return has_every


# The name in addresses of rows without a value.
UNSAID = "chua-ghi"
