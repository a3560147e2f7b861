"""Target figures counted from rows: until a day, of a period as known on a day, by group."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.ambassadors import LEAST
from app.indicators.each_asked import asked_of_each, enough
from app.indicators.figure_status import FigureStatus, Reading
from app.indicators.named_figures import INDICATORS
from app.indicators.narrowed import only_of, words_of
from app.indicators.readings import computed_readings, entered_readings, group_days_of, status_of, weighed
from app.indicators.shares import DenominatorSource, Share, ShareDenominator
from app.indicators.target_measures import AS_ONE, denominator_of_target, denominators_of, indicator_of, meaning_of
from app.indicators.zeros import knows_zero, recorded_since, zeros_of
from app.models import AdministrativeUnit, Measurement, ResidentialGroup, Target
from app.models.kept_reading import kept
from app.models.movement.denominator_values import DenominatorValue, DenominatorValues
from app.models.targets.measurement import COMPUTED
from app.models.targets.target import PERCENT
from app.registers.indicator import MONTH, Indicator, Scope

BY_GROUP = "to"
# A count of the worker, which counts every ten minutes, is current up to one round later.
FRESH, NEVER = timedelta(minutes=12), datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class TargetPart:
    """Figure of a part of the unit (a group, a month, an audience); None: not counted, or no denominator. `key` is the
    entry's name in addresses, or with `entered` the entered row; `by` the dimension, where a target asks several.
    `lacks`: it is asked and did not answer."""

    name: str
    numerator: int | None
    denominator: DenominatorValue | None = None
    key: str = ""
    by: str = ""
    entered: bool = False
    lacks: bool = False

    @property
    def answered(self) -> bool:
        """Whether something is known of it, of all whom it asks."""
        return self.numerator is not None and not self.lacks

    @property
    def share(self) -> float | None:
        """Percent; None where it did not answer, or nobody knows of how many."""
        if self.numerator is None or self.denominator is None or not self.denominator.number or self.lacks:
            return None
        of = ShareDenominator(self.denominator.number, DenominatorSource.AUDIENCE)
        return Share(self.numerator, of, typed=self.entered).percent

    def lacking(self, target: Target) -> int:
        """How many more are needed; none of what is not to be passed."""
        if target.operator == "<=":
            return 0
        if target.each_of:
            return max(0, target.least - (self.numerator or 0))
        hundredth = self.denominator.number * target.goal if self.denominator else 0
        needed = hundredth // 100 + 1 if target.is_above else -(-hundredth // 100)
        return max(0, needed - (self.numerator or 0)) if self.denominator else 0

    def excess(self, target: Target) -> int:
        """By how much it passed what each may have at most."""
        return max(0, (self.numerator or 0) - target.least) if target.limits_each else 0


def has_least(target: Target) -> bool:
    """Whether the target's value is the least number from which somebody counts."""
    indicator = INDICATORS.get(target.measured_by)
    return indicator is not None and LEAST in indicator.by_key and target.unit_words != PERCENT


def known_denominator(session: Session, target: Target, day: date, *, own: bool = True) -> DenominatorValue | None:
    """Denominator on a day; None where nobody recorded one. `own`: see `denominator_of_target`."""
    indicator = indicator_of(session, target)
    if indicator is not None:
        scope = scope_of(session, target, day, indicator=indicator)
        return denominator_of_target(session, target, indicator, scope, own=own).denominator
    if own and target.own_denominator_value:
        return target.own_denominator_value
    denominators = DenominatorValues.on(session, [target.unit_id], [target.audience], day) if target.audience else None
    return denominators.of_units.get(target.unit_id) if denominators else None


