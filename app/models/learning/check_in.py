"""Self check-in: a code on the wall with which people in the room mark themselves."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Select, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from app.country import codes
from app.models.base import Base, Keyed
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, AttendanceMark
from app.models.learning.class_list import listed
from app.models.learning.course import Course
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonCancelled, LessonClosed, LessonState

# Self check-in lasts from this long before the lesson begins until this long after it ends.
BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=15)
# Codes of lessons within this time are searched; those of lessons further ahead are not valid yet.
AHEAD, BEHIND = timedelta(hours=24), timedelta(hours=3)
# For this long after a lesson its code is still recognised, to answer that the lesson is over.
OVER_FOR = timedelta(hours=24)
# How many minutes of codes a wall, or the phone beside it, gets in advance.
AHEAD_STEPS = 20
# For this many minutes an expired code is still recognised as expired.
_OLD_STEPS = 30


class CheckInState(StrEnum):
    """Whether people may mark themselves now."""

    OPEN = "open"
    EARLY = "early"  # it opens by itself at `from_when`
    OVER = "over"  # the lesson is over, or was closed
    CLOSED = "closed"  # whoever teaches closed it, or never opened it
    CANCELLED = "cancelled"


class CheckInOver(Exception):
    """The time for self check-in is over."""


class Scanned(NamedTuple):
    """The check-in of a code; `fresh` is False if the code is no longer on the wall."""

    check_in: "CheckIn"
    fresh: bool


class CheckIn(Keyed):
    """One lesson's check-in, opened by its instructor. The codes on the wall are derived from `secret` and the time."""

    __tablename__ = "check_in"

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), unique=True, init=False)
    lesson: Mapped[Lesson] = relationship()
    secret: Mapped[str]
    # For halls without a screen: a code that stays, only where somebody asked for one.
    printed_token: Mapped[str | None] = mapped_column(unique=True, default=None)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def of(cls, lesson_id: int) -> Select["CheckIn"]:
        """The check-in of a lesson, if it was ever opened."""
        return select(cls).where(cls.lesson_id == lesson_id)

    @classmethod
    def with_lesson(cls) -> Select["CheckIn"]:
        """Check-ins with what a resident's page shows: lesson, course and ward."""
        lesson = contains_eager(cls.lesson)
        return (
            select(cls)
            .join(cls.lesson)
            .join(Lesson.course)
            .options(lesson.contains_eager(Lesson.course).joinedload(Course.unit))
            .options(lesson.joinedload(Lesson.place))
            .order_by(cls.id)
        )

    @classmethod
    def around(cls, now: datetime) -> Select["CheckIn"]:
        """The check-ins of lessons around now, in any state: few enough to compare codes one by one."""
        return cls.with_lesson().where(_near(now))

    @classmethod
    def scanned(cls, session: Session, text: str, now: datetime) -> Scanned | None:
        """The check-in of a scanned or typed code of 16 characters, or None. One statement."""
        code = codes.read_code(text)
        if len(code) != codes.TOKEN_LENGTH:
            return None
        step = codes.step_of(now)
        found: Scanned | None = None
        there = cls.with_lesson().where(or_(cls.printed_token == code, _near(now, OVER_FOR)))
        for each in session.scalars(there):  # constant time: each is compared, found or not
            for shown in each._steps(now):
                if codes.same(codes.token(each.secret, shown), code):
                    found = Scanned(each, fresh=step - shown <= codes.GRACE_STEPS)
            if codes.same(each.printed_token or "", code):
                found = Scanned(each, fresh=True)
        return found

    @classmethod
    def spelt(cls, session: Session, text: str, now: datetime) -> "CheckIn | None":
        """The check-in whose current six letters, on the wall or on paper, these are. One statement."""
        code = codes.read_code(text)
        if len(code) != codes.LETTERS:
            return None
        step = codes.step_of(now)
        found = []
        for each in session.scalars(cls.around(now)):
            shown = [codes.letters(each.secret, step - age) for age in range(codes.GRACE_STEPS + 1)]
            if sum(codes.same(one, code) for one in (*shown, each.printed_letters or "")):
                found.append(each)
        return found[0] if len(found) == 1 else None  # two halls with the same letters: scan, or wait a minute

    @classmethod
    def heads(cls, session: Session, lesson: Lesson) -> tuple[int, int]:
        """How many came, and how many are on the list. One statement, no names."""
        counts = func.count().filter(Attendance.status.in_(CAME)), func.count()
        came, total = session.execute(listed(select(*counts).select_from(Lesson).where(Lesson.id == lesson.id))).one()
        return came, total

    @classmethod
    def ways(cls, session: Session, lesson_id: int) -> dict[str, int]:
        """The number of people who came by how they were marked (`MarkWay`), without zeros."""
        rows = session.execute(
            select(AttendanceMark.way, func.count())
            .join(Attendance, Attendance.mark_uuid == AttendanceMark.uuid)
            .where(Attendance.lesson_id == lesson_id, Attendance.status.in_(CAME))
            .group_by(AttendanceMark.way)
        )
        return {row.way: row[1] for row in rows}

    # -- where it stands ------------------------------------------------------------------------------------------

    @staticmethod
    def from_when(lesson: Lesson) -> datetime:
        """The start of self check-in at a lesson."""
        return lesson.starts_at - BEFORE

    @staticmethod
    def until_when(lesson: Lesson) -> datetime:
        """The end of self check-in at a lesson."""
        return lesson.ends_at + AFTER

    def state(self, now: datetime) -> CheckInState:
        """Whether people may mark themselves at a moment, and why not."""
        if self.lesson.state == LessonState.CANCELLED:
            return CheckInState.CANCELLED
        if self.lesson.is_closed or now >= self.until_when(self.lesson):
            return CheckInState.OVER
        if self.closed_at is not None:
            return CheckInState.CLOSED
        return CheckInState.OPEN if now >= self.from_when(self.lesson) else CheckInState.EARLY

    def token(self, now: datetime) -> str:
        """The code in the address on the wall at a moment."""
        return codes.token(self.secret, codes.step_of(now))

    def letters(self, now: datetime) -> str:
        """The six letters on the wall at a moment."""
        return codes.letters(self.secret, codes.step_of(now))

    def _steps(self, now: datetime) -> range:
        """The steps whose codes are still recognised: the latest ones; after the end of self check-in, all that could
        have been scanned."""
        step = codes.step_of(now)
        if now < self.until_when(self.lesson):
            return range(step - _OLD_STEPS + 1, step + 1)
        begin, end = self.from_when(self.lesson), self.until_when(self.lesson)
        return range(codes.step_of(begin), max(codes.step_of(end), step - _OLD_STEPS) + 1)

    def ahead(self, now: datetime) -> list[tuple[int, str, str]]:
        """The codes of this minute and of the next `AHEAD_STEPS`, until self check-in ends: step, token, letters. They
        keep a wall running offline; codes after these cannot be derived by any page."""
        begin, end = codes.step_of(now), codes.step_of(self.until_when(self.lesson))
        steps = range(begin, min(begin + AHEAD_STEPS, end) + 1)
        return [(step, codes.token(self.secret, step), codes.letters(self.secret, step)) for step in steps]

    @property
    def printed_letters(self) -> str | None:
        """The six letters of the printed code, if there is one."""
        return codes.letters(self.secret, self.printed_token) if self.printed_token else None

    # -- what happens to it ---------------------------------------------------------------------------------------

    @classmethod
    def open(cls, session: Session, lesson: Lesson, *, by_id: int, now: datetime) -> tuple["CheckIn", bool]:
        """Open self check-in; a second call changes nothing. Opened again, the codes stay the same.

        The caller holds the lesson's row lock. Returns the check-in and whether this call opened it.

        Raises:
            LessonCancelled, LessonClosed: no self check-in at such a lesson.
            CheckInOver: its time is over.
        """
        if lesson.state == LessonState.CANCELLED:
            raise LessonCancelled
        if lesson.is_closed:
            raise LessonClosed
        check_in = session.scalars(cls.of(lesson.id)).first()
        if now >= cls.until_when(lesson):
            raise CheckInOver
        if check_in is None:
            check_in = cls(lesson=lesson, secret=secrets.token_hex(16), opened_by_id=by_id, opened_at=now)
            session.add(check_in)
        elif check_in.closed_at is None:
            return check_in, False
        check_in.opened_by_id, check_in.opened_at, check_in.closed_at = by_id, now, None
        session.flush()
        return check_in, True

    def close(self, now: datetime) -> bool:
        """Close self check-in; existing marks stay. Returns whether this call closed it."""
        if self.closed_at is not None:
            return False
        self.closed_at = now
        return True

    def print(self) -> str:
        """The code for paper: created at the first request, then constant. The caller holds the lesson's row lock."""
        if self.printed_token is None:
            self.printed_token = codes.new_token()
        return self.printed_token


def _near(now: datetime, behind: timedelta = BEHIND) -> ColumnElement[bool]:
    return and_(Lesson.ends_at > now - behind, Lesson.starts_at < now + AHEAD)


class CheckInDevice(Base):
    """A resident's device, which marks the people of only one ticket at a lesson."""

    __tablename__ = "check_in_device"

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    device: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    at: Mapped[datetime]

    @classmethod
    def of(cls, lesson_id: int, device: str) -> Select["CheckInDevice"]:
        """The marks of a device at a lesson, if any."""
        return select(cls).where(cls.lesson_id == lesson_id, cls.device == device)
