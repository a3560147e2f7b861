"""A new revision of the schema: `python -m tools.revision "place has an email"`.

It compares the models with the schema that the migrations make (in a database of its own, of no row) and writes the
next file of `migrations/versions`. Rows that stand get the Python default of a new column that is NOT NULL. What it
writes is a draft: what else becomes of rows that stand, triggers and the way back are for whoever knows what was meant;
`script/test tests/upgrades` asks for all of it on both engines.
"""

import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from alembic import command
from alembic.operations.ops import (
    AddColumnOp,
    AlterColumnOp,
    CreateTableOp,
    MigrateOperation,
    MigrationScript,
    ModifyTableOps,
)
from alembic.script import Script
from sqlalchemy import Column, text

from app import create_app
from app.web.database import schema
from app.web.settings import Settings


class Undecided(ValueError):
    """A column is NOT NULL and has no default: nobody said what rows that stand get."""


def write(words: str) -> Path:
    """Write the revision after the last one; returns its file.

    Raises:
        Undecided: a new column is NOT NULL and has no default; nothing was written.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = {"DATA_DIR": folder, "SECRET_KEY": "of a draft", "PUBLIC_URL": "http://localhost"}
        read = Settings.from_environment(place)
        with create_app(replace(read, testing=True)).app_context():
            schema.upgrade()
            following = f"{int(schema.head()) + 1:04}"
            made = schema.config()
            made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            script = command.revision(
                made, words, autogenerate=True, rev_id=following, process_revision_directives=_complete
            )
    assert isinstance(script, Script)
    path = Path(script.path)
    _tidy(path)
    return path


def _complete(context: object, revision: object, directives: list[MigrationScript]) -> None:
    """What a table refuses is put up as triggers, by hand: the objects that say it cannot be written down. A column
    that is NOT NULL gets a default while it is added."""
    for script in directives:
        assert script.upgrade_ops is not None
        for each in script.upgrade_ops.ops:
            if isinstance(each, CreateTableOp):
                each.info.clear()
        script.upgrade_ops.ops = [step for each in script.upgrade_ops.ops for step in _filled(each)]


def _filled(change: MigrateOperation) -> list[MigrateOperation]:
    """A change of a table in which rows that stand get a default, and after it one that takes that away again: both in
    one would copy SQLite's table into one that has no default."""
    if not isinstance(change, ModifyTableOps):
        return [change]
    drops: list[MigrateOperation] = []
    for place, step in enumerate(change.ops):
        if isinstance(step, AddColumnOp) and not step.column.nullable and step.column.server_default is None:
            name, table = step.column.name, change.table_name
            filled = Column(name, step.column.type, nullable=False, server_default=text(_literal(table, step.column)))
            change.ops[place] = AddColumnOp(table, filled, schema=step.schema)
            drops.append(AlterColumnOp(table, name, schema=step.schema, modify_server_default=None))
    return [change, ModifyTableOps(change.table_name, drops, schema=change.schema)] if drops else [change]


def _literal(table: str, column: Column[Any]) -> str:
    """The Python default of a column as SQL of both engines."""
    value = getattr(column.default, "arg", None)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, int | float):
        return str(value)
    raise Undecided(
        f"{table}.{column.name} is NOT NULL and has no default, and tables that are in use have rows. Give the column "
        "of the model a default, let it be NULL, or write the migration by hand."
    )


def _tidy(path: Path) -> None:
    """Without the remarks of Alembic, formatted as all other files."""
    written = re.sub(r"^ *# ### .*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(written, encoding="utf-8")
    for verb in (("check", "--fix", "--quiet", "--exit-zero"), ("format", "--quiet")):
        subprocess.run([sys.executable, "-m", "ruff", *verb, str(path)], check=True)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        raise SystemExit(__doc__)
    try:
        print(write(sys.argv[1]))
    except Undecided as undecided:
        raise SystemExit(str(undecided)) from None
