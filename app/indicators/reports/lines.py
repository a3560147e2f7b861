"""Figures of a report by key, and the lines of its annexes; stored as JSON once the report is sent.

Names of fields are keys of that JSON, and of report files (docs/report-file.md): they stay."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields
from typing import Any

from flask_babel import gettext as _

from app.country.figures import UNKNOWN_CELL
from app.indicators.reports.headings import Heading, SentenceLine
from app.indicators.share_words import VERDICTS
from app.indicators.shares import Verdict
from app.registers.responses import Responses

TARGET, COUNT, TASKS, SENT = "chi-tieu", "so", "nhiem-vu", "gui"
PARTS, SHARE = "ti-so", "ti-le"
# Passages of what was done for the tasks of a part of the plan: "xong.5.1".
DONE = "xong."
# Between a count's key, a dimension and one of its entries: "so.luot-hoc/doi-tuong/elderly".
OF_PART = "/"
# Suffix of a count's key: its growth.
EARLIER = ".tang"
# Suffix of a figure's key: who answered, at the end of its sentence.
CLAUSE = ".noi-bao"
# How earlier releases stored an unknown figure.
ONCE_UNKNOWN = "chưa có"
# Cells without a figure: unknown, or not compared.
SILENT = frozenset({"", UNKNOWN_CELL, ONCE_UNKNOWN})


@dataclass(frozen=True)
class Figure:
    """One figure: `number` (None: unknown), `told` as text in a sentence ("61", "69,85%"), `words` as its name, `how`
    it was counted, and the figures `before` and `year_before` ("": nothing to compare with). `part`: of a figure of one
    part of a count, that part in words ("người cao tuổi"). `answered` of the `expected` who are asked (`noun`) reported
    it, the `carried` of them by an older period, besides those who reported it `partly`; None of books that the ward
    keeps."""

    key: str
    number: float | None
    told: str
    words: str
    how: str
    before: str = ""
    year_before: str = ""
    part: str = ""
    answered: int | None = None
    carried: int | None = None
    partly: int | None = None
    expected: int | None = None
    noun: str = ""

    @property
    def responses(self) -> Responses | None:
        """Who answered; None of books that the ward keeps."""
        if self.answered is None or self.expected is None:
            return None
        carried, partly = self.carried or 0, self.partly or 0
        return Responses(self.answered - carried, self.expected, carried, self.noun, partly=partly)

    @property
    def is_partial(self) -> bool:
        """Whether not all who are asked have answered."""
        return self.responses is not None and not self.responses.is_complete


@dataclass(frozen=True)
class TargetLine:
    """A line of the annex of targets, as printed, with the `demand` in words; `whole` is the denominator, `part` the
    numerator; `met` is None where unknown. Of a province, `wards` counts those that reached their own goal and those
    that did not: "8/4". `noun`: what both numbers count ("người", "tháng"); `each`: what each must have ("ít nhất 1 đợt
    buổi học"), for a target that asks each. `statement`: the plan's sentence before a figure; `counted`: what
    is counted of the noun where that is not what the plan says ("đã dự ít nhất một buổi"). `answered` of `expected` who
    are asked (None of books that the ward keeps itself), as a sentence ends with it (`clause`); `verdict`: see
    `Verdict`; `ceiling`: it is not to be passed; `since`: of what is asked of each month, since when months are known
    ("tháng 9/2026") where the first ones are not; `horizon`: until when the goal stands ("cả năm"), while time and
    reports remain; `reported`: who answered, in words ("08/24 tổ dân phố đã báo"); `question`: see `Target`;
    `criterion`: what those that are counted have, in a sentence ("có ít nhất 01 buổi học", "học đủ 04 nội dung")."""

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
    statement: str = ""
    counted: str = ""
    answered: int | None = None
    expected: int | None = None
    clause: str = ""
    verdict: str = ""
    ceiling: bool = False
    since: str = ""
    horizon: str = ""
    reported: str = ""
    question: str = ""
    criterion: str = ""

    @property
    def is_known(self) -> bool:
        """Whether a report can say its figure: none of something weaker says that nobody does what the plan asks."""
        return self.part not in SILENT and not (self.counted and self.part == "0")

    @property
    def verdict_word(self) -> str:
        """Its verdict in one word, of a province of how many wards; "" where it has none, while time runs, and where
        nobody knows of how many it is."""
        known = {True: Verdict.MET, False: Verdict.MISSED, None: self.verdict}[self.met]
        unknown = known == Verdict.PARTIAL and not self.reported
        met, _slash, missed = self.wards.partition("/")
        if missed:
            return str(_("%(met)s/%(all)s nơi đạt", met=met, all=int(met) + int(missed)))
        return self.wards or ("" if unknown else str(VERDICTS.get(known, "")))

    @property
    def plain_name(self) -> str:
        """Its name without what is counted of it."""
        return self.name.removesuffix(f" ({self.counted})")

    @property
    def official_name(self) -> str:
        """What the plan calls it, on a paper; of what an earlier release stored its name."""
        return self.statement or self.plain_name

    @property
    def is_partial(self) -> bool:
        """Whether not all who are asked have answered, so that its number is not the ward's."""
        return self.answered is not None and self.expected is not None and self.answered < self.expected


@dataclass(frozen=True)
class CountLine:
    """A line of the annex of counts: now, in the period before, in the same days of the year before ("": nothing to
    compare with); `programme`: name of the programme that counts it; `clause`: of whose answers it is where that is not
    of all, as a sentence ends with it."""

    key: str
    words: str
    unit: str
    now: str
    before: str
    year_before: str
    programme: str = ""
    clause: str = ""


@dataclass(frozen=True)
class SenderLine:
    """A line of the annex of senders to a province: `day` and `number` of the report that came; `note`: what is
    amiss."""

    name: str
    due: str
    day: str
    number: str
    note: str


@dataclass(frozen=True)
class WardLine:
    """A line of the annex of a province's wards: what one has of a target, below the target's name (`group`)."""

    name: str
    denominator: str
    part: str
    share: str
    group: str


@dataclass(frozen=True)
class AnswerLine:
    """What was done for a task that is finished, as whoever had it reported and a leader accepted it; `key`: of its
    token in a text; `numeral` of the part of the plan that the task is of."""

    key: str
    task: str
    lead: str
    text: str
    numeral: str = ""


@dataclass(frozen=True)
class Figures:
    """Figures of a report by key, and its annexes, as of the end of a day (ISO). `behind`: names of targets not
    reached, the farthest first; `late`, `coming`: overdue tasks and those due next, as a paper prints them; `answers`:
    of the tasks that were finished in its days. Stored figures stay readable: fields that a later release adds have a
    default. `sentences` and `headings`, in the plan's order, are not stored: drafts alone are made of them. `covers`:
    codes of the wards of whose books a ward's report tells, its own and those that went into it; `wards`: of a
    province."""

    by_key: Mapping[str, Figure]
    targets: Sequence[TargetLine]
    counts: Sequence[CountLine]
    behind: Sequence[str] = field(default=())
    late: Sequence[str] = field(default=())
    coming: Sequence[str] = field(default=())
    as_of: str = ""
    senders: Sequence[SenderLine] = field(default=())
    sentences: Sequence[SentenceLine] = field(default=())
    answers: Sequence[AnswerLine] = field(default=())
    headings: Sequence[Heading] = field(default=())
    covers: Sequence[str] = field(default=())
    wards: Sequence[WardLine] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether no counted or entered figure is known (zeros of counts aside)."""
        return all(
            each.number is None or (each.number == 0 and each.key.startswith(COUNT))
            for each in self.by_key.values()
            if not each.key.startswith((TASKS, SENT))
        )

    def stored(self) -> str:
        """JSON; "" where the figures are empty."""
        if self.is_empty:
            return ""
        values = {**asdict(self), "by_key": {key: asdict(each) for key, each in self.by_key.items()}}
        del values["sentences"], values["headings"]
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, stored: str) -> "Figures":
        """Figures from JSON of this or another release: missing fields take their default or are empty, unknown ones
        are ignored."""
        values = json.loads(stored)
        made: dict[str, Any] = {name: tuple(values.get(name, ())) for name in ("behind", "late", "coming", "covers")}
        made |= {name: tuple(_line_of(of, each) for each in values.get(name, ())) for name, of in _LINES.items()}
        by_key = {key: _line_of(Figure, {"key": key, **each}) for key, each in values.get("by_key", {}).items()}
        return cls(by_key, as_of=values.get("as_of", ""), **made)


_LINES = {"targets": TargetLine, "counts": CountLine, "senders": SenderLine, "answers": AnswerLine, "wards": WardLine}


def _line_of(line: type[Any], values: Mapping[str, Any]) -> Any:
    """A line from stored values; a missing value is the default, else a number or verdict is None, a text empty."""
    empty = {"number": None, "met": None}
    defaults = {each.name: each.default for each in fields(line) if each.default is not MISSING}
    return line(**{each.name: values.get(each.name, (defaults | empty).get(each.name, "")) for each in fields(line)})
