"""The terms of a course: the states a person decides, the stages that follow from dates, who may register, how leave
counts, and why a change is refused."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from app.country.audiences import is_duty

if TYPE_CHECKING:
    from app.models.people.place import Place
    from app.models.people.residential_group import ResidentialGroup


class CourseState(StrEnum):
    """What a person decided; running and finished follow from the lessons' dates (`Course.stage`)."""

    DRAFT = "draft"
    OPEN = "open"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Stage(StrEnum):
    """Where a course stands today."""

    DRAFT = "draft"
    NOT_YET = "not_yet"
    OPEN = "open"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Excused(StrEnum):
    """How an absence with leave counts towards a certificate: as an absence, as a lesson attended, or not at all."""

    ABSENT = "absent"
    PRESENT = "present"
    LEFT_OUT = "left_out"


class Ground(StrEnum):
    """Why the ward may keep who attends: as the audience goes, a duty of office, or that people asked to come."""

    BY_AUDIENCE = "audience"
    DUTY = "duty"
    ASKED = "asked"


class WhoMay(StrEnum):
    """Who may register by themselves: anyone; residents of the ward; of the groups listed; nobody (staff do it)."""

    ANYONE = "anyone"
    WARD = "ward"
    GROUPS = "groups"
    STAFF = "staff"


class WhoSees(StrEnum):
    """Who meets a published course: anyone in the ward's list; or who holds its link or QR code, as where an office
    trains its own people."""

    ANYONE = "anyone"
    LINK = "link"


# A title must stand in two lines on a certificate, whatever its letters.
TITLE_LENGTH = 110
MOST_SEATS, MOST_LESSONS, MOST_MINUTES = 2_000, 60, 600
# Quyết định 1147: a certificate asks for four lessons in five unless the course says otherwise.
CERTIFICATE_SHARE = 80
# How long a freed seat is kept for the next one waiting, who has to say yes (0: seated at once, without asking).
OFFER_HOURS = 24


def seen_by(chosen: str | None, audience: str, stored: str | None = None) -> str:
    """Who sees a course: as chosen, else as it is stored; of a new one whose people come by duty of their office only
    who has its link, of others anybody."""
    return chosen or stored or (WhoSees.LINK if is_duty(audience) else WhoSees.ANYONE)


def topics_line(topics: str) -> str:
    """Topics as they are typed: one line, a comma between two."""
    return ", ".join(topics.split("|")) if topics else ""


def split_topics(line: str) -> str:
    """Topics as they are stored, "|" between two."""
    return "|".join(filter(None, map(str.strip, re.split(r"[,;|]", line))))


@dataclass(frozen=True)
class CourseDetails:
    """What an officer writes of a course, beside its lessons. Share in percent; size "A4" or "A5".

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

    def __post_init__(self) -> None:
        """See that the days of registration are in order."""
        opens, closes = self.registration_opens_at, self.registration_closes_at
        if opens and closes and closes <= opens:
            raise WindowReversed


class NotReady(Exception):
    """A course lacks what publishing asks for."""


class HasRegistrations(Exception):
    """Somebody registered: the course can no longer go back to a draft."""


class Deleted(Exception):
    """The draft was deleted a moment ago."""


class NotTaught(Exception):
    """Only a course that is taught to its end is closed."""


class TooFewSeats(Exception):
    """More people hold a seat than there would be seats."""


class WindowReversed(Exception):
    """Registration would end before it begins."""


class AlreadyOver(Exception):
    """The course is taught, closed or called off already: nothing is left to call off."""


class NotCalledOff(Exception):
    """Only what was called off can take place again."""


class NoReason(Exception):
    """Whoever calls something off says why."""
