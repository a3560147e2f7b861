"""The manifest: the content of a backup in numbers and hashes, by which an incomplete one is recognised."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self

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
