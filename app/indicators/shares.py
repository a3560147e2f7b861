"""A figure as a number and who answered: no percent, pace or verdict while not all who are asked have answered, unless
no missing answer could change it (docs/decisions/0107)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.registers.responses import Responses

# A number recorded for the whole ward and the sum of what places reported speak of the same people where they differ by
# no more than this share.
AGREEING = 0.1


class DenominatorSource(StrEnum):
    """Whose number a share is of, the surest first: the plan's own, the sum of what those asked reported, how many of
    them reported it, the number recorded for the audience of the ward, the ward's list (groups, organisations,
    subjects), the number recorded for the audience in a book of houses, which knows those that somebody came to."""

    PLAN = "plan"
    REPORTED = "reported"
    ENTRIES = "entries"
    AUDIENCE = "audience"
    LIST = "list"
    VISITED = "visited"

    @classmethod
    def of(cls, stored: str) -> "DenominatorSource":
        """That of a stored word; a list of the ward where an earlier release stored none."""
        return cls(stored) if stored else cls.LIST


# Those of which nothing is known of who did not answer.
OF_RESPONDENTS = (DenominatorSource.REPORTED, DenominatorSource.ENTRIES)


class Doubt(StrEnum):
    """Why a number cannot stand for all though nobody lacks: it was entered without a paper, or counted by a release
    that did not know who had answered."""

    NONE = ""
    PAPER = "paper"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """Whether a target is met. PARTIAL: it depends on who has not answered. PROXY: what is counted is weaker than what
    the plan says. NONE: no number."""

    MET = "met"
    MISSED = "missed"
    RUNNING = "running"
    PARTIAL = "partial"
    PROXY = "proxy"
    NONE = "none"


@dataclass(frozen=True)
class ShareDenominator:
    """Of how many; `answered`: how many of them belong to those who answered, or were visited, None where they cannot
    be parted. `recorded`: the ward's own number beside what all reported, None where nobody recorded one."""

    number: int
    source: DenominatorSource
    answered: int | None = None
    recorded: int | None = None

    @property
    def is_covered(self) -> bool:
        """Whether those who answered, or were visited, are nearly all of them: a list of three enterprises with 420 of
        a ward's 3,860 workers is none of the ward, however complete."""
        if self.source is DenominatorSource.VISITED:
            return 0 < (1 - AGREEING) * self.number <= (self.answered or 0)
        apart = self.source is DenominatorSource.AUDIENCE and self.answered is not None
        return not apart or (self.answered or 0) >= (1 - AGREEING) * self.number

    @property
    def visited(self) -> int | None:
        """Of a book of houses how many somebody came to; None while nobody did, and where that is nearly all."""
        return self.answered if self.source is DenominatorSource.VISITED and not self.is_covered else None

    @property
    def differs(self) -> bool:
        """Whether the ward recorded another number of whom all reported."""
        return self.recorded is not None and abs(self.recorded - self.number) > AGREEING * self.recorded

    @property
    def of_answered(self) -> int | None:
        """How many those who answered have; None where that is not known, or who is counted elsewhere as well."""
        if self.source is DenominatorSource.VISITED:
            return None
        return self.number if self.source in OF_RESPONDENTS else self.answered


