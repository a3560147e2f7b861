"""The schema's history: bring a database up to this version, back down, or tell where it stands.

All of it within an app context.
"""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.models import Base
from app.web.database import db, migrating

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
    """Take all tables away, so that the database is as empty as a new one."""
    downgrade("base")
    with migrating() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")


def head() -> str:
    """The newest revision there is."""
    newest = ScriptDirectory.from_config(config()).get_current_head()
    assert newest is not None
    return newest


def standing() -> str | None:
    """The revision the database is at, or None when it is empty."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences() -> list[object]:
    """What the models have and the migrations lack, or the other way round; empty when they agree."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))
