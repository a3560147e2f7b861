"""What a target comes to, counted from rows: until a day, of a period as it was known on a day, by group."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.catalogue import INDICATORS
from app.indicators.programmes import indicator_called
from app.indicators.readings import Reading, Standing, standing_of
from app.models import Measurement, Target
from app.models.movement.wholes import Whole, Wholes
from app.models.targets.measurement import COMPUTED
from app.registers.indicator import Indicator, Scope

GROUPS = "to"


@dataclass(frozen=True)
class GroupLine:
    """What a group has of a target; None: nobody counted, or nobody told of how many."""

    name: str
    numerator: int | None
    whole: Whole | None = field(default=None)

    @property
    def share(self) -> float | None:
        """In percent."""
        return self.numerator * 100 / self.whole.number if self.numerator is not None and self.whole else None

    def lacking(self, target: Target) -> int:
        """How many more there would have to be."""
        return max(0, -(-self.whole.number * target.goal // 100) - (self.numerator or 0)) if self.whole else 0


def indicator_of(session: Session, target: Target) -> Indicator | None:
    """What measures a target; None where a figure is entered, or where nothing of that key is counted any more."""
    key = target.measured_by
    return INDICATORS.get(key) or indicator_called(session, key, [target.unit_id]) if key else None


def as_of(session: Session, target: Target, since: date, until: date, day: date) -> Standing:
    """A target in a period (both days included), as it is known on `day`: what a line of a report says. Its numerator,
    denominator, share in percent (or number) and whether that is what is demanded are `numerator`, `denominator`,
    `reached` and `is_met` of what is returned, each None where nobody knows: never 0. `now` says where it is from,
    `beside` what else was told (entered beside counted, never over it), `earlier` what was known in the period before.

    From the target's first day on it is what was reached until `until`, as the plan asks; a period that begins later
    counts what happened in it. Today it is counted from rows as they are now, late ones too; as of an earlier day it is
    what was stored by then, and of entered figures those that had been written down."""
    end = min(until, day, target.until)
    wanted = Measurement.of_targets([target.id], end).where(
        Measurement.counted_on >= since, Measurement.made_at < clock.at_local(day + timedelta(days=1))
    )
    wholes = Wholes.each(session, [target.unit_id], [target.audience], end) if target.audience else {}
    standing = standing_of(target, session.scalars(wanted).all(), wholes, end)
    if not target.measured_by or (since <= target.since and day < clock.today()):
        return standing
    before = (*standing.earlier, *([standing.now] if standing.now else []))
    earlier = () if since > target.since else tuple(each for each in before if each.day < end)
    return replace(standing, now=counted(session, target, end, since), earlier=earlier)


def scope_of(target: Target, until: date, since: date = date.min) -> Scope:
    """The rows that count for it until a day, from its own first day or a later one."""
    dimension, equals, value = target.narrowed_to.partition("=")
    only = {dimension: value} if equals else {}
    return Scope((target.unit_id,), max(target.since, since), min(until, target.until), only)


def counted(session: Session, target: Target, until: date, since: date = date.min) -> Reading | None:
    """What rows say of a target as of a day; None where nothing was recorded, or nothing counts it. Some statements."""
    indicator, scope = indicator_of(session, target), scope_of(target, until, since)
    if indicator is None or scope.until < scope.since:
        return None
    if target.each_of:
        dimension = indicator.by_key[target.each_of]
        found = indicator.table(session, scope, dimension)
        entries = [each for each in indicator.entries(session, scope, dimension, found) if each.key is not None]
        enough = sum(found.get(each.key, 0) >= target.value for each in entries)
        return Reading(until, enough, Whole(len(entries)), COMPUTED) if entries else None
    number = indicator.figure(session, scope)
    if number is None:
        return None
    return Reading(until, number, _whole(session, target, indicator, scope), COMPUTED)


def _whole(session: Session, target: Target, indicator: Indicator, scope: Scope) -> Whole | None:
    if target.audience:
        return Wholes.on(session, scope.units, [target.audience], scope.until).of_units.get(target.unit_id)
    return indicator.of(session, scope, "").get(None) if indicator.of else None


def groups_of(session: Session, target: Target, day: date) -> list[GroupLine]:
    """What each group has, the farthest from the goal first, those of which nothing is known last; nothing where it
    cannot be told by group."""
    indicator = indicator_of(session, target)
    if target.measured_by:
        lines = _counted_groups(session, target, indicator, day) if indicator else []
    else:
        lines = _told_groups(session, target, day)
    return sorted(lines, key=lambda line: (line.share is None, line.share or 0, line.name))


def _counted_groups(session: Session, target: Target, indicator: Indicator, day: date) -> list[GroupLine]:
    dimension, scope = indicator.by_key.get(GROUPS), scope_of(target, day)
    if dimension is None or target.each_of or not target.is_share:
        return []
    found = indicator.table(session, scope, dimension)
    wholes: Mapping[int | None, Whole] = {}
    if target.audience:
        wholes = Wholes.on(session, scope.units, [target.audience], scope.until).of_groups  # type: ignore[assignment]
    elif indicator.of:
        wholes = indicator.of(session, scope, GROUPS)  # type: ignore[assignment]
    entries = [each for each in indicator.entries(session, scope, dimension, found) if each.key is not None]
    return [GroupLine(each.label, found.get(each.key), wholes.get(each.key)) for each in entries]


def _told_groups(session: Session, target: Target, day: date) -> list[GroupLine]:
    wanted = Measurement.of_targets([target.id], day).where(Measurement.residential_group_id.is_not(None))
    latest = {row.residential_group_id: row for row in session.scalars(wanted)}
    wholes = (
        Wholes.on(session, [target.unit_id], [target.audience], day).of_groups if target.audience and latest else {}
    )
    lines = []
    for group_id, row in latest.items():
        of = wholes.get(group_id or 0) if row.denominator is None else Whole(row.denominator)
        lines.append(GroupLine(row.residential_group.name if row.residential_group else "", row.numerator, of))
    return lines
