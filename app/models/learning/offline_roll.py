"""Offline rolls: rolls saved on phones, from which marks may still arrive."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.models.base import Keyed, UtcDateTime
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.registration import Registration
from app.models.learning.registration_step import RegistrationStep
from app.models.trust.phone import Phone


class OfflineRoll(Keyed):
    """A lesson's roll on a phone. It is reported once the phone says, after the lesson, that no marks are left on it.

    Somebody can give up a phone that never reports (lost, wiped).
    """

    __tablename__ = "held_roll"
    __table_args__ = (
        UniqueConstraint("lesson_id", "phone_id"),
        CheckConstraint("(given_up_at IS NULL) = (given_up_by_id IS NULL)", name="given_up_by_somebody"),
        Index(None, "phone_id"),
    )

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phone.id"))
    phone: Mapped[Phone] = relationship(init=False, viewonly=True)
    held_at: Mapped[datetime]
    reported_at: Mapped[datetime | None] = mapped_column(default=None)
    given_up_at: Mapped[datetime | None] = mapped_column(default=None)
    given_up_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)

    @classmethod
    def of(cls, lesson_id: int) -> Select["OfflineRoll"]:
        """The phones with a lesson's roll, in the order they saved it, with their owners."""
        return (
            select(cls)
            .where(cls.lesson_id == lesson_id)
            .options(joinedload(cls.phone).joinedload(Phone.account))
            .order_by(cls.held_at, cls.id)
        )

    @classmethod
    def outstanding(cls, lesson_id: int) -> Select["OfflineRoll"]:
        """Those of them that have not reported and were not given up: their marks may still arrive."""
        return cls.of(lesson_id).where(*_outstanding())

    @classmethod
    def unheard_on(cls, course_id: int, now: datetime) -> Select[int]:
        """The numbers of a course's past lessons with outstanding rolls."""
        return (
            select(Lesson.number)
            .join(cls, cls.lesson_id == Lesson.id)
            .where(Lesson.course_id == course_id, _over(now), Lesson.state != LessonState.CANCELLED, *_outstanding())
            .distinct()
            .order_by(Lesson.number)
        )

    @classmethod
    def lying_with(cls, account_id: int, since: datetime) -> Select[int, int]:
        """The number of rolls on each phone of an account: of lessons that ended since a moment or are to come, and
        unreported ones. Pairs of phone and count."""
        return (
            select(cls.phone_id, func.count())
            .join(cls.phone)
            .join(Lesson, Lesson.id == cls.lesson_id)
            .where(Phone.account_id == account_id, or_(Lesson.ends_at >= since, and_(*_outstanding())))
            .group_by(cls.phone_id)
        )

    @classmethod
    def people_of(cls, course_ids: Collection[int]) -> Select[int, int]:
        """A change counter of the people of some courses: pairs of course and a number that grows with each step of a
        registration there. A roll saved at a smaller number is outdated."""
        return (
            select(Registration.course_id, func.max(RegistrationStep.id))
            .join(RegistrationStep, RegistrationStep.registration_id == Registration.id)
            .where(Registration.course_id.in_(course_ids))
            .group_by(Registration.course_id)
        )

    @classmethod
    def report(cls, session: Session, phone: Phone, now: datetime, marked: Collection[int] = ()) -> None:
        """Update the rolls on a phone from what it just said of itself (`Phone.heard`).

        If nothing waits on it, it has reported all its past lessons. `marked` are the ids of lessons of which marks
        just arrived from it: their rolls are on it from now on, and if more waits there they are unreported again. One
        statement, and none if neither applies; two or three if something changes.
        """
        more = phone.waiting > 0
        if more and not marked:
            return
        rows = session.execute(_rolls_to_update(), {"phone_id": phone.id, "marked": list(marked), "now": now}).all()
        new = set(marked) - {row.lesson_id for row in rows}
        for lesson_id in sorted(new):
            _hold(session, lesson_id, phone.id, now)
        if more:
            again = [row.id for row in rows if row.lesson_id in marked and row.reported_at is not None]
            if again:
                session.execute(update(cls).where(cls.id.in_(again)).values(reported_at=None))
        elif new or any(row.over and row.reported_at is None for row in rows):
            over = select(Lesson.id).where(_over(now))
            theirs = and_(cls.phone_id == phone.id, cls.reported_at.is_(None), cls.lesson_id.in_(over))
            session.execute(update(cls).where(theirs).values(reported_at=now))

    @classmethod
    def hold(cls, session: Session, phone: Phone, lesson_ids: Collection[int], now: datetime) -> set[int]:
        """Record that rolls were saved on a phone; a roll saved again for a future lesson has to be reported again.

        The caller holds the lessons' row locks, so that marking and saving phones lock in one order. Returns the ids of
        the lessons whose rolls are new on it.
        """
        if not lesson_ids:
            return set()
        wanted = select(cls).where(cls.phone_id == phone.id, cls.lesson_id.in_(lesson_ids))
        known = {row.lesson_id: row for row in session.scalars(wanted)}
        over = set(session.scalars(select(Lesson.id).where(Lesson.id.in_(lesson_ids), _over(now))))
        for lesson_id, row in known.items():
            if lesson_id not in over:
                row.held_at, row.reported_at = now, None
                row.given_up_at = row.given_up_by_id = None
        session.flush()
        new = set(lesson_ids) - known.keys()
        for lesson_id in sorted(new):
            _hold(session, lesson_id, phone.id, now)
        return new

    def give_up(self, *, by_id: int, now: datetime) -> bool:
        """Stop waiting for this phone; what it still sends counts.

        Returns whether it was waited for until now.
        """
        if self.reported_at is not None or self.given_up_at is not None:
            return False
        self.given_up_at, self.given_up_by_id = now, by_id
        return True


def _outstanding() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return OfflineRoll.reported_at.is_(None), OfflineRoll.given_up_at.is_(None)


def _over(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The condition that a lesson takes no new marks, only those made earlier."""
    return or_(Lesson.ends_at <= now, Lesson.state != LessonState.PLANNED)


def _hold(session: Session, lesson_id: int, phone_id: int, now: datetime) -> None:
    """Insert a row, unless a simultaneous call of the phone did."""
    try:
        with session.begin_nested():
            session.execute(insert(OfflineRoll).values(lesson_id=lesson_id, phone_id=phone_id, held_at=now))
    except IntegrityError:
        pass


@cache  # run by every tap: compiled once, with bind parameters
def _rolls_to_update() -> Select[*tuple[Any, ...]]:
    """The unreported rolls on a phone, and those of the lessons that it marked."""
    over = _over(bindparam("now", type_=UtcDateTime()))
    marked = OfflineRoll.lesson_id.in_(bindparam("marked", expanding=True))
    return (
        select(OfflineRoll.id, OfflineRoll.lesson_id, OfflineRoll.reported_at, over.label("over"))
        .join(Lesson, Lesson.id == OfflineRoll.lesson_id)
        .where(and_(OfflineRoll.phone_id == bindparam("phone_id"), or_(OfflineRoll.reported_at.is_(None), marked)))
    )
