"""Rows of the help log in words, for papers and tables."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LogRow:
    """One record in words. `at` is aware; `name` is "" without consent; `minutes` is None if unknown; `short_group` is
    the group's name without its kind, for a narrow column."""

    at: datetime
    topics: str
    other_words: str
    result: str
    reason: str
    age: str
    group: str
    place: str
    desk: str
    minutes: int | None
    helper: str
    way: str
    name: str
    short_group: str = ""
