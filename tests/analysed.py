"""What the planner of a database knows of its tables (app/web/database/analysis.py)."""

from sqlalchemy import Connection, text

from app.web.database import db

ROWS = {
    "sqlite": "SELECT CAST(stat AS INTEGER) FROM sqlite_stat1 WHERE tbl = :table LIMIT 1",
    "postgresql": "SELECT CAST(reltuples AS INTEGER) FROM pg_class WHERE relname = :table",
}


def rows_known(table: str) -> int:
    """How many rows the planner believes that a table has; 0 of an empty one."""
    with db.engine.connect() as connection:
        return rows_known_within(connection, table)


def rows_known_within(connection: Connection, table: str) -> int:
    """The same in a transaction."""
    return connection.scalar(text(ROWS[connection.dialect.name]), {"table": table}) or 0
