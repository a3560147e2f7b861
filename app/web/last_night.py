"""The worker's nightly findings, in a file in DATA_DIR for `lopso doctor` and /suc-khoe, which stays quick by it. It is
a file because a damaged database takes no rows."""

import json
import logging
import os
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

NOTE = "last-night.json"
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


def read(data_dir: Path) -> LastNight:
    """The findings; empty if the file is missing or unreadable."""
    try:
        noted: dict[str, Any] = json.loads((data_dir / NOTE).read_text(encoding="utf-8"))
        known = {field.name: noted[field.name] for field in fields(LastNight) if field.name in noted}
        moments = {name: datetime.fromisoformat(value) for name, value in known.items() if name[-3:] == "_at" and value}
        return LastNight(**{**known, **moments})
    except (OSError, ValueError, TypeError):
        return LastNight()


def note(data_dir: Path, **found: Any) -> LastNight:
    """Update the findings atomically. On a full disk the old file stays, and /suc-khoe reports "disk" itself."""
    night = replace(read(data_dir), **found)
    beside = data_dir / f".{NOTE}.{os.getpid()}"
    try:
        beside.write_text(json.dumps(asdict(night), default=datetime.isoformat), encoding="utf-8")
        beside.replace(data_dir / NOTE)
    except OSError as error:
        log.warning("what was found in the night could not be noted: %s", error)
        beside.unlink(missing_ok=True)
    return night
