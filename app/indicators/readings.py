"""Status of targets on a day, from counted or entered figures: share of the goal reached, and pace."""

import calendar
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.country import clock, formats
from app.indicators.shares import DenominatorSource, Doubt, Share, ShareDenominator, Verdict, surer
from app.indicators.target_measures import meaning_of
from app.models import Measurement, Plan, ResidentialGroup, Target
from app.models.movement.denominator_values import DenominatorValue, DenominatorValues
from app.models.targets.measurement import COMPUTED, RECEIVED
from app.registers.responses import Responses

# Span of the pace; age from which figures can show a standstill; delay that still counts as close.
PACE, STILL, NEARLY = timedelta(days=92), timedelta(days=60), timedelta(days=31)


class State(StrEnum):
    """Reached, on pace for its last day, at most a month late, behind, not known, known of some alone, measured by what
    is weaker than the plan's words, or of a ceiling passed."""

    MET = "met"
    ON_PACE = "on_pace"
    CLOSE = "close"
    BEHIND = "behind"
    MISSING = "missing"
    PARTIAL = "partial"
    PROXY = "proxy"
    OVER = "over"


@dataclass(frozen=True)
class Reading:
    """Figure of one day with its source. `denominator` is None where nobody recorded one; `later` is the numerator as
    counted again after the day. `responses`: who answered, None of books that the ward keeps itself; `of`: whose number
    the denominator is, `answered`: how much of it those who answered have. `doubt`: see `Share`."""

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
    doubt: Doubt = Doubt.NONE

    @property
    def origin(self) -> str:
        """Where it is from, as pages and papers say it: "máy đếm", "ghi tay, Công an phường, Lò Thị Vân"."""
        return ", ".join(filter(None, (self.source_words, self.who)))

    @property
    def source_words(self) -> str:
        """The same without the name of who entered it."""
        if self.source == COMPUTED:
            return str(_("máy đếm"))
        words = _("theo báo cáo") if self.source == RECEIVED else _("ghi tay")
        return ", ".join(filter(None, (str(words), self.words)))

    @property
    def is_counted(self) -> bool:
        """Whether the machine counted it."""
        return self.source == COMPUTED

    def share(self, target: Target) -> Share:
        """It as a number and who answered."""
        denominator = None
        if target.is_share and self.denominator and self.denominator.number:
            denominator = ShareDenominator(self.denominator.number, self.of, self.answered)
        proxy = meaning_of(target) if self.is_counted else ""
        return Share(self.numerator, denominator, self.responses, proxy, self.doubt)

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

    @property
    def reached(self) -> float | None:
        """Percent of a share, otherwise the number; None where it is not known."""
        return self.now.reached(self.target) if self.now else None

    @property
    def share(self) -> Share | None:
        """What is known as a number and who answered."""
        return self.now.share(self.target) if self.now else None

    @property
    def verdict(self) -> Verdict:
        """Whether the target is met, or cannot be by who has not answered."""
        if self.share is None:
            return Verdict.NONE
        judge = self.share.verdict if self.target.is_share else self.share.verdict_of_number
        return judge(
            self.target.goal, is_over=self.day >= self.target.until, above=self.target.is_above,
            ceiling=self.target.is_ceiling,
        )  # fmt: skip

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

    @property
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

    @property
    def before(self) -> float | None:
        """Figure reached by the end of the month before."""
        first = self.day.replace(day=1)
        return next((reached for day, reached in reversed(self.known) if day < first), None)

    @property
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

    @property
    def state(self) -> State:
        """Status by pace; without a pace, by the share of the target's time that has passed."""
        if self.is_met:
            return State.MET
        if self.target.is_ceiling and self.is_met is False:
            return State.OVER
        if self.reached is None:
            return State.MISSING if self.share is None or self.share.is_complete else State.PARTIAL
        if self.verdict is Verdict.PROXY:
            return State.PROXY
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


def figure_statuses(session: Session, plan: Plan, day: date) -> list[FigureStatus]:
    """Targets of a plan as of a day, in the plan's order, from stored measurements. The number of statements does not
    depend on the number of targets."""
    targets: Sequence[Target] = session.scalars(Target.of_plan(plan.id)).all()
    rows: dict[int, list[Measurement]] = defaultdict(list)
    for row in session.scalars(_stored([each.id for each in targets], plan, day)):
        rows[row.target_id].append(row)
    audiences = sorted({each.audience for each in targets if each.audience})
    denominators = DenominatorValues.each(session, [plan.unit_id], audiences, day) if audiences else {}
    of_groups = any(row.residential_group_id is not None for each in rows.values() for row in each)
    groups = groups_on(session, plan.unit_id, day) if of_groups else 0
    return [status_of(each, rows[each.id], denominators, day, groups) for each in targets]


def groups_on(session: Session, unit_id: int, day: date) -> int:
    """How many groups a unit has on a day."""
    there = ResidentialGroup.unit_id == unit_id, ResidentialGroup.stood_on(day)
    return session.scalar(select(func.count()).select_from(ResidentialGroup).where(*there)) or 0


def _stored(target_ids: Collection[int], plan: Plan, day: date) -> Select[Measurement]:
    """Entered measurements, and of counted ones the last of each month and the newest."""
    newest, ends = aliased(Measurement), list(month_ends(plan.since, day))
    last = select(func.max(newest.counted_on)).where(
        newest.target_id == Measurement.target_id, newest.source == COMPUTED, newest.counted_on <= day
    )
    kept = Measurement.counted_on.in_(ends) | (Measurement.counted_on == last.scalar_subquery())
    return Measurement.of_targets(target_ids, day).where(or_(Measurement.source != COMPUTED, kept))


