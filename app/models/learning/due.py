"""Deadlines of the next days: registrations that close, seat offers that expire."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.joining import RegistrationState
from app.models.learning.registration import Registration

# Early enough for the office to call the people concerned or fill the seats.
SOON = timedelta(days=2)


def closing_soon(unit_ids: Collection[int], now: datetime, soon: datetime) -> Select[int, datetime | None]:
    """The courses of some units whose registration ends soon with free seats: the id, and when it ends."""
    return select(Course.id, Course.registration_closes_at).where(
        Course.unit_id.in_(unit_ids),
        Course.state == CourseState.OPEN,
        Course.registration_closes_at > now,
        Course.registration_closes_at <= soon,
        Course.seated < Course.seats,
    )


def lapsing(unit_ids: Collection[int], now: datetime, soon: datetime) -> Select[int, datetime | None]:
    """The courses of some units with an offer that expires soon: the id, and when the first one does."""
    first = select(Course.id, func.min(Registration.offered_until))
    offered = first.join(Registration, Registration.course_id == Course.id).where(
        Course.unit_id.in_(unit_ids),
        Registration.state == RegistrationState.OFFERED,
        Registration.offered_until > now,
        Registration.offered_until <= soon,
    )
    return offered.group_by(Course.id)