def how_narrowed(session: Session, target: Target, indicator: Indicator, day: date) -> list[tuple[str, str]]:
    """Words of the narrowing: each dimension's name and entries; of what is asked of each month, the first one."""
    scope = scope_of(session, target, day, indicator=indicator)
    found = words_of(session, indicator, scope, target.narrowings)
    if MONTH in target.places:
        began = recorded_since(session, scope.units).of(indicator).day
        if scope.since < began <= scope.until:
            found.append((str(_("Tính từ tháng đầu có sổ")), f"{began.month}/{began.year}"))
    if LEAST in scope.only:
        found.append((str(indicator.by_key[LEAST].words), str(_("%(count)s người", count=target.value))))
    return found


def name_of(target: Target) -> str:
    """Name to show beside the number, with the meaning: a share of people with skills that counts those who came to a
    lesson says so."""
    meaning = meaning_of(target)
    return f"{target.name} ({meaning})" if meaning else target.name


def as_of(
    session: Session, target: Target, since: date, until: date, day: date, *, lately: bool = False
) -> FigureStatus:
    """Status of a target in a period (both days included), as known on `day`: the content of a report's line. Each of
    `numerator`, `denominator`, `reached` (percent, or number) and `is_met` is None, never 0, where it is not known.

    A period that begins by the target's first day gives what was reached until `until`, as the plan asks; one that
    begins later gives what happened in it. Today's figure is counted from the rows as they are now, late ones included;
    that of an earlier day is what was stored or entered by then. `lately` accepts the worker's count of today, minutes
    old, as the target's page does, unless its denominator is another one since: both halves are of one moment. Its
    `made_at` says when it was counted."""
    end = min(until, day, target.until)
    wanted = Measurement.of_targets([target.id], end).where(
        Measurement.counted_on >= since, Measurement.made_at < clock.at_local(day + timedelta(days=1))
    )
    values = DenominatorValues.by_day(session, [target.unit_id], [*filter(None, (target.audience,))])
    rows = session.scalars(wanted).all()
    groups = group_days_of(session, target.unit_id, rows)
    status = status_of(target, rows, values, end, groups)
    if not target.measured_by or (since <= target.since and day < clock.today()):
        return status
    before = computed_readings(rows)
    earlier = () if since > target.since else tuple(each for each in before if each.day < end)
    entered = entered_readings(target, rows, values, end, groups)
    now = before[-1] if before else None
    fresh = now is not None and now.day == day and clock.now() - (now.made_at or NEVER) < FRESH
    if lately and now and fresh and since <= target.since and (kept := _of_one_moment(session, target, now, end)):
        return weighed(target, end, kept, entered, earlier)
    return weighed(target, end, counted(session, target, end, since), entered, earlier)


def entered_answers(session: Session, unit_id: int, until: date, day: date) -> Mapping[str, FigureStatus]:
    """By the key of a count, what was entered of it where that is surer than the count: it answers in every paper of
    the unit, of a plan with such a target or without. Some statements for each target of which something is entered."""
    typed = select(Measurement.target_id).where(Measurement.source != COMPUTED, Measurement.retired_on.is_(None))
    plain = Target.narrowed_to == "", Target.each_of == "", ~Target.unit_words.contains("/"), Target.measured_by != ""
    there = Target.in_use(), Target.since <= until, Target.until >= until
    wanted = Target.in_units([unit_id]).where(*plain, *there, Target.id.in_(typed))
    found = [as_of(session, each, date.min, until, day) for each in session.scalars(wanted)]
    return {each.target.measured_by: each for each in found if each.now and not each.now.is_counted}


def _of_one_moment(session: Session, target: Target, now: Reading, end: date) -> Reading | None:
    """A stored reading with the day and the remarks of its denominator; None where that is another number by now, or
    others have answered since."""
    if target.each_of or (indicator := indicator_of(session, target)) is None:
        return now
    of = denominator_of_target(session, target, indicator, scope_of(session, target, end, indicator=indicator))
    numbers = [each and each.number for each in (of.denominator, now.denominator)]
    answered = [each and (each.now, each.carried, each.expected) for each in (of.responses, now.responses)]
    same = numbers[0] == numbers[1] and answered[0] == answered[1]
    if not same:
        return None
    return replace(now, denominator=of.denominator, responses=of.responses, recorded=of.recorded)


