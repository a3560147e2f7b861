"""The courses of an office by what is to be done with them: drafts, ahead, over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.elements import ColumnElement

from app.country import names
from app.models.learning.approval import Approval
from app.models.learning.approving import ApprovalState
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup

# Published at some time and not called off.
PUBLISHED = (CourseState.OPEN, CourseState.CLOSED)


class CourseShelf(StrEnum):
    """A group of courses: `ahead` is published with lessons to come, `over` is taught, called off or closed."""

    AHEAD = "ahead"
    DRAFT = "draft"
    OVER = "over"


_live = Lesson.state != LessonState.CANCELLED
_spans = (
    select(Lesson.course_id, func.min(Lesson.starts_at).label("begins"), func.max(Lesson.ends_at).label("ends"))
    .where(_live)
    .group_by(Lesson.course_id)
    .subquery("spans")
)


def _lies_on(shelf: CourseShelf, now: datetime) -> ColumnElement[bool]:
    ahead = and_(Course.state == CourseState.OPEN, _spans.c.ends > now)
    drafts = Course.state == CourseState.DRAFT
    return {
        CourseShelf.AHEAD: ahead,
        CourseShelf.DRAFT: drafts,
        CourseShelf.OVER: or_(
            Course.state.in_((CourseState.CLOSED, CourseState.CANCELLED)),
            # Without a lesson that takes place, nothing is ahead.
            and_(Course.state == CourseState.OPEN, or_(_spans.c.ends.is_(None), _spans.c.ends <= now)),
        ),
    }[shelf]


def courses_on(shelf: CourseShelf, unit_ids: Collection[int], now: datetime) -> Select[Course]:
    """The courses of some units on a shelf, with place and lessons: the next first; past ones the latest first."""
    next_lesson = (
        select(func.min(Lesson.starts_at))
        .where(Lesson.course_id == Course.id, _live, Lesson.ends_at > now)
        .scalar_subquery()
    )
    order = {
        CourseShelf.AHEAD: next_lesson.asc().nulls_last(),
        CourseShelf.DRAFT: Course.created_at.desc(),
        CourseShelf.OVER: _spans.c.ends.desc().nulls_last(),
    }[shelf]
    return (
        select(Course)
        .outerjoin(_spans, _spans.c.course_id == Course.id)
        .where(Course.unit_id.in_(unit_ids), _lies_on(shelf, now))
        .options(joinedload(Course.place), selectinload(Course.lessons))
        .order_by(order, Course.id.desc())
    )


def everywhere(unit_ids: Collection[int]) -> Select[Course]:
    """All courses of some units, with place and lessons, the newest first."""
    return (
        select(Course)
        .where(Course.unit_id.in_(unit_ids))
        .options(joinedload(Course.place), selectinload(Course.lessons))
        .order_by(Course.created_at.desc(), Course.id.desc())
    )


def with_place(course_ids: Collection[int]) -> Select[Course]:
    """Courses by id, each with its place."""
    return select(Course).where(Course.id.in_(course_ids)).options(joinedload(Course.place))


def shelf_counts(session: Session, unit_ids: Collection[int], now: datetime) -> dict[CourseShelf, int]:
    """The number of courses on each shelf."""
    lies = case(*((_lies_on(shelf, now), shelf.value) for shelf in CourseShelf))
    rows = session.execute(
        select(lies, func.count())
        .select_from(Course)
        .outerjoin(_spans, _spans.c.course_id == Course.id)
        .where(Course.unit_id.in_(unit_ids))
        .group_by(lies)
    )
    found = {CourseShelf(shelf): count for shelf, count in rows if shelf}
    return {shelf: found.get(shelf, 0) for shelf in CourseShelf}


def matching(session: Session, unit_ids: Collection[int], query: str) -> list[int]:
    """The ids of the courses whose title or code contains every typed part, ignoring accents."""
    rows = session.execute(select(Course.id, Course.title, Course.code).where(Course.unit_id.in_(unit_ids)))
    return [id_ for id_, title, code in rows if names.matches(query, names.search_key(f"{title} {code}"))]


def taught_from(session: Session, unit_id: int) -> dict[int, tuple[int, int]]:
    """The number of courses published from each template of a ward, and of their taken seats (one person on two courses
    counts twice), by the template's id."""
    counted = (
        select(Course.template_id, func.count(), func.coalesce(func.sum(Course.seated), 0))
        .where(Course.unit_id == unit_id, Course.template_id.is_not(None), Course.state.in_(PUBLISHED))
        .group_by(Course.template_id)
    )
    return {id_: (courses, int(seated)) for id_, courses, seated in session.execute(counted) if id_ is not None}


def without_list(unit_ids: Collection[int], now: datetime, *, sent_back: bool = False) -> Select[int, datetime]:
    """The taught courses without a list before the leader or approved: the id, and when the last lesson ended. With
    `sent_back` those whose list the leader sent back, else those that never had one."""
    of_course, listed = Lesson.course_id == Course.id, exists().where(Approval.course_id == Course.id)
    live_list = listed.where(Approval.state != ApprovalState.SENT_BACK)
    ended = select(func.max(Lesson.ends_at)).where(of_course, _live).scalar_subquery()
    return select(Course.id, ended.label("ended")).where(
        Course.unit_id.in_(unit_ids),
        Course.state == CourseState.OPEN,
        exists().where(of_course, _live),
        ~exists().where(of_course, _live, Lesson.ends_at > now),
        ~live_list,
        listed if sent_back else ~listed,
    )


def is_to_close(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a lesson that is over and not closed."""
    return Course.state == CourseState.OPEN, Lesson.state == LessonState.PLANNED, Lesson.ends_at <= now


def to_close(unit_ids: Collection[int], now: datetime) -> Select[int, datetime]:
    """The courses with a lesson that is over and not closed: the id, and when the first of them began."""
    wanted = select(Course.id, func.min(Lesson.starts_at)).join(Lesson, Lesson.course_id == Course.id)
    return wanted.where(Course.unit_id.in_(unit_ids), *is_to_close(now)).group_by(Course.id)


# The progress of an office towards its first class and the papers of that.
@dataclass(frozen=True)
class Beginning:
    """What an office that begins has: residential groups, people on file, a draft, a class that was published, a roll
    that was closed, a list of certificates that went to the leader."""

    groups: bool
    people: bool
    draft: bool
    published: bool
    taught: bool
    submitted: bool

    @classmethod
    def of(cls, session: Session, unit_ids: Collection[int]) -> "Beginning | None":
        """The progress of the office of some units; None once residents may choose where they live, and a list of who
        gets a certificate was submitted: from then on the page tells of that. One statement."""
        begun = cls(*session.execute(_progress(), {"units": unit_ids}).one())
        return None if begun.groups and begun.submitted else begun


@cache
def _progress() -> Select[bool, bool, bool, bool, bool, bool]:
    units: Any = bindparam("units", expanding=True)
    course = exists().where(Course.unit_id.in_(units))
    return select(
        exists().where(ResidentialGroup.unit_id.in_(units)),
        exists().where(Person.unit_id.in_(units)),
        course.where(Course.state == CourseState.DRAFT),
        course.where(Course.state != CourseState.DRAFT),
        course.where(Lesson.course_id == Course.id, Lesson.state == LessonState.HELD),
        course.where(Approval.course_id == Course.id),
    )
