"""Readings kept in a process until a table that they read is written (docs/decisions/0129)."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import partial, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from app.models.base import Keyed
from app.models.trust.write_stamp import WriteStamp

Found = TypeVar("Found")
# Where a session keeps what its transaction has read.
READ = "read once"
event.listen(Session, "after_flush", lambda session, _flush: session.info.pop(READ, None))


def read_once(session: Session, what: Hashable, read: Callable[[], Found]) -> Found:
    """What `read` answers, asked once in a transaction until something is written; `what` tells it from all else that
    is kept."""
    session.connection()  # begins the transaction
    transaction, kept = session.info.get(READ, (None, {}))
    found: dict[Hashable, Found] = kept
    if transaction is not session.get_transaction() or session.info.get("writes"):
        found = {}
        session.info[READ] = session.get_transaction(), found
    if what not in found:
        found[what] = read()
    return found[what]


Key = ParamSpec("Key")
# Tables whose writes are stamped. A reading of another one is not kept.
STAMPED = frozenset(
    (
        "account", "administrative_unit", "answer", "course", "denominator", "event", "lesson",
        "matter", "measurement", "membership", "named_body", "organisation", "place", "plan", "plan_part", "programme",
        "programme_entry", "programme_subject", "programme_version", "reminder", "reopened_period", "report",
        "report_receipt", "reporting_rule", "residential_group", "role_grant", "site", "source_file", "target", "team",
        "team_group", "workplace",
    )
)  # fmt: skip
# So many readings are kept in a process; the one that was not asked for longest goes.
MOST = 300
# All of them, by name.
READINGS: dict[str, Callable[..., Any]] = {}
_TABLES = re.compile(r'(?:\bFROM|\bJOIN|,)\s+"?(\w+)')


@dataclass
class _Reading:
    """A reading that is under way: the stamps when it began, and the tables that it has read."""

    stamps: Mapping[str, object]
    tables: set[str] = field(default_factory=set)


_under_way: ContextVar[_Reading | None] = ContextVar("reading", default=None)


@dataclass
class _Store:
    """What was read of one database, with the stamps of the tables that were read."""

    found: OrderedDict[Hashable, tuple[Mapping[str, object], Any]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Hashable, stamps: Mapping[str, object]) -> tuple[Mapping[str, object], Any] | None:
        """What is kept under a key, if nothing that it read was written."""
        with self.lock:
            kept = self.found.get(key)
            if kept is None or any(stamps.get(table) != stamp for table, stamp in kept[0].items()):
                return None
            self.found.move_to_end(key)
            return kept

    def put(self, key: Hashable, stamps: Mapping[str, object], value: Any) -> None:
        with self.lock:
            self.found[key] = stamps, value
            self.found.move_to_end(key)
            if len(self.found) > MOST:
                self.found.popitem(last=False)


_stores: WeakKeyDictionary[Engine, _Store] = WeakKeyDictionary()


def kept(read: Callable[Concatenate[Session, Key], Found]) -> Callable[Concatenate[Session, Key], Found]:
    """A reading whose answer is kept under its arguments until a table that it read is written.

    `read` gets a session of its own and answers plain values, no nouns, no residents' names: they outlive session and
    erasure. All that it depends on is in its arguments, which are hashable. While a session writes, nothing is kept.
    """
    name = f"{read.__module__}.{read.__qualname__}"

    @wraps(read)
    def answer(session: Session, /, *args: Key.args, **kwargs: Key.kwargs) -> Found:
        if session.info.get("writes"):
            return read(session, *args, **kwargs)
        key, store, outer = (name, args, *sorted(kwargs.items())), _store_of(session), _under_way.get()
        stamps = outer.stamps if outer else read_once(session, "write stamps", partial(WriteStamp.newest, session))
        found = store.get(key, stamps)
        if found is None:
            # One within another goes on in its session, so what that has read by then it may have read, too.
            own = nullcontext(session) if outer else _own(session)
            with _reading(stamps, outer.tables if outer else ()) as reading, own as fresh:
                value = read(fresh, *args, **kwargs)
            found = {table: stamps.get(table) for table in reading.tables}, value
            if reading.tables <= STAMPED:
                store.put(key, *found)
        if outer:
            outer.tables.update(found[0])
        return found[1]

    READINGS[name] = answer
    return answer


class _Noun(NamedTuple):
    """What is kept of a noun."""

    kind: type[Keyed]
    id: int

    @classmethod
    def of(cls, noun: Keyed) -> "_Noun":
        return cls(inspect(noun).mapper.base_mapper.class_, noun.id)


def kept_nouns(read: Callable[Concatenate[Session, Key], Found]) -> Callable[Concatenate[Session, Key], Found]:
    """As `kept`, of an answer with nouns in lists, tuples and frozen dataclasses: of each its id is kept, and the
    session that asks loads it: one statement a kind for those that it does not hold by then."""

    @wraps(read)
    def bare(session: Session, /, *args: Key.args, **kwargs: Key.kwargs) -> tuple[Sequence[_Noun], Any]:
        nouns: dict[Keyed, _Noun] = {}
        value = _with(read(session, *args, **kwargs), lambda noun: nouns.setdefault(noun, _Noun.of(noun)))
        return [*nouns.values()], value

    stored = kept(bare)

    @wraps(read)
    def answer(session: Session, /, *args: Key.args, **kwargs: Key.kwargs) -> Found:
        if session.info.get("writes"):
            return read(session, *args, **kwargs)
        nouns, value = stored(session, *args, **kwargs)
        loaded = _loaded(session, nouns)
        found: Found = _with(value, loaded.__getitem__) if len(loaded) == len(nouns) else read(session, *args, **kwargs)
        return found

    return answer


def _loaded(session: Session, nouns: Iterable[_Noun]) -> Mapping[_Noun, Keyed]:
    found, missing = dict[_Noun, Keyed](), dict[type[Keyed], list[int]]()
    for each in nouns:
        if (noun := session.identity_map.get(identity_key(each.kind, each.id))) is not None:
            found[each] = noun
        else:
            missing.setdefault(each.kind, []).append(each.id)
    for kind, ids in missing.items():
        found |= {_Noun(kind, each.id): each for each in session.scalars(select(kind).where(kind.id.in_(ids)))}
    return found


def _with(value: Any, noun: Callable[[Any], Any]) -> Any:
    """A copy with something else in place of each noun."""
    if isinstance(value, Keyed | _Noun):
        return noun(value)
    if isinstance(value, list | tuple):
        each = [_with(one, noun) for one in value]
        return value._make(each) if hasattr(value, "_make") else type(value)(each)
    if is_dataclass(value) and not isinstance(value, type):
        old = {each.name: getattr(value, each.name) for each in fields(value)}
        new = {name: made for name, each in old.items() if (made := _with(each, noun)) is not each}
        return replace(value, **new) if new else value
    return value


def forget() -> None:
    """Keep nothing any more."""
    _stores.clear()


def _store_of(session: Session) -> _Store:
    return _stores.setdefault(session.get_bind().engine, _Store())


def _own(session: Session) -> Session:
    """A session in the same transaction that has loaded nothing: what is loaded already reads no table."""
    return Session(session.connection(), join_transaction_mode="rollback_only")


@contextmanager
def _reading(stamps: Mapping[str, object], tables: Iterable[str]) -> Iterator[_Reading]:
    token = _under_way.set(reading := _Reading(stamps, {*tables}))
    try:
        yield reading
    finally:
        _under_way.reset(token)


@event.listens_for(Engine, "before_cursor_execute")
def _note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
    if reading := _under_way.get():
        reading.tables |= {*_TABLES.findall(statement)} & WriteStamp.metadata.tables.keys()
