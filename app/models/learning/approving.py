"""The states of a course's list, its entries, and the errors of submitting and deciding it."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from app.models.base import Keyed
from app.models.learning.registration import Registration
from app.models.mixins.decided import Decided, DecisionRefused
from app.models.people.person import Person


class ApprovalState(StrEnum):
    """submitted → approved | sent back."""

    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    APPROVED = "approved"


class NotFinished(Exception):
    """The lessons are not over yet."""


class NobodyQualifies(Exception):
    """Nobody has met the course's rule."""


class AlreadySubmitted(Exception):
    """The course's list is before the leader or approved already."""


class NotListed(DecisionRefused):
    """The person is not on the list."""


class DecisionChanged(Exception):
    """Somebody else entered the decision's number meanwhile."""


class NotOneMet(DecisionRefused, NobodyQualifies):
    """Only proposals, and no exception was made."""


class NoLongerMet(DecisionRefused):
    """Marks changed after the list was made: somebody on it no longer meets the rule. `people` are their names."""

    def __init__(self, row: Decided, people: list[str]) -> None:
        super().__init__(row)
        self.people = people


# Entries: the people on a course's list, with their attendance at that time and a leader's exceptions.
class ApprovalEntry(Keyed):
    """One person on a list, with their attendance when it was made."""

    __tablename__ = "approval_entry"
    __table_args__ = (
        UniqueConstraint("approval_id", "registration_id"),
        CheckConstraint("came <= lessons", name="came_within_lessons"),
    )

    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    registration: Mapped[Registration] = relationship(init=False)
    came: Mapped[int]
    lessons: Mapped[int]
    # Why the office proposes an exception for somebody who has not met the rule; empty for those who have.
    proposal: Mapped[str] = mapped_column(default="")
    # A leader's exception to the rule, with the reason (docs/promises.md, "A rule and its exception").
    exception: Mapped[str] = mapped_column(default="")

    @property
    def is_certified(self) -> bool:
        """Whether the approval yields a certificate: a proposal alone does not."""
        return not self.proposal or bool(self.exception)

    @classmethod
    def of(cls, approval_id: int) -> Select["ApprovalEntry"]:
        """The people on a list, in Vietnamese name order."""
        return (
            select(cls)
            .join(cls.registration)
            .join(Registration.person)
            .where(cls.approval_id == approval_id)
            .options(joinedload(cls.registration).joinedload(Registration.person).joinedload(Person.residential_group))
            .order_by(Person.sort_key, Person.birth_year, cls.id)
        )

    @classmethod
    def certified_of(cls, approval_id: int) -> Select["ApprovalEntry"]:
        """The people whom the approval of a list certifies, in Vietnamese name order."""
        return cls.of(approval_id).where(_certified())

    @classmethod
    def sizes(cls, session: Session, approval_ids: Collection[int]) -> dict[int, int]:
        """The number of people whom the approval of each list certifies."""
        counted = select(cls.approval_id, func.count()).where(cls.approval_id.in_(approval_ids), _certified())
        return dict.fromkeys(approval_ids, 0) | dict(session.execute(counted.group_by(cls.approval_id)).all())


def _certified() -> ColumnElement[bool]:
    return or_(ApprovalEntry.proposal == "", ApprovalEntry.exception != "")
