"""Registrations that staff made for somebody else."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.models.learning.course import Course
from app.models.learning.registration import Registration


def made_by(account_id: int, since: datetime) -> Select[Registration]:
    """What a member of staff registered since a moment, the newest first, with people and courses."""
    return (
        select(Registration)
        .where(Registration.made_by_id == account_id, Registration.created_at >= since)
        .options(joinedload(Registration.person), joinedload(Registration.course))
        .order_by(Registration.id.desc())
    )


def visible_to(account_id: int, officer_of: Collection[int]) -> Select[Registration]:
    """The registrations that somebody may open at the counter: their own, and an officer those of the ward."""
    return (
        select(Registration)
        .join(Registration.course)
        .where(or_(Registration.made_by_id == account_id, Course.unit_id.in_(officer_of)))
        .options(joinedload(Registration.ticket), joinedload(Registration.person))
    )