def scope_of(
    session: Session, target: Target, until: date, since: date = date.min, indicator: Indicator | None = None
) -> Scope:
    """Scope of the rows that count until a day, from the target's first day or a later one. Rows of wards that were
    merged into the target's count too, and of a province's target those of its wards. `indicator`: that of the target,
    where the caller has it."""
    units = tuple(session.scalars(AdministrativeUnit.counted_for(target.unit_id)))
    scope = Scope(units, max(target.since, since), min(until, target.until))
    indicator = indicator or indicator_of(session, target)
    if indicator is None:
        return scope
    only = only_of(session, indicator, scope, target.narrowings)
    if has_least(target):  # the target's own value, not the ward's setting
        only[LEAST] = target.value
    return replace(scope, only=only)


def counted(session: Session, target: Target, until: date, since: date = date.min) -> Reading | None:
    """Count of a target as of a day; None where nothing was recorded or nothing counts it. Some statements."""
    indicator = indicator_of(session, target)
    scope = scope_of(session, target, until, since, indicator)
    if indicator is None or scope.until < scope.since:
        return None
    if target.each_of and target.each_of != AS_ONE:
        return enough(session, target, indicator, scope)
    number = indicator.figure(session, scope)
    if not number and not knows_zero(session, indicator, scope):
        return None
    of = denominator_of_target(session, target, indicator, scope)
    if target.each_of:
        return Reading(until, int(target.is_enough(number)), DenominatorValue(1), COMPUTED, responses=of.responses)
    return Reading(
        until, number, of.denominator, COMPUTED, responses=of.responses, of=of.source, answered=of.answered,
        recorded=of.recorded,
    )  # fmt: skip


def parts_of(session: Session, target: Target, day: date, by: str = "") -> list[TargetPart]:
    """Figures by what the target asks each of, by group, or by another dimension `by`: the farthest from the goal
    first, unknown ones last; none where the target has no such parts."""
    own = target.each_of or BY_GROUP
    by = by or own
    if target.measured_by:
        kept = session.scalars(Measurement.last_counted(target.id, day)).first() if by == own else None
        parts = read_parts(kept.parts) if kept and kept.parts else _counted_parts(session, target, day, by)
    else:
        parts = []
    if by == BY_GROUP and not target.each_of and not (parts and all(each.answered for each in parts)):
        by_paper, whose = any(each.answered for each in parts), (target.id, target.unit_id, target.audience)
        entered = [*_entered_parts(session, *whose, day, clock.today(), by_paper=by_paper)]
        parts = max(parts, entered, key=lambda found: sum(each.answered for each in found))
    return sorted(parts, key=lambda each: _behind(each, -1 if target.operator == "<=" else 1))


def with_parts(session: Session, target: Target, reading: Reading) -> Reading:
    """The reading with its parts as JSON, stored so that a page is as quick at any size."""
    parts = _counted_parts(session, target, reading.day, target.each_of or BY_GROUP)
    lines = [
        (
            p.name,
            p.numerator,
            p.denominator and (p.denominator.number, p.denominator.approximate),
            p.key,
            p.by,
            p.entered,
            p.lacks,
        )
        for p in parts
    ]
    return replace(reading, parts=json.dumps(lines))


def read_parts(kept: str) -> list[TargetPart]:
    """Parts from stored JSON, of this release or an earlier one."""
    rows = json.loads(kept)
    return [
        TargetPart(name, number, DenominatorValue(*denominator) if denominator else None, *rest)
        for name, number, denominator, *rest in rows
    ]


def _behind(part: TargetPart, way: int) -> tuple[bool, float]:
    """Sort key, unknown parts last; a stable sort keeps the list's order (months, groups) among equals. `way`: -1 where
    more is worse."""
    much = part.share if part.denominator else part.numerator
    return much is None, way * (much or 0)


