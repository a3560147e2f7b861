"""Approvals: the list of a finished course goes to the leader, who approves it or sends it back."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, exists, func, or_, select, text
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from app.models.base import Base
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME
from app.models.learning.course import Course, Stage
from app.models.learning.lesson import LessonState
from app.models.learning.registration import LIVE, Registration, RegistrationState
from app.models.people.account import Account
from app.models.people.person import Person


class ApprovalState(StrEnum):
    """submitted → approved | sent back."""

    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    APPROVED = "approved"


class NotFinished(Exception):
    """A list is made when the lessons are over."""


class NobodyQualifies(Exception):
    """No one has met the course's rule."""


class AlreadySubmitted(Exception):
    """The course's list is with the leader or approved already."""


class AlreadyDecided(Exception):
    """The list was approved or sent back before."""


class OwnList(Exception):
    """Nobody approves a list they submitted themselves."""


class NoLongerMet(Exception):
    """Marks changed after the list was made: somebody on it no longer meets the rule. `people` are their names."""

    def __init__(self, people: list[str]) -> None:
        super().__init__(people)
        self.people = people


@dataclass(frozen=True)
class Standing:
    """Where one registration stands against the course's rule, lesson by lesson.

    `statuses` holds a word for each lesson that counts, in their order: present, late, excused, absent, or "" where
    nothing is known.
    """

    registration: Registration
    statuses: tuple[str, ...]
    needed: int

    @property
    def came(self) -> int:
        """Lessons present, late ones among them."""
        return sum(1 for status in self.statuses if status in CAME)

    @property
    def met(self) -> bool:
        """Whether the attendance reaches what the course asks for."""
        return bool(self.statuses) and self.came >= self.needed


