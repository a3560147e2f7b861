"""Lessons: one meeting of a course."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    Select,
    UniqueConstraint,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import (
    Mapped,
    Session,
    contains_eager,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)
from sqlalchemy.sql.elements import ColumnElement

from app.country import codes
from app.models.base import Keyed, known
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState, WhoSees, latest_closed
from app.models.learning.lesson_terms import LessonActs, LessonState, Lock
from app.models.people.account import Account
from app.models.people.place import Place


class Lesson(LessonActs, Keyed):
    """One meeting: time, place, and whether it was held.

    Closing marks nobody. `rest_absent` is the rule of a closed lesson that counts the unmarked as absent; a mark, even
    one that arrives late, takes precedence (docs/promises.md).
    """

    __tablename__ = "lesson"
    __table_args__ = (
        UniqueConstraint("course_id", "number"),
        UniqueConstraint("code"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("heads IS NULL OR heads >= 0", name="heads_positive"),
        known("state", LessonState),
        CheckConstraint("(state = 'held') = (closed_at IS NOT NULL)", name="held_is_closed"),
        Index(None, "starts_at"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), init=False)
    course: Mapped[Course] = relationship(back_populates="lessons")
    number: Mapped[int]
    code: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), init=False)
    place: Mapped[Place | None] = relationship(default=None)
    state: Mapped[str] = mapped_column(default=LessonState.PLANNED)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    closed_by: Mapped[Account | None] = relationship(foreign_keys="Lesson.closed_by_id", default=None)
    rest_absent: Mapped[bool] = mapped_column(default=False)
    heads: Mapped[int | None] = mapped_column(default=None)
    heads_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_reason: Mapped[str] = mapped_column(default="")
    # The substitute for the course's own instructors.
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    substitute: Mapped[Account | None] = relationship(foreign_keys="Lesson.substitute_id", default=None)
    note: Mapped[str] = mapped_column(default="")
    note_at: Mapped[datetime | None] = mapped_column(default=None)
    # Incremented by each change of time, place or people, to detect edits of an outdated version.
    version: Mapped[int] = mapped_column(default=1)

    @property
    def where(self) -> Place | None:
        """The lesson's own place, else the course's."""
        return self.place or self.course.place

    @hybrid_property
    def listed_at(self) -> datetime:
        """When the list of unmarked people is fixed: at the lesson's end, or at its closing if earlier.

        Anyone who takes a seat later cannot have been absent.
        """
        return self.ends_at if self.closed_at is None else min(self.ends_at, self.closed_at)

    @listed_at.inplace.expression
    @classmethod
    def _listed_at(cls) -> ColumnElement[datetime]:
        return case((cls.closed_at < cls.ends_at, cls.closed_at), else_=cls.ends_at)

    @property
    def key(self) -> str:
        """The lesson's name on phones: "DEM4/3"."""
        return f"{self.course.code}/{self.number}"

    @classmethod
    def numbered(cls, course_id: int, number: int) -> Select["Lesson"]:
        return select(cls).where(cls.course_id == course_id, cls.number == number)

    @classmethod
    def teachable_by(cls, account_id: int, day: date) -> Select["Lesson"]:
        """The lessons whose rolls a person may keep on a day, with their courses. See `Course.teachable_by`."""
        return with_course().where(Course.is_teachable_by(account_id, day))

    @classmethod
    def taught(
        cls, session: Session, account_id: int, day: date, names: Iterable[tuple[str, int]], *, lock: Lock = Lock.NONE
    ) -> dict[tuple[str, int], "Lesson"]:
        """The lessons with some names (course code as typed, number) whose rolls a person may keep on a day, by folded
        name; others are left out.

        With a lock their rows are reloaded and locked until the write transaction ends, in one order, to avoid
        deadlocks.
        """
        folded = [(codes.fold(code), number) for code, number in names]
        found = session.scalars(_taught(lock), {"account_id": account_id, "day": day, "names": folded})
        return {(lesson.course.folded_code, lesson.number): lesson for lesson in found}

    @classmethod
    def between(cls, course_ids: Select[int], start: datetime, end: datetime) -> Select["Lesson"]:
        """The lessons of some courses that start in a period, soonest first, with course, place and substitute."""
        return (
            select(cls)
            .join(cls.course)
            .where(
                cls.course_id.in_(course_ids),
                cls.starts_at >= start,
                cls.starts_at < end,
                Course.state.in_((CourseState.OPEN, CourseState.CLOSED)),
            )
            .options(joinedload(cls.course).joinedload(Course.place), joinedload(cls.place), joinedload(cls.substitute))
            .order_by(cls.starts_at, cls.id)
        )

    @classmethod
    def course_opened(cls, code: str, unit_ids: Collection[int], at: datetime | None = None) -> Select[Course]:
        """The course of a code, however typed, in some units, with all that its page shows. See `Course.in_units`."""
        lessons = selectinload(Course.lessons).options(joinedload(cls.place), joinedload(cls.substitute))
        beside = joinedload(Course.unit), joinedload(Course.place), joinedload(Course.template)
        return Course.in_units(unit_ids, at).where(Course.folded_code == codes.fold(code)).options(*beside, lessons)

    @classmethod
    def course_shown(cls, code: str) -> Select[Course]:
        """The published course of a code, however typed, with all that its page shows."""
        return Course.shown(code).options(selectinload(Course.lessons).joinedload(cls.place))

    @classmethod
    def courses_ahead(cls, unit_id: int, now: datetime) -> Select[Course]:
        """The published courses of a ward that take registrations, now or from a day on, by next lesson."""
        ahead = (
            select(cls.course_id, func.min(cls.starts_at).label("starts_at"))
            .where(cls.state != LessonState.CANCELLED, cls.ends_at > now)
            .group_by(cls.course_id)
            .subquery()
        )
        return (
            select(Course)
            .join(ahead, ahead.c.course_id == Course.id)
            .where(Course.unit_id == unit_id, Course.state == CourseState.OPEN)
            .where(or_(Course.registration_closes_at.is_(None), Course.registration_closes_at > latest_closed(now)))
            .options(joinedload(Course.place), selectinload(Course.lessons).joinedload(cls.place))
            .order_by(ahead.c.starts_at, Course.id)
        )

    @classmethod
    def courses_listed(cls, unit_id: int, now: datetime) -> Select[Course]:
        """Those of them that anybody may find; without link-only ones."""
        return cls.courses_ahead(unit_id, now).where(Course.who_sees == WhoSees.ANYONE)

    @classmethod
    def courses_offered(cls, unit_id: int, now: datetime) -> Select[Course]:
        """The same with the groups that they are for."""
        return cls.courses_listed(unit_id, now).options(selectinload(Course.groups))


