"""Declares an event of the audit trail: its sentence and the words of its details, each event its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l

# Keys of details whose value is a list of names, separated by commas.
NAMING_LINES = ("fields", "purpose")


@dataclass(frozen=True)
class TrailEvent:
    """A kind of event. `words` are the words of its details by key, in the order they are shown. `untold` are keys
    (separated by spaces, "…": any) that are stored and not shown. `lines` are the words for names that a detail lists:
    which fields of a file were changed, which consent was withdrawn.

    The chain is read for ever: events and keys are added, never renamed or removed.
    """

    sentence: object
    words: Mapping[str, object] = field(default_factory=dict)
    untold: str = ""
    lines: Mapping[str, object] = field(default_factory=dict)

    def knows(self, key: str) -> bool:
        """Whether the key of a detail is declared."""
        return key in self.words or bool({key, "…"} & set(self.untold.split()))

    def named(self, key: str, value: str) -> list[str]:
        """The names that a detail lists; empty for other details."""
        return value.split(",") if value and self.lines and key in NAMING_LINES else []


def naming(sentence: object) -> TrailEvent:
    """An event whose only detail is the name of its subject."""
    return TrailEvent(sentence, {"name": _l("tên")})
