"""The rows behind the figures of classes: lessons held, who came, who reached the end, papers that stand."""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.country import clock
from app.indicators.people import employed, with_person
from app.models import Attendance, Certificate, Course, Lesson, LessonState, Person, Registration, Status
from app.models.learning.attendance_mark import CAME
from app.models.learning.certificate import ENDED
from app.models.learning.course_terms import Excused
from app.registers.indicator import Scope


def _moments(scope: Scope) -> tuple[Any, Any]:
    return clock.at_local(scope.since), clock.at_local(scope.until + timedelta(days=1)) - timedelta(microseconds=1)


def unit_then(moment: Any) -> Any:
    """The ward of a course at a moment: until its ward went into another, that one."""
    return case((Course.moved_at > moment, Course.began_in_id), else_=Course.unit_id)


def within_then(moment: Any, units: Collection[int]) -> ColumnElement[bool]:
    """That this was one of some wards. Of what `unit_then` comes to a planner knows nothing: it took hundreds of
    thousands of rows for a few."""
    moved, stays = Course.moved_at > moment, or_(Course.moved_at.is_(None), Course.moved_at <= moment)
    return or_(and_(stays, Course.unit_id.in_(units)), and_(moved, Course.began_in_id.in_(units)))


def _held(scope: Scope) -> list[ColumnElement[bool]]:
    """Lessons of the time to which somebody came, or that were closed; those called off are none."""
    came = select(Attendance.lesson_id).where(Attendance.lesson_id == Lesson.id, Attendance.status.in_(CAME))
    return [
        within_then(Lesson.starts_at, scope.units),
        Lesson.starts_at.between(*_moments(scope)),
        Lesson.state != LessonState.CANCELLED,
        or_(Lesson.state == LessonState.HELD, came.correlate(Lesson).exists()),
    ]


def lessons(scope: Scope) -> Select[Any]:
    """Lessons that were held in the time."""
    return select(Lesson).join(Course, Course.id == Lesson.course_id).where(*_held(scope))


def courses(scope: Scope) -> Select[Any]:
    """Courses, once for each such lesson."""
    return select(Course).join(Lesson, Lesson.course_id == Course.id).where(*_held(scope))


def attended(scope: Scope) -> Select[Any]:
    """Each time that somebody came, late or not, with the person."""
    wanted = select(Attendance).join(Lesson, Lesson.id == Attendance.lesson_id).join(Course)
    wanted = wanted.join(Registration, Registration.id == Attendance.registration_id)
    return with_person(wanted, Registration.person_id).where(
        within_then(Lesson.starts_at, scope.units),
        Lesson.starts_at.between(*_moments(scope)),
        Lesson.state != LessonState.CANCELLED,
        Attendance.status.in_(CAME),
    )


GUEST = aliased(Person)


def with_guests(wanted: Select[Any]) -> Select[Any]:
    """Of lessons or courses: who came, so that each counts for their group."""
    wanted = wanted.outerjoin(Attendance, and_(Attendance.lesson_id == Lesson.id, Attendance.status.in_(CAME)))
    seat = aliased(Registration)
    return wanted.outerjoin(seat, seat.id == Attendance.registration_id).outerjoin(GUEST, GUEST.id == seat.person_id)


def of_staff(rows: Select[Any], registration_id: Any = Registration.id) -> Select[Any]:
    """Of rows with a registration those of who works or learns somewhere."""
    seats = select(Registration.id).where(Registration.person_id.in_(employed()))
    return rows.where(registration_id.in_(seats))


def ended(scope: Scope, among: Callable[[Select[Any], Any], Select[Any]] = lambda rows, _id: rows) -> Select[Any]:
    """Registrations of courses whose last lesson was in the time and whose lessons are all closed, that met the
    course's rule as `Standing.met` says it. Lessons are counted once a course, marks once a registration, those of some
    alone where it is said `among` whom."""
    live = Lesson.state != LessonState.CANCELLED
    over = select(Lesson.course_id, func.count().label("every")).join(Course, Course.id == Lesson.course_id)
    over = over.where(Course.unit_id.in_(scope.units), live).group_by(Lesson.course_id)
    closed = func.count().filter(Lesson.state != LessonState.HELD) == 0
    taught = over.having(func.max(Lesson.starts_at).between(*_moments(scope)), closed).cte("taught")
    marks = select(
        Attendance.registration_id, _said(*CAME).label("came"), _said(Status.EXCUSED).label("on_leave")
    ).join(Lesson, Lesson.id == Attendance.lesson_id)  # fmt: skip
    marks = marks.where(
        Lesson.course_id.in_(select(taught.c.course_id)), live, Attendance.status.in_((*CAME, Status.EXCUSED))
    )
    marks = among(marks, Attendance.registration_id)
    said = marks.group_by(Attendance.registration_id).subquery("said")
    came = said.c.came + case((Course.excused_counts == Excused.PRESENT, said.c.on_leave), else_=0)
    of_all = taught.c.every - case((Course.excused_counts == Excused.LEFT_OUT, said.c.on_leave), else_=0)
    wanted = select(Registration).join(said, said.c.registration_id == Registration.id)
    wanted = wanted.join(Registration.course).join(taught, taught.c.course_id == Course.id)
    met = came >= 1, came * 100 >= of_all * Course.certificate_share
    return with_person(wanted, Registration.person_id).where(*met)


def _said(*statuses: Status) -> Any:
    """How many of some marks are such."""
    return func.count().filter(Attendance.status.in_(statuses))


def papers(scope: Scope) -> Select[Any]:
    """Certificates that were issued in the time and stood on its last day."""
    wanted = select(Certificate).join(Certificate.registration).join(Registration.course)
    wanted = with_person(wanted, Registration.person_id)
    stood = or_(Certificate.state.not_in(ENDED), Certificate.ended_at > _moments(scope)[1])
    given = [Certificate.issued_at.between(*_moments(scope)), stood]
    return wanted.where(within_then(Certificate.approved_at, scope.units), *given)