def plan_lessons(session: Session, course: Course, starts: Iterable[datetime], minutes: int) -> list[Lesson]:
    """Add lessons to a course, numbered after the existing ones by start."""
    first = max((lesson.number for lesson in course.lessons), default=0) + 1
    span = timedelta(minutes=minutes)
    made = [
        Lesson(course=course, number=number, code=codes.new_code(6), starts_at=start, ends_at=start + span)
        for number, start in enumerate(sorted(starts), first)
    ]
    session.add_all(made)
    return made


def with_course() -> Select[Lesson]:
    """All lessons with their courses, in the order in which rows are locked."""
    return (
        select(Lesson).join(Lesson.course).options(contains_eager(Lesson.course)).order_by(Lesson.course_id, Lesson.id)
    )


@cache  # run by every tap: compiled once, with bind parameters
def _taught(lock: Lock) -> Select[Lesson]:
    mine = Course.is_teachable_by(bindparam("account_id", type_=Integer), bindparam("day", type_=Date))
    named = tuple_(Course.folded_code, Lesson.number).in_(bindparam("names", expanding=True))
    return locked_by(with_course().where(mine, named), lock)


def locked_by(wanted: Select[Any], lock: Lock) -> Select[Any]:
    """The same statement with row locks of the lessons, and of their courses."""
    if lock is Lock.NONE:
        return wanted
    locked = (Lesson, Course) if lock is Lock.SEATS else Lesson
    return wanted.with_for_update(of=locked).execution_options(populate_existing=True)
