"""Files of papers: written completely before a row names them, and verified when they are read."""

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path


class Altered(Exception):
    """A stored file is missing, or its bytes have changed."""


def keep(folder: Path, name: str, content: bytes) -> None:
    """Write one file; see `keep_all`."""
    keep_all(folder, {name: content})


def keep_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files atomically and sync them all to disk before returning.

    Names are relative to `folder` and may include folders below it.

    Raises:
        OSError: the disk is full, or the folder cannot be written; files written so far may remain.
    """
    changed = set()
    for name, content in files.items():
        path = folder / name
        changed |= _made_folders(path.parent)
        _write(path, content)
        changed.add(path.parent)
    for parent in changed:
        _sync_folder(parent)


def kept(folder: Path, name: str, sha256: str) -> bytes:
    """The bytes of a stored file.

    Raises:
        Altered: the file is missing, or its SHA-256 differs.
    """
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise Altered(name) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Altered(name)
    return content


def picture_of(pictures: Path, name: str) -> Path:
    """The path of a stored file's picture, in a folder of its own; it can be rendered again at any time."""
    return (pictures / name).with_suffix(".webp")


def _made_folders(folder: Path) -> set[Path]:
    """Create a folder and its parents; returns the folders whose entries changed."""
    changed = set()
    missing = folder
    while not missing.exists():
        missing = missing.parent
        changed.add(missing)
    folder.mkdir(parents=True, exist_ok=True)
    return changed


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Sync a folder's entries to disk; without it a power cut may lose a renamed file."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
