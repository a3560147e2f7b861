"""The reads and locks of mass registration on a course: few statements, compiled once."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, Update, and_, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.country import codes
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup
from app.models.storing import send


class Door(NamedTuple):
    """A published course: ids of course and unit, the ward's word for groups, current groups (id, code, name)."""

    course_id: int
    unit_id: int
    folded_code: str
    group_word: str
    groups: tuple[tuple[int, str, str], ...]

    @classmethod
    def of(cls, session: Session, code: str) -> "Door | None":
        """What reading a registration for a course code needs, however the code was typed; None if there is no such
        course."""
        rows = send(session, _door(), {"code": codes.fold(code)}).all()
        if not rows:
            return None
        first, groups = rows[0], tuple((row[4], row[5], row[6]) for row in rows if row[4] is not None)
        return cls(first[0], first[1], first[2], first[3], groups)


def hold(session: Session, course_id: int) -> Course:
    """Reload the course and lock its row until the write transaction ends."""
    return session.scalars(_locked(), {"course_id": course_id}).one()


def count(session: Session, course: Course, *, seated: int = 0, waiting: int = 0) -> None:
    """Add to the number of taken seats and of waiting list places; the caller holds the row lock."""
    counts = {"seated": course.seated + seated, "last_position": course.last_position + waiting}
    send(session, _counting(), {"of": course.id, **counts})
    for name, value in counts.items():
        set_committed_value(course, name, value)


@cache
def _door() -> Select[*tuple[Any, ...]]:
    group = ResidentialGroup
    columns = (Course.id, Course.unit_id, Course.folded_code, AdministrativeUnit.group_word)
    return (
        select(*columns, group.id, group.code, group.name)
        .join(Course.unit)
        .outerjoin(group, and_(group.unit_id == Course.unit_id, group.valid_to.is_(None)))
        .where(Course.folded_code == bindparam("code"), Course.state != CourseState.DRAFT)
        .order_by(group.code, group.id)
    )


@cache
def _locked() -> Select[Course]:
    one = select(Course).where(Course.id == bindparam("course_id"))
    return one.with_for_update().execution_options(populate_existing=True)


@cache
def _counting() -> Update:
    table = Course.metadata.tables[Course.__tablename__]
    counts = update(table).values(seated=bindparam("seated"), last_position=bindparam("last_position"))
    return counts.where(table.c.id == bindparam("of"))
