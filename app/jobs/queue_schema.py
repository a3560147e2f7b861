"""The queue's tables on PostgreSQL, in a schema of their own, apart from the product's tables in the same database.
Tables of earlier releases, among the product's, move there with their messages."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

log = logging.getLogger(__name__)

SCHEMA = "lopso_queue"
TABLES = ("huey_counter", "huey_kv", "huey_schedule", "huey_task")
_LOCK = 5444  # beside that of migrations (app/web/database)


@contextmanager
def alone(address: str) -> Iterator[None]:
    """Inside, no other process makes the queue's tables: all start at once, and IF NOT EXISTS does not tell two apart.

    Raises:
        psycopg.OperationalError: the database does not answer, or another process takes too long.
    """
    with psycopg.connect(address) as connection:
        connection.execute("SET LOCAL lock_timeout = '10s'")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        yield


def connections(address: str) -> Callable[[], psycopg.Connection]:
    """A factory of connections to the queue at a libpq address; the first connection creates the schema (in `alone`).

    Without the right to create a schema the tables stay where they were: this is tidiness only, since backups hold the
    product's own tables alone.

    The schema comes with the connection's start, which a pooler refuses: set later, it would be met by pages there.
    """
    apart: list[bool] = []
    given = conninfo_to_dict(address).get("options") or ""
    inside = make_conninfo(address, options=f"{given} -c search_path={SCHEMA}")

    def connect() -> psycopg.Connection:
        if not apart:
            apart.append(_is_apart(address))
        return psycopg.connect(inside if apart[0] else address, autocommit=True)

    return connect


def _is_apart(address: str) -> bool:
    """Make the schema where it is not there, and move what lies elsewhere into it; whether the queue is in it.

    Raises:
        psycopg.OperationalError: the database does not answer.
    """
    try:
        with psycopg.connect(address) as connection:
            connection.execute("SET LOCAL lock_timeout = '10s'")
            if connection.execute("SELECT to_regnamespace(%s)", (SCHEMA,)).fetchone() == (None,):
                connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(SCHEMA)))
            _move(connection)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.LockNotAvailable) as error:
        log.warning("the queue stays among the other tables: %s", error)
        return False
    return True


def _move(connection: psycopg.Connection) -> None:
    """Move the tables of an earlier release, unless there are others of the same names already."""
    is_elsewhere = "SELECT to_regclass(%s) IS NOT NULL AND to_regclass(%s) IS NULL"
    for name in TABLES:
        if connection.execute(is_elsewhere, (name, f"{SCHEMA}.{name}")).fetchone() == (True,):
            move = sql.SQL("ALTER TABLE {} SET SCHEMA {}").format(sql.Identifier(name), sql.Identifier(SCHEMA))
            connection.execute(move)
