"""What one thing is that is kept of people: what, why, on what ground, how long, and what becomes of it then."""

from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """Why the ward may keep it (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)."""

    ASKED = "asked"  # the person asked for what needs it
    CONSENT = "consent"  # the person agreed to it, and may take that back
    DUTY = "duty"  # a duty of the office


class Then(StrEnum):
    """What becomes of it when its time is over, or when a person is erased."""

    EMPTY = "empty"  # nothing stands there any more
    DECADE = "decade"  # of a year only the decade
    RENEW = "renew"  # another random word: what anybody holds opens nothing any more
    SCRUB = "scrub"  # what names somebody is taken out of the JSON, the rest stays
    GO = "go"  # the row, or the file, goes
    STAY = "stay"  # it stays, as `stays` says: without a name it tells of nobody


@dataclass(frozen=True)
class Time:
    """How long something is kept; `months` or `days` where it is counted in those from a day that `words` name."""

    key: str
    words: object
    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class Personal:
    """One thing that is kept of people, in one or more columns ("person.phone").

    `notice` puts it on the public notice; the data map of the office shows all. `stays` says why, where it does.
    """

    key: str
    label: object
    columns: str
    why: object
    ground: Ground
    time: Time
    then: Then
    stays: object = ""
    notice: bool = True

    @property
    def places(self) -> list[tuple[str, str]]:
        """Its tables and columns."""
        return [(table, column) for table, _dot, column in (place.partition(".") for place in self.columns.split())]
