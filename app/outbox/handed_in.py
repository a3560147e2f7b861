"""A file with a phone's unsent operations, handed in on another phone; parsed and carried out like a call.

The phone writes it (app/static/js/outbox/waiting.js): {"file": "lopso-outbox", "version": 1, "device", "account",
"skew", "client_now", "release", "operations": [{uuid, kind, at, sequence, data, label, lesson}]}. `skew` is how many
milliseconds the server's clock was ahead of the phone's when they last spoke: the file itself may be days old.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.country import names
from app.outbox.exchange import exchange
from app.outbox.operations import Result, Unreadable, read
from app.outbox.sender import CallSender

KIND, VERSION = "lopso-outbox", 1
# Weeks without a connection fill a tenth of either.
LARGEST, MOST = 2 * 1024 * 1024, 5_000
# Operations in one transaction, so that others wait no longer than for a phone's own call.
PORTION = 200
# No clock is further off; a larger skew was written by hand.
FARTHEST = timedelta(days=366 * 80)
LONGEST_LABEL = 160


class Carried(NamedTuple):
    """The result of one operation of a file: the phone's label for it, its lesson, the server's answer."""

    label: str
    lesson: str
    result: Result


@dataclass(frozen=True)
class HandedIn:
    """A parsed file; its operations are checked one by one when they are carried out."""

    device: str
    account: str
    skew: timedelta
    operations: Sequence[object]

    @classmethod
    def read(cls, content: bytes) -> "HandedIn":
        """Parse a file.

        Raises:
            Unreadable: the file is too large, is not ours, or comes from a later release.
        """
        if len(content) > LARGEST:
            raise Unreadable(_("Tệp lớn quá 2 MB, không phải tệp của trang Chờ gửi."), 413)
        try:
            given = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise Unreadable(_not_ours()) from error
        if not isinstance(given, dict) or given.get("file") != KIND:
            raise Unreadable(_not_ours())
        if given.get("version") != VERSION:
            raise Unreadable(_("Tệp do bản Lớp Số khác làm ra, máy chủ này chưa đọc được."))
        operations = given.get("operations")
        if not isinstance(operations, list) or not operations:
            raise Unreadable(_("Tệp này không có việc nào chờ gửi."))
        if len(operations) > MOST:
            raise Unreadable(_("Tệp có hơn %(most)s việc, nhiều hơn máy chủ nhận.", most=MOST), 413)
        device, account = given.get("device"), given.get("account")
        if not isinstance(device, str) or not isinstance(account, str):
            raise Unreadable(_not_ours())
        return cls(device, account, _skew(given.get("skew")), operations)

    def carry_out(self, sender: CallSender, now: datetime) -> list[Carried]:
        """Carry out all operations in order; a second time nothing changes.

        Raises:
            Unreadable: the file names no device.
        """
        carried: list[Carried] = []
        for portion in self._portions():
            call = {"device": self.device, "account": self.account, "operations": portion}
            batch = read(json.dumps(call).encode(), now, self.skew)
            results = exchange(batch, sender, now)
            carried += [Carried(*_words(raw), result) for raw, result in zip(portion, results, strict=True)]
        return carried

    def _portions(self) -> Iterator[Sequence[object]]:
        for start in range(0, len(self.operations), PORTION):
            yield self.operations[start : start + PORTION]


def _skew(given: object) -> timedelta:
    """How far the server's clock was ahead; 0 if the phone never measured it."""
    if not isinstance(given, int | float) or isinstance(given, bool):
        return timedelta(0)
    within = abs(given) <= FARTHEST.total_seconds() * 1000  # False for NaN too
    return timedelta(milliseconds=given) if within else timedelta(0)


def _words(raw: object) -> tuple[str, str]:
    """The phone's label of an operation, and its lesson."""
    given: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
    label, lesson = given.get("label"), given.get("lesson")
    return (
        names.clean(label)[:LONGEST_LABEL] if isinstance(label, str) else "",
        names.clean(lesson)[:LONGEST_LABEL] if isinstance(lesson, str) else "",
    )


def _not_ours() -> str:
    return str(_("Đây không phải tệp tải từ trang Chờ gửi của Lớp Số."))
