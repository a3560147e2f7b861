"""Who owes what on a day, by kind of paper."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from app.indicators.late import Late
from app.indicators.owed import owed


def lates(session: Session, unit_ids: Collection[int], day: date, about: str) -> list[Late]:
    """All that is owed of one kind, the longest overdue first."""
    return [late for place in owed(session, unit_ids, day) for late in place.lates if late.subject.about == about]
