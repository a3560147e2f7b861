"""What phones sent lately and what they hold still: figures for whoever looks after the place, no names."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import AttendanceMark, Lesson, Phone, Receipt

# A phone that holds something and was not heard for so long may be lost.
SILENT = timedelta(days=1)
# What is sent now was made at lessons of these days; older ones are taken all the same, and not counted.
AROUND = timedelta(days=60)


class Figures(NamedTuple):
    """Since a moment: how many marks and other operations came, and how late the latest. Now: how many phones hold how
    many that wait and were refused, and how many of them have been silent for a day."""

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
        # A press under a clock that nobody knows is set back by centuries (app/outbox/reading.py): its lag is unknown.
        known = AttendanceMark.at >= moment - AROUND
        pairs = session.execute(select(AttendanceMark.at, AttendanceMark.received_at).where(*marks, known))
        holding = Phone.waiting > 0
        held = select(
            func.count(), func.coalesce(func.sum(Phone.waiting), 0), func.coalesce(func.sum(Phone.refused), 0)
        ).where(or_(holding, Phone.refused > 0))
        silent = select(func.count()).where(holding, Phone.last_seen_at < now - SILENT)
        return cls(
            session.scalars(select(func.count()).where(*marks)).one(),
            session.scalars(others).one(),
            max((received - at for at, received in pairs), default=timedelta(0)),
            *session.execute(held).one(),
            session.scalars(silent).one(),
        )
