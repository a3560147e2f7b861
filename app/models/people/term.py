"""The days of a role: what was pressed during it and comes late still counts for a while after its last day."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from app.country import clock

# What was pressed while a role was in force still counts if it arrives this much later.
LATE = timedelta(days=31)


class Term(NamedTuple):
    """From a day to a day, both included; without an end while it goes on."""

    since: date
    until: date | None

    def covers(self, at: datetime, now: datetime) -> bool:
        """Whether a press at a moment was made during it and arrives in time."""
        if at < clock.at_local(self.since):
            return False
        end = clock.at_local(self.until + timedelta(days=1)) if self.until else None
        return end is None or (at < end and now <= end + LATE)
