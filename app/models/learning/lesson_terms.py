"""The terms of a lesson: states, lock modes, and the errors of its changes."""

from enum import StrEnum


class LessonState(StrEnum):
    """planned → held (closed by somebody) ⇄ reopened, or cancelled."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class LessonClosed(Exception):
    """The lesson is closed: reopen it before marking."""


class LessonCancelled(Exception):
    """The lesson does not take place."""


class ReopenedTooLate(Exception):
    """An instructor may reopen only on the day of the closing; later an officer has to."""


class Lock(StrEnum):
    """What to lock for a lesson: nothing, its row, or its row and its course's, if somebody may take a seat."""

    NONE = "none"
    ROW = "row"
    SEATS = "seats"
