"""Operations that phones send: parsed from the body of a call (any input gives operations or a sentence, never a
server error), and their results."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, TypeGuard

from flask_babel import gettext as _

from app.country import clock, names, numbers
from app.country.days import YEARS
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


MOST = 500
# Bytes of a call: five times what 200 operations with long notes weigh.
LARGEST = 2 * 1024 * 1024
# Limits of an operation: letters of a text, entries of a list or object, levels of nesting.
LONGEST_TEXT, MOST_THINGS, DEEPEST = 5_000, 100, 4
LONGEST_DEVICE = 64
# A smaller difference between the clocks is the network's delay.
ON_THE_WAY = timedelta(seconds=30)
# A press dated this long after it was sent was made under another clock: its time is unknown.
ASTRAY = timedelta(minutes=2)
# Such a press is dated back this far: it yields to any press of known time, and keeps its order among others.
LONG_AGO = timedelta(days=200 * 365)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# A lone surrogate (half an emoji, from a text cut off inside one) and the null byte: no database stores them.
_UNSTORABLE = re.compile(rb"\\u(0000|d[89a-f])", re.IGNORECASE)
# Letters of a release's name that are stored.
RELEASE = 40
_ECHO = 100


class Unreadable(Exception):
    """A call cannot be parsed: the HTTP status to answer with, and the reason as a sentence."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class PhoneReport(NamedTuple):
    """A phone's report of itself at the time of sending: the account's waiting operations, including those of this
    call; the refused ones; the release that it runs ("" for unknown)."""

    waiting: int
    refused: int
    release: str


@dataclass(frozen=True)
class Batch:
    """One call: device, account, and its operations in order; unreadable ones as their refusals.

    `report` is None if the phone sends none.
    """

    device: str
    account: str
    entries: tuple[Operation | Result, ...]
    report: PhoneReport | None = None

    @property
    def operations(self) -> list[Operation]:
        """The readable operations."""
        return [entry for entry in self.entries if isinstance(entry, Operation)]


def read(body: bytes, now: datetime, skew: timedelta | None = None) -> Batch:
    """Parse the body of a call that arrived now (UTC).

    `skew` is how far the server's clock was ahead of the phone's if that was measured earlier, as for a file that is
    handed in later; otherwise it follows from `client_now`.

    Raises:
        Unreadable: the body is not the JSON that docs/offline.md describes, is too large, or has too many operations.
    """
    if len(body) > LARGEST:
        raise too_large()
    try:
        given = json.loads(body)
        given = _plain(given) if _UNSTORABLE.search(body) else given
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("Máy chủ không đọc được nội dung gửi lên.")) from error
    if not isinstance(given, dict) or not isinstance(given.get("operations"), list):
        raise Unreadable(_("Nội dung gửi lên thiếu danh sách việc cần ghi."))
    if len(given["operations"]) > MOST:
        raise Unreadable(_("Mỗi lần gửi nhiều nhất %(most)s việc. Máy chia nhỏ rồi gửi lại.", most=MOST), 413)
    device, account, sent_at = given.get("device"), given.get("account"), moment(given.get("client_now"))
    if skew is None and sent_at is not None:
        skew = now - sent_at
    if not isinstance(device, str) or not 0 < len(names.clean(device[: 2 * LONGEST_DEVICE])) <= LONGEST_DEVICE:
        raise Unreadable(_("Nội dung gửi lên thiếu tên máy."))
    if not isinstance(account, str) or skew is None:
        raise Unreadable(_("Nội dung gửi lên thiếu tài khoản hoặc giờ của máy."))
    skew = timedelta(0) if abs(skew) <= ON_THE_WAY else skew
    entries = tuple(_operation(raw, skew, now) for raw in given["operations"])
    return Batch(names.clean(device), account, entries, _phone_report(given))


def _plain(given: object) -> object:
    """The parsed JSON without characters that no database stores."""
    if isinstance(given, str):
        return given.encode("utf-8", "ignore").decode().replace("\0", "")
    if isinstance(given, list):
        return [_plain(thing) for thing in given]
    return {_plain(name): _plain(thing) for name, thing in given.items()} if isinstance(given, dict) else given


def too_large() -> Unreadable:
    """The error for a call larger than `LARGEST`."""
    return Unreadable(_("Nội dung gửi lên lớn quá 2 MB nên chưa ghi gì. Máy chia nhỏ rồi gửi lại."), 413)


def moment(given: object) -> datetime | None:
    """An ISO 8601 moment with its offset, in UTC; None for anything else."""
    if not isinstance(given, str) or len(given) > 40:
        return None
    try:
        read = datetime.fromisoformat(given)
        return read.astimezone(UTC) if read.tzinfo is not None and read.year in YEARS else None
    except (ValueError, OverflowError):
        return None


def corrected(device_at: datetime, skew: timedelta, now: datetime) -> datetime:
    """When a press was made, by the server's clock: never later than now.

    A press dated after its own sending was made under a clock that has been corrected since. It counts, but yields to
    any press of known time.
    """
    at = device_at + skew
    return min(at, now) if at <= now + ASTRAY else astray(device_at)


def astray(device_at: datetime) -> datetime:
    """The substitute for an unknown time of a press."""
    return device_at - LONG_AGO


def _phone_report(given: Mapping[str, object]) -> PhoneReport | None:
    """The phone's report of itself; None if it is missing or unreadable."""
    waiting, refused, release = given.get("waiting"), given.get("refused"), given.get("release")
    if not _is_count(waiting) or not _is_count(refused):
        return None
    return PhoneReport(
        waiting, refused, names.clean(release[: 2 * RELEASE])[:RELEASE] if isinstance(release, str) else ""
    )


def _is_count(given: object) -> TypeGuard[int]:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= numbers.LARGEST


def _operation(raw: object, skew: timedelta, now: datetime) -> Operation | Result:
    given = raw if isinstance(raw, dict) else {}
    name = given.get("uuid")
    echo = name if isinstance(name, str) and len(name) <= _ECHO else None
    if echo is None or not _UUID.fullmatch(echo.lower()):
        return _refused(echo, _("Việc này thiếu mã riêng của nó."))
    device_at, data, sequence = moment(given.get("at")), given.get("data"), given.get("sequence", 0)
    if device_at is None:
        return _refused(echo, _("Giờ ghi của việc này không đọc được."))
    if not isinstance(data, dict) or not isinstance(given.get("kind"), str) or not _is_count(sequence):
        return _refused(echo, _("Việc này không đủ nội dung."))
    if not _is_modest(data):
        return _refused(echo, _("Việc này dài quá nên không ghi được. Anh chị ghi lại cho gọn."))
    return Operation(echo.lower(), echo, given["kind"], corrected(device_at, skew, now), device_at, sequence, data)


def _is_modest(given: dict[str, object] | list[object], levels: int = DEEPEST) -> bool:
    """Whether an operation's data is small enough to be checked without delaying others."""
    if levels <= 0 or len(given) > MOST_THINGS:
        return False
    for thing in given.values() if isinstance(given, dict) else given:
        if isinstance(thing, str):
            if len(thing) > LONGEST_TEXT:
                return False
        elif isinstance(thing, (dict, list)) and not _is_modest(thing, levels - 1):
            return False
    return True


def _refused(uuid: str | None, message: str) -> Result:
    return Result(uuid, Verdict.REFUSED, message)
