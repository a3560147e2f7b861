"""What is known of targets on a day: counted from rows, or entered; how much of the goal, and at which pace."""

import calendar
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.country import formats
from app.models import Measurement, Plan, Target
from app.models.movement.wholes import Whole, Wholes
from app.models.targets.measurement import COMPUTED

# From how far back the pace is taken, after how long nothing moves, and how late what is nearly reached may come.
PACE, STILL, NEARLY = timedelta(days=92), timedelta(days=60), timedelta(days=31)


class State(StrEnum):
    """How a target stands: reached, on the way by its day, within a month of it, behind, or not known."""

    MET = "met"
    ON_PACE = "on_pace"
    CLOSE = "close"
    BEHIND = "behind"
    MISSING = "missing"


@dataclass(frozen=True)
class Reading:
    """As of a day: how many, of how many (None: nobody told), told by whom."""

    day: date
    numerator: int
    whole: Whole | None
    source: str
    words: str = ""
    approximate: bool = False
    made_at: datetime | None = None
    parts: str | None = None
    later: int | None = None

    def reached(self, target: Target) -> float | None:
        """In percent, or the number where no share is asked for; over a hundred it stays as it is."""
        if not target.is_share:
            return float(self.numerator)
        return self.numerator * 100 / self.whole.number if self.whole and self.whole.number else None


@dataclass(frozen=True)
class Standing:
    """A target as of a day: what counts, what else was told, what was known earlier, and when it will be reached if it
    goes on so."""

    target: Target
    day: date
    now: Reading | None = None
    beside: Reading | None = None
    earlier: tuple[Reading, ...] = ()

    @property
    def numerator(self) -> int | None:
        """How many; None where nobody told."""
        return self.now.numerator if self.now else None

    @property
    def denominator(self) -> int | None:
        """Of how many; None where no share is asked for, or nobody told."""
        return self.now.whole.number if self.now and self.now.whole and self.target.is_share else None

    @property
    def reached(self) -> float | None:
        """What was reached, in percent or as a number."""
        return self.now.reached(self.target) if self.now else None

    @property
    def is_met(self) -> bool | None:
        """Whether that is what is demanded; None where it is not known."""
        return None if self.reached is None else self.target.is_met(self.reached)

    @property
    def known(self) -> list[tuple[date, float]]:
        """What was reached on the days of which it is known, the last one today's."""
        told = ((each.day, each.reached(self.target)) for each in (*self.earlier, *([self.now] if self.now else [])))
        return [(day, reached) for day, reached in told if reached is not None]

    @property
    def knows_its_pace(self) -> bool:
        """Whether it is known for long enough that standing still means something."""
        return len(self.known) > 1 and self.known[-1][0] - self.known[0][0] >= STILL

    @property
    def late(self) -> list[Reading]:
        """What is known now of earlier days, where it is not what was known then: something came late, or was
        corrected."""
        return [
            replace(each, numerator=each.later)
            for each in self.earlier
            if each.later is not None and each.later != each.numerator
        ]

    def on(self, day: date) -> float | None:
        """What was reached by the end of a day."""
        return next((reached for known, reached in reversed(self.known) if known <= day), None)

    @property
    def before(self) -> float | None:
        """What was reached by the end of an earlier month."""
        first = self.day.replace(day=1)
        return next((reached for day, reached in reversed(self.known) if day < first), None)

    @property
    def reaches_on(self) -> date | None:
        """The day on which it is reached at the pace of the last three months; None where nothing moves."""
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
        """How it stands; without a pace by how much of its time has gone."""
        if self.reached is None:
            return State.MISSING
        if self.is_met:
            return State.MET
        if self.reaches_on:
            late = self.reaches_on - self.target.until
            return State.ON_PACE if late <= timedelta(0) else State.CLOSE if late <= NEARLY else State.BEHIND
        if self.knows_its_pace:  # nothing moved
            return State.CLOSE if self.reached >= self.target.goal * 0.9 else State.BEHIND
        whole = max((self.target.until - self.target.since).days, 1)
        due = self.target.goal * min(max((self.day - self.target.since).days / whole, 0), 1)
        return State.ON_PACE if self.reached >= due else State.CLOSE if self.reached >= due * 0.9 else State.BEHIND


