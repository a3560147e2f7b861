"""Verifying: a backup counts once it has been put back on trial, into a database that is thrown away afterwards."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.exchange.backups.manifest import Manifest, Unrestorable
from app.exchange.backups.named import Unmatched, in_backup, unmatched
from app.exchange.backups.reading import read
from app.exchange.backups.restoring import put_rows
from app.models import Base
from app.web.database import db, disk_room, migrating, schema
from app.web.database.scratch import scratch_database
from app.web.settings import Settings

# Under DATA_DIR, for its owner alone: the rows lie in it as plainly as in the database.
FOLDER = "trial"


class NotTried(Exception):
    """It was read whole; there is no room here to put its rows back on trial."""


@dataclass(frozen=True)
class Verified:
    """What a backup holds, which files its rows name and it lacks, and which of its tables are none of the product's
    (the queue's, which earlier versions took along)."""

    manifest: Manifest
    files: Unmatched
    left_out: tuple[str, ...] = ()


def verify(
    settings: Settings, file: Path, key: bytes, progress: Callable[[int, int], object] | None = None
) -> Verified:
    """Read a backup whole, then do with its rows what `restore` would, in an embedded database under DATA_DIR that goes
    afterwards; it takes up to ten times the file's size for that time. What stands here is not touched.

    Raises:
        NotABackup, Tampered, Incomplete, LaterVersion: as `read`.
        Unrestorable: the file is whole, and its rows cannot be put back.
        NotTried: no room for the trial.
    """
    manifest = read(file, key, progress)
    try:
        files = _tried(settings, file, key, manifest)
    except (OSError, SQLAlchemyError) as error:
        if disk_room.is_lacking(error):
            raise NotTried from error
        raise Unrestorable(f"its rows cannot be put back ({error})") from error
    return Verified(manifest, files, tuple(sorted(manifest.tables.keys() - schema.tables_at(manifest.revision))))


def remove_left_over(settings: Settings) -> None:
    """Remove what a trial left that was killed; one that goes on is left alone."""
    if (settings.data_dir / FOLDER).exists():
        with _place(settings, wait=False):
            pass


def _tried(settings: Settings, file: Path, key: bytes, manifest: Manifest) -> Unmatched:
    with _place(settings) as folder, scratch_database(settings, folder):
        if is_newest := manifest.revision == schema.head():
            with migrating() as connection:  # what the migrations would make, in a tenth of their time
                Base.metadata.create_all(connection)
        else:
            schema.upgrade(manifest.revision)
        put_rows(file, key, manifest)
        if not is_newest:
            schema.upgrade()
        return unmatched(db.session(), partial(in_backup, manifest.files))


@contextmanager
def _place(settings: Settings, *, wait: bool = True) -> Iterator[Path]:
    """An empty folder, one trial's at a time; gone afterwards. Without `wait` and while another has it, that one's."""
    folder = settings.data_dir / FOLDER
    handle = os.open(settings.data_dir / f".{FOLDER}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield folder
            return
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)
