"""The schema's history, for tests."""

from alembic.script import Script, ScriptDirectory

from app import schema


def scripts() -> list[Script]:
    """All migrations, the first first."""
    return list(ScriptDirectory.from_config(schema.config()).walk_revisions())[::-1]


def revisions() -> list[str]:
    """The names of all versions, the first first."""
    return [script.revision for script in scripts()]
