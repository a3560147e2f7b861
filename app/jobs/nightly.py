"""The backup of each night, made by the worker without being asked: the last fourteen of them are kept.

It lies on the same disk: it helps against a mistake, not against a fire. `lopso doctor` and docs/operations.md say so.
"""

from pathlib import Path

from app.country import clock
from app.models import AdministrativeUnit
from app.web.database import db
from app.web.settings import Settings

# From this hour in Vietnam on, when nobody is in a class.
HOUR = 1
KEPT = 14
# However many there are too many, tomorrow is a night as well.
MOST_AT_ONCE = 2
_NAME = "night-{:%Y%m%d}.backup"


def back_up(settings: Settings, *, prune: bool = True) -> bool:
    """Make tonight's backup where it is not made yet and there is a real ward; returns whether it was made.

    `prune`: the clock is trusted (app/web/trusted_days.py), so that the oldest may go.

    Raises:
        OSError: no room.
    """
    now = clock.local(clock.now())
    target = settings.backups_dir / _NAME.format(now)
    if now.hour < HOUR or target.exists() or not _has_real_ward():
        return False
    from app.exchange import (
        backups,  # loads Alembic, and the web process, which tells how long they are kept, needs none
    )

    key = backups.backup_key(settings.data_dir, settings.backup_key)
    beside = target.with_suffix(".unread")
    backups.make(settings, beside, key)
    backups.verify(beside, key)
    beside.replace(target)  # it has this name once it has been read back
    if prune:
        for path in too_many(settings.backups_dir, target):
            path.unlink(missing_ok=True)
    return True


def too_many(folder: Path, newest: Path) -> list[Path]:
    """The backups of nights that go once a new one is there, few at once: first those of nights to come, which a clock
    made that ran ahead, then the oldest. Fourteen stay, however long ago they were made."""
    others = sorted(path for path in folder.glob("night-*.backup") if path != newest)
    to_come = [path for path in others if path.name > newest.name]
    gone_by = [path for path in others if path.name < newest.name]
    return (to_come + gone_by)[: max(0, min(len(others) + 1 - KEPT, MOST_AT_ONCE))]


def _has_real_ward() -> bool:
    real = AdministrativeUnit.wards().where(AdministrativeUnit.is_demo.is_(False)).limit(1)
    found = db.session.scalars(real).first()
    db.session.rollback()
    return found is not None
