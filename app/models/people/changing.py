"""How an office's row is changed by whoever read it before: what differs is taken over, unless somebody was quicker."""

from collections.abc import Mapping
from typing import Protocol


class Overtaken(Exception):
    """Somebody else changed it meanwhile; `wanted` is what differs from how it stands now."""

    def __init__(self, wanted: Mapping[str, object]) -> None:
        super().__init__(sorted(wanted))
        self.wanted = wanted


class Versioned(Protocol):
    """A noun that counts its changes."""

    version: int


def differing(noun: Versioned, said: Mapping[str, object], version: str) -> dict[str, object]:
    """What differs of what is said of a noun as it stood at `version`. The caller holds the noun's row.

    Raises:
        Overtaken: somebody else changed it since. `wanted` holds what differs.
    """
    changed = {name: value for name, value in said.items() if getattr(noun, name) != value}
    if changed and version != str(noun.version):
        raise Overtaken({name: str(value) for name, value in changed.items()})
    return changed


def take_over(noun: Versioned, said: Mapping[str, object], version: str) -> dict[str, object]:
    """Set what differs; returns that.

    Raises:
        Overtaken: as above; nothing was taken over.
    """
    changed = differing(noun, said, version)
    for name, value in changed.items():
        setattr(noun, name, value)
    noun.version += bool(changed)
    return changed
