"""A period that is closed for who sends, as the page of a row shows it to the office."""

from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.country import clock
from app.country.periods import Period
from app.models import Programme, ReopenedPeriod, Site
from app.models.movement.declaration import Declaration
from app.models.movement.reopened_period import DAYS, LONGEST_REASON, sender_of


class Reopening(NamedTuple):
    """A closed period of a row: who would send it, from when on it was closed, and how it was opened again, if so."""

    period: Period
    sender: str
    stands: ReopenedPeriod | None
    is_open: bool
    longest: int = LONGEST_REASON
    days: int = DAYS.days

    @property
    def closed_on(self) -> date:
        """The last day on which everybody could send it."""
        return self.period.closes


def reopening(
    session: Session, declared: Declaration, programme: Programme, period: Period | None, row: Site
) -> Reopening | None:
    """The period of a row that is closed for its sender; None where it is not, or nobody sends. One statement."""
    if period is None or row.retired_on or clock.today() <= period.closes:
        return None
    sender = sender_of(declared, row)
    if not sender:
        return None
    stands = session.get(ReopenedPeriod, (programme.id, row.id, period.key))
    return Reopening(period, sender, stands, stands is not None and stands.is_open(clock.now()))
