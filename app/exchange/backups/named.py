"""Files that rows name, beside those that are there: on the disk, or in a backup."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.models.mixins.named_file import named_files


@dataclass(frozen=True)
class Unmatched:
    """Of `named` files: those that are not there and those with other bytes, by their paths under DATA_DIR."""

    named: int = 0
    missing: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """The ones and the others."""
        return self.missing + self.altered


def unmatched(session: Session, sha256_of: Callable[[str], str | None]) -> Unmatched:
    """Compare. `sha256_of` gives the hash of a path's bytes, "" where it is there and was not read, None where it is
    not there."""
    count, missing, altered = 0, list[str](), list[str]()
    for each in named_files(session):
        count += 1
        found = sha256_of(each.path)
        if found is None:
            missing.append(each.path)
        elif found not in ("", each.sha256):
            altered.append(each.path)
    return Unmatched(count, tuple(sorted(missing)), tuple(sorted(altered)))


def on_disk(data_dir: Path, path: str) -> str | None:
    """For `unmatched`: whether a file lies under DATA_DIR; its bytes are not read."""
    return "" if (data_dir / path).is_file() else None


def read_on_disk(data_dir: Path, path: str) -> str | None:
    """For `unmatched`: the hash of the bytes that lie under DATA_DIR; None where none can be read."""
    try:
        with (data_dir / path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def in_backup(files: Mapping[str, Mapping[str, Any]], path: str) -> str | None:
    """For `unmatched`: the hash of a file that a manifest names."""
    return str(files[path]["sha256"]) if path in files else None
