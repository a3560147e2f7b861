"""Optimistic locking of rows that an office edits: apply what differs unless the row was changed meanwhile."""

from collections.abc import Mapping
from typing import Protocol


class Overtaken(Exception):
    """Somebody else changed the row meanwhile; `wanted` is what differs from its current values."""

    def __init__(self, wanted: Mapping[str, object]) -> None:
        super().__init__(sorted(wanted))
        self.wanted = wanted


class Versioned(Protocol):
    """A noun with a version number."""

    version: int


def differing(noun: Versioned, values: Mapping[str, object], version: str) -> dict[str, object]:
    """The values that differ from the noun's, which must still be at `version`. The caller holds the noun's row lock.

    Raises:
        Overtaken: somebody else changed it since; `wanted` holds what differs.
    """
    changed = {name: value for name, value in values.items() if getattr(noun, name) != value}
    if changed and version != str(noun.version):
        raise Overtaken({name: str(value) for name, value in changed.items()})
    return changed


def take_over(noun: Versioned, values: Mapping[str, object], version: str) -> dict[str, object]:
    """Set the values that differ, and return them.

    Raises:
        Overtaken: as above; nothing was set.
    """
    changed = differing(noun, values, version)
    for name, value in changed.items():
        setattr(noun, name, value)
    noun.version += bool(changed)
    return changed
