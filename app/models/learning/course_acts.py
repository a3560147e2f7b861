"""The derived state of a course, and the changes of its state."""

from datetime import datetime
from typing import TYPE_CHECKING

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
    WhoMay,
    latest_closed,
    lessons_required,
)
from app.models.learning.joining import NotForYou
from app.models.people.changing import Overtaken
from app.models.people.residential_group import ResidentialGroup

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from app.models.learning.course import Course
    from app.models.learning.lesson import Lesson


# The derived state of a course: its stage by decisions and dates, and who may register.
class CourseStanding:
    """The read-only queries of a course."""

    if TYPE_CHECKING:
        unit_id: Mapped[int]
        state: Mapped[str]
        topics: Mapped[str]
        template_id: Mapped[int | None]
        who_may: Mapped[str]
        seats: Mapped[int]
        seated: Mapped[int]
        certificate_share: Mapped[int]
        registration_opens_at: Mapped[datetime | None]
        registration_closes_at: Mapped[datetime | None]
        groups: Mapped[list[ResidentialGroup]]
        lessons: Mapped[list[Lesson]]

    def stage(self, now: datetime) -> Stage:
        """The course's stage: by what was decided, then by its lessons' dates."""
        if self.state != CourseState.OPEN:
            return Stage(self.state)
        live = self.live_lessons
        if not live:
            return Stage.CANCELLED  # every lesson was called off one by one
        if max(lesson.ends_at for lesson in live) <= now:
            return Stage.FINISHED
        if min(lesson.starts_at for lesson in live) <= now:
            return Stage.RUNNING
        if self.registration_opens_at and self.registration_opens_at > now:
            return Stage.NOT_YET
        return Stage.OPEN

    def takes_registrations(self, now: datetime) -> bool:
        """Whether registration is open: published, begun, not over."""
        if self.registration_closes_at and self.registration_closes_at <= latest_closed(now):
            return False
        return self.stage(now) in (Stage.OPEN, Stage.RUNNING)

    def may_register(self, group: ResidentialGroup | None, *, by_staff: bool) -> None:
        """Check whether somebody of a residential group (None: from elsewhere) may register; staff may register
        anybody.

        Raises:
            NotForYou: not by themselves; its `reason` is the course's rule.
        """
        rule = WhoMay(self.who_may)
        if by_staff or rule is WhoMay.ANYONE:
            return
        of_ward = rule is WhoMay.WARD and group is not None and group.unit_id == self.unit_id
        of_groups = rule is WhoMay.GROUPS and group in self.groups
        if not (of_ward or of_groups):
            raise NotForYou(rule)

    @property
    def free(self) -> int:
        """The number of free seats."""
        return self.seats - self.seated

    @property
    def live_lessons(self) -> list["Lesson"]:
        """The lessons that are not called off, by number."""
        return [lesson for lesson in self.lessons if lesson.state != "cancelled"]

    def next_lesson(self, now: datetime) -> "Lesson | None":
        """The current or next lesson."""
        ahead = [lesson for lesson in self.lessons if lesson.state != "cancelled" and lesson.ends_at > now]
        return min(ahead, key=lambda lesson: lesson.starts_at, default=None)

    @property
    def minutes(self) -> int:
        """The total duration of the lessons, without cancelled ones."""
        spans = (lesson.ends_at - lesson.starts_at for lesson in self.lessons if lesson.state != "cancelled")
        return sum(int(span.total_seconds()) // 60 for span in spans)

    @property
    def lessons_needed(self) -> int:
        """The number of attended lessons that a certificate requires: the course's share, rounded up."""
        live = sum(1 for lesson in self.lessons if lesson.state != "cancelled")
        return lessons_required(self.certificate_share, live)

    def is_too_late(self, now: datetime) -> bool:
        """Whether too few lessons are left for a newcomer to earn a certificate."""
        return sum(lesson.ends_at > now for lesson in self.live_lessons) < self.lessons_needed

    def teaches_like(self, other: "Course") -> bool:
        """Whether another course teaches the same: from the same template, or with the same topics."""
        if self.template_id is not None and self.template_id == other.template_id:
            return True
        return bool(self.topics) and self.topics == other.topics


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
