"""The schema's history, for tests."""

from typing import Any

from alembic.script import Script, ScriptDirectory

from app.web.database import schema


def scripts() -> list[Script]:
    """All migrations, the first first."""
    return list(ScriptDirectory.from_config(schema.config()).walk_revisions())[::-1]


def revisions() -> list[str]:
    """The names of all versions, the first first."""
    return [script.revision for script in scripts()]


# What the way up makes anew, by chance.
MADE_ANEW = ("person.public_id",)


def later_columns(schemas: dict[str, Any]) -> tuple[str, ...]:
    """What the first version has no place for, so that the way down forgets it: columns and whole tables that came
    later, as "table.column"."""
    first, newest = (_columns(schemas[revision]) for revision in (revisions()[0], revisions()[-1]))
    return (*sorted(newest - first), *MADE_ANEW)


def _columns(schema_told: dict[str, Any]) -> set[str]:
    tables = {name: told for name, told in schema_told.items() if name != "texts"}
    return {f"{name}.{column['name']}" for name, told in tables.items() for column in told["columns"]}


def before_revision(revision: str) -> str:
    """The version before a version."""
    line = revisions()
    return line[line.index(revision) - 1]
