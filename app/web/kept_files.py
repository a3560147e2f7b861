"""Files of papers: written completely before a row names them, and verified when they are read."""

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from app.web.storage import StoreFolder


class Altered(Exception):
    """A stored file is missing, or its bytes have changed."""


def keep(folder: StoreFolder, name: str, content: bytes) -> None:
    """Write one file; see `keep_all`."""
    keep_all(folder, {name: content})


def keep_all(folder: StoreFolder, files: Mapping[str, bytes]) -> None:
    """Write files, each completely or not at all; all of them last when this returns.

    Raises:
        OSError: the disk is full. StoreUnavailable: the store is away. Files written so far may remain.
    """
    folder.put(files)


def kept(folder: StoreFolder, name: str, sha256: str) -> bytes:
    """The bytes of a stored file.

    Raises:
        Altered: the file is missing, or its SHA-256 differs.
    """
    try:
        content = folder.get(name)
    except FileNotFoundError as error:
        raise Altered(name) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Altered(name)
    return content


def picture_of(name: str) -> str:
    """The name of a stored file's picture, on a folder of its own; it can be rendered again at any time."""
    return PurePosixPath(name).with_suffix(".webp").as_posix()
