"""Approvals: the list of a finished course is submitted to the leader, who approves it or sends it back.

People who meet the rule only after the approval come on a further list; lists are numbered within their course.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, synonym
from sqlalchemy.orm.interfaces import ORMOption

from app.models.base import Keyed, known, partial_index
from app.models.learning.approving import (
    AlreadySubmitted,
    ApprovalEntry,
    ApprovalState,
    DecisionChanged,
    NobodyQualifies,
    NoLongerMet,
    NotFinished,
    NotListed,
    NotOneMet,
)
from app.models.learning.certificate import ENDED, Certificate
from app.models.learning.course import Course
from app.models.learning.course_terms import Stage
from app.models.learning.registration import Registration
from app.models.learning.standing import LearnerStatus, learner_statuses
from app.models.mixins.decided import Decided
from app.models.people.account import Account


# Who may come on a course's next list: everybody who learned there and holds no valid certificate of it.
#
# People count, not registrations: two rows merged into one person earn one certificate.
def holders(session: Session, course_id: int) -> set[int]:
    """The people with a valid certificate of a course, numbered ones that are not drawn yet included."""
    people = (
        select(Registration.person_id)
        .join(Certificate, Certificate.registration_id == Registration.id)
        .where(Registration.course_id == course_id, Certificate.state.not_in(ENDED))
    )
    return set(session.scalars(people))


def eligible(session: Session, course: Course) -> list[LearnerStatus]:
    """The statuses of those who may come on the next list, rule met or not, in Vietnamese name order."""
    holder_ids = holders(session, course.id)
    return [row for row in learner_statuses(session, course) if row.registration.person_id not in holder_ids]


class Approval(Decided, Keyed):
    """A list of people of one course to be certified; at most one per course is before the leader."""

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
    # The written decision to which the list is an annex, once entered: "125/QĐ-UBND" and its day.
    decision_number: Mapped[str] = mapped_column(default="")
    decision_date: Mapped[date | None] = mapped_column(default=None)
    # The number of the list in its course: 1 is the first, 2 the first further one. A returned list's number is reused.
    number: Mapped[int] = mapped_column(default=1)

    @property
    def supplement(self) -> int:
        """The number of this further list; 0 for the course's first list."""
        return self.number - 1

    @property
    def supplement_to_come(self) -> int:
        """The number of the course's next further list, if this list is its newest; 0 for the first list."""
        return self.number - 1 + (self.state == ApprovalState.APPROVED)

    @classmethod
    def of(cls, course_id: int) -> Select["Approval"]:
        """All lists of a course, the newest first."""
        return select(cls).where(cls.course_id == course_id).order_by(cls.id.desc())

    @classmethod
    def newest_states(cls, session: Session, course_ids: Collection[int]) -> dict[int, str]:
        """The state of the newest list of each of some courses, by the course's id."""
        rows = select(cls.course_id, cls.state).where(cls.course_id.in_(course_ids)).order_by(cls.id)
        return dict(session.execute(rows).all())

    @classmethod
    def people(cls) -> tuple[ORMOption, ...]:
        """Loader options: who submitted the list and who decided."""
        return joinedload(cls.submitted_by), joinedload(cls.decided_by)

    @classmethod
    def approved_of(cls, course_id: int) -> Select["Approval"]:
        """The approved lists of a course by number: the first, then the further ones."""
        return select(cls).where(cls.course_id == course_id, cls.state == ApprovalState.APPROVED).order_by(cls.number)

    @hybrid_property
    def waits(self) -> bool:
        """Whether it is before the leader."""
        return self.state == ApprovalState.SUBMITTED

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Approval"]:
        """The lists of some units, the longest waiting first, with their courses."""
        related = (joinedload(cls.course), joinedload(cls.submitted_by))
        wanted = select(cls).join(cls.course).where(Course.unit_id.in_(unit_ids))
        return wanted.options(*related).order_by(cls.submitted_at, cls.id)

    @classmethod
    def sizes(cls, session: Session, approval_ids: Collection[int]) -> dict[int, int]:
        """The number of certificates that some lists yield once approved."""
        return ApprovalEntry.sizes(session, approval_ids)

    @classmethod
    def submit(
        cls, session: Session, course_id: int, *, by: Account, now: datetime, proposals: Mapping[str, str] | None = None
    ) -> "Approval":
        """Submit those who met the rule to the leader: all of them, or on a further list those without a valid
        certificate.

        `proposals` are reasons, by a registration's public id, to make an exception for somebody who has not met the
        rule; they are ignored for anyone who has met it meanwhile.

        Raises:
            NotFinished: lessons are still to come or not closed.
            AlreadySubmitted: a list is before the leader.
            NobodyQualifies: nobody without a certificate met the rule, and no exception is proposed.
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
        """Lock the course's row and reload the list, so that two leaders decide one after the other."""
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
        """Certify somebody on the list despite the rule; an empty reason revokes the exception.

        Raises:
            OwnProposal, AlreadyDecided: it is not theirs to decide, or not any more.
            NotListed: the registration is not on the list.
        """
        self.take(session, by)
        wanted = ApprovalEntry.of(self.id).where(Registration.public_id == public_id)
        entry = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
        if entry is None:
            raise NotListed(self)
        entry.exception = reason
        return entry

    def approve(self, session: Session, *, by: Account, now: datetime) -> None:
        """Approve the list; the register gives the numbers (`certificate_numbers.enter`) in the same transaction.

        Raises:
            OwnProposal, AlreadyDecided: it is not theirs to decide, or not any more.
            NoLongerMet: marks changed and somebody on the list no longer meets the rule, or has a certificate by
                now.
            NotOneMet: only proposals, and no exception was made.
        """
        self.take(session, by)
        if people := self.no_longer_met(session):
            raise NoLongerMet(self, people)
        if not ApprovalEntry.sizes(session, [self.id])[self.id]:
            raise NotOneMet(self)
        self._decide(ApprovalState.APPROVED, by=by, now=now)

    def no_longer_met(self, session: Session) -> list[str]:
        """The names of people who no longer belong on the list: they meet the rule neither by today's marks nor by a
        leader's exception, or they have a certificate by now, because two rows were merged."""
        met = {standing.registration.id for standing in learner_statuses(session, self.course) if standing.met}
        holder_ids = holders(session, self.course_id)
        return [
            entry.registration.person.full_name
            for entry in session.scalars(ApprovalEntry.of(self.id))
            if (entry.is_certified and entry.registration.person_id in holder_ids)
            or not (entry.exception or entry.proposal or entry.registration_id in met)
        ]

    @property
    def decision(self) -> tuple[str, str]:
        """Number and day (ISO) of the written decision, each empty until it is entered."""
        return self.decision_number, self.decision_date.isoformat() if self.decision_date else ""

    def write_decision(self, session: Session, number: str, day: date | None, *, seen: tuple[str, str]) -> None:
        """Enter the written decision; `seen` is the `decision` that was on the screen.

        Raises:
            DecisionChanged: somebody else entered another one meanwhile.
        """
        self.lock(session)
        if self.decision != seen:
            raise DecisionChanged
        self.decision_number, self.decision_date = number, day

    def _decide(self, state: ApprovalState, *, by: Account, now: datetime) -> None:
        self.state, self.decided_by, self.decided_at = state, by, now
