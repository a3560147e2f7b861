"""State changes of a course: publish, withdraw, change, call off, close. The caller holds its row lock."""

from datetime import datetime
from typing import TYPE_CHECKING

from app.models.learning.course_standing import CourseStanding
from app.models.learning.course_terms import (
    AlreadyOver,
    CourseDetails,
    CourseState,
    HasRegistrations,
    NoReason,
    NotCalledOff,
    NotReady,
    NotTaught,
    Stage,
    TooFewSeats,
)
from app.models.people.changing import Overtaken

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class CourseActs(CourseStanding):
    """The methods that change a course, with their errors."""

    if TYPE_CHECKING:
        version: Mapped[int]
        cancelled_at: Mapped[datetime | None]
        cancelled_reason: Mapped[str]

    def publish(self) -> None:
        """Publish it for the public to see and register.

        Raises:
            NotReady: a course needs a lesson that takes place.
        """
        if not self.live_lessons:
            raise NotReady
        self.state = CourseState.OPEN
        self.version += 1

    def withdraw(self, *, registered: bool) -> None:
        """Turn it back into a draft, if nobody ever registered. The caller holds the lock and has checked.

        Raises:
            HasRegistrations: somebody has or had a ticket, which would lead nowhere.
        """
        if registered:
            raise HasRegistrations
        self.state = CourseState.DRAFT
        self.version += 1

    def close(self, now: datetime) -> None:
        """Close a taught course for good. The caller erases the needs.

        Raises:
            NotTaught: lessons are still to come, or it was never published.
        """
        if self.stage(now) != Stage.FINISHED:
            raise NotTaught
        self.state = CourseState.CLOSED
        self.version += 1

    def call_off(self, reason: str, now: datetime) -> None:
        """Call the whole course off, even with registrations; lessons that were held stay. The registrations stay, so
        that everybody can be informed.

        Raises:
            NoReason: no reason was given.
            AlreadyOver: it is taught, closed or called off already.
        """
        if not reason:
            raise NoReason
        if self.state not in (CourseState.DRAFT, CourseState.OPEN) or self.stage(now) == Stage.FINISHED:
            raise AlreadyOver
        self.state, self.cancelled_at, self.cancelled_reason = CourseState.CANCELLED, now, reason
        for lesson in self.lessons:
            if lesson.state == "planned":
                # Without a reason of its own: `take_up` distinguishes it so from a lesson that was called off alone.
                lesson.state, lesson.version = "cancelled", lesson.version + 1
        self.version += 1

    def take_up(self, *, registered: bool) -> None:
        """Reinstate a course that was called off, with the lessons that were called off with it.

        It becomes a draft if nobody ever registered, else open, so that every ticket leads somewhere.

        Raises:
            NotCalledOff: it was not called off.
        """
        if self.state != CourseState.CANCELLED:
            raise NotCalledOff
        self.state = CourseState.OPEN if registered else CourseState.DRAFT
        self.cancelled_at, self.cancelled_reason = None, ""
        for lesson in self.lessons:
            if lesson.state == "cancelled" and not lesson.cancelled_reason:
                lesson.state, lesson.version = "planned", lesson.version + 1
        self.version += 1

    def change(self, wanted: CourseDetails, *, seen: int) -> None:
        """Apply an officer's changes; `seen` is the version that was on the screen. The caller holds the lock.

        Raises:
            Overtaken: somebody else changed it meanwhile.
            TooFewSeats: more people have a seat than there would be seats.
        """
        if seen != self.version:
            raise Overtaken({})
        if wanted.seats < self.seated:
            raise TooFewSeats
        for name, value in vars(wanted).items():
            setattr(self, name, value)
        self.version += 1
