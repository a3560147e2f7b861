"""A new revision of the schema: `python -m tools.revision "place has an email"`.

It compares the models with the schema that the migrations make (in a database of its own, of no row) and writes the
next file of `migrations/versions`. What it writes is a draft: what becomes of rows that stand, triggers and the way
back are for whoever knows what was meant; `script/test tests/upgrades` asks for all of it on both engines.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from alembic import command
from alembic.operations.ops import CreateTableOp, MigrationScript
from alembic.script import Script

from app import create_app
from app.web.database import schema
from app.web.settings import Settings


def write(words: str) -> Path:
    """Write the revision after the last one; returns its file."""
    with tempfile.TemporaryDirectory() as folder:
        place = {"DATA_DIR": folder, "SECRET_KEY": "of a draft", "PUBLIC_URL": "http://localhost"}
        read = Settings.from_environment(place)
        with create_app(replace(read, testing=True)).app_context():
            schema.upgrade()
            following = f"{int(schema.head()) + 1:04}"
            made = schema.config()
            made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            script = command.revision(
                made, words, autogenerate=True, rev_id=following, process_revision_directives=_say_nothing_of_guards
            )
    assert isinstance(script, Script)
    return Path(script.path)


def _say_nothing_of_guards(context: object, revision: object, directives: list[MigrationScript]) -> None:
    """What a table refuses is put up as triggers, by hand: the objects that say it cannot be written down."""
    for script in directives:
        for each in script.upgrade_ops.ops if script.upgrade_ops else ():
            if isinstance(each, CreateTableOp):
                each.info.clear()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        raise SystemExit(__doc__)
    print(write(sys.argv[1]))