@dataclass(frozen=True)
class Share:
    """A number, of how many, and who answered; `responses` is None of books that the ward keeps itself. `proxy`: what
    is counted, in words, where that is weaker than what the plan says; `typed`: somebody entered it, so that more than
    there can be is a slip whosever number that is."""

    number: int | None
    denominator: ShareDenominator | None = None
    responses: Responses | None = None
    proxy: str = ""
    doubt: Doubt = Doubt.NONE
    typed: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether the number is of all."""
        covered = self.denominator is None or self.denominator.is_covered
        answered = self.responses is None or self.responses.is_complete
        return answered and covered and not self.doubt

    @property
    def answered(self) -> dict[str, Any]:
        """Who answered, as a report stores it; nothing of a book that the ward keeps."""
        return self.responses.kept if self.responses else {}

    @property
    def part(self) -> float:
        """The part of those asked, or of the houses, of whom something is known, 0 to 1."""
        of = self.denominator
        if of and of.source is DenominatorSource.VISITED:
            return min(1.0, (of.answered or 0) / of.number) if of.number else 0.0
        return self.responses.part if self.responses else 1.0

    @property
    def percent(self) -> float | None:
        """None while it is not complete, without a denominator, and where the number is above it."""
        of = self._of
        return self._number * 100 / of if of and self.is_complete else None

    @property
    def exceeds(self) -> bool:
        """Whether the number is more than can be: than are on the list, than those asked reported, or, where somebody
        is asked or typed it, than the ward has; as well where those who answered have more than all. In a book that the
        ward keeps, and of a plan's number once all answered, there may be more, who came from elsewhere or since."""
        of, asked = self.denominator, self.responses
        if self.number is None or of is None:
            return False
        if self.typed or of.source in (DenominatorSource.LIST, *OF_RESPONDENTS):
            return self.number > of.number
        bounded = asked is not None and (of.source is DenominatorSource.AUDIENCE or not asked.is_complete)
        return bounded and max(self.number, of.answered or 0) > of.number

    @property
    def printed_of(self) -> int | None:
        """The number that is printed under it: while not all have answered that of those who did, else it would be read
        as the ward's; None where they cannot be parted, and where the number is above it."""
        if self.denominator is None:
            return None
        of = self.denominator.answered if self.denominator.source is DenominatorSource.AUDIENCE else None
        if self.is_complete or self.denominator.source is DenominatorSource.REPORTED:
            of = self.denominator.number
        return None if of is None or self._number > of else of

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Between which percents the share of all must lie; None where it is not known of how many all are."""
        of, denominator = self._of, self.denominator
        if not of or denominator is None:
            return None
        low = self._number * 100 / of
        if self.is_complete:
            return low, low
        if denominator.source in (*OF_RESPONDENTS, DenominatorSource.VISITED):
            return None
        rest = of - (self._number if denominator.answered is None else denominator.answered)
        return low, min(100.0, (self._number + rest) * 100 / of)

    def verdict(self, goal: float, *, is_over: bool = False, above: bool = False, ceiling: bool = False) -> Verdict:
        """Whether `goal` percent are reached, or with `above` more than that; `is_over`: no time is left. Numbers only
        grow: a `ceiling` is missed once it is passed, and met when no time is left."""
        if self.number is None:
            return Verdict.NONE
        if self.proxy or self.doubt:
            return Verdict.PROXY if self.proxy else Verdict.PARTIAL
        missed = Verdict.MISSED if is_over else Verdict.RUNNING
        if (bounds := self.bounds) is None:
            # Of a goal of all, one who was not reached among those who answered decides.
            short = self.number < ((self.denominator and self.denominator.of_answered) or 0) and not ceiling
            return missed if short and goal >= 100 and not above else Verdict.PARTIAL
        low, high = bounds
        if ceiling:
            return Verdict.MISSED if low > goal else _kept(is_over) if high <= goal else Verdict.PARTIAL
        if low > goal or (low == goal and not above):
            return Verdict.MET
        return missed if high < goal or (high == goal and above) else Verdict.PARTIAL

    def verdict_of_number(
        self, goal: float, *, is_over: bool = False, above: bool = False, ceiling: bool = False
    ) -> Verdict:
        """The same of a goal that is a number: a number only grows while others answer."""
        if self.number is None:
            return Verdict.NONE
        if self.proxy or self.doubt:
            return Verdict.PROXY if self.proxy else Verdict.PARTIAL
        if ceiling:
            return Verdict.MISSED if self.number > goal else _kept(is_over) if self.is_complete else Verdict.PARTIAL
        if self.number > goal or (self.number == goal and not above):
            return Verdict.MET
        if not self.is_complete:
            return Verdict.PARTIAL
        return Verdict.MISSED if is_over else Verdict.RUNNING

    @property
    def _number(self) -> int:
        return self.number or 0

    @property
    def _of(self) -> int:
        """Of how many; 0 where that is not known, or cannot be."""
        return 0 if self.number is None or self.denominator is None or self.exceeds else self.denominator.number


def _kept(is_over: bool) -> Verdict:
    return Verdict.MET if is_over else Verdict.RUNNING


def surer(one: Share, other: Share) -> Share:
    """Of two sources of one question the one that counts: the more complete, a doubtful one last; of equals the
    first."""
    parts = [(not each.doubt, each.part) for each in (one, other)]
    return other if parts[1] > parts[0] else one
