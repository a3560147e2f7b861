"""The state of the machine that serves the product, for /suc-khoe, `lopso doctor` and administrators: the newest backup
file, room on the disk, jobs that wait, and what the last night found."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.jobs import queue
from app.models import AdministrativeUnit, Job, JobState
from app.web import place_notes
from app.web.place_notes import LastNight
from app.web.settings import Settings
from app.web.storage import StoreUnavailable

# Below this many free bytes the next backup or batch of papers may not fit; below this share that day is near.
LEAST_FREE, LOW_SHARE = 50 * 1024**2, 0.1
# A job that waits longer has no worker.
LONGEST_WAIT = timedelta(minutes=15)


class DiskSpace(NamedTuple):
    """Free and all bytes of the disk under DATA_DIR."""

    free: int
    total: int

    @property
    def is_full(self) -> bool:
        """Whether the next backup or batch of papers may not fit."""
        return self.free <= LEAST_FREE

    @property
    def is_low(self) -> bool:
        """Whether less than a tenth is free."""
        return self.free < self.total * LOW_SHARE


class BackupFile(NamedTuple):
    """When the newest file of DATA_DIR/backups was made, and its size in bytes."""

    made_at: datetime
    size: int


class Backlog(NamedTuple):
    """How many jobs wait for a worker, and since when the oldest does."""

    waiting: int
    since: datetime | None

    def is_stuck(self, now: datetime) -> bool:
        """Whether one waits so long that the worker must be missing."""
        return self.since is not None and now - self.since > LONGEST_WAIT


@dataclass(frozen=True)
class MachineState:
    """`is_real`: a ward is kept here that is no demo, so the worker backs up each night."""

    disk: DiskSpace
    backup: BackupFile | None
    backlog: Backlog
    night: LastNight
    queue_answers: bool
    store_answers: bool
    is_real: bool

    def troubles(self, now: datetime) -> list[str]:
        """What somebody has to look at, the worst first: "tables", "queue", "store", "jobs", "disk", "failure", "late",
        "none", "files"; empty if all is well."""
        return list(self._troubles(now))

    def _troubles(self, now: datetime) -> Iterator[str]:
        if self.night.damage:
            yield "tables"
        if not self.queue_answers:
            yield "queue"
        if not self.store_answers:
            yield "store"
        if self.backlog.is_stuck(now):
            yield "jobs"
        if self.disk.is_full or self.disk.is_low:
            yield "disk"
        if self.night.failure:
            yield "failure"
        elif self.night.is_late(now):
            yield "late"
        elif self.is_real and self.night.backup_at is None and self.backup is None:
            yield "none"
        if self.night.missing or self.night.altered:
            yield "files"


def machine_state(session: Session, settings: Settings) -> MachineState:
    """Read the state: two statements, a note in a file, and the names of the backups."""
    real = AdministrativeUnit.wards().where(AdministrativeUnit.is_demo.is_(False)).limit(1)
    return MachineState(
        disk=disk_space(settings),
        backup=newest_backup(settings.backups_dir),
        backlog=backlog(session),
        night=place_notes.read_last_night(settings),
        queue_answers=queue.answers(),
        store_answers=store_answers(settings),
        is_real=session.scalars(real).first() is not None,
    )


def store_answers(settings: Settings) -> bool:
    """Whether papers and photos can be had; the answer of an object store is some seconds old."""
    try:
        settings.store.check()
    except StoreUnavailable:
        return False
    return True


def disk_space(settings: Settings) -> DiskSpace:
    """Room on the disk under DATA_DIR."""
    room = os.statvfs(settings.data_dir)
    return DiskSpace(room.f_bavail * room.f_frsize, room.f_blocks * room.f_frsize)


def newest_backup(folder: Path) -> BackupFile | None:
    """The newest backup in a folder; None if there is none."""
    found = [path.stat() for path in folder.glob("*.backup")]
    newest = max(found, key=lambda each: each.st_mtime, default=None)
    return BackupFile(datetime.fromtimestamp(newest.st_mtime, UTC), newest.st_size) if newest else None


def backlog(session: Session) -> Backlog:
    """The jobs that wait for a worker."""
    waiting, since = session.execute(
        select(func.count(Job.id), func.min(Job.created_at)).where(Job.state == JobState.QUEUED)
    ).one()
    return Backlog(waiting, since)
