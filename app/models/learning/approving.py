"""Approving: where a course's list stands, and why it is refused."""

from enum import StrEnum

from app.models.mixins.decided import Decided, Refused


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


class NotListed(Refused):
    """Nobody of that name is on the list."""


class DecisionChanged(Exception):
    """Somebody else wrote the decision's number meanwhile."""


class NotOneMet(Refused, NobodyQualifies):
    """Nothing but proposals, and no exception was made."""


class NoLongerMet(Refused):
    """Marks changed after the list was made: somebody on it no longer meets the rule. `people` are their names."""

    def __init__(self, row: Decided, people: list[str]) -> None:
        super().__init__(row)
        self.people = people
