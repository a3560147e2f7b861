"""A temporary embedded database in a folder and an app context of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask

from app.web.database import db, init_database
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
