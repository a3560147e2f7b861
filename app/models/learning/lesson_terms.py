"""The terms of a lesson: states, lock modes, the errors of its changes, and these changes."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from app.country.clock import local
from app.models.learning.course_terms import NoReason
from app.models.people.account import Account
from app.models.people.changing import Overtaken
from app.models.people.place import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


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


# State changes of a lesson: move, call off, close, reopen; head count and note.
class LessonActs:
    """The methods that change a lesson, with their errors."""

    if TYPE_CHECKING:
        starts_at: Mapped[datetime]
        ends_at: Mapped[datetime]
        place: Mapped[Place | None]
        state: Mapped[str]
        closed_at: Mapped[datetime | None]
        closed_by: Mapped[Account | None]
        rest_absent: Mapped[bool]
        heads: Mapped[int | None]
        heads_at: Mapped[datetime | None]
        cancelled_reason: Mapped[str]
        note: Mapped[str]
        note_at: Mapped[datetime | None]
        version: Mapped[int]

    @property
    def is_closed(self) -> bool:
        """True once somebody pressed Xong."""
        return self.state == LessonState.HELD

    def move(self, starts_at: datetime, *, minutes: int, place: Place | None, seen: int | None = None) -> None:
        """Set another time or place; `place` None is the course's. A lesson that was called off takes place again.

        `seen` is the version that was on the screen, if there was one. The caller holds the course's row lock.

        Raises:
            Overtaken: somebody else changed it meanwhile.
            LessonClosed: it was held.
        """
        if seen is not None and seen != self.version:
            raise Overtaken({})
        if self.is_closed:
            raise LessonClosed
        self.starts_at, self.ends_at, self.place = starts_at, starts_at + timedelta(minutes=minutes), place
        if self.state == LessonState.CANCELLED:
            self.state, self.cancelled_reason = LessonState.PLANNED, ""
        self.version += 1

    def call_off(self, reason: str) -> None:
        """Call it off with a reason. On a second call the first reason stays.

        Raises:
            NoReason: no reason was given.
            LessonClosed: it was held.
        """
        if not reason:
            raise NoReason
        if self.is_closed:
            raise LessonClosed
        if self.state == LessonState.PLANNED:
            self.state, self.cancelled_reason = LessonState.CANCELLED, reason
            self.version += 1

    def close(self, *, by: Account, now: datetime, heads: int | None = None, heads_at: datetime | None = None) -> None:
        """Record that the lesson was held; the unmarked are absent by its rule, nobody is marked.

        Closing a closed lesson changes only the head count: the moment until which marks count stays. `heads_at` is
        when an offline phone was pressed.

        Raises:
            LessonCancelled: it does not take place.
        """
        if self.state == LessonState.CANCELLED:
            raise LessonCancelled
        if heads is not None:
            self.take_heads(heads, at=heads_at or now)
        if not self.is_closed:
            self.state, self.closed_at, self.closed_by, self.rest_absent = LessonState.HELD, now, by, True

    def may_reopen(self, *, officer: bool, now: datetime) -> bool:
        """Whether a person may reopen it: an instructor until midnight of the day it was closed, an officer later."""
        return self.closed_at is None or officer or local(self.closed_at).date() == local(now).date()

    def reopen(self, *, officer: bool, now: datetime) -> None:
        """Take marks again; the rule for the unmarked is suspended until it is closed anew.

        Raises:
            ReopenedTooLate: not on the day of the closing, and not by an officer.
        """
        if not self.may_reopen(officer=officer, now=now):
            raise ReopenedTooLate
        if self.state == LessonState.HELD:
            self.state, self.closed_at, self.closed_by, self.rest_absent = LessonState.PLANNED, None, None, False

    def takes_marks_of(self, at: datetime) -> bool:
        """Whether a mark made at a moment counts: a closed lesson takes those made before it was closed."""
        return self.closed_at is None or at < self.closed_at

    def take_heads(self, heads: int | None, *, at: datetime) -> None:
        """Store a head count; the newest stays, in whatever order they arrive."""
        if self.heads_at is None or (self.heads_at, self.heads or 0) <= (at, heads or 0):
            self.heads, self.heads_at = heads, at

    def take_note(self, text: str, *, at: datetime) -> bool:
        """Store an instructor's note on the lesson; the newest stays, in whatever order they arrive.

        Returns whether this one stays.
        """
        if self.note_at is not None and (self.note_at, self.note) > (at, text):
            return False
        self.note, self.note_at = text, at
        return True
