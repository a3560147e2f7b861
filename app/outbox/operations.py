"""One thing that a phone asks for, and what it is answered."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.country import clock
from app.web.photos import Photo


class Operation(NamedTuple):
    """What was asked for, when.

    `at` is the time of the press corrected for the phone's clock, some 200 years ago where that is not known
    (`reading.astray`); `device_at` as the phone wrote it. `data` is as it came: the kind checks it. `echo` is the uuid
    as the phone spelt it. `photo` is the picture that came with it, ready to keep (`app.outbox.photos`).
    """

    uuid: str
    echo: str
    kind: str
    at: datetime
    device_at: datetime
    sequence: int
    data: Mapping[str, object]
    photo: Photo | None = None

    def judged_at(self, now: datetime) -> datetime:
        """The moment by which rights are judged: that of the press, or now where it is not known."""
        return self.at if clock.is_known(self.at) else now

    def text(self, name: str) -> str:
        """A text of the data, "" where there is none."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""


class Verdict(StrEnum):
    """What became of an operation. The phone forgets only what is done or already done; what is locked waits."""

    DONE = "done"
    ALREADY_DONE = "already_done"
    REFUSED = "refused"
    CONFLICT = "conflict"
    LOCKED = "locked"


class Result(NamedTuple):
    """The answer to one operation; `message` is for the person, "" where there is nothing to say."""

    uuid: str | None
    status: Verdict
    message: str = ""


class Refused(Exception):
    """An operation that is not carried out: the reason in words. Raised before anything was written."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Conflict(Refused):
    """An operation whose uuid stands for something else: nothing was written, it may be sent again under another."""
