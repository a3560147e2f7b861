"""The help log in words, before it is a paper or a table: a row a record, and the counts of a topic."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LogRow:
    """One record in words. `at` is aware; `name` is "" unless the person agreed; `minutes` None: nobody said;
    `short_group` is the group's name without its kind, for a narrow column."""

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


@dataclass(frozen=True)
class TopicCount:
    """One topic's lượt: noted one by one by how they ended (in the order of `Meaning`), and from paper."""

    label: str
    logged: int
    ended: tuple[int, ...]
    tallied: int
