"""Approvals: the list of a finished course goes to the leader, who approves it or sends it back.

Whoever meets the rule only after the approval comes on a further list, and so on: each is numbered within its course.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, synonym
from sqlalchemy.orm.interfaces import ORMOption

from app.models.base import Base, known, partial_index
from app.models.learning.approval_entry import ApprovalEntry
from app.models.learning.approving import (
    AlreadySubmitted,
    ApprovalState,
    DecisionChanged,
    NobodyQualifies,
    NoLongerMet,
    NotFinished,
    NotListed,
    NotOneMet,
)
from app.models.learning.course import Course
from app.models.learning.course_terms import Stage
from app.models.learning.eligible import eligible, holders
from app.models.learning.registration import Registration
from app.models.learning.standing import standings
from app.models.mixins.decided import Decided
from app.models.people.account import Account


class Approval(Decided, Base):
    """A list of people of one course to be certified; at most one a course is before the leader."""

    __tablename__ = "approval"
    __table_args__ = (
        known("state", ApprovalState),
        CheckConstraint("(state = 'submitted') = (decided_at IS NULL)", name="decided_when_decided"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> submitted_by_id", name="two_people"),
        CheckConstraint("state <> 'sent_back' OR reason <> ''", name="sent_back_with_reason"),
        CheckConstraint("number > 0", name="number_positive"),
        partial_index("uq_approval_course_submitted", "course_id", where="state = 'submitted'"),
        partial_index("uq_approval_course_number", "course_id", "number", where="state <> 'sent_back'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), init=False)
    course: Mapped[Course] = relationship()
    state: Mapped[str] = mapped_column(default=ApprovalState.SUBMITTED)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    submitted_by: Mapped[Account] = relationship(foreign_keys="Approval.submitted_by_id")
    submitted_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = synonym("submitted_by_id", init=False)
    proposed_at: Mapped[datetime] = synonym("submitted_at", init=False)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    decided_by: Mapped[Account | None] = relationship(foreign_keys="Approval.decided_by_id", default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    # The decision on paper whose annex the list is, once the office has written it: "125/QĐ-UBND" and its day.
    decision_number: Mapped[str] = mapped_column(default="")
    decision_date: Mapped[date | None] = mapped_column(default=None)
    # Which of the course's lists it is: 1 is the first, 2 the first further one. One sent back gives its number on.
    number: Mapped[int] = mapped_column(default=1)

    @property
    def supplement(self) -> int:
        """Which further list it is; 0 for the course's first."""
        return self.number - 1

    @property
    def supplement_to_come(self) -> int:
        """Which further list the course's next one is, this one being its newest; 0 for the first."""
        return self.number - 1 + (self.state == ApprovalState.APPROVED)

    @classmethod
    def of(cls, course_id: int) -> Select["Approval"]:
        """All lists a course ever had, the newest first."""
        return select(cls).where(cls.course_id == course_id).order_by(cls.id.desc())

    @classmethod
    def newest_states(cls, session: Session, course_ids: Collection[int]) -> dict[int, str]:
        """Where the newest list of each of some courses stands, by the course's id."""
        rows = select(cls.course_id, cls.state).where(cls.course_id.in_(course_ids)).order_by(cls.id)
        return dict(session.execute(rows).all())

    @classmethod
    def people(cls) -> tuple[ORMOption, ...]:
        """Loads with a list who submitted it and who decided."""
        return joinedload(cls.submitted_by), joinedload(cls.decided_by)

    @classmethod
    def approved_of(cls, course_id: int) -> Select["Approval"]:
        """The approved lists of a course by their numbers: the first, then the further ones."""
        return select(cls).where(cls.course_id == course_id, cls.state == ApprovalState.APPROVED).order_by(cls.number)

    @hybrid_property
    def waits(self) -> bool:
        """Whether it is before the leader."""
        return self.state == ApprovalState.SUBMITTED

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Approval"]:
        """The lists of some units, the longest waiting first, with their courses."""
        told = (joinedload(cls.course), joinedload(cls.submitted_by))
        wanted = select(cls).join(cls.course).where(Course.unit_id.in_(unit_ids))
        return wanted.options(*told).order_by(cls.submitted_at, cls.id)

    @classmethod
    def sizes(cls, session: Session, approval_ids: Collection[int]) -> dict[int, int]:
        """How many certificates follow from some lists, once approved."""
        return ApprovalEntry.sizes(session, approval_ids)

    @classmethod
    def submit(
        cls, session: Session, course_id: int, *, by: Account, now: datetime, proposals: Mapping[str, str] | None = None
    ) -> "Approval":
        """Bring the list of those who met the rule before the leader: all of them, or on a further list those who
        hold no paper that stands.

        `proposals` are reasons, by a registration's public id, to make an exception for somebody who has not met it;
        whoever has met it meanwhile needs none.

        Raises:
            NotFinished: lessons are still to come or not closed.
            AlreadySubmitted: a list is before the leader.
            NobodyQualifies: no one without a paper met the rule, and no exception is proposed.
        """
        course = session.scalars(Course.locked(course_id)).one()
        before = session.scalars(cls.of(course.id).where(cls.state != ApprovalState.SENT_BACK)).first()
        if before is not None and before.state == ApprovalState.SUBMITTED:
            raise AlreadySubmitted
        if course.stage(now) not in (Stage.FINISHED, Stage.CLOSED):
            raise NotFinished
        wanted = proposals or {}
        listed = [row for row in eligible(session, course) if row.met or wanted.get(row.registration.public_id)]
        if not listed:
            raise NobodyQualifies
        made = cls(course=course, submitted_by=by, submitted_at=now, number=before.number + 1 if before else 1)
        session.add(made)
        session.flush()
        session.add_all(
            ApprovalEntry(
                approval_id=made.id,
                registration_id=row.registration.id,
                came=row.came,
                lessons=row.of_all,
                proposal="" if row.met else wanted[row.registration.public_id],
            )
            for row in listed
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
            OwnProposal, AlreadyDecided: it is not theirs to decide, or not any more.
        """
        self.take(session, by)
        self._decide(ApprovalState.SENT_BACK, by=by, now=now)
        self.reason = reason

    def make_exception(self, session: Session, public_id: str, *, by: Account, reason: str) -> ApprovalEntry:
        """A leader certifies somebody on the list in spite of the rule; an empty reason takes the exception back.

        Raises:
            OwnProposal, AlreadyDecided: it is not theirs to decide, or not any more.
            NotListed: the list does not hold that registration.
        """
        self.take(session, by)
        wanted = ApprovalEntry.of(self.id).where(Registration.public_id == public_id)
        entry = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
        if entry is None:
            raise NotListed(self)
        entry.exception = reason
        return entry

    def approve(self, session: Session, *, by: Account, now: datetime) -> None:
        """Approve the list; the register then gives the numbers (`certificate_numbers.enter`) in the same transaction.

        Raises:
            OwnProposal, AlreadyDecided: it is not theirs to decide, or not any more.
            NoLongerMet: marks changed since and somebody on the list no longer meets the rule, or has a paper by now.
            NotOneMet: nothing but proposals, and no exception was made.
        """
        self.take(session, by)
        if people := self.no_longer_met(session):
            raise NoLongerMet(self, people)
        if not ApprovalEntry.sizes(session, [self.id])[self.id]:
            raise NotOneMet(self)
        self._decide(ApprovalState.APPROVED, by=by, now=now)

    def no_longer_met(self, session: Session) -> list[str]:
        """Who does not belong on the list any more: by the marks of today nor by a leader's exception do they meet the
        rule, or they hold a paper by now, because two rows turned out to be one person."""
        met = {standing.registration.id for standing in standings(session, self.course) if standing.met}
        held = holders(session, self.course_id)
        return [
            entry.registration.person.full_name
            for entry in session.scalars(ApprovalEntry.of(self.id))
            if (entry.is_certified and entry.registration.person_id in held)
            or not (entry.exception or entry.proposal or entry.registration_id in met)
        ]

    @property
    def decision(self) -> tuple[str, str]:
        """Number and day (ISO) of the decision on paper, each empty until it is written."""
        return self.decision_number, self.decision_date.isoformat() if self.decision_date else ""

    def write_decision(self, session: Session, number: str, day: date | None, *, seen: tuple[str, str]) -> None:
        """Note the decision on paper; `seen` is the `decision` that was on the screen.

        Raises:
            DecisionChanged: somebody else wrote another one meanwhile.
        """
        self.lock(session)
        if self.decision != seen:
            raise DecisionChanged
        self.decision_number, self.decision_date = number, day

    def _decide(self, state: ApprovalState, *, by: Account, now: datetime) -> None:
        self.state, self.decided_by, self.decided_at = state, by, now
