"""Whether the pages of the database can be read."""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.web.database import db

# How SQLite says it in words, and PostgreSQL in codes (data_corrupted, index_corrupted).
WORDS = ("malformed", "not a database")
CODES = ("XX001", "XX002")


def damage() -> str:
    """What is wrong with the pages of an embedded database, in the engine's words; "" where nothing is. One reading of
    the whole file: a second for some 500 MB that lie in memory. PostgreSQL is asked nothing: it says so to whoever
    reads a damaged page, and the backup of each night reads them all.

    Raises:
        DBAPIError: the database does not answer, for another reason.
    """
    if db.engine.dialect.name != "sqlite":
        return ""
    session = db.session()
    reads = session.in_transaction()
    try:
        found = str(session.execute(text("PRAGMA quick_check(1)")).scalar_one())
    except DBAPIError as error:
        if is_damage(error):
            return str(error.orig)
        raise
    finally:
        if not reads:
            session.rollback()
    return "" if found == "ok" else found


def is_damage(error: BaseException) -> bool:
    """Whether a statement failed because a page cannot be read."""
    if not isinstance(error, DBAPIError):
        return False
    return getattr(error.orig, "sqlstate", None) in CODES or any(word in str(error.orig) for word in WORDS)
