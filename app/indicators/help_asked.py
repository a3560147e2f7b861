"""What is asked of the help log, and what is counted: where, since when, by what."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.registers.indicator import Scope as Asked

HELPER = "nguoi-ghi"


class By(StrEnum):
    """By what lượt are told apart: the dimension's key."""

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
class Scope:
    """Which help is counted: a ward's, from a day to a day (both included), narrowed where an id is given.

    With a helper or a group no tally counts: paper says neither.
    """

    unit_id: int
    since: date
    until: date
    desk_id: int | None = None
    helper_id: int | None = None
    group_id: int | None = None
    topic_id: int | None = None

    @property
    def asked(self) -> Asked:
        """The same as any indicator is asked."""
        said = {By.DESK: self.desk_id, HELPER: self.helper_id, By.GROUP: self.group_id, By.TOPIC: self.topic_id}
        return Asked((self.unit_id,), self.since, self.until, {str(k): v for k, v in said.items() if v is not None})


@dataclass(frozen=True)
class Count:
    """Lượt of one key: noted one by one; and from paper, None where paper does not say the key."""

    logged: int
    tallied: int | None


@dataclass(frozen=True)
class Total:
    """A scope's lượt, told apart; `minutes` is the sum over the `timed` lượt whose minutes are known; `people` are
    distinct where known, `unnamed` the lượt that name nobody."""

    logged: int
    tallied: int | None
    minutes: int
    timed: int
    people: int
    unnamed: int
