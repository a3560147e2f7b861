"""Small notes of the place: a file in DATA_DIR on SQLite, since a damaged database takes no rows; a row on
PostgreSQL. One is the worker's nightly findings, for `lopso doctor` and /suc-khoe, which stays quick by it.

A row is written in a transaction of its own, and read in one unless the caller's is open: that goes on as it was.
"""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
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


# A machine that is off at night makes its backup in the morning; without one for this long, a night was missed.
LATE = timedelta(days=2)


@dataclass(frozen=True)
class LastNight:
    """Datetimes are in UTC, None for never; texts are the reason, "" if all is well.

    looked_at, damage       when the pages of the database were read; their damage.
    tried_at, failure       when a backup was begun; why it failed.
    backup_at               the newest backup that was made and read back.
    restored_at, restored   the newest trial restore, and its schema.
    named, missing, altered the numbers of papers and photos named by rows, of missing ones, of changed ones.
    example                 one of the latter, by its path under DATA_DIR.
    """

    looked_at: datetime | None = None
    damage: str = ""
    tried_at: datetime | None = None
    failure: str = ""
    backup_at: datetime | None = None
    restored_at: datetime | None = None
    restored: str = ""
    named: int = 0
    missing: int = 0
    altered: int = 0
    example: str = ""

    def is_late(self, now: datetime) -> bool:
        """Whether there are backups, and the newest is older than `LATE`."""
        return self.backup_at is not None and now - self.backup_at > LATE

    def warnings(self, now: datetime) -> list[str]:
        """Problems for an operator that do not stop the service: "backup", "files"."""
        of_backup = bool(self.failure) or self.is_late(now)
        return ["backup"] * of_backup + ["files"] * bool(self.missing or self.altered)


def read_last_night(settings: Settings) -> LastNight:
    """The findings; empty if there are none, they are unreadable, or the database that has them is away."""
    try:
        noted = read(settings, LAST_NIGHT)
        known = {field.name: noted[field.name] for field in fields(LastNight) if field.name in noted}
        moments = {name: datetime.fromisoformat(value) for name, value in known.items() if name[-3:] == "_at" and value}
        return LastNight(**{**known, **moments})
    except (SQLAlchemyError, ValueError, TypeError):
        return LastNight()


def note_last_night(settings: Settings, **found: Any) -> None:
    """Update the findings. On a full disk the old ones stay, and /suc-khoe reports "disk" itself."""
    change(settings, LAST_NIGHT, found)
