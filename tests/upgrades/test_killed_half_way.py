"""A migration that is killed half-way has not happened; run again, it is done."""

import signal
from collections.abc import Callable

from flask import Flask
from sqlalchemy import inspect

from app.web.database import db, schema
from app.web.settings import Settings
from tests import forked
from tests.rows import digests, schema_of
from tests.upgrades import dies_half_way

PATIENCE = 300.0


def killed(app: Flask, way: str, revision: str, after: str) -> None:
    """Change the schema in a process of its own that dies on the way."""
    settings: Settings = app.extensions["settings"]
    environment = {"DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url, "SECRET_KEY": "x"}
    log = settings.data_dir / "migrating.log"
    process = forked.start(dies_half_way.main, way, revision, after, environment=environment, log=log)
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL, log.read_text(encoding="utf-8")


# After so many statements, some half of the way; and when all is done but the commit.
MOMENTS = ("25", "commit")


def test_the_way_up_from_nothing(engine: str, make_empty: Callable[[str], Flask]) -> None:
    empty_app = make_empty(engine)
    for after in MOMENTS:
        killed(empty_app, "upgrade", "head", after)
        with empty_app.app_context():
            assert inspect(db.engine).get_table_names() == []
            assert schema.standing() is None
            db.engine.dispose()
    with empty_app.app_context():
        schema.upgrade()
        assert schema.standing() == schema.head()
        assert schema.differences() == []


def test_the_way_down_with_rows(doomed_app: Flask, new_app: Flask) -> None:
    with doomed_app.app_context():
        with db.engine.connect() as connection:
            rows = digests(connection)
        was = schema_of(db.engine)
        db.engine.dispose()
    for after in MOMENTS:
        killed(doomed_app, "downgrade", "base", after)
        with doomed_app.app_context():
            with db.engine.connect() as connection:
                assert digests(connection) == rows
            assert schema_of(db.engine) == was
            db.engine.dispose()
    with new_app.app_context():
        newest = schema_of(db.engine)
    with doomed_app.app_context():
        schema.downgrade("base")
        assert set(schema_of(db.engine)) == {"alembic_version", "texts"}
        assert [told for told in schema_of(db.engine)["texts"] if "alembic_version" not in told] == []
        schema.upgrade()
        assert schema_of(db.engine) == newest
