"""Children on the classes of a ward without a guardian on record: walk-ins, or from older data."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from app.country.births import last_birth_of_age
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.joining import LIVE
from app.models.learning.registration import Registration
from app.models.people.person import Person


def without_guardian(unit_ids: Collection[int], today: date) -> Select[Registration]:
    """Their live registrations on current classes, with people and classes, in the order they were made."""
    related = (
        contains_eager(Registration.person).joinedload(Person.residential_group),
        contains_eager(Registration.course),
    )
    wanted = select(Registration).join(Registration.person).join(Registration.course)
    return wanted.where(*_of(unit_ids, today)).options(*related).order_by(Registration.id)


def how_many_without_guardian(unit_ids: Collection[int], today: date) -> Select[int]:
    """The number of those."""
    counted = select(func.count()).select_from(Registration).join(Registration.person).join(Registration.course)
    return counted.where(*_of(unit_ids, today))


def _of(unit_ids: Collection[int], today: date) -> tuple[ColumnElement[bool], ...]:
    last = last_birth_of_age(today)
    child = or_(and_(Person.birth_date.is_(None), Person.birth_year > last.year), Person.birth_date > last.date)
    going_on = Course.state == CourseState.OPEN
    return Course.unit_id.in_(unit_ids), going_on, Registration.state.in_(LIVE), Registration.guardian.is_(None), child
