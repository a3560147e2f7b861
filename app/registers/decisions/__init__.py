"""All decisions of an office, for the inbox, the rail and refusals of a late decision."""

from app.models.mixins.decided import Decided
from app.registers.decision import Decision
from app.registers.decisions.certificates import LISTS, REQUESTS
from app.registers.decisions.helping import LETTERS, OFFERS
from app.registers.decisions.movement import RECOGNITIONS, REPORTS, TASKS

# In the order of the inbox.
DECISIONS: tuple[Decision, ...] = (LISTS, REQUESTS, LETTERS, RECOGNITIONS, REPORTS, TASKS, OFFERS)


def decision_for(noun: type[Decided]) -> Decision:
    return next(each for each in DECISIONS if each.noun is noun)
