"""The states of a course's list, and the errors of submitting and deciding it."""

from enum import StrEnum

from app.models.mixins.decided import Decided, DecisionRefused


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
