"""Deadlines of the next days: registrations that close, seat offers that expire."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.joining import RegistrationState
from app.models.learning.registration import Registration

# Early enough for the office to call the people concerned or fill the seats.
SOON = timedelta(days=2)


@dataclass(frozen=True)
class Offers:
    """The offered seats of a course: how many, and when the first offer expires."""

    course: Course
    count: int
    until: datetime


def closing_soon(unit_ids: Collection[int], now: datetime, soon: datetime) -> Select[Course]:
    """The courses of some units whose registration ends soon with free seats, the soonest first."""
    return (
        select(Course)
        .where(
            Course.unit_id.in_(unit_ids),
            Course.state == CourseState.OPEN,
            Course.registration_closes_at > now,
            Course.registration_closes_at <= soon,
            Course.seated < Course.seats,
        )
        .order_by(Course.registration_closes_at, Course.id)
    )


def _lapsing(unit_ids: Collection[int], now: datetime, soon: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Course.unit_id.in_(unit_ids),
        Registration.state == RegistrationState.OFFERED,
        Registration.offered_until > now,
        Registration.offered_until <= soon,
    )


def count_lapsing(unit_ids: Collection[int], now: datetime, soon: datetime) -> Select[int]:
    """The number of courses with an offer that expires soon."""
    counted = select(func.count(Registration.course_id.distinct())).join(Course, Course.id == Registration.course_id)
    return counted.where(*_lapsing(unit_ids, now, soon))


def offers_lapsing(session: Session, unit_ids: Collection[int], now: datetime) -> list[Offers]:
    """The courses of some units with an offer that expires within two days, the soonest first."""
    rows = session.execute(
        select(Course, func.count(), func.min(Registration.offered_until))
        .join(Registration, Registration.course_id == Course.id)
        .where(*_lapsing(unit_ids, now, now + SOON))
        .group_by(Course.id)
        .order_by(func.min(Registration.offered_until), Course.id)
    )
    return [Offers(course, count, until) for course, count, until in rows if until is not None]
