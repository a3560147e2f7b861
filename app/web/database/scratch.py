"""A database for a moment: an embedded one in a folder of its own, in an app context of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask

from app.web.database import db, init_database
from app.web.settings import Settings


@contextmanager
def scratch_database(settings: Settings, folder: Path) -> Iterator[Settings]:
    """Inside, `db` is an empty database in `folder`; yields settings that name it. The folder is the caller's."""
    own = replace(settings, data_dir=folder, database_url=f"sqlite:///{folder / 'lopso.db'}")
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
