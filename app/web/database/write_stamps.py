"""The triggers behind `WriteStamp`: each write of a table that a kept reading reads leaves a row. They are dropped and
created with those of `page_versions`."""

from sqlalchemy import Connection, insert, inspect

from app.models.kept_reading import STAMPED
from app.models.trust.write_stamp import TRIGGERS, WriteStamp


def take_down(connection: Connection) -> None:
    """Drop the triggers."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {TRIGGERS}() CASCADE")
        return
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    for name in names:
        if name.startswith(TRIGGERS):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")


def put_up(connection: Connection) -> None:
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
                    f"CREATE TRIGGER {TRIGGERS}_{table}_{event.lower()} AFTER {event} ON {table} FOR EACH ROW "
                    f"BEGIN {removed}; {added}; END"
                )
        return
    # With wal_level=minimal a crash takes a sequence back to where the transaction that made its table left it.
    connection.exec_driver_sql("SELECT setval(pg_get_serial_sequence('write_stamp', 'id'), max(id)) FROM write_stamp")
    added = "INSERT INTO write_stamp (table_name) VALUES (TG_TABLE_NAME)"
    connection.exec_driver_sql(
        f"CREATE FUNCTION {TRIGGERS}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {added}; RETURN NULL; END $$"
    )
    for table in sorted(STAMPED):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {TRIGGERS}_{table} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {TRIGGERS}()"
        )
