"""Standing: how far somebody is towards a course's certificate, and whether it can still be reached."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, Status
from app.models.learning.class_list import OUTSIDE, status_at
from app.models.learning.course import Course
from app.models.learning.course_terms import Excused
from app.models.learning.joining import LIVE, RegistrationState
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.registration import Registration


@dataclass(frozen=True)
class Standing:
    """Where one registration stands against the course's rule, lesson by lesson.

    `statuses` holds a word for each of `lessons` (those not called off, by number): present, late, excused, absent,
    `OUTSIDE` where they were not in class, or "" where nothing is known: no mark, and the lesson is not closed. `share`
    is the course's, in percent; `excused` is how a leave counts there. Figures count lessons.
    """

    registration: Registration
    lessons: tuple[Lesson, ...]
    statuses: tuple[str, ...]
    share: int
    excused: Excused

    def status_at(self, lesson: Lesson) -> str:
        """What is known of one lesson."""
        return dict(zip(self.lessons, self.statuses, strict=True)).get(lesson, "")

    @property
    def present(self) -> int:
        """Lessons they were there, late ones among them."""
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
        """Lessons held before they had a seat, or after they had left: not missed, and not come to either."""
        return self.statuses.count(OUTSIDE)

    @property
    def came(self) -> int:
        """Lessons that count as attended: those they were there, and leaves where the course counts them so."""
        return self.present + (self.on_leave if self.excused == Excused.PRESENT else 0)

    @property
    def of_all(self) -> int:
        """Lessons that count towards a certificate: all of the course, also those held before they joined, for a
        paper says that somebody learned the whole course; a leave that is left out is none of them."""
        return len(self.statuses) - self._left_out

    @property
    def of_held(self) -> int:
        """Lessons that were held while they were in class and of which is known whether they came."""
        return self.of_all - self.open - self.outside

    @property
    def open(self) -> int:
        """Lessons of which nothing is known yet: still to come, or not closed and not marked."""
        return self.statuses.count("")

    @property
    def needed(self) -> int:
        """Lessons a certificate asks of them: the share of those that count, rounded up; never without any."""
        return max(1, -(-self.of_all * self.share // 100))

    @property
    def met(self) -> bool:
        """Whether the attendance reaches what the course asks for, whatever comes."""
        return self.came >= self.needed

    @property
    def out_of_reach(self) -> bool:
        """Whether coming to every lesson still open would not be enough."""
        return self.came + self.open < self.needed

    @property
    def can_miss(self) -> int:
        """How many of the open lessons may be missed without leave, and the certificate is still reached."""
        return min(self.open, max(0, self.came + self.open - self.needed))

    def unclear(self, now: datetime) -> int:
        """Lessons that are over, but neither closed nor marked for them: whether they came is not known."""
        pairs = zip(self.lessons, self.statuses, strict=True)
        return sum(1 for lesson, status in pairs if not status and lesson.ends_at <= now)

    @property
    def _left_out(self) -> int:
        return self.on_leave if self.excused == Excused.LEFT_OUT else 0


def standings(session: Session, course: Course) -> list[Standing]:
    """Where everybody stands who holds a seat on a course or was let in without one, sorted as Vietnam sorts names.

    A closed lesson's rule makes the unmarked of its list absent; a lesson not yet closed counts only its marks. Two
    statements, and one for the lessons where they are not loaded.
    """
    return _standings(session, course, attending(course.id))


def ever_listed(session: Session, course: Course) -> list[Standing]:
    """The same with whoever has left and is on the list of a lesson: what was held keeps its people."""
    everybody = Registration.by_name().where(Registration.course_id == course.id)
    return [
        each
        for each in _standings(session, course, everybody)
        if each.registration.state == RegistrationState.SEATED or any(each.statuses.count(word) for word in Status)
    ]


def _standings(session: Session, course: Course, people: Select[Registration]) -> list[Standing]:
    marked: dict[int, dict[int, str]] = defaultdict(dict)
    for state in session.scalars(Attendance.on_course(course.id)):
        marked[state.registration_id][state.lesson_id] = state.status
    return [_standing(course, seat, marked[seat.id]) for seat in session.scalars(people)]


def standing_of(session: Session, registration: Registration) -> Standing:
    """Where one registration stands; one statement, and those for its course and lessons where they are not loaded."""
    marks = session.scalars(select(Attendance).where(Attendance.registration_id == registration.id))
    return _standing(registration.course, registration, {state.lesson_id: state.status for state in marks})


def standings_of(session: Session, registrations: Collection[Registration]) -> dict[int, Standing]:
    """Where some registrations of any courses stand, whatever has become of them, by their ids; one statement, courses
    and lessons being loaded."""
    marked: dict[int, dict[int, str]] = defaultdict(dict)
    wanted = select(Attendance).where(Attendance.registration_id.in_([each.id for each in registrations]))
    for state in session.scalars(wanted):
        marked[state.registration_id][state.lesson_id] = state.status
    return {each.id: _standing(each.course, each, marked[each.id]) for each in registrations}


def attending(course_id: int) -> Select[Registration]:
    """Who holds a seat on a course, and who waits for one but was let in and marked; with person and group, by name."""
    return Registration.by_name().where(Registration.course_id == course_id, is_attending())


def is_attending() -> ColumnElement[bool]:
    """The condition by which a registration counts as learning on its course."""
    marked = exists().where(Attendance.registration_id == Registration.id)
    return or_(Registration.state == RegistrationState.SEATED, Registration.state.in_(LIVE) & marked)


def tally(rows: Iterable[Standing]) -> Counter[bool]:
    """How many met the rule (True) and how many did not (False)."""
    return Counter(row.met for row in rows)


def _standing(course: Course, registration: Registration, marked: dict[int, str]) -> Standing:
    lessons = tuple(lesson for lesson in course.lessons if lesson.state != LessonState.CANCELLED)
    return Standing(
        registration=registration,
        lessons=lessons,
        statuses=tuple(status_at(lesson, registration, marked.get(lesson.id)) for lesson in lessons),
        share=course.certificate_share,
        excused=Excused(course.excused_counts),
    )
