"""Restoring into an empty place: files first, then all rows in one transaction, then up to this version's schema."""

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from sqlalchemy import delete, select

from app.data import first_run
from app.exchange.backups.making import FILES, FOLDERS, SINGLE, TABLES
from app.exchange.backups.manifest import Manifest
from app.exchange.backups.rows import digest_of, keys_aside, keys_back, load, tables_of
from app.exchange.backups.verifying import BLOCK, Incomplete, members, verify
from app.web.database import db, migrating, page_versions, schema
from app.web.settings import Settings

Progress = Callable[[int, int], object]


class NotEmpty(Exception):
    """There is a ward here already: a backup is put back into an empty place only."""


def restore(settings: Settings, file: Path, key: bytes, progress: Progress | None = None) -> Manifest:
    """Put a backup back: verified first, so that nothing begins that cannot end. Killed half-way, start it again; one
    that fails leaves a database with nothing in it as it was.

    Raises:
        NotEmpty: there is a ward here.
        NotABackup, Tampered, Incomplete: the file is not whole (`verify`), or what arrived is not what it says.
    """
    was_empty = schema.standing() is None
    if not was_empty and first_run.is_over(db.session()):
        raise NotEmpty
    db.session.rollback()
    manifest = verify(file, key, progress)
    try:
        _put_back(settings, file, key, manifest)
    except BaseException:
        if was_empty:
            schema.clear()
        raise
    first_run.forget_setup_code(settings)
    return manifest


def _put_back(settings: Settings, file: Path, key: bytes, manifest: Manifest) -> None:
    if schema.standing() not in (None, manifest.revision):
        schema.downgrade("base")
    schema.upgrade(manifest.revision)
    with file.open("rb") as sealed:
        for name, content in members(sealed, key):
            if name.startswith(FILES):
                _put(settings.data_dir, name.removeprefix(FILES), content)
    _put_rows(file, key, manifest)
    schema.upgrade()


def _put_rows(file: Path, key: bytes, manifest: Manifest) -> None:
    """All rows in one transaction, compared with the manifest before it ends."""
    with file.open("rb") as sealed, migrating() as connection:
        tables = {table.name: table for table in tables_of(connection)}
        if tables.keys() != manifest.tables.keys():
            raise Incomplete(f"table {min(tables.keys() ^ manifest.tables.keys())}")
        stood = page_versions.take_down(connection)  # the versions come with the rows
        keys_aside(connection)
        for table in tables.values():
            if connection.scalar(select(table).limit(1)) is not None:
                connection.execute(delete(table))  # what the migrations themselves put there
        for name, content in members(sealed, key):
            if name.startswith(TABLES):
                load(connection, tables[name.removeprefix(TABLES).removesuffix(".jsonl")], content)
        keys_back(connection)
        if stood:
            page_versions.put_up(connection)
        for name, table in tables.items():
            if digest_of(connection, table).told != manifest.tables[name]:
                raise Incomplete(f"table {name}")


def _put(data_dir: Path, name: str, content: BinaryIO) -> None:
    """Write one file under DATA_DIR: only where backups take files from, whatever its name says.

    Raises:
        Incomplete: a name that leads elsewhere.
    """
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or (parts[0] not in FOLDERS and name not in SINGLE):
        raise Incomplete(f"file {name}")
    path = data_dir.joinpath(*parts)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.restored")
    handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        while block := content.read(BLOCK):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
