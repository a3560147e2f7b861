"""Topics week by week, as a page draws them: the small columns and the table beneath are made of the same numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.country import formats
from app.models import HelpTopic

WEEK = timedelta(days=7)
# A picture of fewer weeks says nothing, one of more cannot be read on a phone.
FEWEST, MOST = 8, 26


@dataclass(frozen=True)
class Trend:
    """One topic: lượt of each week, the oldest first."""

    topic: HelpTopic
    weeks: tuple[int, ...]

    @property
    def total(self) -> int:
        """Lượt of all weeks."""
        return sum(self.weeks)


@dataclass(frozen=True)
class Weeks:
    """The weeks of a picture by their Mondays, and the topics that occur, by how often."""

    mondays: tuple[date, ...]
    trends: tuple[Trend, ...]
    until: date
    recorded_since: date = date.min

    @property
    def highest(self) -> int:
        """The greatest number of a week: all pictures have one scale."""
        return max((count for trend in self.trends for count in trend.weeks), default=0)

    @property
    def known(self) -> tuple[bool, ...]:
        """Of each week whether the ward recorded by then: before, a topic's figure is not known, which is not 0."""
        return tuple(last >= self.recorded_since for _monday, last in self.spans)

    @property
    def spans(self) -> list[tuple[date, date]]:
        """Each week's days, as far as the last day that is counted."""
        return [(monday, min(monday + WEEK - timedelta(days=1), self.until)) for monday in self.mondays]

    @property
    def labels(self) -> list[str]:
        """Each week by its first day: "16/11"."""
        return [formats.date(monday)[:5] for monday in self.mondays]


def mondays_of(since: date, until: date) -> list[date]:
    """The weeks that a period touches, never fewer than `FEWEST` nor more than `MOST`, the last being `until`'s."""
    last = until - timedelta(days=until.weekday())
    first = since - timedelta(days=since.weekday())
    count = min(max((last - first) // WEEK + 1, FEWEST), MOST)
    return [last - WEEK * back for back in range(count - 1, -1, -1)]


def weeks_of(
    found: Mapping[tuple[int, date], int], topics: Mapping[int, HelpTopic], mondays: Sequence[date], until: date,
    recorded_since: date,
) -> Weeks:  # fmt: skip
    """Lượt by topic and day as far as a day, added up to weeks."""
    place = {monday: number for number, monday in enumerate(mondays)}
    counts: dict[int, list[int]] = {}
    for (topic_id, day), count in found.items():
        number = place[day - timedelta(days=day.weekday())]
        counts.setdefault(topic_id, [0] * len(mondays))[number] += count
    made = [Trend(topics[topic_id], tuple(weeks)) for topic_id, weeks in counts.items()]
    made.sort(key=lambda trend: (-trend.total, trend.topic.position))
    return Weeks(tuple(mondays), tuple(made), until, recorded_since)
