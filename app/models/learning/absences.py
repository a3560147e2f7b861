"""Absences: announced for one lesson without leaving the course; and learners of residential groups who missed the
last lesson."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, contains_eager, mapped_column, selectinload

from app.models.base import Keyed, UtcDateTime, count_of, partial_index
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import Status
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.joining import NoLongerLive
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonCancelled, LessonState
from app.models.learning.registration import Registration
from app.models.learning.standing import is_attending
from app.models.people.person import Person

_STANDS = "withdrawn_at IS NULL"


class LessonBegun(Exception):
    """The lesson has begun: it is too late for a notice."""


class AbsenceNotice(Keyed):
    """ "Buổi này tôi bận": at most one per registration and lesson. The instructor decides whether it is excused."""

    __tablename__ = "absence_notice"
    __table_args__ = (
        partial_index("uq_absence_notice_standing", "lesson_id", "registration_id", where=_STANDS),
        Index(None, "registration_id"),
    )

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    told_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def standing_at(cls, lesson_id: int) -> Select["AbsenceNotice"]:
        """The notices for a lesson, without withdrawn ones."""
        return select(cls).where(cls.lesson_id == lesson_id, cls.withdrawn_at.is_(None)).order_by(cls.id)

    @classmethod
    def standing_of(cls, registration_id: int) -> Select["AbsenceNotice"]:
        """The notices of a registration, without withdrawn ones."""
        return select(cls).where(cls.registration_id == registration_id, cls.withdrawn_at.is_(None)).order_by(cls.id)

    @classmethod
    def standing_for(cls, registration_ids: Collection[int]) -> Select["AbsenceNotice"]:
        """The notices of some registrations, without withdrawn ones."""
        return select(cls).where(cls.registration_id.in_(registration_ids), cls.withdrawn_at.is_(None)).order_by(cls.id)

    @classmethod
    def tell(cls, session: Session, registration: Registration, lesson: Lesson, now: datetime) -> "AbsenceNotice":
        """Store a notice for a lesson of the person's course; a second one changes nothing.

        Raises:
            LessonBegun: the lesson has begun.
            LessonCancelled: it does not take place.
            NoLongerLive: the registration has ended.
        """
        standing = cls._locked(session, registration, lesson, now)
        if not registration.is_live:
            raise NoLongerLive
        if standing is not None:
            return standing
        made = cls(registration_id=registration.id, lesson_id=lesson.id, told_at=now)
        session.add(made)
        session.flush()
        return made

    @classmethod
    def take_back(cls, session: Session, registration: Registration, lesson: Lesson, now: datetime) -> None:
        """Withdraw the notice; a second time changes nothing.

        Raises:
            LessonBegun: the lesson has begun.
            LessonCancelled: it does not take place.
        """
        standing = cls._locked(session, registration, lesson, now)
        if standing is not None:
            standing.withdrawn_at = now

    @classmethod
    def _locked(
        cls, session: Session, registration: Registration, lesson: Lesson, now: datetime
    ) -> "AbsenceNotice | None":
        """The notice in force, with the registration's row locked, so that two presses run one after the other."""
        if lesson.course_id != registration.course_id or lesson.state == LessonState.CANCELLED:
            raise LessonCancelled
        if lesson.starts_at <= now:
            raise LessonBegun
        session.refresh(registration, with_for_update={"of": Registration})
        return session.scalars(cls.standing_of(registration.id).where(cls.lesson_id == lesson.id)).one_or_none()


# Older lessons are not followed up.
LATELY = timedelta(days=30)


def absent_last(unit_ids: Collection[int], group_ids: Collection[int], now: datetime) -> Select[Registration, Lesson]:
    """People of current classes of some wards who were absent without leave at the last past lesson, with that lesson:
    marked absent, or in class and unmarked at a closed lesson. The newest lesson first, then by name."""
    return _absent(unit_ids, group_ids, now, now - LATELY)


def _absent(unit_ids: Any, group_ids: Any, now: Any, since: Any) -> Select[*tuple[Any, ...]]:
    over = Lesson.state != LessonState.CANCELLED, Lesson.ends_at <= now, Lesson.ends_at > since
    ended = select(Lesson.course_id, func.max(Lesson.ends_at).label("at")).where(*over).group_by(Lesson.course_id)
    last = ended.subquery()
    mark = aliased(Attendance)
    theirs = and_(mark.lesson_id == Lesson.id, mark.registration_id == Registration.id)
    unmarked = or_(mark.status.is_(None), mark.status == Status.UNMARKED)
    absent_by_rule = and_(unmarked, Lesson.rest_absent, Registration.is_in_class_at(Lesson.listed_at))
    return (
        select(Registration, Lesson)
        .join(Registration.person)
        .join(Registration.course)
        .join(last, last.c.course_id == Course.id)
        .join(Lesson, and_(Lesson.course_id == Course.id, Lesson.ends_at == last.c.at, over[0]))
        .outerjoin(mark, theirs)
        .where(Course.unit_id.in_(unit_ids), Person.residential_group_id.in_(group_ids), Person.erased_at.is_(None))
        .where(is_attending(), or_(mark.status == Status.ABSENT, absent_by_rule))
        .options(contains_eager(Registration.person), contains_eager(Registration.course))
        .order_by(last.c.at.desc(), Course.id, Person.sort_key, Registration.id)
    )


def how_many_absent(session: Session, unit_ids: Collection[int], group_ids: Collection[int], now: datetime) -> int:
    """How many of some groups they are. One statement."""
    values = {"units": unit_ids, "groups": group_ids, "now": now, "since": now - LATELY}
    return session.scalar(_count(), values) or 0


@cache
def _count() -> Select[int]:
    ids: list[Any] = [bindparam(each, expanding=True) for each in ("units", "groups")]
    return count_of(_absent(*ids, *(bindparam(each, type_=UtcDateTime()) for each in ("now", "since"))))


# Classes of another ward in which people of a residential group learn: if a group moved to another ward, classes of
# many groups run to their end in the old one.
def courses_of_neighbours(unit_id: int, group_id: int, now: datetime) -> Select[Course, int]:
    """The published courses of a ward with a lesson ahead on which people of a group learn, and how many; the soonest
    lesson first."""
    ahead = (
        select(Lesson.course_id, func.min(Lesson.starts_at).label("starts_at"))
        .where(Lesson.state != LessonState.CANCELLED, Lesson.ends_at > now)
        .group_by(Lesson.course_id)
        .subquery()
    )
    return (
        select(Course, func.count(Registration.id))
        .join(ahead, ahead.c.course_id == Course.id)
        .join(Registration, Registration.course_id == Course.id)
        .join(Person, Person.id == Registration.person_id)
        .where(Course.unit_id == unit_id, Course.state == CourseState.OPEN)
        .where(Person.residential_group_id == group_id, Person.erased_at.is_(None), is_attending())
        .group_by(Course.id, ahead.c.starts_at)
        .options(selectinload(Course.lessons).selectinload(Lesson.place), selectinload(Course.place))
        .order_by(ahead.c.starts_at, Course.id)
    )
