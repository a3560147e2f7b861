"""The terms of a lesson: its states, what is held of it while it changes, and why something is refused."""

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
    """An instructor reopens on the day of the closing only; later it is the officer's to do."""


class Lock(StrEnum):
    """What is held of a lesson: nothing, its row, or its row and its course's, for whoever may take a seat."""

    NONE = "none"
    ROW = "row"
    SEATS = "seats"
