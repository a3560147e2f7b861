"""Tells the planner of the database how many rows and values its tables have (ANALYZE).

Without it SQLite guesses, and in a ward of 5,000 people it joined from all marks to find those of one group: 77 ms, and
0.45 afterwards (docs/decisions/0119). It never analyses by itself; PostgreSQL does a minute after many rows came.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models import Base
from app.web.database import db, immediate

# Rows of each index that SQLite reads at most: 33 ms for a ward of 5,000 people, whatever the size.
ROWS = 1000


def analyse() -> None:
    """Analyse all tables, in a write transaction of its own; every open connection plans by it from then on.

    Raises:
        OperationalError: no room.
    """
    with immediate() as session:
        analyse_within(session)


def analyse_within(session: Session) -> None:
    """The same in the write transaction that stored many rows and now counts them: nobody else sees these yet."""
    tables = ", ".join(f'"{name}"' for name in Base.metadata.tables)
    # SQLite reads the sizes with the schema, and connections that are open read that again when a table goes or comes.
    on_sqlite = f"PRAGMA analysis_limit={ROWS}", "DROP TABLE IF EXISTS sqlite_stat1", "ANALYZE"
    for statement in on_sqlite if db.engine.dialect.name == "sqlite" else (f"ANALYZE {tables}",):
        session.execute(text(statement))
