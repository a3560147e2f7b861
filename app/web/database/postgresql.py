"""Connections to PostgreSQL: their number, the settings of their transactions, and the way past a pooler.

A setting holds for one transaction (`set_config(…, true)`), never for a session: behind a pooler in transaction mode a
session is everybody's, and a page would meet the settings of a backup or of the queue (docs/decisions/0127).
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, NullPool, make_url

from app.web.settings import PostgresqlOptions, Settings

if TYPE_CHECKING:
    import psycopg

# Connection timeout in seconds; without it libpq waits for minutes for a host that is off.
CONNECT_SECONDS = 5
TIMEOUTS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
# What SQLAlchemy adds to an address, and libpq does not know.
_OF_DRIVER = ("context", "prepare_threshold")


def engine_options(settings: Settings) -> dict[str, Any]:
    """The engine's options. Options in DATABASE_URL take precedence."""
    options = settings.postgresql
    return {
        "pool_size": options.pool_size,
        "max_overflow": options.max_overflow,
        "pool_pre_ping": True,
        "connect_args": _connect_args(settings.database_url, options.prepare_threshold),
    }


def direct_options(settings: Settings) -> dict[str, Any]:
    """The address and options of the engine past a pooler, which is used seldom and keeps no connection."""
    url = settings.database_direct_url
    return {"url": url, "poolclass": NullPool, "connect_args": _connect_args(url, PostgresqlOptions.prepare_threshold)}


def _connect_args(url: str, prepare_threshold: int | None) -> dict[str, Any]:
    given = {} if "connect_timeout" in make_url(url).query else {"connect_timeout": CONNECT_SECONDS}
    return {"prepare_threshold": prepare_threshold, **given}


def begin(connection: Connection) -> None:
    """Begin a transaction: read-only unless its options say `writes`, within the `limits` of those options."""
    options = connection.get_execution_options()
    connection.exec_driver_sql(_settings_of(bool(options.get("writes")), options.get("limits")))


@lru_cache
def _settings_of(writes: bool, limits: PostgresqlOptions | None) -> str:
    """One statement with the settings of a transaction. JIT is off: no statement of a page runs long enough to pay for
    it (20 ms, some 300 if the planner overestimates). Answered writes are on disk; a stricter setting of
    synchronous_commit, for replicas, stays."""
    own = {"jit": "'off'"}
    if writes:
        before = "current_setting('synchronous_commit')"
        own["synchronous_commit"] = f"CASE {before} WHEN 'off' THEN 'on' ELSE {before} END"
    else:
        own["transaction_read_only"] = "'on'"
    if limits:
        seconds = (limits.lock_seconds, limits.statement_seconds, limits.idle_seconds)
        own |= {name: f"'{round(limit * 1000)}'" for name, limit in zip(TIMEOUTS, seconds, strict=True)}
    return f"SELECT {', '.join(f'set_config({name!r}, {value}, true)' for name, value in own.items())}"


def wait_without_end(connection: Connection) -> None:
    """Lift the limits for the current transaction."""
    for name in TIMEOUTS:
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")


def libpq_address(url: str) -> str:
    """The address that libpq has for an SQLAlchemy address (`postgresql+psycopg://…`); one of libpq stays as it is."""
    if not url.startswith("postgresql+"):
        return url
    from psycopg.conninfo import make_conninfo  # places on SQLite never load it

    made = make_url(url)
    _positional, given = made.get_dialect()().create_connect_args(made)
    return make_conninfo(
        **{"connect_timeout": CONNECT_SECONDS, **{k: v for k, v in given.items() if k not in _OF_DRIVER}}
    )


def is_direct(connection: "psycopg.Connection") -> bool:
    """Whether a connection leads to PostgreSQL itself: a pooler gives its clients process numbers of its own."""
    asked = connection.execute("SELECT pg_backend_pid()").fetchone()
    return asked is not None and asked[0] == connection.info.backend_pid
