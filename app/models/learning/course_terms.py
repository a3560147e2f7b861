"""The terms of a course: decided states, stages by date, who may register, how leave counts, and the errors of its
changes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from app.country import clock
from app.country.audiences import is_duty, is_sensitive, tells

if TYPE_CHECKING:
    from app.models.learning.course import Course
    from app.models.people.place import Place
    from app.models.people.residential_group import ResidentialGroup


# Hour and minute at which registration closes that is taken "to the end of a day"; the minute belongs to the day.
DAY_CLOSES = 23, 59


class CourseState(StrEnum):
    """What a person decided; running and finished are derived from the lessons' dates (`Course.stage`)."""

    DRAFT = "draft"
    OPEN = "open"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Stage(StrEnum):
    """The stage of a course today."""

    DRAFT = "draft"
    NOT_YET = "not_yet"
    OPEN = "open"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Excused(StrEnum):
    """How an excused absence counts towards a certificate: as an absence, as attended, or not at all."""

    ABSENT = "absent"
    PRESENT = "present"
    LEFT_OUT = "left_out"


class Ground(StrEnum):
    """The legal ground for storing who attends: by the audience, a duty of office, or the people's request."""

    BY_AUDIENCE = "audience"
    DUTY = "duty"
    ASKED = "asked"


class WhoMay(StrEnum):
    """Who may register themselves: anyone; residents of the ward; of the listed groups; nobody (staff do it)."""

    ANYONE = "anyone"
    WARD = "ward"
    GROUPS = "groups"
    STAFF = "staff"


class WhoSees(StrEnum):
    """Who sees a published course: anyone in the ward's list; or only with its link or QR code, as for internal
    training of an office."""

    ANYONE = "anyone"
    LINK = "link"


# A title has to fit on two lines of a certificate, with any letters.
TITLE_LENGTH = 110
MOST_SEATS, MOST_LESSONS, MOST_MINUTES = 2_000, 60, 600
# Quyết định 1147: a certificate requires four lessons in five unless the course sets another share.
CERTIFICATE_SHARE = 80
# How many hours a freed seat is offered to the next in the queue (0: seated at once, without asking).
OFFER_HOURS = 24


def lessons_required(share: int, lessons: int) -> int:
    """How many of `lessons` are the share of a certificate (percent), rounded up."""
    return -(-lessons * share // 100)


def seen_by(chosen: str | None, audience: str, stored: str | None = None) -> str:
    """Who sees a course: as chosen, else as stored; a new one for people on duty is seen by link only, others by
    anyone."""
    return chosen or stored or (WhoSees.LINK if is_duty(audience) else WhoSees.ANYONE)


def topics_line(topics: str) -> str:
    """Topics for a form field: one line, separated by commas."""
    return ", ".join(topics.split("|")) if topics else ""


def latest_closed(now: datetime) -> datetime:
    """The latest moment of closing that is over: registration that closes after it is still open."""
    day_closes = clock.at_local(clock.local(now).date(), *DAY_CLOSES)
    return min(now, day_closes - timedelta.resolution)


def split_topics(line: str) -> str:
    """Topics as stored, separated by "|"."""
    return "|".join(filter(None, map(str.strip, re.split(r"[,;|]", line))))


@dataclass(frozen=True)
class CourseDetails:
    """What an officer writes of a course, without its lessons. Share in percent; size "A4" or "A5".

    Raises:
        WindowReversed: registration would end before it begins.
    """

    title: str
    audience: str
    seats: int
    place: "Place | None"
    organiser: str = ""
    bring: str = ""
    topics: str = ""
    waiting_list: bool = True
    offer_hours: int = OFFER_HOURS
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    ground: str = Ground.BY_AUDIENCE
    who_may: str = WhoMay.ANYONE
    groups: "list[ResidentialGroup]" = field(default_factory=list)
    certificate_share: int = CERTIFICATE_SHARE
    certificate_size: str = "A4"
    excused_counts: str = Excused.ABSENT
    who_sees: str = WhoSees.ANYONE
    neutral_title: str = ""
    other_movements: str = ""

    def __post_init__(self) -> None:
        """Check the order of the registration dates."""
        opens, closes = self.registration_opens_at, self.registration_closes_at
        if opens and closes and closes <= opens:
            raise WindowReversed


class NotReady(Exception):
    """The course lacks what publishing requires."""


class HasRegistrations(Exception):
    """Somebody registered: the course cannot become a draft again."""


class Deleted(Exception):
    """The draft was deleted a moment ago."""


class NotTaught(Exception):
    """Only a taught course can be closed."""


class TooFewSeats(Exception):
    """More people have a seat than there would be seats."""


class WindowReversed(Exception):
    """Registration would end before it begins."""


class AlreadyOver(Exception):
    """The course is taught, closed or called off already."""


class NotCalledOff(Exception):
    """The course was not called off."""


class NoReason(Exception):
    """A reason is required to call something off."""


WHO_SEES: Mapping[str, object] = {
    WhoSees.ANYONE: _l("Ai cũng thấy, ở trang đầu của phường"),
    WhoSees.LINK: _l("Chỉ ai có đường dẫn hoặc mã QR của lớp"),
}

EXCUSED: Mapping[str, object] = {
    Excused.ABSENT: _l("Vắng"),
    Excused.PRESENT: _l("Có mặt"),
    Excused.LEFT_OUT: _l("Không tính"),
}

EXCUSED_HINTS: Mapping[str, object] = {
    Excused.ABSENT: _l("Vắng có phép vẫn tính là vắng."),
    Excused.PRESENT: _l("Vắng có phép được tính như có mặt."),
    Excused.LEFT_OUT: _l("Buổi vắng có phép không tính vào số buổi của người đó."),
}


def excused_words(counts: str) -> str:
    """How a course counts excused absences, in one sentence for screens and papers."""
    return str(EXCUSED_HINTS[counts])


# The title of a course beside people's names: it must not reveal a disability or poverty.
PLAIN = "Lớp kỹ năng số"


def is_telling(course: "Course") -> bool:
    """Whether a course's own title may not stand beside a name, because of its audience or its words."""
    return is_sensitive(course.audience) or tells(course.title)


def named_title(course: "Course") -> str:
    """The title for papers and pages with names: its own, else the office's neutral one, else one made from the place.
    A poster has no names and keeps the course's own."""
    return (course.neutral_title or plain_title(course)) if is_telling(course) else course.title


def plain_title(course: "Course") -> str:
    """The default neutral title: "Lớp kỹ năng số – Nhà văn hóa Túc Duyên"."""
    place = course.place.name if course.place else ""
    return f"{PLAIN} – {place}" if place and not tells(place) else PLAIN


def outward_title(paper: dict[str, str], course: "Course") -> str:
    """The title of a certificate for others, from its content (`Certificate.paper`): as frozen, but neutral also for
    certificates from before titles were neutralised."""
    if paper.get("neutral") or not (is_telling(course) or tells(paper["course"])):
        return paper["course"]
    return named_title(course)
