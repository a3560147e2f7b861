"""A kind of thing that waits: which rows, since when, in which words, at which place, in which list."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select, union
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Role
from app.models.kept_reading import kept
from app.models.learning import due

STAFF, OFFICER, LEADER = (Role.OFFICER, Role.LEADER), (Role.OFFICER,), (Role.LEADER,)
# So long after a lesson the office is asked to tell that it was called off.
LATELY = timedelta(days=14)

Page = tuple[str, Mapping[str, Any]]
Rows = Select[*tuple[Any, ...]]


class Harm(IntEnum):
    """In the order of "Hôm nay": somebody sent words that want an answer; somebody waits past what was promised; it
    falls due; it can wait. All but the last are urgent."""

    SENT_BACK = 0
    LATE = 1
    DUE = 2
    USUAL = 3


@dataclass
class WaitingQuery:
    """Whose office and when: the units, the moment, the end of what is soon, the day, since when something was lately;
    bound parameters in the statement that is built once, else values. `session` is for what is not one query."""

    units: Any
    now: Any
    soon: Any
    day: Any
    session: Session | None = None
    lately: Any = None

    @classmethod
    def at(cls, session: Session, units: Collection[int], now: datetime) -> "WaitingQuery":
        """What waits in some units at a moment."""
        return cls(units, now, now + due.SOON, clock.local(now).date(), session, now - LATELY)

    @property
    def db(self) -> Session:
        """The session."""
        assert self.session is not None
        return self.session

    @property
    def kept_by(self) -> tuple[Sequence[int], datetime]:
        """The units, and the hour of the moment: so long a reading is kept."""
        return (*sorted(self.units),), self.now.replace(minute=0, second=0, microsecond=0)


class Since(NamedTuple):
    """A row that waits, by id, and since when, or until when where its kind looks ahead."""

    id: int
    when: date | None


class Named(NamedTuple):
    """What is said of one row: its name, a few more words, its own page and the button there; `rows`: how many rows
    that page shows, where it counts some; `short`: its name among several."""

    name: str
    small: str
    page: Page
    act: object
    rows: int | None = None
    short: str = ""


class Opened(NamedTuple):
    """The page that the button of several rows opens, and how many rows it shows, where it counts some."""

    page: Page
    rows: int | None


@dataclass(frozen=True, kw_only=True, eq=False)
class WaitingKind:
    """A kind of thing that waits.

    `query` finds each row once: its id, and the day or moment by which the longest waiting is known, `within` days
    later; what no query finds is `found`. `many` counts them ("%(count)s lớp …"), `one` speaks of a single one
    ("%(name)s …"). The button `act` opens `page`, the list of exactly these rows; a single one opens the page of
    `named`. `opens` says of the rows which page it is instead. `ahead`: the day is one until which there is time.
    `place` is where it is counted in the rail; "": nowhere. `keeps`: its readings are kept, for they name nobody.
    """

    key: str
    harm: Harm
    many: object
    act: object
    page: Page
    named: Callable[[WaitingQuery, Collection[int]], Mapping[int, Named]]
    query: Callable[[WaitingQuery], Rows] | None = None
    found: Callable[[WaitingQuery], list[Since]] | None = None
    one: object = "%(name)s"
    hint: object = ""
    place: str = ""
    opens: Callable[[WaitingQuery, Sequence[Since]], Opened] | None = None
    ahead: bool = False
    within: timedelta = timedelta()
    roles: tuple[Role, ...] = OFFICER
    keeps: bool = True

    def __post_init__(self) -> None:
        """Find it by its key."""
        BY_KEY[self.key] = self

    def rows(self, asked: WaitingQuery) -> Sequence[Since]:
        """The rows that wait, the longest first."""
        if self.query is None:
            assert self.found is not None
            return _found(asked.db, self.key, *asked.kept_by) if self.keeps else self.found(asked)
        return in_order(self.since(id_, when) for id_, when in asked.db.execute(self.query(asked)))

    def names(self, asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
        """What is said of some rows, by id."""
        return _named(asked.db, self.key, *asked.kept_by, (*ids,)) if self.keeps else self.named(asked, ids)

    def since(self, id_: int, when: date | datetime | None) -> Since:
        """A row that its query found."""
        day = clock.local(when).date() if isinstance(when, datetime) else when
        return Since(id_, day + self.within if day else None)

    def ids(self, asked: WaitingQuery) -> Select[int]:
        """The ids that its query finds."""
        assert self.query is not None
        inner = self.query(asked).order_by(None).subquery()
        return select(next(iter(inner.c)))

    def holds(self, column: ColumnElement[int], asked: WaitingQuery) -> ColumnElement[bool]:
        """The condition that a row of a list waits as this kind."""
        return column.in_(self.ids(asked) if self.query else [row.id for row in self.rows(asked)])


# By their keys (`kinds`).
BY_KEY: dict[str, WaitingKind] = {}


@kept
def _found(session: Session, key: str, units: Sequence[int], hour: datetime) -> Sequence[Since]:
    found = BY_KEY[key].found
    assert found is not None
    return found(WaitingQuery.at(session, units, hour))


@kept
def _named(session: Session, key: str, units: Sequence[int], hour: datetime, ids: Sequence[int]) -> Mapping[int, Named]:
    return BY_KEY[key].named(WaitingQuery.at(session, units, hour), ids)


def any_of(kinds: Collection[WaitingKind], asked: WaitingQuery) -> Select[int]:
    """The ids that wait as any of some kinds of one noun, each once."""
    inner = union(*(kind.ids(asked) for kind in kinds)).subquery()
    return select(next(iter(inner.c)))


def in_order(rows: Iterable[Since]) -> list[Since]:
    """Rows of a kind, the longest waiting first."""
    return sorted(rows, key=lambda row: (row.when or date.max, row.id))