def standings(session: Session, plan: Plan, day: date) -> list[Standing]:
    """The targets of a plan as of a day, as it orders them, from what was stored. As many statements for one as for
    all."""
    targets: Sequence[Target] = session.scalars(Target.of_plan(plan.id)).all()
    rows: dict[int, list[Measurement]] = defaultdict(list)
    for row in session.scalars(_stored([each.id for each in targets], plan, day)):
        rows[row.target_id].append(row)
    audiences = sorted({each.audience for each in targets if each.audience})
    wholes = Wholes.each(session, [plan.unit_id], audiences, day) if audiences else {}
    return [standing_of(each, rows[each.id], wholes, day) for each in targets]


def _stored(target_ids: Collection[int], plan: Plan, day: date) -> Select[Measurement]:
    """What was told, and of what was counted each month's last and the newest."""
    newest, ends = aliased(Measurement), list(month_ends(plan.since, day))
    last = select(func.max(newest.counted_on)).where(
        newest.target_id == Measurement.target_id, newest.source == COMPUTED, newest.counted_on <= day
    )
    kept = Measurement.counted_on.in_(ends) | (Measurement.counted_on == last.scalar_subquery())
    return Measurement.of_targets(target_ids, day).where(or_(Measurement.source != COMPUTED, kept))


def standing_of(target: Target, rows: Sequence[Measurement], wholes: Mapping[str, Wholes], day: date) -> Standing:
    """A target as of a day, of the rows that were stored of it until then."""
    whole = target.own_whole or (wholes[target.audience].of_units.get(target.unit_id) if target.audience else None)
    computed = [
        Reading(
            row.counted_on, row.numerator, None if row.denominator is None else Whole(row.denominator), COMPUTED,
            made_at=row.made_at, later=row.later,
        )
        for row in rows
        if row.source == COMPUTED
    ]  # fmt: skip
    told = list(_told([row for row in rows if row.source != COMPUTED], whole))
    counts, other = (computed, told) if target.measured_by else (told, computed)
    now = counts[-1] if counts else None
    return Standing(target, day, now, other[-1] if other else None, tuple(counts[:-1]))


def _told(rows: Sequence[Measurement], whole: Whole | None) -> Iterator[Reading]:
    """What was entered, by day: of the whole unit, or the sum of its groups where these were told later."""
    for day in sorted({row.counted_on for row in rows}):
        until = [row for row in rows if row.counted_on <= day]
        own = next((row for row in reversed(until) if row.residential_group_id is None), None)
        groups = {row.residential_group_id: row for row in until if row.residential_group_id is not None}
        newest = max((row.counted_on for row in groups.values()), default=None)
        if own and (newest is None or own.counted_on >= newest):
            yield _sum([own], own.from_words, whole)
        elif groups:
            many = formats.number(len(groups))
            words = _("cộng từ %(count)s tổ: %(source)s", count=many, source=until[-1].from_words)
            yield _sum(list(groups.values()), words, whole)


def _sum(rows: Sequence[Measurement], words: str, whole: Whole | None) -> Reading:
    parts = [row.denominator for row in rows]
    of = Whole(sum(each or 0 for each in parts)) if None not in parts else whole
    last = max(rows, key=lambda row: row.counted_on)
    return Reading(
        last.counted_on, sum(row.numerator for row in rows), of, last.source, words,
        any(row.approximate for row in rows), max(row.made_at for row in rows),
    )  # fmt: skip


def month_ends(since: date, until: date) -> Iterator[date]:
    """The last days of the months that have ended."""
    day = since
    while (end := day.replace(day=calendar.monthrange(day.year, day.month)[1])) < until:
        yield end
        day = end + timedelta(days=1)
