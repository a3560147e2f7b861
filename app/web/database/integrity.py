"""Checks whether the database file is readable."""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.web.database import db

# Damage in SQLite's messages, and in PostgreSQL's codes (data_corrupted, index_corrupted).
WORDS = ("malformed", "not a database")
CODES = ("XX001", "XX002")


def damage() -> str:
    """Damage of an embedded database, in SQLite's words; "" for none. It reads the entire file: a second for some
    500 MB that are cached. PostgreSQL is not checked: it reports a damaged page to its reader, and the nightly backup
    reads them all.

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
    """Whether a statement failed because a database page is damaged."""
    if not isinstance(error, DBAPIError):
        return False
    return getattr(error.orig, "sqlstate", None) in CODES or any(word in str(error.orig) for word in WORDS)
