"""An operation that a phone sends, and its result."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.country import clock
from app.web.photos import Photo


class Operation(NamedTuple):
    """One operation.

    `at` is the time of the press corrected for the phone's clock, or some 200 years ago if it is unknown
    (`reading.astray`); `device_at` is the time that the phone wrote. `data` is unchecked: the kind checks it. `echo` is
    the uuid as the phone spelt it. `photo` is the picture that came with it, `file` its name in the folder of its kind
    (`app.outbox.photos`).
    """

    uuid: str
    echo: str
    kind: str
    at: datetime
    device_at: datetime
    sequence: int
    data: Mapping[str, object]
    photo: Photo | None = None
    file: str = ""

    def judged_at(self, now: datetime) -> datetime:
        """The moment for which rights are checked: that of the press, or now if it is unknown."""
        return self.at if clock.is_known(self.at) else now

    def text(self, name: str) -> str:
        """A text of the data, "" if there is none."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""


class Verdict(StrEnum):
    """The status of a result. The phone deletes only operations done or already done; locked ones wait."""

    DONE = "done"
    ALREADY_DONE = "already_done"
    REFUSED = "refused"
    CONFLICT = "conflict"
    LOCKED = "locked"


class Result(NamedTuple):
    """The answer to one operation; `message` is for the person, "" for none."""

    uuid: str | None
    status: Verdict
    message: str = ""


class OperationRefused(Exception):
    """An operation is not carried out; `message` is the reason. Raised before anything was written."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Conflict(OperationRefused):
    """The operation's uuid is in use for other content: nothing was written, another uuid may be tried."""
