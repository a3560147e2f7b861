"""Files that papers become: whole on disk before anybody hears of them."""

import contextlib
import os
from pathlib import Path


def keep(folder: Path, name: str, content: bytes) -> Path:
    """Write a file so that it is either whole or not there, on disk before this returns; returns its path.

    `name` is relative to `folder` and may name folders below it.
    """
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
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
    sync_folder(path.parent)
    return path


def sync_folder(folder: Path) -> None:
    """Have a folder's list of names on disk; without it a power cut may forget a file that was renamed."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
