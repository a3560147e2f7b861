"""A figure, declared once: of which rows it is counted, what of them is counted once, and by what they are told apart.

From it come the figure, a table by a dimension, the rows behind each cell, a workbook and a line of a report; pages:
app/routes/figures. Where rows say nothing it is 0; what nobody knows, as of days before a ward records
(app/indicators/beginnings.py), is None, and who asks says so. What is added up and what is not is a question of its
unit: people of two months are not the people of both.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from app.country import figures
from app.models.movement.wholes import Whole

Key = int | str | date | bool | None


@dataclass(frozen=True)
class Every:
    """All of some entries of a dimension, each by its keys in SQL: what is counted once has a row of each of them."""

    entries: tuple[tuple[Key, ...], ...]


@dataclass(frozen=True)
class Without:
    """None of some keys of a dimension; what says nothing of it counts."""

    keys: tuple[Key, ...]


Narrow = Key | tuple[Key, ...] | Every | Without


@dataclass(frozen=True)
class Unit:
    """What is counted; `adds`: whether parts of a time come to the whole. Stored in so many parts of it (`parts`)."""

    words: object
    adds: bool
    parts: int = 1

    def told(self, count: int | None) -> str:
        """A figure as people read it, without its unit; None is "chưa có số liệu"."""
        return figures.count(count, self.parts)

    def cell(self, count: int | None) -> str:
        """The same in a cell; None is "–"."""
        return figures.count_cell(count, self.parts)


PEOPLE, TIMES, LESSONS = Unit(_l("người"), adds=False), Unit(_l("lượt"), adds=True), Unit(_l("buổi"), adds=True)
COURSES, GROUPS, PAIRS = Unit(_l("lớp"), adds=False), Unit(_l("tổ"), adds=False), Unit(_l("cặp"), adds=False)
ORGANISATIONS = Unit(_l("đơn vị"), adds=False)
PAPERS, HOURS = Unit(_l("giấy"), adds=True), Unit(_l("giờ"), adds=True, parts=60)


@dataclass(frozen=True)
class Scope:
    """Which rows: of some units, from a day to a day (both included), narrowed to keys of dimensions."""

    units: tuple[int, ...]
    since: date
    until: date
    only: Mapping[str, Narrow] = field(default_factory=dict)

    def narrowed(self, dimension: str, key: Narrow) -> "Scope":
        """The same, of one key of a dimension."""
        return replace(self, only={**self.only, dimension: key})

    def known_to(self, dimensions: Mapping[str, object]) -> "Scope":
        """The same, narrowed by some dimensions alone: a whole is not told apart by all that its part is."""
        return replace(self, only={key: value for key, value in self.only.items() if key in dimensions})


@dataclass(frozen=True)
class Entry:
    """A line of a table: its key in SQL (several where words are written in several ways), in addresses, in words;
    `sensitive`: beside it nobody is named."""

    key: Any
    name: str
    label: str
    sensitive: bool = False


Entries = Callable[[Session, Scope, Collection[Any]], Iterable[Entry]]
# The keys in SQL of some entries, by how addresses name them: those of every ward of the scope, retired ones too.
KeysOf = Callable[[Session, Scope, Collection[str]], Mapping[str, tuple[Key, ...]]]


@dataclass(frozen=True)
class Dimension:
    """By what rows are told apart: `value` in SQL. `entries` stand in a table though nothing is there, beside those
    that occur. `joins`: a row may have several, or none, and parts come to more than the whole. `own`: entries of one
    ward's lists; `told`: whether a table of it is offered, or it only narrows; `note`: a sentence below it; `keys`
    finds keys by names, where a name is not its key."""

    key: str
    words: object
    value: Any
    entries: Entries
    joins: Callable[[Select[Any]], Select[Any]] | None = None
    own: bool = False
    told: bool = True
    unsaid: object = _l("Chưa ghi")
    note: object = ""
    single: bool = False
    keys: KeysOf | None = None

    def keys_of(self, session: Session, scope: Scope, names: Collection[str]) -> Mapping[str, tuple[Key, ...]]:
        """The keys in SQL of entries by their names in addresses; of a name that nobody has none."""
        return self.keys(session, scope, names) if self.keys else {name: (name,) for name in names}

    def holds(self, key: Any) -> ColumnElement[bool]:
        """That a row is of a key, of one of several, or of none of them."""
        if isinstance(key, Every):
            held: ColumnElement[bool] = self.value.in_([each for keys in key.entries for each in keys])
        elif isinstance(key, Without):
            held = or_(self.value.is_(None), self.value.not_in(key.keys))
        elif isinstance(key, tuple):
            held = self.value.in_(key)
        else:
            held = self.value.is_(None) if key is None else self.value == key
        return held


@dataclass(frozen=True)
class Behind:
    """A row behind a figure, told to who may see it: its words, and the page that it leads to."""

    text: str
    small: str = ""
    page: str = ""
    place: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Indicator:
    """`rows` selects a scope's rows of `noun`, or, where something else is counted once, joins it: `what` is then the
    noun's id. `amount` is added up instead of counting. `how` says in a sentence how it was counted; `tells` tells of
    rows, `order` sorts them; `of` gives the whole by key of a dimension ("": of all), `of_words` names it. `standing`:
    as of the last day, without months. `named`: its rows are people by name. `beside`: what is counted apart.
    `meaning`: what is known of whatever is counted, in few words, said beside a target that it measures. `asked`:
    whether somebody asks for it at all; where nobody does, it is not known."""

    key: str
    unit: Unit
    words: object
    how: object
    noun: type[Any]
    rows: Callable[[Scope], Select[Any]]
    tells: Callable[[Session, Sequence[Any]], Iterable[Behind]]
    order: tuple[Any, ...]
    dimensions: tuple[Dimension, ...]
    what: Any = None
    amount: Any = None
    loads: tuple[Any, ...] = ()
    of: Callable[[Session, Scope, str], Mapping[Key, Whole]] | None = None
    of_words: object = ""
    standing: bool = False
    named: bool = False
    beside: str = ""
    meaning: object = ""
    asked: Callable[[Session, Scope], bool] | None = None

    @property
    def by_key(self) -> Mapping[str, Dimension]:
        """The dimensions by their key."""
        return {each.key: each for each in self.dimensions}

    def adds_by(self, dimension: Dimension) -> bool:
        """Whether a table's parts come to the whole."""
        return (dimension.joins is None or dimension.single) and (
            self.unit.adds or (self.standing and self.what is None)
        )

    def figure(self, session: Session, scope: Scope) -> int:
        """The whole; 0 where there is no row. One statement."""
        return session.scalar(self._within(scope).with_only_columns(self._counted())) or 0

    def known(self, session: Session, scope: Scope) -> int | None:
        """The same; None where nobody asks for it."""
        return None if self.asked and not self.asked(session, scope) else self.figure(session, scope)

    def table(self, session: Session, scope: Scope, *by: Dimension) -> dict[Any, int]:
        """What occurs, by key, or by keys of several dimensions. One statement."""
        values = [each.value for each in by]
        wanted = self._within(scope, *by).with_only_columns(*values, self._counted()).group_by(*values)
        found = {tuple(row)[:-1]: row[-1] for row in session.execute(wanted) if row[-1]}
        return {key[0]: count for key, count in found.items()} if len(by) == 1 else found

    def entries(self, session: Session, scope: Scope, by: Dimension, found: Collection[Any]) -> list[Entry]:
        """The lines of a table, what says nothing of it last."""
        unsaid = [Entry(None, UNSAID, str(by.unsaid))] if None in found else []
        return [*by.entries(session, scope, found), *unsaid]

    def behind(self, scope: Scope) -> Select[Any]:
        """The rows behind a figure, each once."""
        within = self._within(scope)
        if self.what is not None:
            within = select(self.noun).where(self.noun.id.in_(within.with_only_columns(self.what)))
        return within.options(*self.loads).order_by(*self.order)

    def many(self, session: Session, scope: Scope) -> int:
        """How many rows that is: the figure, where nothing is added up. One statement."""
        return session.scalar(self._within(scope).with_only_columns(self._times())) or 0

    def _counted(self) -> Any:
        return self._times() if self.amount is None else func.sum(self.amount)

    def _times(self) -> Any:
        return func.count() if self.what is None else func.count(self.what.distinct())

    def _within(self, scope: Scope, *by: Dimension) -> Select[Any]:
        narrow = [(self.by_key[key], value) for key, value in scope.only.items()]
        wanted = self.rows(scope)
        for joined in {each.key: each for each in (*by, *(each for each, _ in narrow)) if each.joins}.values():
            wanted = joined.joins(wanted) if joined.joins else wanted
        wanted = wanted.where(*(each.holds(value) for each, value in narrow)).order_by(None)
        whole = [(each, value) for each, value in narrow if isinstance(value, Every)]
        return wanted.where(*(self._has_every(scope, each, value) for each, value in whole)) if whole else wanted

    def _has_every(self, scope: Scope, by: Dimension, asked: Every) -> ColumnElement[bool]:
        """That what is counted once has a row of each of some entries."""
        once = self.noun.id if self.what is None else self.what
        rest = {key: value for key, value in scope.only.items() if key != by.key}
        every = tuple(key for keys in asked.entries for key in keys)
        rows = self._within(replace(scope, only={**rest, by.key: every})).with_only_columns(once)
        which = case(*((by.value.in_(keys), place) for place, keys in enumerate(asked.entries)))
        rows = rows.group_by(once).having(func.count(which.distinct()) == len(asked.entries))
        has_every: ColumnElement[bool] = once.in_(rows.correlate(None))
        return has_every


# What an address calls the rows that say nothing of a dimension.
UNSAID = "chua-ghi"
