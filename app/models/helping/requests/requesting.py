"""Requests for help at home: the form's content, states, steps and errors."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.models.helping.lists.ward_list import HelpTopic
    from app.models.people.administrative_unit import AdministrativeUnit
    from app.models.people.residential_group import ResidentialGroup

# Somebody old who cannot use a telephone waits at home: a week is too long, and the office is closed at weekends.
WORKING_DAYS = 3
# A family asks for a handful of things at most; whoever asks for more within a day is not a family.
A_DAY = 5
# Asked for again, with the same phone and topic: that many times it is noted, then it says nothing new.
AGAIN = 10
AGAIN_AFTER = timedelta(minutes=10)
# Names and telephone numbers of requests that ended are erased by the worker after this long.
KEPT = timedelta(days=183)


class RequestStage(StrEnum):
    """new → assigned → accepted → done; or cancelled by who asked, or declined by the office with the reason."""

    NEW = "new"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DONE = "done"
    CANCELLED = "cancelled"
    DECLINED = "declined"


OPEN_STAGES = (RequestStage.NEW, RequestStage.ASSIGNED, RequestStage.ACCEPTED)


class RequestStep(StrEnum):
    """What can happen to a request. `words` of a step hold no name and no number of who is helped: steps are kept."""

    ASKED = "asked"
    ASKED_AGAIN = "asked_again"
    REPEAT_CANCELLED = "repeat_cancelled"
    SUITS_CHANGED = "suits_changed"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    VISIT_SET = "visit_set"
    HANDED_BACK = "handed_back"
    TAKEN_BACK = "taken_back"
    NOTED = "noted"
    DUE_MOVED = "due_moved"
    TRIED = "tried"
    DONE = "done"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    DECLINED = "declined"


@dataclass(frozen=True)
class NewRequest:
    """What a form said. `submission` is the form's own number; `asked_by` "" where they ask for themselves; `source`:
    from where it came, as limits tell places apart."""

    unit: "AdministrativeUnit"
    submission: str
    full_name: str
    phone: str
    topic: "HelpTopic"
    birth_year: int | None = None
    asked_by: str = ""
    group: "ResidentialGroup | None" = None
    where: str = ""
    words: str = ""
    suits: str = ""
    source: str = ""


class AskedTooOften(Exception):
    """This phone has asked for so much within a day that the office has to be called."""


class RequestOver(Exception):
    """The request has ended."""


class TakenByAnother(Exception):
    """Another member of the team accepted first."""


class NotTheirs(Exception):
    """The request is given to somebody else, or no longer to them."""


class NobodyThere(Exception):
    """The ambassador has ended, or the team was dissolved."""
