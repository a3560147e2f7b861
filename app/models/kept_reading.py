"""Readings kept in a process until a table that they read is written (docs/decisions/0129)."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.models.movement.read_once import read_once
from app.models.trust.write_stamp import WriteStamp

Key = ParamSpec("Key")
Found = TypeVar("Found")
# Tables whose writes are stamped. A reading of another one is not kept.
STAMPED = frozenset(
    (
        "account", "administrative_unit", "answer", "course", "denominator", "event", "lesson",
        "matter", "measurement", "membership", "named_body", "organisation", "place", "plan", "plan_part", "programme",
        "programme_entry", "programme_subject", "programme_version", "reminder", "report", "report_receipt",
        "reporting_rule", "residential_group", "role_grant", "site", "target", "team", "team_month",
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
            with _reading(stamps) as reading, _own(session) as own:
                value = read(own, *args, **kwargs)
            found = {table: stamps.get(table) for table in reading.tables}, value
            if reading.tables <= STAMPED:
                store.put(key, *found)
        if outer:
            outer.tables.update(found[0])
        return found[1]

    READINGS[name] = answer
    return answer


def forget() -> None:
    """Keep nothing any more."""
    _stores.clear()


def _store_of(session: Session) -> _Store:
    return _stores.setdefault(session.get_bind().engine, _Store())


def _own(session: Session) -> Session:
    """A session in the same transaction that has loaded nothing: what is loaded already reads no table."""
    return Session(session.connection(), join_transaction_mode="create_savepoint")


@contextmanager
def _reading(stamps: Mapping[str, object]) -> Iterator[_Reading]:
    token = _under_way.set(reading := _Reading(stamps))
    try:
        yield reading
    finally:
        _under_way.reset(token)


@event.listens_for(Engine, "before_cursor_execute")
def _note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
    if reading := _under_way.get():
        reading.tables |= {*_TABLES.findall(statement)} & WriteStamp.metadata.tables.keys()
