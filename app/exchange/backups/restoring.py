"""Restores a backup into an empty place: first the files whose bytes it holds, then all rows in one transaction. One
counts once it was restored as a test, into a database that is deleted afterwards."""

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from sqlalchemy import Table, delete, select
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from app.data import first_run
from app.exchange.backups.making import FILES, FOLDERS, SINGLE, TABLES
from app.exchange.backups.manifest import Manifest, Unmatched, Unrestorable, in_backup, unmatched
from app.exchange.backups.reading import Incomplete, members, read
from app.exchange.backups.rows import Digest, keys_aside, keys_back, lines_of, load, tables_of
from app.models import Base, Certificate
from app.web import own_place
from app.web.database import db, immediate, migrating, outage, schema, triggers
from app.web.database.schema import scratch_database
from app.web.settings import Settings
from app.web.storage.base import note_restore

log = logging.getLogger(__name__)

# The member with the first link of the trail, by which a place is known.
TRAIL = f"{TABLES}audit_event.jsonl"
Progress = Callable[[int, int], object]


class NotEmpty(Exception):
    """There is a ward here already: a backup is restored into an empty place only."""


def restore(settings: Settings, file: Path, key: bytes, progress: Progress | None = None) -> Manifest:
    """Restore a backup. It is read completely first, so that nothing begins that cannot end. After a kill, start it
    again; after a failure an empty database is as it was. Tables of the file that are not the product's (the queue's,
    in earlier versions' backups) are left out.

    Raises:
        NotEmpty: there is a ward here, or tables of a later version.
        NotABackup, Tampered, Incomplete, LaterVersion: as `read`.
        Unrestorable: the file is whole, and its rows cannot be put back.
        WrongFiles: FILES_URL holds the files of another place.
        OSError, OperationalError: no room.
    """
    before = schema.standing()
    if before is not None and (not schema.knows(before) or first_run.is_over(db.session())):
        raise NotEmpty
    db.session.rollback()
    manifest = read(file, key, progress)
    try:
        _put_back(settings, file, key, manifest)
    except BaseException:
        if before is None:
            _leave_empty()
        raise
    first_run.forget_setup_code(settings)
    return manifest


def _leave_empty() -> None:
    """Remove what was put into an empty database; if that fails too, the original error is raised."""
    try:
        schema.clear()
    except Exception as error:
        log.warning("what was begun could not be taken away: %s", error)


def _put_back(settings: Settings, file: Path, key: bytes, manifest: Manifest) -> None:
    if schema.standing() not in (None, manifest.revision):
        schema.downgrade("base")
    schema.upgrade(manifest.revision)
    with file.open("rb") as sealed:
        for name, content in members(sealed, key):
            if name == TRAIL:  # comes before the files
                own_place.refuse_others(json.loads(content.readline() or b"{}").get("hash", ""))
                note_restore(settings.store)
            if name.startswith(FILES):
                _put(settings, name.removeprefix(FILES), content)
    put_rows(file, key, manifest)
    schema.upgrade()
    own_place.mark()
    with immediate() as session:
        Certificate.forget_pictures(session)  # no backup holds them; the worker notes those that are there


def put_rows(file: Path, key: bytes, manifest: Manifest) -> None:
    """Put all rows of the product's own tables into a database at the backup's revision, in one transaction, and
    compare them with the manifest before its end.

    Raises:
        Unrestorable: a table is missing in the file, or rows did not arrive as they are in it, or do not fit together.
    """
    own = schema.tables_at(manifest.revision)
    if missing := own - manifest.tables.keys():
        raise Unrestorable(f"it holds no table {min(missing)}")
    try:
        with migrating() as connection:
            tables = {table.name: table for table in tables_of(connection, own)}
            had_triggers = triggers.take_down(connection)  # the versions come with the rows
            keys_aside(connection, tables.values())
            for table in tables.values():
                if connection.scalar(select(table).limit(1)) is not None:
                    connection.execute(delete(table))  # rows that the migrations inserted
            with file.open("rb") as sealed:
                for name, content in members(sealed, key):
                    if (target := _table_of(name, tables)) is not None:
                        load(connection, target, content)
            keys_back(connection, tables.values())
            if had_triggers:
                triggers.put_up(connection)
            for name, table in tables.items():
                if Digest(lines_of(connection, table)).summary != manifest.tables[name]:
                    raise Unrestorable(f"table {name} did not arrive as it is in the file")
    except (IntegrityError, DataError, RuntimeError) as error:  # the last: keys that lead nowhere, on SQLite
        raise Unrestorable(f"its rows do not fit together ({error})") from error


def _table_of(member: str, tables: Mapping[str, Table]) -> Table | None:
    """The table of a member's rows; None for a file, and for a table that is not the product's."""
    return tables.get(member.removeprefix(TABLES).removesuffix(".jsonl")) if member.startswith(TABLES) else None


def _put(settings: Settings, name: str, content: BinaryIO) -> None:
    """Write one file under DATA_DIR, only into folders that backups take files from, whatever its name.

    Raises:
        Incomplete: a name that leads elsewhere.
    """
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or (parts[0] not in FOLDERS and name not in SINGLE):
        raise Incomplete(f"file {name}")
    if parts[0] in FOLDERS:
        settings.store.put({"/".join(parts): content.read()})
        return
    path = settings.data_dir.joinpath(*parts)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.restored")
    handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


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
