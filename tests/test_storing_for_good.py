"""No answer leaves before what it says is on the disk: each connection of the pool waits for it.

That SQLite then calls fdatasync before a commit ends was seen with strace (37 answers, 27 syncs, none left before its
own); that it is told to is held here, for one word in a list of pragmas would take it away unseen.
"""

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy import text

from app.web.database import db, immediate
from tests.engines import ENGINES

FULL = 2  # PRAGMA synchronous: OFF 0, NORMAL 1 (in WAL mode: not at each commit), FULL 2
# A cluster may be set to "off", as that of these tests is; "remote_write" and "remote_apply" wait for more.
ASKED = {"sqlite": "PRAGMA synchronous", "postgresql": "SHOW synchronous_commit"}
WAITS = {"sqlite": FULL, "postgresql": "on"}
# On PostgreSQL each transaction says for itself that it waits, and one that does not write is read-only.
WRITING: dict[str, dict[str, bool]] = {"sqlite": {}, "postgresql": {"writes": True}}


@pytest.mark.parametrize("kind", ENGINES)
def test_whatever_connection_writes_waits_for_the_disk(make_app: Callable[[str], Flask], kind: str) -> None:
    app = make_app(kind)
    with app.app_context():
        with immediate() as session:
            assert session.scalar(text(ASKED[kind])) == WAITS[kind]
        with ExitStack() as pool:
            for _ in range(6):  # as many as answer at once, and more: all that the pool has, some of them new
                taken = pool.enter_context(db.engine.connect()).execution_options(**WRITING[kind])
                assert taken.scalar(text(ASKED[kind])) == WAITS[kind]
        db.engine.dispose()
        with immediate() as session:
            assert session.scalar(text(ASKED[kind])) == WAITS[kind], "and so do those that come later"
