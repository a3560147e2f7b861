"""What bears an official number or day is written only on a day that is certain: a number of a year that is not this
one stays in the book for good.

Who knows is the web (app/web/trusted_days.py), and leaves its answer beside the write transaction: `LOOK` of the
session's info, a callable that returns the last day that was certain, or None where today is. Without it, as in a
session of a test's own, each day is certain.
"""

from datetime import date

from sqlalchemy.orm import Session

from app.country import clock

LOOK = "day that was certain"


class DayInDoubt(Exception):
    """The machine's day leapt from `last`, which was certain, to `today`: nothing is numbered."""

    def __init__(self, last: date, today: date) -> None:
        super().__init__(f"{last} {today}")
        self.last, self.today = last, today


def need_certain_day(session: Session) -> None:
    """Go on where today's date may be written on a paper.

    Raises:
        DayInDoubt: nobody knows what day it is.
    """
    look = session.info.get(LOOK)
    if look is not None and (last := look()) is not None:
        raise DayInDoubt(last, clock.today())
