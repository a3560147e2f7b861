"""What happens to a course: published, withdrawn, changed, called off, closed. The caller holds its row."""

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
    """What changes a course, each with why it is refused."""

    if TYPE_CHECKING:
        version: Mapped[int]
        cancelled_at: Mapped[datetime | None]
        cancelled_reason: Mapped[str]

    def publish(self) -> None:
        """Let the public see it and register.

        Raises:
            NotReady: a course without lessons that take place cannot be published.
        """
        if not self.live_lessons:
            raise NotReady
        self.state = CourseState.OPEN
        self.version += 1

    def withdraw(self, *, registered: bool) -> None:
        """Take it back into a draft, as long as nobody has ever registered. The caller holds the lock and has looked.

        Raises:
            HasRegistrations: somebody holds or held a ticket, and would find nothing under its code.
        """
        if registered:
            raise HasRegistrations
        self.state = CourseState.DRAFT
        self.version += 1

    def close(self, now: datetime) -> None:
        """Close it for good once it is taught: nothing more is to be done with it. The caller forgets the needs.

        Raises:
            NotTaught: lessons are still to come, or it was never published.
        """
        if self.stage(now) != Stage.FINISHED:
            raise NotTaught
        self.state = CourseState.CLOSED
        self.version += 1

    def call_off(self, reason: str, now: datetime) -> None:
        """Call the whole course off, also when people are registered; lessons that were held stay. They keep their
        registrations, so that everybody can be told.

        Raises:
            NoReason: nothing says why.
            AlreadyOver: it is taught, closed or called off already.
        """
        if not reason:
            raise NoReason
        if self.state not in (CourseState.DRAFT, CourseState.OPEN) or self.stage(now) == Stage.FINISHED:
            raise AlreadyOver
        self.state, self.cancelled_at, self.cancelled_reason = CourseState.CANCELLED, now, reason
        for lesson in self.lessons:
            if lesson.state == "planned":
                # Its own reason stays empty: by that `take_up` tells it from one that was called off alone.
                lesson.state, lesson.version = "cancelled", lesson.version + 1
        self.version += 1

    def take_up(self, *, registered: bool) -> None:
        """Let a course that was called off take place after all, with the lessons that went with it.

        Back to a draft where nobody ever registered, else open, so that no ticket leads nowhere.

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
        """Take over what an officer wrote; `seen` is the version that was on the screen. The caller holds the lock.

        Raises:
            Overtaken: somebody else was quicker.
            TooFewSeats: more people hold a seat than there would be seats.
        """
        if seen != self.version:
            raise Overtaken({})
        if wanted.seats < self.seated:
            raise TooFewSeats
        for name, value in vars(wanted).items():
            setattr(self, name, value)
        self.version += 1
