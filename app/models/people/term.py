"""The days of a role, and the rule for all that ends: what was pressed before the end and comes late still counts, for
a while."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from app.country import clock

# What was pressed before something ended still counts if it arrives this much later.
LATE = timedelta(days=31)


def in_time(at: datetime, ended_at: datetime | None, now: datetime, late: timedelta = LATE) -> bool:
    """Whether a press at a moment was made before something ended (None: it goes on) and arrives in time. The rule for
    whatever a phone's operation is judged by: tests/routes/outbox/test_ended_things.py asks it of every kind."""
    return ended_at is None or (at <= ended_at and now <= ended_at + late)


class Term(NamedTuple):
    """From a day to a day, both included; without an end while it goes on."""

    since: date
    until: date | None

    def covers(self, at: datetime, now: datetime) -> bool:
        """Whether a press at a moment was made during it and arrives in time."""
        end = clock.at_local(self.until + timedelta(days=1)) if self.until else None
        return clock.at_local(self.since) <= at and (end is None or at < end) and in_time(at, end, now)
