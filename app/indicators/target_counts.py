"""What a target comes to, counted from rows: until a day, of a period as it was known on a day, by group."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.catalogue import INDICATORS
from app.indicators.programmes import indicator_called
from app.indicators.readings import Reading, Standing, standing_of
from app.models import AdministrativeUnit, Measurement, ResidentialGroup, Target
from app.models.movement.wholes import Whole, Wholes
from app.models.targets.measurement import COMPUTED
from app.registers.indicator import Indicator, Scope

GROUPS = "to"
# What the worker counts every ten minutes, and a round later, is of now.
FRESH, NEVER = timedelta(minutes=12), datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Part:
    """What a part of the unit (a group, a month, an audience) has of a target; None: nobody counted, or nobody told of
    how many. `key`: what addresses call it, or the entered row."""

    name: str
    numerator: int | None
    whole: Whole | None = None
    key: str = ""

    @property
    def share(self) -> float | None:
        """In percent."""
        return self.numerator * 100 / self.whole.number if self.numerator is not None and self.whole else None

    def lacking(self, target: Target) -> int:
        """How many more there would have to be."""
        if target.each_of:
            return max(0, target.value - (self.numerator or 0))
        return max(0, -(-self.whole.number * target.goal // 100) - (self.numerator or 0)) if self.whole else 0


def indicator_of(session: Session, target: Target) -> Indicator | None:
    """What measures a target; None where a figure is entered, or where nothing of that key is counted any more."""
    key = target.measured_by
    return INDICATORS.get(key) or indicator_called(session, key, [target.unit_id]) if key else None


def as_of(session: Session, target: Target, since: date, until: date, day: date, *, lately: bool = False) -> Standing:
    """A target in a period (both days included), as it is known on `day`: what a line of a report says. Its numerator,
    denominator, share in percent (or number) and whether that is what is demanded are `numerator`, `denominator`,
    `reached` and `is_met` of what is returned, each None where nobody knows: never 0. `now` says where it is from,
    `beside` what else was told (entered beside counted, never over it), `earlier` what was known in the period before.

    From the target's first day on it is what was reached until `until`, as the plan asks; a period that begins later
    counts what happened in it. Today it is counted from rows as they are now, late ones too; as of an earlier day it is
    what was stored by then, and of entered figures those that had been written down. `lately`: what the worker counted
    of today minutes ago stands, as on the target's page; its `made_at` says since when."""
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
    now = standing.now
    if lately and now and now.day == day and since <= target.since and clock.now() - (now.made_at or NEVER) < FRESH:
        indicator = indicator_of(session, target)
        whole = _whole(session, target, indicator, scope_of(session, target, end)) if indicator else None
        return replace(standing, now=now if target.each_of else replace(now, whole=whole), earlier=earlier)
    return replace(standing, now=counted(session, target, end, since), earlier=earlier)


def scope_of(session: Session, target: Target, until: date, since: date = date.min) -> Scope:
    """The rows that count for it until a day, from its own first day or a later one: what the wards did that have since
    gone into its own counts there, too."""
    dimension, equals, value = target.narrowed_to.partition("=")
    only = {dimension: value} if equals else {}
    units = tuple(session.scalars(AdministrativeUnit.with_parts([target.unit_id])))
    return Scope(units, max(target.since, since), min(until, target.until), only)


def counted(session: Session, target: Target, until: date, since: date = date.min) -> Reading | None:
    """What rows say of a target as of a day; None where nothing was recorded, or nothing counts it. Some statements."""
    indicator, scope = indicator_of(session, target), scope_of(session, target, until, since)
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


def parts_of(session: Session, target: Target, day: date, by: str = "") -> list[Part]:
    """What each group has, or each of what the target asks it of, or each of another dimension: the farthest from the
    goal first, those of which nothing is known last; nothing where it cannot be told apart so."""
    own = target.each_of or GROUPS
    by = by or own
    if target.measured_by:
        kept = session.scalars(Measurement.last_counted(target.id, day)).first() if by == own else None
        parts = read_parts(kept.parts) if kept and kept.parts else _counted_parts(session, target, day, by)
    else:
        parts = _told_parts(session, target, day) if by == GROUPS else []
    return sorted(parts, key=_behind)


def with_parts(session: Session, target: Target, reading: Reading) -> Reading:
    """What was counted, with what each group has, to be kept: a page reads it as quickly at any size."""
    told = _counted_parts(session, target, reading.day, target.each_of or GROUPS)
    lines = [(p.name, p.numerator, p.whole and (p.whole.number, p.whole.approximate), p.key) for p in told]
    return replace(reading, parts=json.dumps(lines))


def read_parts(kept: str) -> list[Part]:
    """What was kept so."""
    return [Part(name, number, Whole(*whole) if whole else None, key) for name, number, whole, key in json.loads(kept)]


def _behind(part: Part) -> tuple[bool, float, str]:
    much = part.share if part.whole else part.numerator
    return much is None, much or 0, part.name


def _counted_parts(session: Session, target: Target, day: date, by: str) -> list[Part]:
    indicator, scope = indicator_of(session, target), scope_of(session, target, day)
    dimension = indicator.by_key.get(by) if indicator else None
    if indicator is None or dimension is None or by in scope.only:
        return []
    found = indicator.table(session, scope, dimension)
    wholes: Mapping[Any, Whole] = {}
    if target.audience and by == GROUPS:
        wholes = Wholes.on(session, scope.units, [target.audience], scope.until).of_groups
    elif indicator.of and target.is_share and not target.each_of:
        wholes = indicator.of(session, scope, by)
    entries = [each for each in indicator.entries(session, scope, dimension, found) if each.key is not None]
    return [Part(each.label, found.get(each.key), wholes.get(each.key), each.name) for each in entries]


def _told_parts(session: Session, target: Target, day: date) -> list[Part]:
    wanted = Measurement.of_targets([target.id], day).where(Measurement.residential_group_id.is_not(None))
    latest = {row.residential_group_id: row for row in session.scalars(wanted)}
    if not latest:
        return []
    wholes: Mapping[int, Whole] = {}
    if target.audience:
        wholes = Wholes.on(session, [target.unit_id], [target.audience], day).of_groups
    parts = []
    for group in session.scalars(ResidentialGroup.of(target.unit_id)):
        row, whole = latest.get(group.id), wholes.get(group.id)
        if row is None:
            parts.append(Part(group.short_name, None, whole))
        else:
            of = whole if row.denominator is None else Whole(row.denominator)
            parts.append(Part(group.short_name, row.numerator, of, row.public_id))
    return parts


@dataclass(frozen=True)
class Matrix:
    """Parts beside targets: of each part what it has of each target that can be told apart so; who lacks most first."""

    targets: tuple[Target, ...]
    lines: tuple[tuple[str, tuple[Part | None, ...]], ...]


def matrix_of(session: Session, targets: Sequence[Target], day: date, by: str) -> Matrix:
    """The same of several targets at once. Some statements for each."""
    told = [(each, {part.name: part for part in parts_of(session, each, day, by)}) for each in targets]
    told = [(target, parts) for target, parts in told if parts]
    names = dict.fromkeys(name for _target, parts in told for name in parts)
    lines = [(name, tuple(parts.get(name) for _target, parts in told)) for name in names]
    return Matrix(tuple(target for target, _parts in told), tuple(sorted(lines, key=_mean)))


def _mean(line: tuple[str, tuple[Part | None, ...]]) -> tuple[bool, float]:
    shares = [part.share for part in line[1] if part and part.share is not None]
    return not shares, sum(shares) / max(len(shares), 1)
