"""The derived state of a course: its stage by decisions and dates, and who may register."""

from datetime import datetime
from typing import TYPE_CHECKING

from app.models.learning.course_terms import CourseState, Stage, WhoMay, latest_closed, lessons_required
from app.models.learning.joining import NotForYou
from app.models.people.residential_group import ResidentialGroup

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from app.models.learning.course import Course
    from app.models.learning.lesson import Lesson


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
