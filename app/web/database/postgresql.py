"""Connections to PostgreSQL: their number, their settings, and the limits of a page's waits."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from app.web.settings import PostgresqlOptions, Settings

# Connection timeout in seconds; without it libpq waits for minutes for a host that is off.
CONNECT_SECONDS = 5
TIMEOUTS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


def engine_options(settings: Settings) -> dict[str, Any]:
    """The engine's options. Options in DATABASE_URL take precedence."""
    options = settings.postgresql
    given = make_url(settings.database_url).query
    connecting: dict[str, Any] = {"prepare_threshold": options.prepare_threshold}
    if "connect_timeout" not in given:
        connecting["connect_timeout"] = CONNECT_SECONDS
    return {
        "pool_size": options.pool_size,
        "max_overflow": options.max_overflow,
        "pool_pre_ping": True,
        "connect_args": connecting,
    }


def prepare(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Turn on synchronous_commit, so that answered writes are on disk; a stricter setting, for replicas, stays. Turn
    off JIT: no statement of a page runs long enough to pay for it (20 ms, some 300 if the planner overestimates)."""
    cursor = connection.cursor()
    cursor.execute("SET SESSION jit = off")
    cursor.execute("SHOW synchronous_commit")
    row = cursor.fetchone()
    if row and row[0] == "off":
        cursor.execute("SET SESSION synchronous_commit = on")
    cursor.close()
    connection.commit()


def limiting(options: PostgresqlOptions) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    """A listener that sets the limits of waits on each new connection."""
    seconds = (options.lock_seconds, options.statement_seconds, options.idle_seconds)

    def limit(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for name, limit in zip(TIMEOUTS, seconds, strict=True):
            cursor.execute(f"SET SESSION {name} = {round(limit * 1000)}")
        cursor.close()
        connection.commit()

    return limit


def wait_without_end(connection: Connection) -> None:
    """Lift the limits for the current transaction."""
    for name in TIMEOUTS:
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")
