"""A target as of a day: a reading with its origin and who answered, and how the target goes by its readings."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from flask_babel import gettext as _

from app.country import clock, formats
from app.indicators.shares import DenominatorSource, Doubt, Share, ShareDenominator, Verdict
from app.indicators.target_measures import meaning_of
from app.models import Target
from app.models.movement.denominator_values import DenominatorValue
from app.models.targets.measurement import COMPUTED, RECEIVED
from app.registers.responses import Responses

# Span of the pace; age from which figures can show a standstill; delay that still counts as close.
PACE, STILL, NEARLY = timedelta(days=92), timedelta(days=60), timedelta(days=31)


class State(StrEnum):
    """Reached, on pace for its last day, at most a month late, behind, not reached for certain (no time is left, or
    whoever lacks changes nothing), not known, known of some alone, measured by what is weaker than the plan's words, or
    of a ceiling passed."""

    MET = "met"
    ON_PACE = "on_pace"
    CLOSE = "close"
    BEHIND = "behind"
    MISSED = "missed"
    MISSING = "missing"
    PARTIAL = "partial"
    PROXY = "proxy"
    OVER = "over"


@dataclass(frozen=True)
class Reading:
    """Figure of one day with its source. `denominator` is None where nobody recorded one; `later` is the numerator as
    counted again after the day. `responses`: who answered, None of books that the ward keeps itself; `of`: whose number
    the denominator is, `answered`: how much of it those who answered have, `recorded`: see `ShareDenominator`.
    `doubt`: see `Share`; `body`: who reported what was entered, without how its parts were added up; `oldest`: the day
    of its oldest part."""

    day: date
    numerator: int
    denominator: DenominatorValue | None
    source: str
    words: str = ""
    approximate: bool = False
    made_at: datetime | None = None
    parts: str | None = None
    later: int | None = None
    who: str = ""
    responses: Responses | None = None
    of: DenominatorSource = DenominatorSource.LIST
    answered: int | None = None
    recorded: int | None = None
    doubt: Doubt = Doubt.NONE
    body: str = ""
    oldest: date | None = None

    @property
    def days(self) -> str:
        """Of which days it is: "ngày 30/11/2026", of a sum "từ ngày 22/8/2026 đến ngày 30/11/2026"."""
        day = str(_("ngày %(day)s", day=formats.date(self.day)))
        if self.oldest in (None, self.day):
            return day
        return str(_("từ ngày %(first)s đến %(last)s", first=formats.date(self.oldest), last=day))

    @property
    def origin(self) -> str:
        """Where it is from, as pages and papers say it: "máy đếm", "gõ tay, Công an phường, Lò Thị Vân"."""
        return ", ".join(filter(None, (self.source_words, self.who)))

    @property
    def source_words(self) -> str:
        """The same without the name of who entered it."""
        if self.source == COMPUTED:
            return str(_("máy đếm"))
        words = _("theo báo cáo") if self.source == RECEIVED else _("gõ tay")
        return ", ".join(filter(None, (str(words), self.words)))

    @property
    def is_counted(self) -> bool:
        """Whether the machine counted it."""
        return self.source == COMPUTED

    @property
    def lacks(self) -> bool:
        """Whether not all answered, so that what its parts are of is not what all are of."""
        return self.responses is not None and not self.responses.is_complete

    def share(self, target: Target) -> Share:
        """It as a number and who answered."""
        number, denominator = self.denominator.number if self.denominator else 0, None
        if (target.is_share and number) or (self.of is DenominatorSource.VISITED and not target.is_share):
            denominator = ShareDenominator(number, self.of, self.answered, self.recorded)
        proxy = meaning_of(target) if self.is_counted else ""
        typed = not self.is_counted and not target.over_why
        return Share(self.numerator, denominator, self.responses, proxy, self.doubt, typed)

    def reached(self, target: Target) -> float | None:
        """Percent of a share, not capped at 100; otherwise the number. None while not all have answered."""
        share = self.share(target)
        if target.is_share:
            return share.percent
        return float(self.numerator) if share.is_complete else None


@dataclass(frozen=True)
class FigureStatus:
    """Target as of a day. `now` is the reading by which it is judged (`weighed`), `beside` the newest one
    of the other source (entered or counted), `earlier` the readings before `now`, of its source."""

    target: Target
    day: date
    now: Reading | None = None
    beside: Reading | None = None
    earlier: tuple[Reading, ...] = ()

    @property
    def both(self) -> list[Reading]:
        """The counted and the entered reading, the one that is used first; empty unless there are both."""
        return [self.now, self.beside] if self.now and self.beside else []

    @property
    def numerator(self) -> int | None:
        """None without a reading."""
        return self.now.numerator if self.now else None

    @property
    def denominator(self) -> int | None:
        """None for a target that is no share, or without a known denominator."""
        return self.now.denominator.number if self.now and self.now.denominator and self.target.is_share else None

    @cached_property
    def reached(self) -> float | None:
        """Percent of a share, otherwise the number; None where it is not known."""
        return self.now.reached(self.target) if self.now else None

    @cached_property
    def share(self) -> Share | None:
        """What is known as a number and who answered."""
        return self.now.share(self.target) if self.now else None

    @cached_property
    def verdict(self) -> Verdict:
        """Whether the target is met, or cannot be by who has not answered."""
        if self.share is None:
            return Verdict.NONE
        judge = self.share.verdict if self.target.is_share else self.share.verdict_of_number
        is_over = self.day >= self.target.until < clock.today()  # its last day is still time
        return judge(self.target.goal, is_over=is_over, above=self.target.is_above, ceiling=self.target.is_ceiling)

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where that is not known, as of a ceiling that may still be passed."""
        running = None if self.target.is_ceiling else False
        known = {Verdict.MET: True, Verdict.MISSED: False, Verdict.RUNNING: running}
        return known.get(self.verdict)

    @property
    def months(self) -> list[Reading]:
        """The readings, the newest first."""
        return [*([self.now] if self.now else []), *reversed(self.earlier)]

    @cached_property
    def known(self) -> list[tuple[date, float]]:
        """Days with the figure reached, the newest last."""
        points = ((each.day, each.reached(self.target)) for each in reversed(self.months))
        return [(day, reached) for day, reached in points if reached is not None]

    @property
    def knows_its_pace(self) -> bool:
        """Whether the readings span enough days to tell a standstill."""
        return len(self.known) > 1 and self.known[-1][0] - self.known[0][0] >= STILL

    @property
    def late(self) -> list[Reading]:
        """Earlier readings whose count has changed since, by late or corrected rows, with the new numerator."""
        return [
            replace(each, numerator=each.later)
            for each in self.earlier
            if each.later is not None and each.later != each.numerator
        ]

    def on(self, day: date) -> Reading | None:
        """The newest reading by the end of a day."""
        return next((each for each in self.months if each.day <= day), None)

    @cached_property
    def reaches_on(self) -> date | None:
        """Day on which the goal, or a ceiling, is reached at the pace of the last three months; None without growth."""
        known = self.known
        if len(known) < 2 or self.reached is None:
            return None
        day, reached = next((each for each in known if each[0] >= known[-1][0] - PACE), known[0])
        days, gained = (known[-1][0] - day).days, known[-1][1] - reached
        if days <= 0 or gained <= 0:
            return None
        lacking = self.target.goal - self.reached
        return self.day + timedelta(days=min(int(lacking * days / gained) + 1, 36_500)) if lacking > 0 else self.day

    @cached_property
    def state(self) -> State:
        """Status by pace; without a pace, by the share of the target's time that has passed."""
        if self.is_met:
            return State.MET
        if self.target.is_ceiling and self.is_met is False:
            return State.OVER
        if self.share is None or (self.target.is_share and self.share.denominator is None and self.share.is_complete):
            return State.MISSING
        if self.verdict in (Verdict.PARTIAL, Verdict.PROXY):
            return State.PROXY if self.verdict is Verdict.PROXY else State.PARTIAL
        if self.reached is None or self.verdict is Verdict.MISSED:
            return State.MISSED
        if self.target.is_ceiling:
            return State.CLOSE if self.reaches_on and self.reaches_on <= self.target.until else State.ON_PACE
        if self.reaches_on:
            late = self.reaches_on - self.target.until
            return State.ON_PACE if late <= timedelta(0) else State.CLOSE if late <= NEARLY else State.BEHIND
        if self.knows_its_pace:  # standstill
            return State.CLOSE if self.reached >= self.target.goal * 0.9 else State.BEHIND
        days_in_all = max((self.target.until - self.target.since).days, 1)
        due = self.target.goal * min(max((self.day - self.target.since).days / days_in_all, 0), 1)
        return State.ON_PACE if self.reached >= due else State.CLOSE if self.reached >= due * 0.9 else State.BEHIND
