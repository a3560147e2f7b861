"""The manifest: the content of a backup in numbers and hashes, by which an incomplete one is recognised."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self

FORMAT = 1


class LaterVersion(Exception):
    """A later version of the product made it."""


class Unrestorable(Exception):
    """The backup matches its manifest and still cannot be restored; `what` says why."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Manifest:
    """`tables`: rows and hash by table (`rows.Digest`). `files`: size and SHA-256 by path under DATA_DIR.

    `audit_hash` is the last link of the audit trail: the two differ if its tail was cut off. `made_at` is ISO 8601.
    """

    made_at: str
    revision: str
    engine: str
    audit_hash: str
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

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
        if data.get("format") != FORMAT:
            raise LaterVersion
        return cls(**data)
