"""The manifest: the content of a backup in numbers and hashes, by which an incomplete one is recognised."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from sqlalchemy.orm import Session

from app.models.mixins.named_file import named_files
from app.web.storage import Store

# With the bytes of all files; without them, which earlier versions call a later version's backup.
WITH_FILES, WITHOUT_FILES = 1, 2


class LaterVersion(Exception):
    """A later version of the product made it."""


class Unrestorable(Exception):
    """The backup matches its manifest and still cannot be restored; its text says why."""


@dataclass(frozen=True)
class Manifest:
    """`tables`: rows and hash by table (`rows.Digest`). `files`: size and SHA-256 by path under DATA_DIR; of a file
    whose bytes stay in the bucket the size alone: rows hold the hash.

    `audit_hash` is the last link of the audit trail: the two differ if its tail was cut off. `made_at` is ISO 8601.
    """

    made_at: str
    revision: str
    engine: str
    audit_hash: str
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = WITH_FILES

    @property
    def with_files(self) -> bool:
        """Whether it holds the bytes of papers and photos, not their names alone."""
        return self.format == WITH_FILES

    @property
    def contained(self) -> dict[str, dict[str, Any]]:
        """The entries of the files whose bytes it holds."""
        return {name: entry for name, entry in self.files.items() if "sha256" in entry}

    @property
    def rows(self) -> int:
        """The number of rows in all tables."""
        return sum(int(table["rows"]) for table in self.tables.values())

    def written(self) -> bytes:
        """The JSON in the backup."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1).encode()

    @classmethod
    def read(cls, written: bytes) -> Self:
        """The manifest of a JSON.

        Raises:
            LaterVersion: of another format than this version knows.
        """
        data = json.loads(written)
        if data.get("format") not in (WITH_FILES, WITHOUT_FILES):
            raise LaterVersion
        return cls(**data)


# Compares the files named in rows with the existing ones: on disk, or in a backup.
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
