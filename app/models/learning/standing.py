"""Learner statuses: the progress towards a course's certificate, and whether it can still be reached."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, Status
from app.models.learning.class_list import OUTSIDE, status_at
from app.models.learning.course import Course
from app.models.learning.course_terms import Excused, lessons_required
from app.models.learning.joining import LIVE, RegistrationState
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.registration import Registration


@dataclass(frozen=True)
class LearnerStatus:
    """The status of one registration against the course's rule, lesson by lesson.

    `statuses` has an entry for each of `lessons` (those not called off, by number): present, late, excused, absent,
    `OUTSIDE` if they were not in class, or "" if unknown: no mark, and the lesson is not closed. `share` is the
    course's, in percent; `excused` is how leave counts there. The numbers count lessons.
    """

    registration: Registration
    lessons: tuple[Lesson, ...]
    statuses: tuple[str, ...]
    share: int
    excused: Excused

    def status_at(self, lesson: Lesson) -> str:
        return dict(zip(self.lessons, self.statuses, strict=True)).get(lesson, "")

    @property
    def present(self) -> int:
        """Lessons attended, late ones included."""
        return sum(1 for status in self.statuses if status in CAME)

    @property
    def on_leave(self) -> int:
        """Lessons missed with leave."""
        return self.statuses.count(Status.EXCUSED)

    @property
    def absent(self) -> int:
        """Lessons missed without leave."""
        return self.statuses.count(Status.ABSENT)

    @property
    def outside(self) -> int:
        """Lessons held before they had a seat or after they had left: neither missed nor attended."""
        return self.statuses.count(OUTSIDE)

    @property
    def came(self) -> int:
        """Lessons that count as attended: those attended, and leave if the course counts it so."""
        return self.present + (self.on_leave if self.excused == Excused.PRESENT else 0)

    @property
    def of_all(self) -> int:
        """Lessons that count towards a certificate: all of the course, those before they joined included, as a
        certificate says that somebody learned the full course; without leave if the course leaves it out."""
        return len(self.statuses) - self._left_out

    @property
    def lessons_so_far(self) -> int:
        """Lessons held while they were in class with a known status."""
        return self.of_all - self.open - self.outside

    @property
    def open(self) -> int:
        """Lessons with an unknown status: still to come, or not closed and not marked."""
        return self.statuses.count("")

    @property
    def needed(self) -> int:
        """The number of lessons required for a certificate: the share of those that count, rounded up; at least one."""
        return max(1, lessons_required(self.share, self.of_all))

    @property
    def met(self) -> bool:
        """Whether the attendance meets the course's rule already."""
        return self.came >= self.needed

    @property
    def out_of_reach(self) -> bool:
        """Whether even attending every open lesson would not be enough."""
        return self.came + self.open < self.needed

    @property
    def can_miss(self) -> int:
        """The number of open lessons that may be missed without leave and still leave the certificate in reach."""
        return min(self.open, max(0, self.came + self.open - self.needed))

    def unclear(self, now: datetime) -> int:
        """Past lessons that are neither closed nor marked for them."""
        pairs = zip(self.lessons, self.statuses, strict=True)
        return sum(1 for lesson, status in pairs if not status and lesson.ends_at <= now)

    @property
    def _left_out(self) -> int:
        return self.on_leave if self.excused == Excused.LEFT_OUT else 0


def learner_statuses(session: Session, course: Course) -> list[LearnerStatus]:
    """The statuses of everybody with a seat on a course or let in without one, in Vietnamese name order.

    At a closed lesson the unmarked of its list are absent; at an open one only marks count. Two statements, and one for
    the lessons unless loaded.
    """
    return _statuses(session, course, attending(course.id))


def ever_listed(session: Session, course: Course) -> list[LearnerStatus]:
    """The same, with people who have left but are on the list of a lesson."""
    everybody = Registration.by_name().where(Registration.course_id == course.id)
    return [
        each
        for each in _statuses(session, course, everybody)
        if each.registration.state == RegistrationState.SEATED or any(each.statuses.count(word) for word in Status)
    ]


