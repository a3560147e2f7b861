"""Rate limit for guessing codes that give access to whoever has them.

Only misses count: a right code always works, so one guesser never blocks a ward that shares an address.
"""

from typing import TypeVar

from sqlalchemy import Select

from app.web.database import db, immediate
from app.web.sign_in.limits import TOKENS

Noun = TypeVar("Noun")


def found_by_code(wanted: Select[Noun]) -> Noun | None:
    """The row with a code, or None, which counts as a miss.

    Raises:
        TooMany: no row has this code, and this address has missed too often. Costs no write.
    """
    row = db.session.scalars(wanted.limit(1)).first()
    if row is None:
        TOKENS.check()
        with immediate() as session:
            TOKENS.note_wrong(session)
    return row
