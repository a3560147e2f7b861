"""Joining a course: channels, wishes and states of registrations, and why they are refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from app.models.learning.course_terms import WhoMay


class RegistrationState(StrEnum):
    """Seated; waiting with a position; offered a seat until a moment; cancelled; removed.

    An offer holds its seat: `Course.seated` counts the seated and the offered.
    """

    SEATED = "seated"
    OFFERED = "offered"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    REMOVED = "removed"


LIVE = (RegistrationState.SEATED, RegistrationState.OFFERED, RegistrationState.WAITING)
HOLDING = (RegistrationState.SEATED, RegistrationState.OFFERED)


@dataclass(frozen=True, slots=True)
class Need:
    """A kind of help in the hall: as a form asks for it, in few words beside a name, and its symbol. `seldom`: forms
    fold it away."""

    asked: object
    short: object
    symbol: str
    seldom: bool = False


# By the key that `Registration.needs` stores. Which help they ask for is counted nowhere.
NEEDS: Mapping[str, Need] = {
    "front": Need(_l("Ngồi hàng đầu cho dễ nhìn"), _l("ngồi hàng đầu"), "eye"),
    "wheel": Need(_l("Đi xe lăn"), _l("đi xe lăn"), "wheelchair"),
    "hear": Need(_l("Nghe kém, cần nói to"), _l("nghe kém"), "ear"),
    "nophone": Need(_l("Chưa có điện thoại thông minh"), _l("chưa có điện thoại thông minh"), "phone"),
    "sign": Need(_l("Cần người nói bằng ngôn ngữ ký hiệu"), _l("cần ngôn ngữ ký hiệu"), "handshake", seldom=True),
    "letters": Need(_l("Cần tài liệu chữ lớn"), _l("cần tài liệu chữ lớn"), "book-open-text", seldom=True),
    "companion": Need(_l("Có người đi kèm"), _l("có người đi kèm"), "user-plus", seldom=True),
}

# Why a registration ended without the person: an offer expired; it was moved elsewhere.
LAPSED = "lapsed"
MOVED = "moved"


class SignUpWay(StrEnum):
    """The channel of a registration."""

    QR = "qr"
    DESK = "desk"
    PHONE = "phone"
    WALK_IN = "walk_in"
    IMPORT = "import"


@dataclass(frozen=True)
class Wishes:
    """What a registration says besides who it is. `by_id` is the member of staff who made it.

    `guardian` registers a child. With `guardian_later` a child gets in without: the office asks afterwards.
    """

    way: SignUpWay
    submission: str | None = None
    needs: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    consent_version: str = ""
    public_id: str | None = None
    by_id: int | None = None
    guardian: str = ""
    guardian_later: bool = False

    @property
    def by_staff(self) -> bool:
        """Whether staff made it, who may register people whom the course does not accept by themselves."""
        return self.by_id is not None or self.way != SignUpWay.QR


class NotOpen(Exception):
    """The course takes no registrations now."""


class CourseFull(Exception):
    """No seat is free and the course has no waiting list."""


class NoGuardian(Exception):
    """A child under 16 without a guardian."""


class NotForYou(Exception):
    """The course accepts only some people by themselves; `reason` is its rule: ward, groups or staff."""

    def __init__(self, reason: WhoMay) -> None:
        super().__init__(reason)
        self.reason = reason


class AlreadyThere(Exception):
    """The person has a live registration on that course."""


class NoLongerLive(Exception):
    """The registration has ended."""


class AnotherName(Exception):
    """The name is more than another spelling of the person's own."""
