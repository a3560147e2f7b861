"""The triggers behind `WriteStamp` and `PageVersion`: a write of a table that a kept reading reads leaves a row, one
to a column that public pages show raises the version of its ward.

Triggers also catch bulk writes, imports and manual changes. SQLite drops them with a table that is rebuilt, and refuses
to rename a table that they name: migrations/env.py drops them before migrating and creates them afterwards.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, insert, inspect

from app.models import Base, PageVersion
from app.models.kept_reading import STAMPED
from app.models.learning.page_version import TRIGGERS
from app.models.trust.write_stamp import TRIGGERS as STAMP_TRIGGERS, WriteStamp


def take_down_stamps(connection: Connection) -> None:
    """Drop the triggers."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {STAMP_TRIGGERS}() CASCADE")
        return
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    for name in names:
        if name.startswith(STAMP_TRIGGERS):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")


def put_up_stamps(connection: Connection) -> None:
    """Create the triggers, on a database at this release's schema, and stamp each table: what was written without them
    is not known.

    PostgreSQL leaves a row a statement. SQLite has triggers of rows alone, and one writer: it replaces the row.
    """
    there = inspect(connection)
    if not there.has_table(WriteStamp.__tablename__):
        return
    connection.execute(insert(WriteStamp), [{"table_name": table} for table in sorted(STAMPED)])
    if connection.dialect.name == "sqlite":
        for table in sorted(STAMPED):
            removed = f"DELETE FROM write_stamp WHERE table_name = '{table}'"  # noqa: S608
            added = f"INSERT INTO write_stamp (table_name) VALUES ('{table}')"  # noqa: S608
            for event in ("INSERT", "UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {STAMP_TRIGGERS}_{table}_{event.lower()} AFTER {event} ON {table} FOR EACH ROW "
                    f"BEGIN {removed}; {added}; END"
                )
        return
    # With wal_level=minimal a crash takes a sequence back to where the transaction that made its table left it.
    connection.exec_driver_sql("SELECT setval(pg_get_serial_sequence('write_stamp', 'id'), max(id)) FROM write_stamp")
    added = "INSERT INTO write_stamp (table_name) VALUES (TG_TABLE_NAME)"
    connection.exec_driver_sql(
        f"CREATE FUNCTION {STAMP_TRIGGERS}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {added}; RETURN NULL; END $$"
    )
    for table in sorted(STAMPED):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {STAMP_TRIGGERS}_{table} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {STAMP_TRIGGERS}()"
        )


_OF_COURSE = "(SELECT unit_id FROM course WHERE id = {row}.course_id)"
# Table → SQL for the ward of a row; "" for all wards: names of provinces and units are on many pages.
WATCHED: Mapping[str, str] = {
    "administrative_unit": "",
    "course": "{row}.unit_id",
    "course_group": _OF_COURSE,
    "help_topic": "{row}.unit_id",
    "lesson": _OF_COURSE,
    "place": "{row}.unit_id",
    "residential_group": "{row}.unit_id",
}
# Columns that no cached page shows, or that are read on each request: seats change with every registration.
UNSEEN: Mapping[str, frozenset[str]] = {
    "course": frozenset(("seated", "last_position", "created_at")),
    "lesson": frozenset(("heads", "heads_at", "note", "note_at", "closed_by_id", "rest_absent")),
}
EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


def take_down(connection: Connection) -> bool:
    """Drop the triggers, with those of `write_stamps`; returns whether they existed."""
    take_down_stamps(connection)
    if connection.dialect.name == "sqlite":
        wanted = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        wanted = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    stood = [name for name in connection.exec_driver_sql(wanted).scalars() if name.startswith(TRIGGERS)]
    for name in stood:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")  # with the trigger of the same name
    return bool(stood)


def put_up(connection: Connection) -> None:
    """Create the triggers, with those of `write_stamps`, on a database at this release's schema."""
    put_up_stamps(connection)
    if inspect(connection).has_table(PageVersion.__tablename__):
        statements = _sqlite if connection.dialect.name == "sqlite" else _postgresql
        for table, unit in WATCHED.items():
            for statement in statements(table, unit):
                connection.exec_driver_sql(statement)


def shown(table: str) -> list[str]:
    """The columns of a table whose writes raise the version."""
    return [each.name for each in Base.metadata.tables[table].columns if each.name not in UNSEEN.get(table, ())]


def _events(table: str) -> list[str]:
    """The events that raise the version; not the deletion of a ward, whose version goes with it."""
    return [event for event in EVENTS if (table, event) != ("administrative_unit", "DELETE")]


def _on(table: str) -> str:
    of = ", ".join(shown(table))
    return " OR ".join(f"UPDATE OF {of}" if event == "UPDATE" else event for event in _events(table))


def _newer(table: str, unit: str, event: str) -> str:
    """The statement that one event of a table runs."""
    row = EVENTS[event]
    if table == "administrative_unit" and event == "INSERT":
        return "INSERT INTO page_version (unit_id, version) VALUES (NEW.id, 1);"
    clauses = [
        "UPDATE page_version SET version = version + 1",
        *([f"unit_id = {unit.format(row=row)}"] if unit else []),
    ]
    return f"{' WHERE '.join(clauses)};"


def _sqlite(table: str, unit: str) -> Iterator[str]:
    for event in _events(table):
        of = f" OF {', '.join(shown(table))}" if event == "UPDATE" else ""
        yield (
            f"CREATE TRIGGER {TRIGGERS}{table}_{event.lower()} AFTER {event}{of} ON {table} FOR EACH ROW "
            f"BEGIN {_newer(table, unit, event)} END"
        )


def _postgresql(table: str, unit: str) -> Iterator[str]:
    each = " ".join(f"IF TG_OP = '{event}' THEN {_newer(table, unit, event)} END IF;" for event in _events(table))
    yield (
        f"CREATE FUNCTION {TRIGGERS}{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {each} RETURN NULL; END $$"
    )
    yield (
        f"CREATE TRIGGER {TRIGGERS}{table} AFTER {_on(table)} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {TRIGGERS}{table}()"
    )