def _statuses(session: Session, course: Course, people: Select[Registration]) -> list[LearnerStatus]:
    marked: dict[int, dict[int, str]] = defaultdict(dict)
    for state in session.scalars(Attendance.on_course(course.id)):
        marked[state.registration_id][state.lesson_id] = state.status
    return [_status(course, seat, marked[seat.id]) for seat in session.scalars(people)]


def learner_status(session: Session, registration: Registration) -> LearnerStatus:
    """The status of one registration; one statement, and those for its course and lessons unless loaded."""
    marks = session.scalars(select(Attendance).where(Attendance.registration_id == registration.id))
    return _status(registration.course, registration, {state.lesson_id: state.status for state in marks})


def learner_statuses_of(session: Session, registrations: Collection[Registration]) -> dict[int, LearnerStatus]:
    """The statuses of registrations of any courses, in any state, by id; one statement, with courses and lessons
    loaded."""
    marked: dict[int, dict[int, str]] = defaultdict(dict)
    wanted = select(Attendance).where(Attendance.registration_id.in_([each.id for each in registrations]))
    for state in session.scalars(wanted):
        marked[state.registration_id][state.lesson_id] = state.status
    return {each.id: _status(each.course, each, marked[each.id]) for each in registrations}


def attending(course_id: int) -> Select[Registration]:
    """Everybody with a seat on a course, or waiting for one but let in and marked; with person and group, by name."""
    return Registration.by_name().where(Registration.course_id == course_id, is_attending())


def is_attending() -> ColumnElement[bool]:
    """The condition that a registration counts as learning on its course."""
    marked = exists().where(Attendance.registration_id == Registration.id)
    return or_(Registration.state == RegistrationState.SEATED, Registration.state.in_(LIVE) & marked)


def tally(rows: Iterable[LearnerStatus]) -> Counter[bool]:
    """The number of people who met the rule (True) and who did not (False)."""
    return Counter(row.met for row in rows)


def _status(course: Course, registration: Registration, marked: dict[int, str]) -> LearnerStatus:
    lessons = tuple(lesson for lesson in course.lessons if lesson.state != LessonState.CANCELLED)
    return LearnerStatus(
        registration=registration,
        lessons=lessons,
        statuses=tuple(status_at(lesson, registration, marked.get(lesson.id)) for lesson in lessons),
        share=course.certificate_share,
        excused=Excused(course.excused_counts),
    )


# Who can reach the certificate of a course, before and after a change of its lessons or its rule.
#
# A change is judged on the statuses alone, before anybody makes it.
Change = Callable[[LearnerStatus], LearnerStatus]


def without(lesson: Lesson, share: int) -> Change:
    """A lesson is called off, and a certificate then requires a share."""

    def change(each: LearnerStatus) -> LearnerStatus:
        pairs = zip(each.lessons, each.statuses, strict=True)
        return replace(each, statuses=tuple(status for one, status in pairs if one is not lesson), share=share)

    return change


def with_more(lessons: int) -> Change:
    """So many lessons are added."""
    return lambda each: replace(each, statuses=each.statuses + ("",) * lessons)


def under(share: int, excused: str) -> Change:
    """A certificate requires another share, or counts leave otherwise."""
    return lambda each: replace(each, share=share, excused=Excused(excused))


def lost(rows: Iterable[LearnerStatus], change: Change) -> list[Registration]:
    """Those who met the rule, or could have, and then do not."""
    pairs = ((each, change(each)) for each in rows)
    return [each.registration for each, then in pairs if each.met > then.met or each.out_of_reach < then.out_of_reach]


def able(rows: Iterable[LearnerStatus], change: Change) -> int:
    """How many have met the rule then, or can."""
    return sum(not change(each).out_of_reach for each in rows)


def kept_share(course: Course) -> int | None:
    """The share under which as many lessons may be missed with one lesson fewer as now; None where the course's own
    does, or where no lesson would be required."""
    needed, rest = course.lessons_needed - 1, len(course.live_lessons) - 1
    if needed < 1 or lessons_required(course.certificate_share, rest) == needed:
        return None
    return 100 * needed // rest
