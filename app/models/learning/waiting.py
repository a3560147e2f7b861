"""Waiting lists: the places in the queue, and courses with expired offers."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from app.models.learning.course import Course
from app.models.learning.joining import RegistrationState
from app.models.learning.registration import Registration


def courses_with_late_offers(now: datetime) -> Select[int]:
    """The courses with an expired offer."""
    late = select(Registration.course_id).where(
        Registration.state == RegistrationState.OFFERED, Registration.offered_until <= now
    )
    return select(Course.id).where(Course.id.in_(late)).order_by(Course.id)


def places_of(session: Session, ids: Collection[int]) -> dict[int, int]:
    """The places on the waiting list of those registrations that wait: 1 is next. One statement."""
    ahead = aliased(Registration)
    place = (
        select(func.count())
        .where(
            ahead.course_id == Registration.course_id,
            ahead.state == RegistrationState.WAITING,
            ahead.position <= Registration.position,
        )
        .correlate(Registration)
        .scalar_subquery()
    )
    waits = Registration.state == RegistrationState.WAITING
    return dict(session.execute(select(Registration.id, place).where(Registration.id.in_(ids), waits)).all())


def place_in_queue(session: Session, registration: Registration) -> int | None:
    """The place on the waiting list for display: 1 is next. None, without a statement, if not waiting."""
    if registration.state != RegistrationState.WAITING or registration.position is None:
        return None
    before = select(func.count()).where(
        Registration.course_id == registration.course_id,
        Registration.state == RegistrationState.WAITING,
        Registration.position < registration.position,
    )
    return session.scalars(before).one() + 1
