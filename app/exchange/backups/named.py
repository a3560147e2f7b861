"""Compares the files named in rows with the existing ones: on disk, or in a backup."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.models.mixins.named_file import named_files
from app.web.storage import Store

EMPTY = hashlib.sha256().hexdigest()


@dataclass(frozen=True)
class Unmatched:
    """Of `named` files: the missing and the altered ones, by path under DATA_DIR."""

    named: int = 0
    missing: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """The missing and the altered ones."""
        return self.missing + self.altered


def unmatched(session: Session, sha256_of: Callable[[str], str | None]) -> Unmatched:
    """Compare the files named in rows. `sha256_of` gives the hash of a path's bytes, "" for an existing file that was
    not read, None for a missing one."""
    count, missing, altered = 0, list[str](), list[str]()
    for each in named_files(session):
        count += 1
        found = sha256_of(each.path)
        if found is None:
            missing.append(each.path)
        elif found not in ("", each.sha256):
            altered.append(each.path)
    return Unmatched(count, tuple(sorted(missing)), tuple(sorted(altered)))


def read_on_disk(store: Store, path: str) -> str | None:
    """For `unmatched`: the hash of a file in the store; None if it is missing.

    Raises:
        StoreUnavailable: nobody knows.
    """
    try:
        _size, chunks = store.stream(path)
    except OSError:
        return None
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def in_backup(files: Mapping[str, Mapping[str, Any]], path: str) -> str | None:
    """For `unmatched`: the hash of a file in a manifest; of one without bytes whether it was there, or was empty."""
    if (found := files.get(path)) is None:
        return None
    return str(found.get("sha256", "" if found["size"] else EMPTY))


def listed(store: Store, folders: Iterable[str]) -> dict[str, dict[str, int]]:
    """The names and sizes of the files in a store, as in the manifest of a backup without bytes."""
    return {each.name: {"size": each.size} for folder in folders for each in store.list(folder)}


def in_backup_or_on_disk(files: Mapping[str, Mapping[str, Any]], store: Store, path: str) -> str | None:
    """For `unmatched`: as `in_backup`; a file that came meanwhile is looked for in the store, and not read."""
    return in_backup(files, path) or ("" if store.size(path) is not None else None)
