"""Verifies a backup: it counts once it was restored as a test, into a database that is deleted afterwards."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.exchange.backups.manifest import Manifest, Unmatched, Unrestorable, in_backup, unmatched
from app.exchange.backups.reading import read
from app.exchange.backups.restoring import put_rows
from app.models import Base
from app.web.database import db, migrating, outage, schema
from app.web.database.scratch import scratch_database
from app.web.settings import Settings

# Under DATA_DIR, readable by its owner alone: the rows are as plain in it as in the database.
FOLDER = "trial"


class NotTried(Exception):
    """The backup was read completely; there is no room here for the test restore."""


@dataclass(frozen=True)
class Verified:
    """The content of a backup, the files that its rows name and it lacks, and its tables that are not the product's
    (the queue's, in earlier versions' backups)."""

    manifest: Manifest
    files: Unmatched
    left_out: tuple[str, ...] = ()


def verify(
    settings: Settings, file: Path, key: bytes, progress: Callable[[int, int], object] | None = None
) -> Verified:
    """Read a whole backup, then put its rows, like `restore`, into an embedded database under DATA_DIR, which is
    deleted afterwards; it takes up to ten times the file's size for that time. The data here are not touched.

    Raises:
        NotABackup, Tampered, Incomplete, LaterVersion: as `read`.
        Unrestorable: the file is whole, and its rows cannot be put back.
        NotTried: no room for the trial.
    """
    manifest = read(file, key, progress)
    try:
        files = _tried(settings, file, key, manifest)
    except (OSError, SQLAlchemyError) as error:
        if outage.is_lacking(error):
            raise NotTried from error
        raise Unrestorable(f"its rows cannot be put back ({error})") from error
    return Verified(manifest, files, tuple(sorted(manifest.tables.keys() - schema.tables_at(manifest.revision))))


def remove_left_over(settings: Settings) -> None:
    """Remove what a killed test restore left; a running one is left alone."""
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
    """An empty folder for one test restore at a time; removed afterwards. Without `wait`, while another runs: its
    folder."""
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
