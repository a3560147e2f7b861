"""What the worker found in its last night, noted in DATA_DIR for whoever asks: /suc-khoe, which stays quick by it, and
`lopso doctor`. A file, because a damaged database takes no rows."""

import json
import logging
import os
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

NOTE = "last-night.json"
# A machine that is off at night makes its backup in the morning; without one for so long, a night was missed.
LATE = timedelta(days=2)


@dataclass(frozen=True)
class LastNight:
    """Moments are in UTC, None for never; texts are the reason, "" where all is well.

    looked_at, damage       the pages of the database were read; what is wrong with them.
    tried_at, failure       a backup was begun; why there is none of that night.
    backup_at               the newest backup that was made and read back.
    restored_at, restored   the newest one that was put back on trial, and at which schema.
    named, missing, altered how many papers and photos rows name, how many are not there, and with other bytes.
    example                 one of these, by its path under DATA_DIR.
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
        """Whether there were backups, and the newest is older than a night's."""
        return self.backup_at is not None and now - self.backup_at > LATE

    def warnings(self, now: datetime) -> list[str]:
        """What somebody has to see to, though people can go on: "backup", "files"."""
        of_backup = bool(self.failure) or self.is_late(now)
        return ["backup"] * of_backup + ["files"] * bool(self.missing or self.altered)


def read(data_dir: Path) -> LastNight:
    """What is noted; an empty note where there is none, or none that can be read."""
    try:
        noted: dict[str, Any] = json.loads((data_dir / NOTE).read_text(encoding="utf-8"))
        known = {field.name: noted[field.name] for field in fields(LastNight) if field.name in noted}
        moments = {name: datetime.fromisoformat(value) for name, value in known.items() if name[-3:] == "_at" and value}
        return LastNight(**{**known, **moments})
    except (OSError, ValueError, TypeError):
        return LastNight()


def note(data_dir: Path, **found: Any) -> LastNight:
    """Change what is noted; whoever reads meanwhile has the old note or the new one, whole. On a full disk the old one
    stays, of which /suc-khoe says "disk" itself."""
    night = replace(read(data_dir), **found)
    beside = data_dir / f".{NOTE}.{os.getpid()}"
    try:
        beside.write_text(json.dumps(asdict(night), default=datetime.isoformat), encoding="utf-8")
        beside.replace(data_dir / NOTE)
    except OSError as error:
        log.warning("what was found in the night could not be noted: %s", error)
        beside.unlink(missing_ok=True)
    return night
