"""Clashes: two lessons that need one hall, one instructor or one class at the same time. Reported, never forbidden.

A draft claims no hall: its clashes are shown only to whoever writes it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.country.clock import local
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.substitution import is_substituting
from app.models.people.account import Account
from app.models.people.role import Role, RoleGrant


class ClashKind(StrEnum):
    """What both lessons need."""

    PLACE = "place"
    INSTRUCTOR = "instructor"
    COURSE = "course"


@dataclass(frozen=True)
class LessonSlot:
    """The time, hall and people of one lesson; planned ones have no `lesson` yet."""

    starts_at: datetime
    ends_at: datetime
    place_id: int | None
    instructor_ids: frozenset[int]
    course_id: int | None = None
    lesson: Lesson | None = None

    @property
    def is_draft(self) -> bool:
        """Whether it belongs to a draft class."""
        return self.lesson is not None and self.lesson.course.state == CourseState.DRAFT

    def overlaps(self, other: "LessonSlot") -> bool:
        """Whether both are under way at some moment; one may begin when the other ends."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Clash:
    """What a meeting and another both need; `who` is the instructor, if it is about one."""

    kind: ClashKind
    meeting: LessonSlot
    other: LessonSlot
    who: Account | None = None


Teaching = Mapping[int, Sequence[RoleGrant]]


def meetings_between(session: Session, unit_ids: Collection[int], start: datetime, end: datetime) -> list[LessonSlot]:
    """The lessons of some units in a period, drafts included, soonest first, with course and place.

    Two statements for any number.
    """
    wanted = (
        select(Lesson)
        .join(Lesson.course)
        .where(
            Course.unit_id.in_(unit_ids),
            Course.state != CourseState.CANCELLED,
            Lesson.state != LessonState.CANCELLED,
            Lesson.starts_at < end,
            Lesson.ends_at > start,
        )
        .options(
            contains_eager(Lesson.course).joinedload(Course.place),
            joinedload(Lesson.place),
            joinedload(Lesson.substitute),
        )
        .order_by(Lesson.starts_at, Lesson.id)
    )
    lessons = session.scalars(wanted).all()
    teaching = _teaching(session, {lesson.course_id for lesson in lessons})
    return [_meeting(lesson, teaching) for lesson in lessons]


def people_of(session: Session, meetings: Iterable[LessonSlot]) -> dict[int, Account]:
    """The accounts that teach some meetings, by id."""
    ids = {each for meeting in meetings for each in meeting.instructor_ids}
    return {account.id: account for account in session.scalars(select(Account).where(Account.id.in_(ids)))}


def clashes_of(session: Session, unit_id: int, planned: Sequence[LessonSlot]) -> list[Clash]:
    """The clashes of planned meetings, or of lessons with a new time, among each other and with the unit's lessons.

    A lesson in the plan is compared as planned, not as stored.
    """
    if not planned:
        return []
    begin, end = min(each.starts_at for each in planned), max(each.ends_at for each in planned)
    moved = {each.lesson.id for each in planned if each.lesson is not None}
    standing = [
        each
        for each in meetings_between(session, [unit_id], begin, end)
        if each.lesson is not None and each.lesson.id not in moved
    ]
    people = people_of(session, planned)
    found = []
    for number, meeting in enumerate(planned):
        for other in [*planned[:number], *standing]:
            found += _between(meeting, other, people)
    return found


def clashes_among(session: Session, meetings: Sequence[LessonSlot]) -> dict[int, list[Clash]]:
    """The clashes among stored lessons, by the lesson's id; each is listed for both lessons."""
    people = people_of(session, meetings)
    found: dict[int, list[Clash]] = defaultdict(list)
    by_start = sorted(meetings, key=lambda each: each.starts_at)
    for number, meeting in enumerate(by_start):
        for other in by_start[number + 1 :]:
            if other.starts_at >= meeting.ends_at:
                break  # sorted: no later one overlaps either
            for one, two in ((meeting, other), (other, meeting)):
                if one.lesson is not None:
                    found[one.lesson.id] += _between(one, two, people)
    return {lesson_id: clashes for lesson_id, clashes in found.items() if clashes}


def _between(meeting: LessonSlot, other: LessonSlot, people: Mapping[int, Account]) -> list[Clash]:
    if not meeting.overlaps(other):
        return []
    if meeting.course_id == other.course_id:
        return [Clash(ClashKind.COURSE, meeting, other)]
    if other.is_draft:
        return []
    found = []
    if meeting.place_id is not None and meeting.place_id == other.place_id:
        found.append(Clash(ClashKind.PLACE, meeting, other))
    both = sorted(meeting.instructor_ids & other.instructor_ids)
    found += [Clash(ClashKind.INSTRUCTOR, meeting, other, people.get(each)) for each in both]
    return found


def _teaching(session: Session, course_ids: Collection[int]) -> Teaching:
    found: dict[int, list[RoleGrant]] = defaultdict(list)
    grants = select(RoleGrant).where(
        RoleGrant.course_id.in_(course_ids),
        RoleGrant.role == Role.INSTRUCTOR,
        RoleGrant.revoked_at.is_(None),
        ~is_substituting(),
    )
    for grant in session.scalars(grants):
        if grant.course_id is not None:
            found[grant.course_id].append(grant)
    return found


def _meeting(lesson: Lesson, teaching: Teaching) -> LessonSlot:
    """A lesson with who teaches it: the substitute, else the course's instructors with a grant on its day."""
    day = local(lesson.starts_at).date()
    usual = (
        grant.account_id for grant in teaching.get(lesson.course_id, ()) if grant.until is None or grant.until >= day
    )
    return LessonSlot(
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        place_id=lesson.place_id or lesson.course.place_id,
        instructor_ids=frozenset([lesson.substitute_id] if lesson.substitute_id else usual),
        course_id=lesson.course_id,
        lesson=lesson,
    )
