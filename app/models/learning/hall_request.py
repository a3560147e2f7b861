"""Hall requests: somebody in the hall who is not on the list enters their name and waits for the instructor (decision
0074)."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Select, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import names
from app.models.base import Addressed, known, partial_index
from app.models.learning.attendance import Attendance, Outcome
from app.models.learning.attendance_mark import Mark, MarkWay, Status
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonClosed, LessonState
from app.models.learning.registration import Registration
from app.models.learning.walk_in import Press, WalkIn
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup

# Requests, answered or not, are deleted this long after their lesson: the phone has read the answer by then.
FORGOTTEN_AFTER = timedelta(hours=12)
_WAITS = "state = 'waiting'"


class HallRequestState(StrEnum):
    """Unanswered, let in by the instructor, or refused."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class AlreadyAnswered(Exception):
    """It was answered before."""


class HallRequest(Addressed):
    """Name, year and group of somebody in the hall, typed on their own phone.

    At most one waits per phone, and per name and year, at a lesson. The typed data is deleted with the answer: a person
    let in is in the registration. `public_id` is known only to the phone, which polls with it.
    """

    __tablename__ = "hall_request"
    __table_args__ = (
        known("state", HallRequestState),
        CheckConstraint("(state = 'waiting') = (full_name <> '')", name="named_while_waiting"),
        CheckConstraint("(state = 'waiting') = (answered_at IS NULL)", name="answered_at_a_moment"),
        CheckConstraint("(state = 'accepted') = (registration_id IS NOT NULL)", name="accepted_as_somebody"),
        partial_index("uq_hall_request_device", "lesson_id", "device", where=_WAITS),
        partial_index("uq_hall_request_name", "lesson_id", "search_key", "birth_year", "full_name", where=_WAITS),
    )

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    device: Mapped[str]
    full_name: Mapped[str]
    search_key: Mapped[str]
    birth_year: Mapped[int | None]
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"))
    residential_group: Mapped[ResidentialGroup | None] = relationship(init=False, viewonly=True)
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=HallRequestState.WAITING)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), default=None)

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def called(cls, lesson_id: int, public_id: str) -> Select["HallRequest"]:
        """One request of a lesson, by the id that its phone and the roll use."""
        return select(cls).where(cls.lesson_id == lesson_id, cls.public_id == public_id)

    @classmethod
    def waiting_at(cls, lesson_id: int) -> Select["HallRequest"]:
        """The unanswered requests at a lesson with their groups, the oldest first."""
        wanted = select(cls).where(cls.lesson_id == lesson_id, cls.state == HallRequestState.WAITING)
        return wanted.options(joinedload(cls.residential_group)).order_by(cls.id)

    @classmethod
    def over(cls, now: datetime) -> Select["HallRequest"]:
        """Requests to delete: their lesson ended some time ago, or was called off."""
        return (
            select(cls)
            .join(Lesson, Lesson.id == cls.lesson_id)
            .where(or_(Lesson.ends_at < now - FORGOTTEN_AFTER, Lesson.state == LessonState.CANCELLED))
            .order_by(cls.id)
        )

    # -- what happens to it ---------------------------------------------------------------------------------------

    @classmethod
    def ask(
        cls,
        session: Session,
        lesson: Lesson,
        *,
        device: str,
        full_name: str,
        birth_year: int,
        residential_group_id: int | None,
        now: datetime,
    ) -> "HallRequest":
        """Ask to be let in; the caller holds the lesson's row lock. Sent twice, or by two phones, there is one request
        of one name (docs/promises.md, "Who is one person"); another name from the same phone replaces the first.

        Raises:
            LessonClosed: it is over, or does not take place.
        """
        if lesson.state != LessonState.PLANNED:
            raise LessonClosed
        there = session.scalars(cls.waiting_at(lesson.id)).all()
        born = [each for each in there if each.birth_year == birth_year]
        if same := next((each for each in born if names.is_one_name(each.full_name, full_name)), None):
            same.residential_group_id = residential_group_id
            return same
        for each in there:
            if each.device == device:
                session.delete(each)
        session.flush()
        made = cls(
            lesson_id=lesson.id,
            device=device,
            full_name=full_name,
            search_key=names.search_key(full_name),
            birth_year=birth_year,
            residential_group_id=residential_group_id,
            asked_at=now,
        )
        session.add(made)
        session.flush()
        return made

    @property
    def waits(self) -> bool:
        """Whether it is unanswered."""
        return self.state == HallRequestState.WAITING

    def alike(self, session: Session, lesson: Lesson) -> list[Registration]:
        """People of the course with a similar name, to be asked about first; none if one matches exactly."""
        there = list(session.scalars(WalkIn.alike(lesson.course_id, self.full_name)))
        own = (names.identity_key(self.full_name), self.birth_year, self.residential_group_id)
        for registration in there:
            person = registration.person
            if own == (names.identity_key(person.full_name), person.birth_year, person.residential_group_id):
                return []
        return there

    def accept(self, session: Session, lesson: Lesson, *, by_id: int, device: str, now: datetime) -> WalkIn:
        """Let them in, by the rules of a walk-in. The caller holds the row locks of lesson, course and request.

        Raises:
            AlreadyAnswered: somebody else answered it.
            LessonClosed: the lesson is over.
            NotOpen: the course takes nobody any more.
        """
        self._need_waiting(lesson)
        assert self.birth_year is not None
        person = Person(
            unit=lesson.course.unit,
            full_name=self.full_name,
            birth_year=self.birth_year,
            residential_group=self.residential_group,
            created_at=now,
        )
        press = Press(str(uuid.uuid4()), now, now, device)
        entered = WalkIn.enter(session, lesson, person, press, by_id=by_id, now=now)
        self._answer(HallRequestState.ACCEPTED, by_id, now, entered.registration.id)
        return entered

    def accept_as(
        self, session: Session, lesson: Lesson, registration: Registration, *, by_id: int, device: str, now: datetime
    ) -> Outcome:
        """Mark people of the list present as who asked. Locks and errors as in `accept`. Returns the mark's outcome."""
        self._need_waiting(lesson)
        mark = Mark(str(uuid.uuid4()), registration.id, Status.PRESENT, now, now, device, way=MarkWay.ROLL)
        self._answer(HallRequestState.ACCEPTED, by_id, now, registration.id)
        return Attendance.record(session, lesson, [mark], by_id=by_id, now=now, locked=True)[0]

    def refuse(self, lesson: Lesson, *, by_id: int, now: datetime) -> None:
        """Do not let them in. Locks and errors as in `accept`."""
        self._need_waiting(lesson)
        self._answer(HallRequestState.REFUSED, by_id, now)

    def _need_waiting(self, lesson: Lesson) -> None:
        if not self.waits:
            raise AlreadyAnswered
        if lesson.state != LessonState.PLANNED:
            raise LessonClosed

    def _answer(self, state: HallRequestState, by_id: int, now: datetime, registration_id: int | None = None) -> None:
        self.full_name = self.search_key = ""
        self.birth_year = self.residential_group_id = None
        self.state, self.answered_at, self.answered_by_id = state, now, by_id
        self.registration_id = registration_id
