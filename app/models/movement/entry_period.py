"""The period of an entry: of which its programme may have one, and how it is stored."""

from datetime import date

from app.country.periods import Period, Schedule
from app.models.movement.declaration import Declaration

# The period of an entry of a programme without periods: unique indexes need a value.
NO_PERIOD = date.min


class WrongPeriod(ValueError):
    """The programme has no such period yet, or no periods, or none was named."""


class PeriodNotOpen(WrongPeriod):
    """The period is not open for those who send it."""

    def __init__(self, period: Period) -> None:
        super().__init__(period.key.isoformat())
        self.period = period


def check_period(declared: Declaration, schedule: Schedule | None, period: date | None, day: date) -> date:
    """The key to store of a period for which something is recorded on a day: one of the programme's `schedule` that has
    begun or may be sent by then; None where the programme has no periods. Senders are bound to open ones (`check_open`
    of reopened_period.py).

    Raises:
        WrongPeriod: it is none of these.
    """
    if declared.every is None and period is None:
        return NO_PERIOD
    found = schedule.called(period) if schedule and period else None
    if found is None or not found.has_begun(day):
        raise WrongPeriod
    return found.key
