"""Scope, dimensions and counts of the help log."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.registers.indicator import Scope

HELPER = "nguoi-ghi"


class By(StrEnum):
    """Keys of the dimensions of lượt."""

    TOPIC = "viec"
    MEANING = "ket-qua"
    REASON = "ly-do"
    AGE = "tuoi"
    PLACE = "noi"
    DESK = "quay"
    GROUP = "to"
    HOUR = "gio"
    DAY = "ngay"


@dataclass(frozen=True)
class HelpScope:
    """Help of a ward from a day to a day (both included), narrowed by the ids given.

    With a helper or a group paper tallies do not count: they record neither.
    """

    unit_id: int
    since: date
    until: date
    desk_id: int | None = None
    helper_id: int | None = None
    group_id: int | None = None
    topic_id: int | None = None

    @property
    def asked(self) -> Scope:
        """The same scope for an indicator."""
        narrowed = {By.DESK: self.desk_id, HELPER: self.helper_id, By.GROUP: self.group_id, By.TOPIC: self.topic_id}
        return Scope((self.unit_id,), self.since, self.until, {str(k): v for k, v in narrowed.items() if v is not None})


@dataclass(frozen=True)
class Count:
    """Lượt of one key: recorded one by one, and from paper tallies (None where these do not record the key)."""

    logged: int
    tallied: int | None


@dataclass(frozen=True)
class Total:
    """Sums of a scope. `minutes` is the sum over the `timed` lượt, whose minutes are known; `people` counts distinct
    known people, `unnamed` the lượt without a name."""

    logged: int
    tallied: int | None
    minutes: int
    timed: int
    people: int
    unnamed: int
