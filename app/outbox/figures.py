"""Figures for operators, without names: operations that phones sent lately, and those still unsent."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AttendanceMark, Lesson, Phone, Receipt

# A phone with unsent operations that was not seen for this long may be lost.
SILENT = timedelta(days=1)
# Marks that arrive now belong to lessons of these days; older ones are stored too, but not counted.
AROUND = timedelta(days=60)


class Figures(NamedTuple):
    """Since a moment: the numbers of marks and of other operations that arrived, and the longest delay. Now: the number
    of phones with unsent operations, their waiting and refused operations, and the phones silent for a day."""

    marks: int
    others: int
    latest: timedelta
    phones: int
    waiting: int
    refused: int
    silent: int

    @classmethod
    def since(cls, session: Session, moment: datetime, now: datetime) -> "Figures":
        """Read them; five statements."""
        near = select(Lesson.id).where(Lesson.starts_at >= moment - AROUND, Lesson.starts_at <= now + AROUND)
        marks = (AttendanceMark.lesson_id.in_(near), AttendanceMark.received_at >= moment)
        others = select(func.count()).where(Receipt.received_at >= moment)
        # A press of unknown time is dated centuries back (app/outbox/operations.py): its delay is unknown.
        known = AttendanceMark.at >= moment - AROUND
        pairs = session.execute(select(AttendanceMark.at, AttendanceMark.received_at).where(*marks, known))
        holding = Phone.waiting > 0
        unsent = select(
            func.count(), func.coalesce(func.sum(Phone.waiting), 0), func.coalesce(func.sum(Phone.refused), 0)
        ).where(or_(holding, Phone.refused > 0))
        silent = select(func.count()).where(holding, Phone.last_seen_at < now - SILENT)
        return cls(
            session.scalars(select(func.count()).where(*marks)).one(),
            session.scalars(others).one(),
            max((received - at for at, received in pairs), default=timedelta(0)),
            *session.execute(unsent).one(),
            session.scalars(silent).one(),
        )


# Marks that arrive today belong to lessons of these days; older ones are stored too, but not counted.


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
