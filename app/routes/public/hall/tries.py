"""Limits on wrong tries in the hall: by device and by lesson, never by address, which a whole hall shares.

Only misses count. `Bucket.take` runs inside a write transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models import Lesson, RateLimit

SECONDS = 10 * 60


@dataclass(frozen=True)
class Bucket:
    """A number of misses in ten minutes, under a key."""

    key: str
    size: int

    def is_empty(self, session: Session, now: datetime) -> bool:
        """Whether no miss is left; takes none."""
        return RateLimit.is_empty(session, self.key, size=self.size, seconds=SECONDS, now=now)

    def take(self, session: Session, now: datetime) -> None:
        """Count a miss."""
        RateLimit.take(session, self.key, size=self.size, seconds=SECONDS, now=now)


def names_of(lesson: Lesson, device: str) -> list[Bucket]:
    """Names and years that match nobody: five from a device; twice the seats from all devices of a lesson."""
    return [Bucket(f"hall-name {device}", 5), Bucket(f"hall-names {lesson.id}", 2 * lesson.course.seats)]


def requests_of(lesson: Lesson, device: str) -> list[Bucket]:
    """People who are not on the list: five from a device; as many as there are seats, twenty at least, from all devices
    of a lesson."""
    return [
        Bucket(f"hall-request {device}", 5),
        Bucket(f"hall-requests {lesson.id}", max(20, lesson.course.seats)),
    ]


def letters_of(device: str) -> list[Bucket]:
    """Six letters that are on no wall: ten from a device; a thousand from everybody together, of a thousand million
    possible ones."""
    return [Bucket(f"hall-letter {device}", 10), Bucket("hall-letters", 1000)]
