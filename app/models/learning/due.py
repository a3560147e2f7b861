"""What falls due in the next days: registrations that close, offers of a seat that lapse."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.joining import RegistrationState
from app.models.learning.registration import Registration

# So long beforehand an office can still call those who wait, or fill the seats.
SOON = timedelta(days=2)


@dataclass(frozen=True)
class Offers:
    """The seats of a course that are kept for people who have to say yes: how many, and until when the first."""

    course: Course
    count: int
    until: datetime


def closing_soon(unit_ids: Collection[int], now: datetime, soon: datetime) -> Select[Course]:
    """The courses of some units whose registration ends until then while seats are free, the soonest first."""
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
    """How many courses there are on which an offer lapses until then."""
    counted = select(func.count(Registration.course_id.distinct())).join(Course, Course.id == Registration.course_id)
    return counted.where(*_lapsing(unit_ids, now, soon))


def offers_lapsing(session: Session, unit_ids: Collection[int], now: datetime) -> list[Offers]:
    """The courses of some units on which an offer lapses within two days, the soonest first."""
    rows = session.execute(
        select(Course, func.count(), func.min(Registration.offered_until))
        .join(Registration, Registration.course_id == Course.id)
        .where(*_lapsing(unit_ids, now, now + SOON))
        .group_by(Course.id)
        .order_by(func.min(Registration.offered_until), Course.id)
    )
    return [Offers(course, count, until) for course, count, until in rows if until is not None]
