"""The number of operations stored from a phone today: the first of the three figures that a phone shows."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AttendanceMark, Lesson, Receipt

# Marks that arrive today belong to lessons of these days; older ones are stored too, but not counted.
AROUND = timedelta(days=60)


def entered_today(session: Session, account_id: int, device: str, now: datetime) -> int:
    """How many operations of an account the server has stored from a device since midnight. Two statements."""
    local = clock.local(now)
    midnight = clock.at_local(local.date())
    near = select(Lesson.id).where(Lesson.starts_at >= now - AROUND, Lesson.starts_at <= now + AROUND)
    marks = select(func.count()).where(
        AttendanceMark.lesson_id.in_(near),
        AttendanceMark.by_id == account_id,
        AttendanceMark.device == device,
        AttendanceMark.received_at >= midnight,
    )
    others = select(func.count()).where(
        Receipt.account_id == account_id, Receipt.device == device, Receipt.received_at >= midnight
    )
    return session.scalars(marks).one() + session.scalars(others).one()
