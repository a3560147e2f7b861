"""Self check-in: a code on the wall by which people in the room mark themselves."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Select, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from app.country import codes, rotation
from app.models.base import Base
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, AttendanceMark
from app.models.learning.class_list import listed
from app.models.learning.course import Course
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonCancelled, LessonClosed, LessonState

# People mark themselves from so long before the lesson begins until so long after it ends.
BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=15)
# Lessons so near are looked through for a code; a code of one further off is no code yet.
AHEAD, BEHIND = timedelta(hours=24), timedelta(hours=3)
# A code of a lesson that ended so long ago at most is told from one that never was: it says that the lesson is over.
OVER_FOR = timedelta(hours=24)
# A wall, or the phone beside it, holds the codes of so many minutes to come.
AHEAD_STEPS = 20
# A code that was on the wall so many minutes ago is told from one that never was.
_OLD_STEPS = 30


class CheckInState(StrEnum):
    """Whether people may mark themselves now."""

    OPEN = "open"
    EARLY = "early"  # it opens by itself at `from_when`
    OVER = "over"  # the lesson is over, or was closed
    CLOSED = "closed"  # whoever teaches closed it, or never opened it
    CANCELLED = "cancelled"


class CheckInOver(Exception):
    """The lesson's hour is over: nobody marks themselves any more."""


class Scanned(NamedTuple):
    """What a code leads to; `fresh` is False where it was on the wall and is no longer."""

    check_in: "CheckIn"
    fresh: bool


class CheckIn(Base):
    """One lesson's check-in, opened by whoever teaches it. The codes on the wall follow from `secret` and the hour."""

    __tablename__ = "check_in"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
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
    def whole(cls) -> Select["CheckIn"]:
        """Check-ins with what a resident's page tells: lesson, course and ward."""
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
        """The check-ins of the lessons of these hours, whatever their state: few, so codes are compared one by one."""
        return cls.whole().where(_near(now))

    @classmethod
    def scanned(cls, session: Session, text: str, now: datetime) -> Scanned | None:
        """What a scanned or typed code of 16 signs leads to, or None. One statement."""
        code = codes.read_code(text)
        if len(code) != codes.TOKEN_LENGTH:
            return None
        step = rotation.step_of(now)
        found: Scanned | None = None
        there = cls.whole().where(or_(cls.printed_token == code, _near(now, OVER_FOR)))
        for each in session.scalars(there):  # every one is compared, found or not
            for shown in each._steps(now):
                if rotation.same(rotation.token(each.secret, shown), code):
                    found = Scanned(each, fresh=step - shown <= rotation.GRACE_STEPS)
            if rotation.same(each.printed_token or "", code):
                found = Scanned(each, fresh=True)
        return found

    @classmethod
    def spelt(cls, session: Session, text: str, now: datetime) -> "CheckIn | None":
        """The check-in whose six letters these are now, on the wall or on its paper. One statement."""
        code = codes.read_code(text)
        if len(code) != rotation.LETTERS:
            return None
        step = rotation.step_of(now)
        found = []
        for each in session.scalars(cls.around(now)):
            shown = [rotation.letters(each.secret, step - age) for age in range(rotation.GRACE_STEPS + 1)]
            if sum(rotation.same(one, code) for one in (*shown, each.printed_letters or "")):
                found.append(each)
        return found[0] if len(found) == 1 else None  # two halls with the same letters: scan, or wait a minute

    @classmethod
    def heads(cls, session: Session, lesson: Lesson) -> tuple[int, int]:
        """How many came, and of how many on the list. One statement, no names."""
        counts = func.count().filter(Attendance.status.in_(CAME)), func.count()
        came, total = session.execute(listed(select(*counts).select_from(Lesson).where(Lesson.id == lesson.id))).one()
        return came, total

    @classmethod
    def ways(cls, session: Session, lesson_id: int) -> dict[str, int]:
        """How many of those who came were marked in which way (`MarkWay`); ways of nobody are left out."""
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
        """From when people may mark themselves at a lesson."""
        return lesson.starts_at - BEFORE

    @staticmethod
    def until_when(lesson: Lesson) -> datetime:
        """Until when they may."""
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
        """The code of the address on the wall at a moment."""
        return rotation.token(self.secret, rotation.step_of(now))

    def letters(self, now: datetime) -> str:
        """The six letters on the wall at a moment."""
        return rotation.letters(self.secret, rotation.step_of(now))

    def _steps(self, now: datetime) -> range:
        """The steps whose codes are known again: the latest ones, and once people may mark themselves no more all that
        they ever could have scanned."""
        step = rotation.step_of(now)
        if now < self.until_when(self.lesson):
            return range(step - _OLD_STEPS + 1, step + 1)
        begin, end = self.from_when(self.lesson), self.until_when(self.lesson)
        return range(rotation.step_of(begin), max(rotation.step_of(end), step - _OLD_STEPS) + 1)

    def ahead(self, now: datetime) -> list[tuple[int, str, str]]:
        """The codes of this minute and of the next `AHEAD_STEPS`, until nobody marks themselves any more: step, token,
        letters. So a wall goes on without a line; what follows from the secret later, no page can tell."""
        begin, end = rotation.step_of(now), rotation.step_of(self.until_when(self.lesson))
        steps = range(begin, min(begin + AHEAD_STEPS, end) + 1)
        return [(step, rotation.token(self.secret, step), rotation.letters(self.secret, step)) for step in steps]

    @property
    def printed_letters(self) -> str | None:
        """The six letters of the paper, where one was asked for."""
        return rotation.letters(self.secret, self.printed_token) if self.printed_token else None

    # -- what happens to it ---------------------------------------------------------------------------------------

    @classmethod
    def open(cls, session: Session, lesson: Lesson, *, by_id: int, now: datetime) -> tuple["CheckIn", bool]:
        """Let people mark themselves; opened twice, it is open once. Opened again, the codes stay what they are.

        The caller holds the lesson's row. Returns the check-in and whether this opened it.

        Raises:
            LessonCancelled, LessonClosed: nobody marks themselves at such a lesson.
            CheckInOver: its hour is over.
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
        """Let nobody mark themselves any more; those marked stay so. Returns whether this closed it."""
        if self.closed_at is not None:
            return False
        self.closed_at = now
        return True

    def print(self) -> str:
        """The code for paper: made when it is first asked for, the same ever after. The caller holds the lesson."""
        if self.printed_token is None:
            self.printed_token = codes.new_token()
        return self.printed_token


def _near(now: datetime, behind: timedelta = BEHIND) -> ColumnElement[bool]:
    return and_(Lesson.ends_at > now - behind, Lesson.starts_at < now + AHEAD)


class CheckInDevice(Base):
    """A resident's device marks the people of one ticket at a lesson, and no others."""

    __tablename__ = "check_in_device"

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    device: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    at: Mapped[datetime]

    @classmethod
    def of(cls, lesson_id: int, device: str) -> Select["CheckInDevice"]:
        """What a device has marked at a lesson, if anything."""
        return select(cls).where(cls.lesson_id == lesson_id, cls.device == device)
