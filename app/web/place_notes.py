"""Small notes of the place: a file in DATA_DIR on SQLite, since a damaged database takes no rows; a row on PostgreSQL,
since several servers share it. No backup holds them.

A row is written in a transaction of its own, and read in one unless the caller's is open: that goes on as it was.
"""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from flask.globals import app_ctx
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.models import PlaceNote
from app.models.trust.server import DAYS, LAST_NIGHT
from app.web.database import db, immediate
from app.web.settings import Settings

log = logging.getLogger(__name__)


@contextmanager
def session_apart() -> Iterator[Session]:
    """A session beside the one of the current app context."""
    with app_ctx.app.app_context():
        yield db.session()


@contextmanager
def reading() -> Iterator[Session]:
    """The session of the current app context while its transaction is open, else one beside it: of many that hold a
    connection and ask for a second one, none would get it."""
    session = db.session()
    if session.in_transaction():
        with session.no_autoflush:
            yield session
        return
    with session_apart() as apart:
        yield apart


def read(settings: Settings, name: str) -> dict[str, Any]:
    """The note; empty if there is none or it is unreadable.

    Raises:
        SQLAlchemyError: the database does not answer.
    """
    if settings.is_sqlite:
        return _in_file(_file(settings, name))
    with reading() as session:
        return _content(session.scalar(PlaceNote.called(name)))


def change(settings: Settings, name: str, found: dict[str, Any]) -> None:
    """Replace some values of the note, moments in ISO 8601; the others stay. Where that fails (a full disk), all stay
    and the log says so."""
    file = _file(settings, name)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        if not settings.is_sqlite:
            with session_apart(), immediate() as session:
                before = _content(session.scalar(PlaceNote.called(name).with_for_update()))
                return PlaceNote.replace(session, name, _text(before | found))
        beside.write_text(_text(_in_file(file) | found), encoding="utf-8")
        beside.replace(file)
    except (OSError, SQLAlchemyError) as error:
        log.warning("the note %s could not be stored: %s", name, error)
        beside.unlink(missing_ok=True)


def remove(settings: Settings, name: str) -> None:
    """Delete the note, if there is one."""
    if not settings.is_sqlite:
        with session_apart(), immediate() as session:
            PlaceNote.remove(session, name)
    _file(settings, name).unlink(missing_ok=True)


def take_over(settings: Settings) -> None:
    """On PostgreSQL: make rows of what an earlier release noted in files, unless another server's are there; once."""
    if settings.is_sqlite:
        return
    for name in (DAYS, LAST_NIGHT):
        if found := _in_file(file := _file(settings, name)):
            with session_apart(), immediate() as session:
                if session.scalar(PlaceNote.called(name)) is None:
                    PlaceNote.replace(session, name, _text(found))
        file.unlink(missing_ok=True)


def _file(settings: Settings, name: str) -> Path:
    return settings.data_dir / f"{name}.json"


def _in_file(file: Path) -> dict[str, Any]:
    try:
        return _content(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _content(text: str | None) -> dict[str, Any]:
    try:
        content = json.loads(text or "{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, default=datetime.isoformat)
