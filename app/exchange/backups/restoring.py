"""Restores a backup into an empty place: first the files whose bytes it holds, then all rows in one transaction, then
the migrations up to this version."""

import json
import logging
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from sqlalchemy import Table, delete, select
from sqlalchemy.exc import DataError, IntegrityError

from app.data import first_run
from app.exchange.backups.making import FILES, FOLDERS, SINGLE, TABLES
from app.exchange.backups.manifest import Manifest, Unrestorable
from app.exchange.backups.reading import Incomplete, members, read
from app.exchange.backups.rows import Digest, keys_aside, keys_back, lines_of, load, tables_of
from app.models import Certificate
from app.web import place_mark
from app.web.database import db, immediate, migrating, page_versions, schema
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
                place_mark.refuse_others(json.loads(content.readline() or b"{}").get("hash", ""))
                note_restore(settings.store)
            if name.startswith(FILES):
                _put(settings, name.removeprefix(FILES), content)
    put_rows(file, key, manifest)
    schema.upgrade()
    place_mark.mark()
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
            had_triggers = page_versions.take_down(connection)  # the versions come with the rows
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
                page_versions.put_up(connection)
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
