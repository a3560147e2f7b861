"""Absence notices: a person announces that they cannot come to one lesson, without leaving the course."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Keyed, partial_index
from app.models.learning.joining import NoLongerLive
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonCancelled, LessonState
from app.models.learning.registration import Registration

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