def _counted_parts(session: Session, target: Target, day: date, by: str) -> list[TargetPart]:
    indicator = indicator_of(session, target)
    scope = scope_of(session, target, day, indicator=indicator)
    if indicator is None or target.each_of == AS_ONE or not target.unit.is_ward:
        return []
    if by == target.each_of:
        several = len(target.places) > 1
        return [
            TargetPart(each.entry.label, each.number, None, each.entry.name, key if several else "", lacks=each.lacks)
            for key in target.places
            for each in asked_of_each(session, target, indicator, scope, key)
        ]
    dimension = indicator.by_key.get(by)
    if dimension is None or by in scope.only:
        return []
    found = indicator.table(session, scope, dimension)
    denominators = denominators_of(session, target, indicator, scope, by) if not target.each_of else {}
    if indicator.visited:
        denominators = {}
    elif target.audience and by == BY_GROUP and not denominators:
        denominators = DenominatorValues.on(session, scope.units, [target.audience], scope.until).of_groups
    elif indicator.of and target.is_share and not target.each_of and not denominators:
        denominators = indicator.of(session, scope, by)
    entries = [each for each in indicator.entries(session, scope, dimension, found) if each.key is not None]
    asked = indicator.responses(session, scope, by) if indicator.responses else {}
    lacks = {key for key, each in asked.items() if not each.is_complete}
    if found or knows_zero(session, indicator, scope):
        zeros = zeros_of(session, indicator, scope, dimension, months=False)
        silent = [each.key for each in entries if each.key not in found and each.key not in lacks]
        found |= {key: 0 for key in silent if zeros.line(0, key, scope.until) is not None}
    return [
        TargetPart(each.label, found.get(each.key), denominators.get(each.key), each.name, lacks=each.key in lacks)
        for each in entries
    ]


@kept
def _entered_parts(
    session: Session, target_id: int, unit_id: int, audience: str, day: date, today: date, *, by_paper: bool
) -> Sequence[TargetPart]:
    groups, row = ResidentialGroup.of(unit_id), Measurement
    answers = row.answering([target_id]).with_only_columns(row.id).correlate(None)
    own = row.residential_group_id == ResidentialGroup.id, row.id.in_(answers)
    rows = groups.outerjoin(row, and_(*own, row.counted_on <= day)).add_columns(row).order_by(row.counted_on, row.id)
    found = [*session.execute(rows)]
    latest = {group.id: each for group, each in found if each and (not by_paper or each.is_certain(day, today))}
    if not latest:
        return []
    denominators: Mapping[int, DenominatorValue] = {}
    if audience:
        denominators = DenominatorValues.on(session, [unit_id], [audience], day).of_groups
    parts = []
    for group in dict.fromkeys(group for group, _each in found):
        last, denominator = latest.get(group.id), denominators.get(group.id)
        if last is None:
            parts.append(TargetPart(group.short_name, None, denominator, entered=True))
        else:
            of = denominator if last.denominator is None else DenominatorValue(last.denominator)
            parts.append(TargetPart(group.short_name, last.numerator, of, last.public_id, entered=True))
    return parts


@dataclass(frozen=True)
class Matrix:
    """Figures by part and target, for the targets that have such parts; the parts that lack most first."""

    targets: tuple[Target, ...]
    lines: tuple[tuple[str, tuple[TargetPart | None, ...]], ...]


def matrix_of(session: Session, targets: Sequence[Target], day: date, by: str) -> Matrix:
    """Matrix of several targets. Some statements for each."""
    found = [(each, {part.name: part for part in parts_of(session, each, day, by)}) for each in targets]
    found = [(target, parts) for target, parts in found if parts]
    names = dict.fromkeys(name for _target, parts in found for name in parts)
    lines = [(name, tuple(parts.get(name) for _target, parts in found)) for name in names]
    return Matrix(tuple(target for target, _parts in found), tuple(sorted(lines, key=_mean)))


def _mean(line: tuple[str, tuple[TargetPart | None, ...]]) -> tuple[bool, float]:
    shares = [part.share for part in line[1] if part and part.share is not None]
    return not shares, sum(shares) / max(len(shares), 1)
