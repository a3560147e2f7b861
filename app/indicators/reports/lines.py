"""What a report says in figures: each by its key, the lines of its annexes; kept as JSON from the day it was sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from app.country.figures import UNKNOWN_CELL

TARGET, COUNT, TASKS, SENT = "chi-tieu", "so", "nhiem-vu", "gui"
PARTS, SHARE = "ti-so", "ti-le"
# Behind the key of a count: by how much it grew.
EARLIER = ".tang"
# Earlier releases stored so what nobody knows.
ONCE_UNKNOWN = "chưa có"
# A cell that says nothing: what nobody knows, and what is not compared.
SILENT = frozenset({"", UNKNOWN_CELL, ONCE_UNKNOWN})


@dataclass(frozen=True)
class Figure:
    """One figure: `number` (None: nobody knows), how it is `told` in a sentence ("61", "69,85%"), what it is (`words`)
    and `how` it was counted; what it was `before` and `year_before` ("": there is nothing to compare with)."""

    key: str
    number: float | None
    told: str
    words: str
    how: str
    before: str = ""
    year_before: str = ""


@dataclass(frozen=True)
class TargetLine:
    """A line of the annex of targets, as printed, and what is demanded in words; `met`: None where it is not known.
    Of a province `wards` says how many reached their own goal and how many did not: "8/4". `noun`: what both halves
    count ("người", "tháng"), and `each` what each is to have ("ít nhất 1 đợt buổi học"), where each is asked."""

    key: str
    name: str
    demand: str
    unit: str
    goal: str
    whole: str
    part: str
    share: str
    met: bool | None
    note: str
    wards: str = ""
    noun: str = ""
    each: str = ""


@dataclass(frozen=True)
class CountLine:
    """A line of the annex of counts: now, in the period before, in the same days of the year before ("": there is
    nothing to compare with); `programme`: what of a programme is counted, by its name."""

    key: str
    words: str
    unit: str
    now: str
    before: str
    year_before: str
    programme: str = ""


@dataclass(frozen=True)
class SenderLine:
    """A line of the annex of who reported to a province: `day` and `number` of what came; `note`: what is amiss."""

    name: str
    due: str
    day: str
    number: str
    note: str


@dataclass(frozen=True)
class Figures:
    """All of a report, by key, and its annexes, as of the end of a day (ISO). `behind`: names of targets that are
    not reached, the farthest first; `late`, `coming`: tasks that are overdue, and those due next. Stored ones are read
    for good: what a later release adds has a default."""

    by_key: Mapping[str, Figure]
    targets: Sequence[TargetLine]
    counts: Sequence[CountLine]
    behind: Sequence[str] = field(default=())
    late: Sequence[str] = field(default=())
    coming: Sequence[str] = field(default=())
    as_of: str = ""
    senders: Sequence[SenderLine] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether none of what rows count, or somebody entered, says anything."""
        return all(
            each.number is None or (each.number == 0 and each.key.startswith(COUNT))
            for each in self.by_key.values()
            if not each.key.startswith((TASKS, SENT))
        )

    def stored(self) -> str:
        """As JSON; "" where they say nothing."""
        if self.is_empty:
            return ""
        said = {**asdict(self), "by_key": {key: asdict(each) for key, each in self.by_key.items()}}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, stored: str) -> "Figures":
        """What `stored` gave, here or by another release: what it does not say has its default or is nothing, what it
        says besides is left."""
        said = json.loads(stored)
        return cls(
            {key: _told(Figure, {"key": key, **each}) for key, each in said.get("by_key", {}).items()},
            tuple(_told(TargetLine, each) for each in said.get("targets", ())),
            tuple(_told(CountLine, each) for each in said.get("counts", ())),
            tuple(said.get("behind", ())), tuple(said.get("late", ())), tuple(said.get("coming", ())),
            said.get("as_of", ""), tuple(_told(SenderLine, each) for each in said.get("senders", ())),
        )  # fmt: skip


def _told(line: type[Any], said: Mapping[str, Any]) -> Any:
    """One line of what was stored; numbers and verdicts that are not there are None, words are empty."""
    empty = {"number": None, "met": None}
    return line(**{each.name: said.get(each.name, empty.get(each.name, "")) for each in fields(line)})
