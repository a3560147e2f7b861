"""Files that papers become: whole on disk before anybody hears of them, and unchanged when they are handed out."""

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path


class Altered(Exception):
    """A kept file is gone, or its bytes are no longer those that were written."""


def keep(folder: Path, name: str, content: bytes) -> None:
    """Write one file, see `keep_all`."""
    keep_all(folder, {name: content})


def keep_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files so that each is either whole or not there, all of them on disk before this returns.

    Names are relative to `folder` and may name folders below it.

    Raises:
        OSError: there is no room, or the folder cannot be written; files written so far may stand.
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
    """The bytes of a file that was kept.

    Raises:
        Altered: it is not there, or its SHA-256 is another.
    """
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise Altered(name) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Altered(name)
    return content


def picture_of(pictures: Path, name: str) -> Path:
    """Where the picture of a kept file lies, which can be drawn anew at any time: below a folder of its own."""
    return (pictures / name).with_suffix(".webp")


def _made_folders(folder: Path) -> set[Path]:
    """Make a folder with those above it; returns the folders whose list of names changed by it."""
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
    """Have a folder's list of names on disk; without it a power cut may forget a file that was renamed."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
