"""The worker's nightly checks: reads the tables, makes a backup and reads it back, restores it as a test once a
month. A backup that an administrator asked for is made in the same way.

Backups are on the same disk: they help against a mistake, not against a fire. Results are noted for /suc-khoe and
`lopso doctor` (app/web/place_notes.py).
"""

import logging
import threading
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from app.country import clock
from app.exchange import backups
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit
from app.web import place_notes
from app.web.database import db, integrity, outage
from app.web.database.analysis import analyse
from app.web.place_notes import LastNight
from app.web.settings import Settings
from app.web.storage import StoreUnavailable

log = logging.getLogger(__name__)

# The hour in Vietnam at which a night's work begins: nobody is in class.
HOUR = 1
KEEP_FOR = 14
# Backups deleted in one night; the rest follows the next nights.
MOST_AT_ONCE = 2
# The pause after a failure; not each minute, since reading all rows takes a processor.
AGAIN = timedelta(hours=1)
# The pause between two test restores: one costs half as much again as making a backup, reading one a tenth.
RESTORE_AFTER = timedelta(days=6, hours=12)
# Nights in which each file of a bucket is read once.
TURNS = 30
_NAME = "night-{:%Y%m%d}.backup"
# The round and a job that was ordered may want a backup at one moment, in two threads.
_one_at_a_time = threading.Lock()


def look(settings: Settings) -> None:
    """Check the pages of an embedded database, once a night, before other work fails on a damaged one, and analyse a
    whole one; the backup reads the pages of PostgreSQL, which analyses its tables by itself."""
    now, before = clock.now(), place_notes.read_last_night(settings)
    if not settings.is_sqlite or not _is_due(before.looked_at, bool(before.damage), now):
        return
    try:
        damage = integrity.damage()
    except SQLAlchemyError as error:  # /suc-khoe itself checks whether the database answers
        log.warning("the tables could not be read: %s", error)
        return
    if damage:
        log.error("the database is damaged: %s", damage)
    place_notes.note_last_night(settings, looked_at=now, damage=damage)
    if not damage:
        try:
            analyse()
        except (SQLAlchemyError, TimeoutError) as error:  # a full disk, a busy gate: pages are slower, not wrong
            log.warning("the tables were not analysed: %s", error)


def back_up(settings: Settings, *, prune: bool = True) -> bool:
    """Make tonight's backup if it is missing and there is a real ward; returns whether it was made. A failure is noted
    and logged, and tried again after an hour; a damaged embedded database is not backed up.

    `prune`: the clock is trusted (app/web/trusted_days.py), so the oldest backups may be deleted.
    """
    with _one_at_a_time:
        return _back_up(settings, prune)


def _back_up(settings: Settings, prune: bool) -> bool:
    now, before = clock.now(), place_notes.read_last_night(settings)
    target = settings.backups_dir / _NAME.format(clock.local(now))
    failed = bool(before.failure or before.damage)
    # A clock that ran ahead leaves a file with the name of a night to come: that night makes its own.
    is_made = target.exists() and before.backup_at is not None and _same_night(before.backup_at, now)
    if is_made or (settings.is_sqlite and before.damage) or not _is_due(before.tried_at, failed, now):
        return False
    try:
        if not _has_real_ward():
            return False
        _make(settings, target, before, now)
    except Exception as error:
        _note_failure(settings, error, now)
        return False
    if prune:
        for path in too_many(settings.backups_dir, target):
            path.unlink(missing_ok=True)
    return True


def _is_due(last: datetime | None, failed: bool, now: datetime) -> bool:
    """Whether it is night or later on a day without a run; a failed run repeats after `AGAIN`."""
    if clock.local(now).hour < HOUR:
        return False
    if last is None or not _same_night(last, now):
        return True
    return failed and abs(now - last) >= AGAIN


def _same_night(one: datetime, other: datetime) -> bool:
    return clock.local(one).date() == clock.local(other).date()


def back_up_now(settings: Settings, progress: Callable[[int, int], object]) -> None:
    """Make the day's backup, or make it anew. `progress` gets how many of how many parts are done.

    Raises:
        OSError, SQLAlchemyError, Unrestorable: none was made; the failure is noted.
    """
    now = clock.now()
    try:
        target = settings.backups_dir / _NAME.format(clock.local(now))
        with _one_at_a_time:
            _make(settings, target, place_notes.read_last_night(settings), now, progress)
    except (OSError, StoreUnavailable, SQLAlchemyError) as error:
        _note_failure(settings, error, now)
        raise


