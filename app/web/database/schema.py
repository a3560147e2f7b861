"""The schema's history: bring a database up to this version, back down, or tell where it stands.

All of it within an app context.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import inspect

from app.models import Base
from app.web.database import db, migrating
from app.web.database.scratch import scratch_database

VERSION_TABLE = "alembic_version"
MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"


def config() -> Config:
    """Alembic's configuration: the folder, and nothing else."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def upgrade(revision: str = "head") -> None:
    """Bring the database up to a revision; killed half-way, nothing has happened."""
    command.upgrade(config(), revision)


def downgrade(revision: str) -> None:
    """Take the database back to a revision ("base" empties it)."""
    command.downgrade(config(), revision)


def clear() -> None:
    """Take all tables away, so that the database is as empty as a new one. An embedded one goes with its file: to take
    tables out of it needs room on the disk."""
    if db.engine.dialect.name == "sqlite":
        file = db.engine.url.database
        db.session.remove()
        db.engine.dispose()
        for ending in ("", "-wal", "-shm"):
            Path(f"{file}{ending}").unlink(missing_ok=True)
        return
    downgrade("base")
    with migrating() as connection:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {VERSION_TABLE}")


def head() -> str:
    """The newest revision there is."""
    newest = ScriptDirectory.from_config(config()).get_current_head()
    assert newest is not None
    return newest


def knows(revision: str) -> bool:
    """Whether a revision is one of this version's; one of a later version is not."""
    try:
        return ScriptDirectory.from_config(config()).get_revision(revision) is not None
    except CommandError:
        return False


@cache
def tables_at(revision: str) -> frozenset[str]:
    """The names of the product's own tables at a revision that is known; a database may hold others beside them. For an
    earlier revision its migrations are run on an empty database, some two seconds."""
    if revision == head():
        return frozenset(Base.metadata.tables)
    with TemporaryDirectory() as folder, scratch_database(current_app.extensions["settings"], Path(folder)):
        upgrade(revision)
        return frozenset(inspect(db.engine).get_table_names()) - {VERSION_TABLE}


def standing() -> str | None:
    """The revision the database is at, or None when it is empty."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences() -> list[object]:
    """What the models have and the migrations lack, or the other way round; empty when they agree."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))