class Approval(Base):
    """The list of people of one course to be certified; at most one under way or approved a course."""

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint("state IN ('submitted', 'sent_back', 'approved')", name="state_known"),
        CheckConstraint("(state = 'submitted') = (decided_at IS NULL)", name="decided_when_decided"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> submitted_by_id", name="two_people"),
        CheckConstraint("state <> 'sent_back' OR reason <> ''", name="sent_back_with_reason"),
        Index(
            "uq_approval_course_live",
            "course_id",
            unique=True,
            sqlite_where=text("state <> 'sent_back'"),
            postgresql_where=text("state <> 'sent_back'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), init=False)
    course: Mapped[Course] = relationship()
    state: Mapped[str] = mapped_column(default=ApprovalState.SUBMITTED)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    submitted_by: Mapped[Account] = relationship(foreign_keys="Approval.submitted_by_id")
    submitted_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    decided_by: Mapped[Account | None] = relationship(foreign_keys="Approval.decided_by_id", default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")

    @classmethod
    def of(cls, course_id: int) -> Select["Approval"]:
        """All lists a course ever had, the newest first."""
        return select(cls).where(cls.course_id == course_id).order_by(cls.id.desc())

    @classmethod
    def waiting_in(cls, unit_ids: set[int]) -> Select["Approval"]:
        """The lists that wait for the leaders of some units, the oldest first."""
        return (
            select(cls)
            .join(cls.course)
            .where(cls.state == ApprovalState.SUBMITTED, Course.unit_id.in_(unit_ids))
            .options(joinedload(cls.course), joinedload(cls.submitted_by))
            .order_by(cls.submitted_at, cls.id)
        )

    @classmethod
    def sizes(cls, session: Session, approval_ids: Collection[int]) -> dict[int, int]:
        """How many people stand on some lists."""
        counted = select(ApprovalEntry.approval_id, func.count()).where(ApprovalEntry.approval_id.in_(approval_ids))
        return dict(session.execute(counted.group_by(ApprovalEntry.approval_id)).all())

    @classmethod
    def submit(cls, session: Session, course_id: int, *, by: Account, now: datetime) -> "Approval":
        """Bring the list of those who met the rule before the leader.

        Raises:
            NotFinished: lessons are still to come or not closed.
            AlreadySubmitted: a list is waiting or approved.
            NobodyQualifies: no one met the rule.
        """
        course = session.scalars(Course.locked(course_id)).one()
        if session.scalars(cls.of(course.id).where(cls.state != ApprovalState.SENT_BACK)).first():
            raise AlreadySubmitted
        if course.stage(now) not in (Stage.FINISHED, Stage.CLOSED):
            raise NotFinished
        qualified = [standing for standing in standings(session, course) if standing.met]
        if not qualified:
            raise NobodyQualifies
        made = cls(course=course, submitted_by=by, submitted_at=now)
        session.add(made)
        session.flush()
        session.add_all(
            ApprovalEntry(approval_id=made.id, registration_id=s.registration.id, came=s.came, lessons=len(s.statuses))
            for s in qualified
        )
        session.flush()
        return made

    def lock(self, session: Session) -> None:
        """Take the course's row and read the list afresh; two leaders decide one after the other."""
        session.scalars(Course.locked(self.course_id)).one()
        session.refresh(self)

    def send_back(self, session: Session, *, by: Account, reason: str, now: datetime) -> None:
        """Return the list to the office with a reason.

        Raises:
            AlreadyDecided: somebody was quicker.
            OwnList: the one who submitted it does not decide about it.
        """
        self.lock(session)
        if by.id == self.submitted_by_id:
            raise OwnList
        self._decide(ApprovalState.SENT_BACK, by=by, now=now)
        self.reason = reason

    def approve(self, session: Session, *, by: Account, now: datetime) -> None:
        """Approve the list; the register then gives the numbers (`Certificate.enter`) in the same transaction.

        Raises:
            AlreadyDecided: somebody was quicker.
            OwnList: the one who submitted it may not approve it.
            NoLongerMet: marks changed since, and somebody on the list no longer meets the rule.
        """
        self.lock(session)
        if by.id == self.submitted_by_id:
            raise OwnList
        if self.state == ApprovalState.SUBMITTED and (people := self.no_longer_met(session)):
            raise NoLongerMet(people)
        self._decide(ApprovalState.APPROVED, by=by, now=now)

    def no_longer_met(self, session: Session) -> list[str]:
        """Who is on the list, without a leader's exception, and does not meet the rule by the marks of today."""
        stands = {standing.registration.id: standing.met for standing in standings(session, self.course)}
        return [
            entry.registration.person.full_name
            for entry in session.scalars(ApprovalEntry.of(self.id))
            if not entry.exception and not stands.get(entry.registration_id, False)
        ]

    def _decide(self, state: ApprovalState, *, by: Account, now: datetime) -> None:
        if self.state != ApprovalState.SUBMITTED:
            raise AlreadyDecided
        self.state, self.decided_by, self.decided_at = state, by, now


class ApprovalEntry(Base):
    """One person on a list, with the attendance it was made on."""

    __tablename__ = "approval_entry"
    __table_args__ = (
        UniqueConstraint("approval_id", "registration_id"),
        CheckConstraint("came <= lessons", name="came_within_lessons"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    registration: Mapped[Registration] = relationship(init=False)
    came: Mapped[int]
    lessons: Mapped[int]
    # A leader's exception to the rule, with the reason (design model, invariant 5).
    exception: Mapped[str] = mapped_column(default="")

    @classmethod
    def of(cls, approval_id: int) -> Select["ApprovalEntry"]:
        """The people on a list, sorted as Vietnam sorts names."""
        return (
            select(cls)
            .join(cls.registration)
            .join(Registration.person)
            .where(cls.approval_id == approval_id)
            .options(joinedload(cls.registration).joinedload(Registration.person).joinedload(Person.residential_group))
            .order_by(Person.sort_key, Person.birth_year, cls.id)
        )


def standings(session: Session, course: Course) -> list[Standing]:
    """Where everybody stands who holds a seat on a course or was let in without one, sorted as Vietnam sorts names.

    A closed lesson's rule makes the unmarked absent; a lesson not yet closed counts only its marks.
    """
    lessons = [lesson for lesson in course.lessons if lesson.state != LessonState.CANCELLED]
    marked: dict[int, dict[int, str]] = defaultdict(dict)
    for state in session.scalars(Attendance.on_course(course.id)):
        marked[state.registration_id][state.lesson_id] = "" if state.status == "unmarked" else state.status
    return [
        Standing(
            registration=registration,
            statuses=tuple(
                marked[registration.id].get(lesson.id) or ("absent" if lesson.rest_absent else "") for lesson in lessons
            ),
            needed=course.lessons_needed,
        )
        for registration in session.scalars(attending(course.id))
    ]


def attending(course_id: int) -> Select[Registration]:
    """Who holds a seat on a course, and who waits for one but was let in and marked; with person and group, by name."""
    marked = exists().where(Attendance.registration_id == Registration.id)
    there = or_(
        Registration.state == RegistrationState.SEATED,
        Registration.state.in_(LIVE) & marked,
    )
    return (
        select(Registration)
        .join(Registration.person)
        .where(Registration.course_id == course_id, there)
        .options(contains_eager(Registration.person).joinedload(Person.residential_group))
        .order_by(Person.sort_key, Person.birth_year, Registration.id)
    )


def tally(rows: list[Standing]) -> Counter[bool]:
    """How many met the rule (True) and how many did not (False)."""
    return Counter(row.met for row in rows)
