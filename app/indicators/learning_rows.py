"""Rows behind the figures of classes: lessons held, attendances, completions, valid certificates."""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.country import clock
from app.indicators.dimensions import written
from app.indicators.people import employed, with_person
from app.models import Attendance, Certificate, Course, Lesson, LessonState, Person, Registration, Status
from app.models.learning.attendance_mark import CAME
from app.models.learning.certificate import ENDED
from app.models.learning.course_terms import Excused
from app.registers.indicator import Dimension, Scope


def _moments(scope: Scope) -> tuple[Any, Any]:
    return clock.at_local(scope.since), clock.at_local(scope.until + timedelta(days=1)) - timedelta(microseconds=1)


def unit_then(moment: Any) -> Any:
    """Ward of a course at a moment: before its ward was merged, the ward it began in."""
    return case((Course.moved_at > moment, Course.began_in_id), else_=Course.unit_id)


def within_then(moment: Any, units: Collection[int]) -> ColumnElement[bool]:
    """Whether `unit_then` is one of some wards. A condition of its own, because planners have no statistics on the
    CASE of `unit_then` and took hundreds of thousands of rows for a few."""
    moved, stays = Course.moved_at > moment, or_(Course.moved_at.is_(None), Course.moved_at <= moment)
    return or_(and_(stays, Course.unit_id.in_(units)), and_(moved, Course.began_in_id.in_(units)))


def _took_place(scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions: lessons of the time that somebody attended or that were closed, none that were cancelled."""
    came = select(Attendance.lesson_id).where(Attendance.lesson_id == Lesson.id, Attendance.status.in_(CAME))
    return [
        within_then(Lesson.starts_at, scope.units),
        Lesson.starts_at.between(*_moments(scope)),
        Lesson.state != LessonState.CANCELLED,
        or_(Lesson.state == LessonState.HELD, came.correlate(Lesson).exists()),
    ]


def lessons(scope: Scope) -> Select[Any]:
    """Lessons held in the time."""
    return select(Lesson).join(Course, Course.id == Lesson.course_id).where(*_took_place(scope))


def courses(scope: Scope) -> Select[Any]:
    """Courses, once for each lesson held in the time."""
    return select(Course).join(Lesson, Lesson.course_id == Course.id).where(*_took_place(scope))


def attended(scope: Scope) -> Select[Any]:
    """Attendances, late ones included, with the person."""
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
    """Lessons or courses joined with who came, so that each counts for these people's groups."""
    wanted = wanted.outerjoin(Attendance, and_(Attendance.lesson_id == Lesson.id, Attendance.status.in_(CAME)))
    seat = aliased(Registration)
    return wanted.outerjoin(seat, seat.id == Attendance.registration_id).outerjoin(GUEST, GUEST.id == seat.person_id)


def of_staff(rows: Select[Any], registration_id: Any = Registration.id) -> Select[Any]:
    """Of rows with a registration, those of people with an organisation."""
    seats = select(Registration.id).where(Registration.person_id.in_(employed()))
    return rows.where(registration_id.in_(seats))


def ended(scope: Scope, among: Callable[[Select[Any], Any], Select[Any]] = lambda rows, _id: rows) -> Select[Any]:
    """Registrations that met the course's rule (`LearnerStatus.met`), of courses whose last lesson was in the time and
    whose lessons are all closed. Lessons are counted once a course, marks once a registration; `among` narrows the
    registrations."""
    live = Lesson.state != LessonState.CANCELLED
    over = select(Lesson.course_id, func.count().label("every")).join(Course, Course.id == Lesson.course_id)
    over = over.where(Course.unit_id.in_(scope.units), live).group_by(Lesson.course_id)
    closed = func.count().filter(Lesson.state != LessonState.HELD) == 0
    taught = over.having(func.max(Lesson.starts_at).between(*_moments(scope)), closed).cte()
    marks = select(
        Attendance.registration_id, _count_of(*CAME).label("came"), _count_of(Status.EXCUSED).label("on_leave")
    ).join(Lesson, Lesson.id == Attendance.lesson_id)  # fmt: skip
    marks = marks.where(
        Lesson.course_id.in_(select(taught.c.course_id)), live, Attendance.status.in_((*CAME, Status.EXCUSED))
    )
    marks = among(marks, Attendance.registration_id)
    totals = marks.group_by(Attendance.registration_id).subquery("totals")
    came = totals.c.came + case((Course.excused_counts == Excused.PRESENT, totals.c.on_leave), else_=0)
    of_all = taught.c.every - case((Course.excused_counts == Excused.LEFT_OUT, totals.c.on_leave), else_=0)
    wanted = select(Registration).join(totals, totals.c.registration_id == Registration.id)
    wanted = wanted.join(Registration.course).join(taught, taught.c.course_id == Course.id)
    met = came >= 1, came * 100 >= of_all * Course.certificate_share
    return with_person(wanted, Registration.person_id).where(*met)


def _count_of(*statuses: Status) -> Any:
    """Count of the marks with one of some statuses."""
    return func.count().filter(Attendance.status.in_(statuses))


def papers(scope: Scope) -> Select[Any]:
    """Certificates issued in the time and valid on its last day."""
    wanted = select(Certificate).join(Certificate.registration).join(Registration.course)
    wanted = with_person(wanted, Registration.person_id)
    stood = or_(Certificate.state.not_in(ENDED), Certificate.ended_at > _moments(scope)[1])
    given = [Certificate.issued_at.between(*_moments(scope)), stood]
    return wanted.where(within_then(Certificate.approved_at, scope.units), *given)


# Topics of classes: a class counts in each of those that its text names, "an toàn số|dịch vụ công".
class Texts(FunctionElement[str]):
    """The rows of a JSON array of texts, in the column "value"."""

    inherit_cache = True
    name = "texts"
    type = String()


@compiles(Texts)
def _postgresql(element: Texts, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **given)} AS json))"


@compiles(Texts, "sqlite")
def _sqlite(element: Texts, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **given)})"


def _as_array(text: Any) -> Any:
    """A text with "|" between two as a JSON array."""
    for character, written_so in (("\\", "\\\\"), ('"', '\\"'), ("\t", " "), ("\n", " "), ("\r", " "), ("|", '","')):
        text = func.replace(text, character, written_so, type_=String)
    return literal('["') + text + '"]'


_EACH = Texts(_as_array(Course.topics)).table_valued("value", joins_implicitly=True)
_TOPIC = func.trim(_EACH.c.value)


def _joins(wanted: Select[Any]) -> Select[Any]:
    return wanted.outerjoin(_EACH, and_(Course.topics != "", _TOPIC != ""))


def topics() -> Dimension:
    """By topic of the class."""
    return written("noi-dung", _l("Nội dung"), _TOPIC, joins=_joins)
