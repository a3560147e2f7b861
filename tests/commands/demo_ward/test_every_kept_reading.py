"""Each reading that first pages keep, and each table that it reads: a write by any road makes it old.

Which tables a reading reads is taken from the statements that it executes; on SQLite also from what SQLite itself says
that it reads. So neither a new reading nor a new table has to be told here.
"""

import re
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, Connection, Engine, event, inspect, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.country import clock
from app.exchange.imports.kinds import KINDS
from app.exchange.imports.people import Target
from app.exchange.imports.reading import opened
from app.jobs import importing
from app.models import Account, AdministrativeUnit, Base, Organisation, WriteStamp, kept_reading
from app.models.kept_reading import READINGS, STAMPED, forget
from app.models.movement.merging import merge
from app.web.access import COOKIE
from app.web.database import db, immediate, triggers
from tests.exchange.imports.sheets import text as sheet
from tests.factories import make_sign_in
from tools.measure.demo import DEMO_WARD
from tools.measure.pages import PAGES

NOUNS: Mapping[str, Any] = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]
TABLES = Base.metadata.tables
_WRITTEN = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
Key = tuple[Any, ...]


class Recorder:
    """What is read by readings: by key the tables that the product notes, and those that SQLite tells of."""

    def __init__(self) -> None:
        self.tables: dict[Key, set[str]] = {}
        self.told: dict[int, set[str]] = {}

    @contextmanager
    def on(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Listen inside the block."""
        asked: list[Any] = []
        get, reading = kept_reading._Store.get, kept_reading._reading

        def ask(store: Any, key: Hashable, stamps: Any) -> Any:
            asked.append(key)
            return get(store, key, stamps)

        @contextmanager
        def read(stamps: Mapping[str, object], tables: Iterable[str]) -> Iterator[Any]:
            key = asked[-1]
            with reading(stamps, tables) as under_way:
                yield under_way
            self.tables[key] = under_way.tables
            told = self.told.pop(id(under_way), set()) & TABLES.keys()
            assert told <= under_way.tables, f"{key[0]} reads {told - under_way.tables} unseen"

        with monkeypatch.context() as patched:
            patched.setattr(kept_reading._Store, "get", ask)
            patched.setattr(kept_reading, "_reading", read)
            event.listen(Engine, "before_cursor_execute", self._listen)
            yield
            event.remove(Engine, "before_cursor_execute", self._listen)

    def _listen(self, connection: Connection, *_more: object) -> None:
        raw = connection.connection.driver_connection
        if isinstance(raw, sqlite3.Connection):  # set anew, so that no statement is taken as prepared before
            raw.set_authorizer(self._tell if kept_reading._under_way.get() else None)

    def _tell(self, action: int, table: str | None, *_more: object) -> int:
        if action == sqlite3.SQLITE_READ and table and (under_way := kept_reading._under_way.get()):
            self.told.setdefault(id(under_way), set()).add(table)
        return sqlite3.SQLITE_OK


def read_again(key: Key) -> object:
    """What a reading answers now."""
    name, args, *named = key
    return READINGS[name](db.session(), *args, **dict(named))


def open_pages(app: Flask) -> None:
    for username, address in PAGES.values():
        client = app.test_client()
        if username:
            with app.app_context(), immediate() as session:
                account = session.scalars(select(Account).where(Account.username == username)).one()
                client.set_cookie(COOKIE, make_sign_in(session, account))
        assert client.get(address, follow_redirects=True).status_code == 200


def by_nouns(session: Session, tables: Sequence[str]) -> None:
    """A row of each, changed as its noun."""
    for table in NOUNS.keys() & tables:
        mapper = inspect(NOUNS[table])
        flag_modified(
            session.scalars(select(mapper).limit(1)).one(), mapper.get_property_by_column(column_of(table)).key
        )
        session.flush()


def in_bulk(session: Session, tables: Sequence[str]) -> None:
    for table in tables:
        column = column_of(table)
        session.execute(update(TABLES[table]).values({column: column}))


def by_hand(session: Session, tables: Sequence[str]) -> None:
    for table in tables:
        name = column_of(table).name
        session.execute(text(f'UPDATE "{table}" SET {name} = {name}'))


def by_merge(session: Session, _tables: Sequence[str]) -> None:
    """Of two schools."""
    standing = Organisation.kind == "school", Organisation.retired_on.is_(None)
    into, gone = session.scalars(select(Organisation).where(*standing).limit(2))
    merge(session, gone, into, clock.today())


def by_restore(session: Session, tables: Sequence[str]) -> None:
    """Without triggers, which are put up at the end (app/exchange/backups/restoring.py)."""
    triggers.take_down(session.connection())
    by_hand(session, tables)
    triggers.put_up(session.connection())


def by_import(session: Session, _tables: Sequence[str]) -> None:
    """A list of groups, as the background work takes it: in transactions of its own."""
    unit_id = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one().id
    session.rollback()
    kind, book = KINDS["residential_groups"], opened(sheet("Mã;Tên", "TDP98;Tổ dân phố số 98"))
    into, columns = Target(unit_id, clock.now(), source="danh sách.csv"), importing.columns_of(book, kind)
    [told] = importing.store(kind, book, columns, into, 0, lambda session, results: None)
    assert told.outcome == "new", told


# The last opens its own transactions.
ROADS: Mapping[str, Callable[[Session, Sequence[str]], None]] = {
    "nouns": by_nouns, "in bulk": in_bulk, "by hand": by_hand,
    "a merge": by_merge, "a restore": by_restore, "an import": by_import,
}  # fmt: skip


def column_of(table: str) -> Column[Any]:
    """A column that may be set to what it is; no key, if there is another."""
    columns = [each for each in TABLES[table].columns if each.name != "version"]
    return next((each for each in columns if not each.primary_key), columns[0])


@contextmanager
def writing_to() -> Iterator[set[str]]:
    """The tables of which rows are written inside the block."""
    tables: set[str] = set()

    def hear(_connection: object, cursor: Any, statement: str, *_more: object) -> None:
        found = _WRITTEN.match(statement)
        if found and (statement.startswith("INSERT") or cursor.rowcount):
            tables.add(found[1])

    event.listen(Engine, "after_cursor_execute", hear)
    yield tables
    event.remove(Engine, "after_cursor_execute", hear)


def newest() -> Mapping[str, Any]:
    db.session.rollback()
    return WriteStamp.newest(db.session())


@pytest.mark.postgresql
def test_every_reading_is_made_old_by_a_write_of_each_road(used: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder()
    with recorder.on(monkeypatch):
        open_pages(used)
    read = recorder.tables
    assert {key[0] for key in read} == {name for name in READINGS if name.startswith("app.")}, "a page opens each"
    assert not {(key[0], table) for key, tables in read.items() for table in tables - STAMPED}
    with used.test_request_context():
        tables = sorted(set().union(*read.values()))
        every = [each for each in tables if db.session.execute(select(TABLES[each]).limit(1)).first()]
        for name, road in ROADS.items():
            for key in read:
                read_again(key)
            before = newest()
            with writing_to() as wrote:
                if road is by_import:
                    road(db.session(), every)
                else:
                    with immediate() as session:
                        road(session, every)
            left = (
                {}
                if road in (by_merge, by_import)
                else {*every} & (NOUNS.keys() if road is by_nouns else TABLES.keys())
            )
            assert not {*left} - wrote, name
            after, store = newest(), kept_reading._store_of(db.session())
            assert not {table for table in wrote & STAMPED if before.get(table) == after.get(table)}, name
            old = [key for key, tables in read.items() if tables & wrote]
            assert old, name
            assert not [key[0] for key in old if store.get(key, after)], name
            now = [read_again(key) for key in read]
            forget()
            assert now == [read_again(key) for key in read], name
