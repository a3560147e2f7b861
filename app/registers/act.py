"""What an act of the trail says: its sentence, and the words of its details, which no other act shares by accident."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Keys of details that name lines: which of them, parted by commas.
NAMING_LINES = ("fields", "purpose")


@dataclass(frozen=True)
class Act:
    """One act, declared once. `words` are those of its details by key, in the order they are told; `kept` are keys
    (parted by spaces) that stay in the trail and are not told, "…" for any; `lines` what a word names by its key: which
    lines of a file were changed, which agreement was taken back.

    What the chain once held is read for ever: acts and keys are added, never renamed or removed.
    """

    sentence: object
    words: Mapping[str, object] = field(default_factory=dict)
    kept: str = ""
    lines: Mapping[str, object] = field(default_factory=dict)

    def knows(self, key: str) -> bool:
        """Whether a key of a detail is declared."""
        return key in self.words or bool({key, "…"} & set(self.kept.split()))

    def named(self, key: str, value: str) -> list[str]:
        """What a detail names, where it names lines: their keys. Else nothing."""
        return value.split(",") if value and self.lines and key in NAMING_LINES else []
