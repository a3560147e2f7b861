"""A class as a row of the list: its next lesson, who teaches it, how many come, where it stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.country import clock
from app.models import ApprovalState, Course, CourseState, Lesson, Stage
from app.models.learning import office_lists
from app.models.learning.approval import Approval
from app.models.learning.substitution import teachers_of

# Fewer than so many of a hundred seats present, over all lessons so far: somebody should ask why.
FEW_CAME = 70
# A class that begins so soon with fewer than a quarter of its seats taken is worth a word in the groups.
SOON, FEW_SEATS = timedelta(days=10), 4


@dataclass(frozen=True)
class ClassRow:
    """A course with all that its row says; `attendance`: how many came to the lessons held, of how many in class."""

    course: Course
    teachers: list[str]
    attendance: tuple[int, int]
    list_state: str | None
    now: datetime

    @property
    def next(self) -> Lesson | None:
        """The lesson under way or next to come."""
        return self.course.next_lesson(self.now)

    @property
    def stage(self) -> Stage:
        """Where the course stands by its dates."""
        return self.course.stage(self.now)

    @property
    def share(self) -> int | None:
        """Of a hundred who were in class at the lessons held, how many came; None before the first one."""
        came, listed = self.attendance
        return round(100 * came / listed) if listed else None

    @property
    def many_absent(self) -> bool:
        """Whether so few come to a class that goes on that somebody should ask why."""
        return self.stage is Stage.RUNNING and self.share is not None and self.share < FEW_CAME

    @property
    def few_registered(self) -> bool:
        """Whether it begins soon with few people."""
        ahead = self.next
        soon = ahead is not None and ahead.starts_at <= self.now + SOON
        return self.stage is Stage.OPEN and soon and self.course.seated * FEW_SEATS < self.course.seats

    @property
    def waits_for_list(self) -> bool:
        """Whether it is taught, and nobody has put its papers before the leader."""
        return self.stage is Stage.FINISHED and self.list_state in (None, ApprovalState.SENT_BACK)

    @property
    def lacks_teacher(self) -> bool:
        """Whether nobody is to teach what is still to come."""
        return (
            not self.teachers and self.next is not None and self.course.state in (CourseState.DRAFT, CourseState.OPEN)
        )


def load(session: Session, ids: Sequence[int]) -> list[ClassRow]:
    """The rows of some courses, in the order of their ids; as many statements however many they are."""
    now = clock.now()
    courses = {course.id: course for course in session.scalars(office_lists.listed(ids))}
    teachers = _teachers(session, ids)
    attendance = office_lists.attendance_of(session, ids)
    lists = Approval.newest_states(session, ids)
    return [
        ClassRow(courses[each], teachers.get(each, []), attendance.get(each, (0, 0)), lists.get(each), now)
        for each in ids
    ]


def _teachers(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for grant in session.scalars(teachers_of(ids, clock.today())):
        if grant.course_id is not None:
            found.setdefault(grant.course_id, []).append(grant.account.full_name)
    return found
