"""The backup of each night, made by the worker without being asked: the last two weeks of them are kept.

It lies on the same disk: it helps against a mistake, not against a fire. `lopso doctor` and docs/operations.md say so.
"""

from datetime import timedelta

from app import backups, clock
from app.database import db
from app.models import AdministrativeUnit
from app.settings import Settings

# From this hour in Vietnam on, when nobody is in a class.
HOUR = 1
KEPT = 14
_NAME = "night-{:%Y%m%d}.backup"


def back_up(settings: Settings) -> bool:
    """Make tonight's backup where it is not made yet and there is a real ward; returns whether it was made.

    Raises:
        OSError: no room.
    """
    now = clock.local(clock.now())
    target = settings.backups_dir / _NAME.format(now)
    if now.hour < HOUR or target.exists() or not _has_real_ward():
        return False
    key = backups.backup_key(settings.data_dir, settings.backup_key)
    beside = target.with_suffix(".unread")
    backups.make(settings, beside, key)
    backups.verify(beside, key)
    beside.replace(target)  # it has this name once it has been read back
    oldest = _NAME.format(now - timedelta(days=KEPT))
    for path in settings.backups_dir.glob("night-*.backup"):
        if path.name <= oldest:
            path.unlink(missing_ok=True)
    return True


def _has_real_ward() -> bool:
    real = AdministrativeUnit.wards().where(AdministrativeUnit.is_demo.is_(False)).limit(1)
    found = db.session.scalars(real).first()
    db.session.rollback()
    return found is not None
