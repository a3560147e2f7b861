"""The rows of the report's tables as they are printed: texts, "–" where there was nothing."""

from dataclasses import dataclass
from datetime import datetime

from app import formats

NONE = "–"


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic: lượt noted one by one, `ended` how (in the order of the columns), and lượt from paper."""

    label: str
    logged: int
    ended: tuple[int, ...] = (0, 0, 0, 0, 0)
    tallied: int = 0

    def printed(self, place: int) -> dict[str, object]:
        """The cells from left to right; the share of those who did it alone has one decimal."""
        share = formats.share(self.ended[0], self.logged, 1).rstrip("%") if self.logged else NONE
        share = share if "," in share or share == NONE else f"{share},0"
        return {
            "place": place,
            "label": self.label,
            "logged": shown(self.logged),
            "ended": [shown(count) for count in self.ended],
            "share": share,
            "tallied": shown(self.tallied),
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the log. `at` is aware; `name` stands only where the person agreed; `minutes` None: nobody said."""

    at: datetime
    topics: str
    result: str
    whom: str
    minutes: int | None
    helper: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Strokes:
    """One row of a paper tally: when and where, what, how often."""

    when: str
    topic: str
    count: int


def shown(count: int) -> str:
    """A count in a cell."""
    return formats.number(count) if count else NONE


def entry_cells(place: int, entry: Entry, *, whole_month: bool) -> dict[str, object]:
    """The cells of a record; the day stands above the hour where the log is of more than one."""
    return {
        "place": place,
        "day": formats.day_month(entry.at) if whole_month else "",
        "at": formats.paper_time(entry.at),
        "topics": entry.topics,
        "result": entry.result,
        "whom": entry.whom,
        "minutes": NONE if entry.minutes is None else formats.number(entry.minutes),
        "name": entry.name,
        "helper": entry.helper,
    }
