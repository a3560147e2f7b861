"""Approving: where a course's list stands, and why it is refused."""

from enum import StrEnum


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


class NotListed(Exception):
    """Nobody of that name is on the list."""


class DecisionChanged(Exception):
    """Somebody else wrote the decision's number meanwhile."""


class OwnList(Exception):
    """Nobody approves a list they submitted themselves."""


class NoLongerMet(Exception):
    """Marks changed after the list was made: somebody on it no longer meets the rule. `people` are their names."""

    def __init__(self, people: list[str]) -> None:
        super().__init__(people)
        self.people = people
