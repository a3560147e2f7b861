"""The worker's nightly findings, in a note of the place (app/web/place_notes.py) for `lopso doctor` and /suc-khoe,
which stays quick by it."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.models.trust.server import LAST_NIGHT
from app.web import place_notes
from app.web.settings import Settings

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


def read(settings: Settings) -> LastNight:
    """The findings; empty if there are none, they are unreadable, or the database that has them is away."""
    try:
        noted = place_notes.read(settings, LAST_NIGHT)
        known = {field.name: noted[field.name] for field in fields(LastNight) if field.name in noted}
        moments = {name: datetime.fromisoformat(value) for name, value in known.items() if name[-3:] == "_at" and value}
        return LastNight(**{**known, **moments})
    except (SQLAlchemyError, ValueError, TypeError):
        return LastNight()


def note(settings: Settings, **found: Any) -> None:
    """Update the findings. On a full disk the old ones stay, and /suc-khoe reports "disk" itself."""
    place_notes.change(settings, LAST_NIGHT, found)
