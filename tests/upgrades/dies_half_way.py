"""Changes a database's schema and kills itself on the way. In a process of its own (tests/forked.py)."""

import os
import signal
from itertools import count

from sqlalchemy import event

from app import create_app
from app.web.database import db, schema


def die(*_: object) -> None:
    """The power goes."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(way: str, revision: str, after: str) -> None:
    """Upgrade or downgrade to a revision; does not come back. `after` so many statements, or "commit": when all is done
    but that."""
    with create_app(rooms=False).app_context():
        if after == "commit":
            event.listen(db.engine, "commit", die)
        else:
            numbers = count(1)
            event.listen(db.engine, "before_cursor_execute", lambda *_: die() if next(numbers) > int(after) else None)
        (schema.upgrade if way == "upgrade" else schema.downgrade)(revision)
