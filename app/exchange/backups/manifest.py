"""The manifest: what a backup holds, in numbers and hashes, by which it is told whole from not whole."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self

FORMAT = 1


class LaterVersion(Exception):
    """A later version of the product made it."""


class Unrestorable(Exception):
    """It is what its manifest says, and still cannot be put back; `what` says why."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Manifest:
    """`tables`: rows and hash a table (`rows.Digest`). `files`: size and SHA-256 a file, by its path under DATA_DIR.

    `audit_hash` is the last link of the audit trail: a cut tail shows where the two differ. `made_at` is ISO 8601.
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
        """How many rows it holds in all."""
        return sum(int(table["rows"]) for table in self.tables.values())

    def written(self) -> bytes:
        """As it stands in the backup: JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1).encode()

    @classmethod
    def read(cls, written: bytes) -> Self:
        """The other way.

        Raises:
            LaterVersion: of another format than this version knows.
        """
        told = json.loads(written)
        if told.get("format") != FORMAT:
            raise LaterVersion
        return cls(**told)
