"""The progress of an office towards its first class."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session

from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup


@dataclass(frozen=True)
class Beginning:
    """What an office that begins has: residential groups, people on file, a draft, a class that was published."""

    groups: bool
    people: bool
    draft: bool
    published: bool

    @classmethod
    def of(cls, session: Session, unit_ids: Collection[int]) -> "Beginning | None":
        """The progress of the office of some units; None once a class of theirs was published, and residents may choose
        where they live. One statement."""
        published, groups, people, draft = session.execute(_progress(), {"units": unit_ids}).one()
        return None if published and groups else cls(groups, people, draft, published)


@cache
def _progress() -> Select[bool, bool, bool, bool]:
    units: Any = bindparam("units", expanding=True)
    course = exists().where(Course.unit_id.in_(units))
    return select(
        course.where(Course.state != CourseState.DRAFT),
        exists().where(ResidentialGroup.unit_id.in_(units)),
        exists().where(Person.unit_id.in_(units)),
        course.where(Course.state == CourseState.DRAFT),
    )