def status_of(
    target: Target, rows: Sequence[Measurement], denominators: Mapping[str, DenominatorValues], day: date, groups: int
) -> FigureStatus:
    """Status of a target from `rows`, its measurements up to `day`; `groups`: how many the unit has."""
    computed = computed_readings(rows)
    entered = entered_readings(target, rows, denominators, day, groups)
    return weighed(target, day, computed[-1] if computed else None, entered, tuple(computed[:-1]))


def weighed(
    target: Target, day: date, counted: Reading | None, entered: Sequence[Reading], earlier: tuple[Reading, ...] = ()
) -> FigureStatus:
    """Status of a target from its counted figure (with those of `earlier` days) and from those entered, oldest
    first."""
    newest = entered[-1] if entered else None
    if counted is None or (newest is not None and _is_surer(target, newest, counted)):
        return FigureStatus(target, day, newest, counted, tuple(entered[:-1]))
    return FigureStatus(target, day, counted, newest, earlier)


def _is_surer(target: Target, entered: Reading, counted: Reading) -> bool:
    """Whether what was entered counts, and not what the machine counted (docs/decisions/0107): it says of all, by a
    paper, where the count lacks who answered or of how many; or nothing counts the target."""
    shares = counted.share(target), entered.share(target)
    if not target.measured_by:
        return True
    if target.is_share and shares[0].denominator is None and shares[1].denominator is not None:
        return not entered.doubt
    return not entered.doubt and surer(*shares) is shares[1]


def computed_readings(rows: Sequence[Measurement]) -> list[Reading]:
    """Counted figures, the oldest first."""
    return [
        Reading(
            row.counted_on, row.numerator, None if row.denominator is None else DenominatorValue(row.denominator),
            COMPUTED, made_at=row.made_at, later=row.later, responses=_responses(row),
            of=DenominatorSource.of(row.denominator_of), answered=row.answered_part,
            doubt=Doubt.UNKNOWN if row.unsure else Doubt.NONE,
        )
        for row in rows
        if row.source == COMPUTED
    ]  # fmt: skip


def _responses(row: Measurement) -> Responses | None:
    if row.answered is None or row.expected is None:
        return None
    return Responses(row.answered, row.expected, row.carried or 0, row.responders, row.period)


def entered_readings(
    target: Target, rows: Sequence[Measurement], denominators: Mapping[str, DenominatorValues], day: date, groups: int
) -> list[Reading]:
    """Entered figures up to a day, the oldest first. Where nobody entered of how many, it is the target's own number,
    that of its audience, or what was counted of the whole last."""
    denominator = target.own_denominator_value or (
        denominators[target.audience].of_units.get(target.unit_id) if target.audience else None
    )
    if denominator is None and target.share_of:
        counted = [each.denominator for each in computed_readings(rows) if each.denominator]
        denominator = counted[-1] if counted else None
    source = DenominatorSource.PLAN if target.own_denominator else DenominatorSource.AUDIENCE
    typed = [row for row in rows if row.source != COMPUTED]
    found = [replace(each, of=source) for each in _entered_readings(typed, denominator, groups)]
    return _on_the_day(found, typed, day)


def _on_the_day(found: list[Reading], rows: Sequence[Measurement], day: date) -> list[Reading]:
    """The newest reading as of a later day than its own: whether it stands then."""
    newest = [row for row in rows if found and row.counted_on <= found[-1].day]
    if found and newest and not found[-1].doubt:
        last = found[-1]
        behind = [row for row in newest if row.residential_group_id is not None] if last.responses else newest[-1:]
        found[-1] = replace(last, doubt=_doubt(behind, day))
    return found


def _entered_readings(
    rows: Sequence[Measurement], denominator: DenominatorValue | None, groups: int
) -> Iterator[Reading]:
    """Entered figures by day: of the unit itself, or the sum of its groups where a group's figure is newer."""
    for day in sorted({row.counted_on for row in rows}):
        until = [row for row in rows if row.counted_on <= day]
        own = next((row for row in reversed(until) if row.residential_group_id is None), None)
        of_groups = {row.residential_group_id: row for row in until if row.residential_group_id is not None}
        newest = max((row.counted_on for row in of_groups.values()), default=None)
        if own and (newest is None or own.counted_on >= newest):
            yield _sum([own], own.from_words, denominator)
        elif of_groups:
            many = formats.number(len(of_groups))
            words = _("cộng từ %(count)s tổ: %(source)s", count=many, source=until[-1].from_words)
            summed = _sum(list(of_groups.values()), words, denominator)
            responses = Responses(len(of_groups), max(groups, len(of_groups)), noun=str(_("tổ dân phố")))
            yield replace(summed, responses=responses)


def _sum(rows: Sequence[Measurement], words: str, denominator: DenominatorValue | None) -> Reading:
    parts = [row.denominator for row in rows]
    of = DenominatorValue(sum(each or 0 for each in parts)) if None not in parts else denominator
    last = max(rows, key=lambda row: row.counted_on)
    return Reading(
        last.counted_on, sum(row.numerator for row in rows), of, last.source, words,
        any(row.approximate for row in rows), max(row.made_at for row in rows),
        who=last.entered_by.full_name if last.entered_by else "",
        doubt=_doubt(rows, max(row.counted_on for row in rows)),
    )  # fmt: skip


def _doubt(rows: Sequence[Measurement], day: date) -> Doubt:
    return Doubt.NONE if all(row.is_certain(day, clock.today()) for row in rows) else Doubt.PAPER


def month_ends(since: date, until: date) -> Iterator[date]:
    """Last days of the months that ended before `until`."""
    day = since
    while (end := day.replace(day=calendar.monthrange(day.year, day.month)[1])) < until:
        yield end
        day = end + timedelta(days=1)
