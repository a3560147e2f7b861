"""Codes that people hold open for whoever has them; guessing them is slowed.

Only misses count: a right code always opens, so a ward behind one address is never shut out by one guesser in it.
"""

from typing import TypeVar

from sqlalchemy import Select

from app.web.database import db, immediate
from app.web.sign_in.limits import TOKENS

Noun = TypeVar("Noun")


def found_by_code(wanted: Select[Noun]) -> Noun | None:
    """The one row that a code opens, or None, in which case the miss is counted; the caller says what is missing.

    Raises:
        TooMany: nothing has this code, and this address has missed too often. Costs no write.
    """
    row = db.session.scalars(wanted.limit(1)).first()
    if row is None:
        TOKENS.check()
        with immediate() as session:
            TOKENS.note_wrong(session)
    return row
