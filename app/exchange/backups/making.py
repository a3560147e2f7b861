"""Makes a backup while the product runs: one snapshot of all rows, then the files they name, sealed in a stream."""

import gzip
import hashlib
import io
import logging
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, select

from app.country import clock
from app.exchange.backups.manifest import WITH_FILES, WITHOUT_FILES, LaterVersion, Manifest, Unrestorable, listed
from app.exchange.backups.rows import Digest, lines_of, tables_of
from app.exchange.backups.sealing import SealingWriter
from app.models import AuditHead
from app.registers.personal_data.taken_back import NOTE, TakenBack, keep
from app.web.database import db, direct_engine, schema
from app.web.settings import Settings
from app.web.storage import LocalStore, Store

log = logging.getLogger(__name__)

# The folders of DATA_DIR in a backup, beside the rows; without uploads that were only previewed, and the queue.
FOLDERS = ("papers", "photos")
SINGLE = ("secret_key",)
MANIFEST = "manifest.json"
TABLES = "tables/"
FILES = "files/"

Progress = Callable[[int, int], object]


def make(
    settings: Settings, target: Path, key: bytes, progress: Progress | None = None, *, with_files: bool = False
) -> Manifest:
    """Write a backup to `target`, completely or not at all; writers meanwhile do not wait. Beside it goes the note of
    erasures and withdrawals, which corrects an older backup there when it is restored.

    Where the files lie in a bucket, it holds their names and sizes, and their bytes only `with_files`. `progress` gets
    how many of how many parts (tables and files) are done.

    Raises:
        OSError: no room, or no right to write there.
        LaterVersion: the tables are those of a later version.
        Unrestorable: a table of this version's is not there.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with_files = with_files or not settings.files.url
            manifest = _write(settings, file, key, progress or (lambda done, total: None), with_files)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(target)
        if manifest.revision == schema.head():  # an older schema has no such table
            _note_beside(settings, target.parent / NOTE)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return manifest


def _note_beside(settings: Settings, path: Path) -> None:
    now = clock.now()
    try:
        keep(db.session(), settings.data_dir, now).and_also(TakenBack.read(path), now).write(path)
    except (OSError, ValueError) as error:  # the backup is made all the same; the worker notes it each minute
        log.warning("what people took back could not be noted: %s", error)
    finally:
        db.session.rollback()


def _write(settings: Settings, file: BinaryIO, key: bytes, progress: Progress, with_files: bool) -> Manifest:
    revision = schema.standing() or ""
    if not schema.knows(revision):
        raise LaterVersion
    own = schema.tables_at(revision)
    sealed = SealingWriter(file, key)
    with (
        gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=6, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
        _snapshot() as connection,
    ):
        manifest = Manifest(
            made_at=clock.now().isoformat(timespec="seconds"),
            revision=revision,
            engine=connection.dialect.name,
            audit_hash=connection.scalar(select(AuditHead.last_hash)) or "",
            format=WITH_FILES if with_files else WITHOUT_FILES,
        )
        tables, there = tables_of(connection, own), listed(settings.store, FOLDERS)
        files = sorted(there) if with_files else []
        manifest.files.update({} if with_files else there)
        if gone := own - {table.name for table in tables}:
            raise Unrestorable(f"the database has no table {min(gone)}")
        total = len(tables) + len(files)
        for done, table in enumerate(tables, 1):
            manifest.tables[table.name] = _add_table(archive, table.name, lines_of(connection, table))
            progress(done, total)
        for done, name in enumerate(files, len(tables) + 1):
            if found := _add_file(archive, name, settings.store):
                manifest.files[name] = found
            progress(done, total)
        for name in SINGLE:
            if found := _add_file(archive, name, LocalStore(settings.data_dir)):
                manifest.files[name] = found
        written = manifest.written()
        _add(archive, MANIFEST, io.BytesIO(written), len(written))
    sealed.close()
    return manifest


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """A connection that sees the database at one moment, however long the reading takes."""
    # On SQLite a reading transaction is enough; on PostgreSQL each statement would see a newer moment.
    level = {"postgresql": "REPEATABLE READ"}.get(db.engine.dialect.name)
    engine = direct_engine()
    engine = engine.execution_options(isolation_level=level) if level else engine
    with engine.connect() as connection, connection.begin():
        yield connection


def _add_table(archive: tarfile.TarFile, name: str, lines: Iterator[bytes]) -> dict[str, object]:
    digest = Digest()
    # The size must be known first. Without a name on disk, the file is gone even after a kill.
    with tempfile.TemporaryFile() as waiting:
        for line in lines:
            digest.add(line)
            waiting.write(line)
        size = waiting.tell()
        waiting.seek(0)
        _add(archive, f"{TABLES}{name}.jsonl", waiting, size)
    return digest.summary


def _add_file(archive: tarfile.TarFile, name: str, store: Store) -> dict[str, object] | None:
    """Add a file; returns its hash, or None if the file was removed meanwhile (a sheet that can be drawn again)."""
    try:
        content = store.get(name)
    except FileNotFoundError:
        return None
    _add(archive, FILES + name, io.BytesIO(content), len(content))
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _add(archive: tarfile.TarFile, name: str, content: io.BufferedIOBase | BinaryIO, size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    archive.addfile(entry, content)
