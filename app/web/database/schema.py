"""Migrations: upgrade or downgrade a database, or report its revision; a temporary embedded database in a folder and
an app context of its own.

All functions need an app context.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask, current_app
from sqlalchemy import inspect

from app.models import Base
from app.web.database import db, init_database, migrating
from app.web.database.analysis import analyse
from app.web.settings import Settings
from app.web.storage import FileOptions


@contextmanager
def scratch_database(settings: Settings, folder: Path) -> Iterator[Settings]:
    """Inside, `db` is an empty database in `folder`, and its store that folder: nothing reaches the files of the place.
    Yields its settings. The caller owns the folder."""
    address = f"sqlite:///{folder / 'lopso.db'}"
    own = replace(settings, data_dir=folder, database_url=address, database_direct_url=address, files=FileOptions())
    app = Flask(__name__)
    app.extensions["settings"] = own
    init_database(app, own)
    with app.app_context():
        try:
            yield own
        finally:
            db.session.remove()
            db.engine.dispose()
            app.extensions["gate"].close()


VERSION_TABLE = "alembic_version"
MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"


def config() -> Config:
    """Alembic's configuration: only the folder."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def upgrade(revision: str = "head") -> None:
    """Upgrade to a revision, in one transaction: killed half-way, nothing has changed. At the newest the tables, which
    may be made anew or just restored, are analysed."""
    command.upgrade(config(), revision)
    if revision == "head":
        analyse()


def downgrade(revision: str) -> None:
    """Downgrade to a revision ("base" empties the database)."""
    command.downgrade(config(), revision)


def clear() -> None:
    """Drop all tables, so that the database is empty. An embedded database is deleted as a file, because dropping
    tables needs room on the disk."""
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
    """The newest revision of this version."""
    newest = ScriptDirectory.from_config(config()).get_current_head()
    assert newest is not None
    return newest


def knows(revision: str) -> bool:
    """Whether this version has a revision; it has none of later versions."""
    try:
        return ScriptDirectory.from_config(config()).get_revision(revision) is not None
    except CommandError:
        return False


@cache
def tables_at(revision: str) -> frozenset[str]:
    """The names of the product's tables at a known revision that backups hold; a database may contain others. For an
    earlier revision the migrations are run on an empty database, which takes some two seconds."""
    tables = Base.metadata.tables
    left_out = {VERSION_TABLE} | {name for name, table in tables.items() if "of_the_place" in table.info}
    if revision == head():
        return frozenset(tables) - left_out
    with TemporaryDirectory() as folder, scratch_database(current_app.extensions["settings"], Path(folder)):
        upgrade(revision)
        return frozenset(inspect(db.engine).get_table_names()) - left_out


def standing() -> str | None:
    """The database's revision, or None if it is empty."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences() -> list[object]:
    """Differences between the models and the migrated schema; empty if they agree."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))
