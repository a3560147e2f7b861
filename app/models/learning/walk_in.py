"""Walk-ins: people in the hall who are not on the roll are registered and marked present in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session, contains_eager

from app.country import names
from app.models.learning.attendance import Attendance, Outcome
from app.models.learning.attendance_mark import AttendanceMark, Mark, MarkWay, Status
from app.models.learning.joining import LIVE, RegistrationState, SignUpWay, Wishes
from app.models.learning.leaving import cancel
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonClosed
from app.models.learning.registration import Registration
from app.models.people.person import Person


class Press(NamedTuple):
    """The press that adds a walk-in: as in `Mark`, without person and status."""

    uuid: str
    at: datetime
    device_at: datetime
    device: str
    sequence: int = 0


@dataclass(frozen=True)
class WalkIn:
    """The result: the registration, whether it is new, and the outcome of the mark."""

    registration: Registration
    is_new: bool
    outcome: Outcome

    @property
    def has_seat(self) -> bool:
        """False if more people came than there are seats."""
        return self.registration.state == RegistrationState.SEATED

    @classmethod
    def enter(
        cls,
        session: Session,
        lesson: Lesson,
        candidate: Person,
        press: Press,
        *,
        by_id: int | None,
        now: datetime,
        public_id: str | None = None,
        guardian: str = "",
    ) -> "WalkIn":
        """Register a person from the hall and mark them present; anyone on the roll already is only marked.

        The caller holds the row locks of lesson and course. `public_id` is the id that a phone gave the registration. A
        child comes in without a `guardian` too: the office asks afterwards (`children.without_guardian`).

        Raises:
            LessonClosed: the lesson was closed before the press.
            NotOpen: the course takes nobody any more.
        """
        if not lesson.takes_marks_of(press.at):
            raise LessonClosed
        wishes = Wishes(way=SignUpWay.WALK_IN, submission=public_id, public_id=public_id, guardian=guardian)
        late = lesson.is_closed
        registration, is_new = Registration.walk_in(session, lesson.course_id, candidate, wishes, now, late=late)
        mark = Mark(
            uuid=press.uuid,
            registration_id=registration.id,
            status=Status.PRESENT,
            at=press.at,
            device_at=press.device_at,
            device=press.device,
            sequence=press.sequence,
            way=MarkWay.WALK_IN,
        )
        outcome = Attendance.record(session, lesson, [mark], by_id=by_id, now=now, locked=True)[0]
        return cls(registration, is_new, outcome)

    @classmethod
    def take_back(cls, session: Session, mark: AttendanceMark, *, now: datetime) -> bool:
        """After the mark of a walk-in was undone: give back the seat that the same press took.

        Nothing happens if the person was registered before. Returns whether a registration was cancelled. The caller
        holds the row locks of lesson and course.
        """
        registration = session.get(Registration, mark.registration_id)
        assert registration is not None
        made_then = registration.way == SignUpWay.WALK_IN and registration.created_at == mark.received_at
        if mark.way != MarkWay.WALK_IN or not made_then or not registration.is_live:
            return False
        cancel(session, registration, now=now, reason="walk-in undone")
        registration.seated_at = None  # as if they had never been on the list
        return True

    @classmethod
    def alike(cls, course_id: int, full_name: str) -> Select[Registration]:
        """The live registrations of a course whose names contain every word of this one, ignoring accents, exact
        matches first: to be asked about before a person is added. At most six."""
        padded = " " + Person.search_key + " "
        terms = names.search_terms(full_name)
        given = [padded.like(names.like_pattern(f" {term} "), escape="\\") for term in terms]
        first = case((Person.search_key == names.search_key(full_name), 0), else_=1)
        return (
            select(Registration)
            .join(Registration.person)
            .where(Registration.course_id == course_id, Registration.state.in_(LIVE), *given)
            .options(contains_eager(Registration.person).joinedload(Person.residential_group))
            .order_by(first, Person.sort_key, Person.birth_year, Registration.id)
            .limit(6)
        )