def _make(
    settings: Settings,
    target: Path,
    before: LastNight,
    now: datetime,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> None:
    from app.exchange import (
        backups,  # loads Alembic, and the web process, which tells how long they are kept, needs none
    )

    backups.remove_left_over(settings)
    key = backups.backup_key(settings.data_dir, settings.backup_key)
    beside = target.with_suffix(".unread")
    manifest = backups.make(settings, beside, key, progress)
    restored: dict[str, object] = {}
    is_recent = before.restored_at is not None and abs(now - before.restored_at) < RESTORE_AFTER
    if is_recent and before.restored == manifest.revision:
        backups.read(beside, key)
    else:
        try:
            backups.verify(settings, beside, key)
            restored = {"restored_at": now, "restored": manifest.revision}
        except backups.NotTried:
            log.warning("the backup was read back; there is no room to put it back on trial")
    beside.replace(target)  # named so only after it was read back

    def sha256_of(path: str) -> str | None:
        if path in manifest.files and not manifest.with_files and (path == before.example or _is_turn(path, now)):
            return backups.read_on_disk(settings.store, path)
        return backups.in_backup_or_on_disk(manifest.files, settings.store, path)

    files = backups.unmatched(db.session(), sha256_of)
    db.session.rollback()
    if files.all:
        log.error("%s papers and photos are missing or altered, %s among them", len(files.all), files.all[0])
    counts = {"named": files.named, "missing": len(files.missing), "altered": len(files.altered)}
    example = files.all[0] if files.all else ""
    place_notes.note_last_night(
        settings, tried_at=now, failure="", damage="", backup_at=now, example=example, **counts, **restored
    )


def _is_turn(path: str, now: datetime) -> bool:
    """Whether a file in a bucket is read tonight: each in one of thirty nights."""
    return zlib.crc32(path.encode()) % TURNS == clock.local(now).date().toordinal() % TURNS


def _note_failure(settings: Settings, error: Exception, now: datetime) -> None:
    """Note in one line why there is no backup; for an unreadable page, that the database is damaged."""
    db.session.rollback()
    expected = isinstance(error, (OSError, StoreUnavailable, SQLAlchemyError))
    log.error("tonight's backup was not made: %s", error, exc_info=not expected)
    if integrity.is_damage(error):
        place_notes.note_last_night(settings, looked_at=now, tried_at=now, damage=str(getattr(error, "orig", error)))
        return
    why = "the disk is full" if outage.is_lacking(error) else f"{type(error).__name__}: {error}"[:300]
    place_notes.note_last_night(settings, tried_at=now, failure=why)


def too_many(folder: Path, newest: Path) -> list[Path]:
    """The nightly backups to delete after a new one, a few at once: first those dated in the future by a clock that ran
    ahead, then the oldest. Fourteen stay, whatever their age."""
    others = sorted(path for path in folder.glob("night-*.backup") if path != newest)
    to_come = [path for path in others if path.name > newest.name]
    gone_by = [path for path in others if path.name < newest.name]
    return (to_come + gone_by)[: max(0, min(len(others) + 1 - KEEP_FOR, MOST_AT_ONCE))]


def _has_real_ward() -> bool:
    real = AdministrativeUnit.wards().where(AdministrativeUnit.is_demo.is_(False)).limit(1)
    found = db.session.scalars(real).first()
    db.session.rollback()
    return found is not None


KIND = "backup"


def perform(work: Work) -> None:
    """Make the day's backup anew.

    Raises:
        Impossible: the database is damaged, or the disk is full.
    """
    settings: Settings = current_app.extensions["settings"]
    if place_notes.read_last_night(settings).damage:
        raise Impossible(
            _("Cơ sở dữ liệu đang bị hỏng, sao lưu bây giờ là chép cả chỗ hỏng. Anh chị xem trang Máy chủ.")
        )
    try:
        back_up_now(settings, work.progress)
    except (OSError, SQLAlchemyError, backups.Unrestorable) as error:
        if outage.is_lacking(error):
            raise Impossible(
                _("Đĩa của máy chủ đầy, bản sao lưu chưa làm được. Anh chị dọn đĩa rồi làm lại.")
            ) from error
        raise
