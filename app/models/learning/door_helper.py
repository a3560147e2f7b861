"""Door helpers: a link for one lesson with which somebody without an account scans tickets."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, func, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from app.country import codes
from app.country.clock import LOCAL, local
from app.models.base import Addressed
from app.models.learning.attendance_mark import CAME, AttendanceMark
from app.models.learning.course import Course
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.people.account import Account
from app.models.people.term import in_time

# The link opens at midnight of the lesson's day, or two hours before a lesson just after midnight.
BEFORE = timedelta(hours=2)
# It ends an hour after the lesson, or earlier if the lesson is closed or the link revoked.
AFTER = timedelta(hours=1)
# Scans made in time but offline are accepted until then; later the phone's own time is not trusted.
SENT_UNTIL = timedelta(days=7)
MOST = 20
NAME_LENGTH = 60


class DoorState(StrEnum):
    """The state of a link: not open yet, open, revoked, or over with its lesson."""

    NOT_YET = "not_yet"
    OPEN = "open"
    REVOKED = "revoked"
    OVER = "over"


class NoName(Exception):
    """The helper's name, which goes with their marks, is missing or too long."""


class EnoughHelpers(Exception):
    """The lesson has the most links that are allowed."""


class DoorHelper(Addressed):
    """One link: scan only, no list, ends with the lesson, revocable. `public_id` is its account in the outbox.

    The link works on one phone at a time (`DoorPhone`): a forwarded link opens nothing.
    """

    __tablename__ = "door_helper"
    __table_args__ = (CheckConstraint("name <> ''", name="has_name"), Index(None, "lesson_id"))

    token: Mapped[str] = mapped_column(unique=True, default_factory=codes.new_token)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), init=False)
    lesson: Mapped[Lesson] = relationship()
    # The helper's name, as the link's creator wrote it: "Lan, đoàn thanh niên".
    name: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    made_by: Mapped[Account] = relationship()
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def holding(cls, token: str) -> Select["DoorHelper"]:
        """The helper of a token, however typed, with the lesson, its course and place, and who made the link."""
        return (
            select(cls)
            .join(cls.lesson)
            .join(Lesson.course)
            .where(cls.token == codes.read_code(token))
            .options(
                contains_eager(cls.lesson).options(
                    contains_eager(Lesson.course).options(joinedload(Course.place), joinedload(Course.unit)),
                    joinedload(Lesson.place),
                ),
                joinedload(cls.made_by),
            )
        )

    @classmethod
    def of(cls, lesson_id: int) -> Select["DoorHelper"]:
        """The helpers of a lesson, the oldest first."""
        return select(cls).where(cls.lesson_id == lesson_id).order_by(cls.id)

    @classmethod
    def called(cls, lesson_id: int, public_id: str) -> Select["DoorHelper"]:
        """One helper of a lesson, by the id in addresses."""
        return cls.of(lesson_id).where(cls.public_id == public_id)

    @classmethod
    def names(cls, session: Session, ids: Collection[int]) -> dict[int, str]:
        """The names of some helpers, by id; no statement for none."""
        if not ids:
            return {}
        wanted = select(cls.id, cls.name).where(cls.id.in_(ids))
        return {row.id: row.name for row in session.execute(wanted)}

    # -- what happens to it ---------------------------------------------------------------------------------------

    @classmethod
    def make(cls, session: Session, lesson: Lesson, name: str, *, by: Account, now: datetime) -> "DoorHelper":
        """Create a link for somebody. The caller holds the lesson's row lock.

        Raises:
            NoName: the name is missing or too long.
            EnoughHelpers: the lesson has `MOST` links, revoked ones included.
        """
        if not name or len(name) > NAME_LENGTH:
            raise NoName
        if session.scalars(select(func.count()).where(cls.lesson_id == lesson.id)).one() >= MOST:
            raise EnoughHelpers
        made = cls(lesson=lesson, name=name, made_by=by, made_at=now)
        session.add(made)
        session.flush()
        return made

    @staticmethod
    def may_ever_open(lesson: Lesson, now: datetime) -> bool:
        """Whether a link made now would open, now or later."""
        return lesson.state == LessonState.PLANNED and now <= lesson.ends_at + AFTER

    def revoke(self, now: datetime) -> bool:
        """Revoke the link at once; earlier scans count. Returns whether this call did it."""
        if self.revoked_at is not None:
            return False
        self.revoked_at = now
        return True

    @property
    def opens_at(self) -> datetime:
        """When the link begins to work."""
        begin = self.lesson.starts_at
        midnight = datetime.combine(local(begin).date(), time(), LOCAL)
        return min(midnight.astimezone(begin.tzinfo), begin - BEFORE)

    @property
    def ends_at(self) -> datetime:
        """When the link stops working: an hour after the lesson, at its closing or revocation, whichever is first."""
        ends = (self.lesson.ends_at + AFTER, self.lesson.closed_at, self.revoked_at)
        return min(end for end in ends if end is not None)

    def state(self, now: datetime) -> DoorState:
        """The state of the link. If a closed lesson is reopened, it works again until its time."""
        if self.revoked_at is not None:
            return DoorState.REVOKED
        if self.lesson.state == LessonState.CANCELLED or now > self.ends_at:
            return DoorState.OVER
        return DoorState.NOT_YET if now < self.opens_at else DoorState.OPEN

    def takes_marks_of(self, at: datetime, now: datetime) -> bool:
        """Whether a mark made at a moment counts if it arrives now."""
        return in_time(at, self.ends_at, now, SENT_UNTIL)


def scanned_at(session: Session, lesson_id: int) -> dict[int, int]:
    """The number of people that each helper of a lesson let in, without undone ones, by the helper's id; zeros are left
    out. One statement."""
    made = (
        select(AttendanceMark.helper_id, AttendanceMark.registration_id, AttendanceMark.status)
        .where(AttendanceMark.lesson_id == lesson_id, AttendanceMark.helper_id.is_not(None))
        .order_by(AttendanceMark.at, AttendanceMark.uuid)
    )
    last = {(row.helper_id, row.registration_id): row.status for row in session.execute(made)}
    counted: dict[int, int] = {}
    for (helper_id, _registration), status in last.items():
        counted[helper_id] = counted.get(helper_id, 0) + (status in CAME)
    return counted
