"""All kinds of what waits, in the order of "Hôm nay"."""

from collections.abc import Mapping

from app.indicators.waiting import classes, confirmations, events, late, people, reports, tasks
from app.indicators.waiting.decided import DECIDED
from app.indicators.waiting.kind import WaitingKind

KINDS: tuple[WaitingKind, ...] = (
    *reports.REPORTS, *people.PEOPLE, *tasks.TASKS, *late.LATE, *classes.CLASSES, classes.UNEARNED,
    *events.EVENTS,
    *confirmations.CONFIRMATIONS, *DECIDED,
)  # fmt: skip
BY_KEY: Mapping[str, WaitingKind] = {kind.key: kind for kind in KINDS}
# What queries find, in one statement, and of it what the rail counts.
ASKED = tuple(kind for kind in KINDS if kind.query)
QUERIED = tuple(kind for kind in ASKED if kind.place)
