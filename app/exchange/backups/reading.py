"""Reads a backup from its first byte to its last."""

import gzip
import hashlib
import tarfile
import zlib
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from app.exchange.backups.making import FILES, MANIFEST, TABLES
from app.exchange.backups.manifest import LaterVersion, Manifest
from app.exchange.backups.rows import Digest
from app.exchange.backups.sealing import Tampered, UnsealingReader
from app.web.database import schema

BLOCK = 1 << 20


class Incomplete(Exception):
    """The backup opens, and a part of it, which its text names, does not match its manifest."""


def read(file: Path, key: bytes, progress: Callable[[int, int], object] | None = None) -> Manifest:
    """Read a whole backup and compare each row and file with its manifest; writes nothing.

    `progress` gets how many of how many bytes of the file are read.

    Raises:
        NotABackup: it is another kind of file.
        Tampered: another key, or it was changed or cut off.
        Incomplete: rows or files are missing or other ones.
        LaterVersion: a later version of the product made it.
    """
    size = file.stat().st_size
    tables: dict[str, object] = {}
    files: dict[str, object] = {}
    manifest: Manifest | None = None
    with file.open("rb") as sealed:
        for name, content in members(sealed, key):
            if name == MANIFEST:
                manifest = Manifest.read(content.read())
            elif name.startswith(TABLES):
                tables[name.removeprefix(TABLES).removesuffix(".jsonl")] = Digest(content).summary
            else:
                files[name.removeprefix(FILES)] = _bytes(content)
            if progress:
                progress(sealed.tell(), size)
    if manifest is None:
        raise Incomplete(MANIFEST)
    for kind, found, wanted in (("table", tables, manifest.tables), ("file", files, manifest.contained)):
        wrong = sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))
        if wrong:
            raise Incomplete(f"{kind} {wrong[0]}")
    if not schema.knows(manifest.revision):
        raise LaterVersion
    return manifest


def members(sealed: BinaryIO, key: bytes) -> Iterator[tuple[str, BufferedReader]]:
    """The members of a backup, in order: names and contents, each to be read before the next.

    Raises:
        NotABackup, Tampered: as `read`.
    """
    reader = UnsealingReader(sealed, key)
    try:
        with (
            gzip.GzipFile(fileobj=cast(BinaryIO, reader)) as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            for entry in archive:
                content = archive.extractfile(entry)
                if content is not None:
                    yield entry.name, cast(BufferedReader, content)
        while reader.read(BLOCK):  # bytes behind the archive belong to the file too
            continue
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise Tampered from error


def _bytes(content: BufferedReader) -> dict[str, object]:
    digest = hashlib.file_digest(content, "sha256")
    return {"size": content.tell(), "sha256": digest.hexdigest()}
