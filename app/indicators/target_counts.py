"""What a target comes to, counted from rows: until a day, of a period as it was known on a day, by group."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.ambassadors import LEAST
from app.indicators.catalogue import INDICATORS
from app.indicators.narrowed import only_of, words_of
from app.indicators.programmes import indicator_called
from app.indicators.readings import Reading, Standing, standing_of
from app.models import AdministrativeUnit, Measurement, ResidentialGroup, Target
from app.models.movement.wholes import Whole, Wholes
from app.models.targets.measurement import COMPUTED
from app.registers.indicator import Entry, Indicator, Scope

GROUPS = "to"
# What is asked of the ward as one: there or not.
AS_ONE = "don-vi"
# What the worker counts every ten minutes, and a round later, is of now.
FRESH, NEVER = timedelta(minutes=12), datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Part:
    """What a part of the unit (a group, a month, an audience) has of a target; None: nobody counted, or nobody told of
    how many. `key`: what addresses call it, or the entered row; `by`: the dimension, where a target asks of several."""

    name: str
    numerator: int | None
    whole: Whole | None = None
    key: str = ""
    by: str = ""

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
    """What measures a target; None where a figure is entered, or where nothing of that key is counted any more, or not
    as the target asks."""
    key = target.measured_by
    found = INDICATORS.get(key) or indicator_called(session, key, [target.unit_id]) if key else None
    asked = {*(each.dimension for each in target.narrowings), *(set(target.places) - {AS_ONE})}
    return found if found and asked <= found.by_key.keys() else None


def meaning_of(target: Target) -> str:
    """What is known of whatever is counted for a target, in few words; "" where its name says it. No statement."""
    indicator = INDICATORS.get(target.measured_by)
    return str(indicator.meaning) if indicator else ""


def has_least(target: Target) -> bool:
    """Whether its own value says from how many on somebody counts."""
    indicator = INDICATORS.get(target.measured_by)
    return indicator is not None and LEAST in indicator.by_key


def known_whole(session: Session, target: Target, day: date, *, own: bool = True) -> Whole | None:
    """Of how many it is on a day; None where nobody told. `own` as of `whole_of`."""
    indicator = indicator_of(session, target)
    if indicator is not None:
        return whole_of(session, target, indicator, scope_of(session, target, day, indicator=indicator), own=own)
    if own and target.own_whole:
        return target.own_whole
    wholes = Wholes.on(session, [target.unit_id], [target.audience], day) if target.audience else None
    return wholes.of_units.get(target.unit_id) if wholes else None


def how_narrowed(session: Session, target: Target, indicator: Indicator, day: date) -> list[tuple[str, str]]:
    """What its measure is narrowed to in words: of each dimension its name and the entries."""
    scope = scope_of(session, target, day, indicator=indicator)
    found = words_of(session, indicator, scope, target.narrowings)
    if LEAST in scope.only:
        found.append((str(indicator.by_key[LEAST].words), str(_("%(count)s người", count=target.value))))
    return found


def name_of(target: Target) -> str:
    """What a target is called wherever its number stands: a share of people with skills of whom it is known that they
    came to a lesson says so."""
    meaning = meaning_of(target)
    return f"{target.name} ({meaning})" if meaning else target.name


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
        whole = (
            whole_of(session, target, indicator, scope_of(session, target, end, indicator=indicator))
            if indicator
            else None
        )
        return replace(standing, now=now if target.each_of else replace(now, whole=whole), earlier=earlier)
    return replace(standing, now=counted(session, target, end, since), earlier=earlier)


def scope_of(
    session: Session, target: Target, until: date, since: date = date.min, indicator: Indicator | None = None
) -> Scope:
    """The rows that count for it until a day, from its own first day or a later one: what the wards did that have since
    gone into its own counts there, too. `indicator`: what measures it, where that is known."""
    units = tuple(session.scalars(AdministrativeUnit.with_parts([target.unit_id])))
    scope = Scope(units, max(target.since, since), min(until, target.until))
    indicator = indicator or indicator_of(session, target)
    if indicator is None:
        return scope
    only = only_of(session, indicator, scope, target.narrowings)
    if has_least(target):  # as many as the target's own value, whatever the ward's setting says
        only[LEAST] = target.value
    return replace(scope, only=only)


def counted(session: Session, target: Target, until: date, since: date = date.min) -> Reading | None:
    """What rows say of a target as of a day; None where nothing was recorded, or nothing counts it. Some statements."""
    indicator = indicator_of(session, target)
    scope = scope_of(session, target, until, since, indicator)
    if indicator is None or scope.until < scope.since:
        return None
    if target.each_of and target.each_of != AS_ONE:
        return _enough(session, target, indicator, scope, until)
    number = indicator.figure(session, scope)
    if not number:  # of a target that is no zero until something was counted once: docs/decisions/0044
        return None
    if target.each_of:
        return Reading(until, int(number >= target.value), Whole(1), COMPUTED)
    return Reading(until, number, whole_of(session, target, indicator, scope), COMPUTED)


def _enough(session: Session, target: Target, indicator: Indicator, scope: Scope, until: date) -> Reading | None:
    """How many of the places that are asked have as much. Where the book has none of one kind of them, of how many that
    is nobody knows."""
    parts = [_places(session, indicator, scope, each) for each in target.places]
    enough = sum((number or 0) >= target.value for part in parts for _entry, number in part)
    whole = target.own_whole or (Whole(sum(map(len, parts))) if all(parts) else None)
    return Reading(until, enough, whole, COMPUTED) if any(parts) else None


def _places(session: Session, indicator: Indicator, scope: Scope, key: str) -> list[tuple[Entry, int | None]]:
    """The entries of a dimension, each with its figure."""
    dimension = indicator.by_key[key]
    found = indicator.table(session, scope, dimension)
    entries = indicator.entries(session, scope, dimension, found)
    return [(each, found.get(each.key)) for each in entries if each.key is not None]


def whole_of(session: Session, target: Target, indicator: Indicator, scope: Scope, *, own: bool = True) -> Whole | None:
    """Of how many: the target's own number first, then that of its audience, then what the indicator says. Without
    `own`: what the books say, which a page tells beside the target's own."""
    if own and target.own_whole:
        return target.own_whole
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
    lines = [(p.name, p.numerator, p.whole and (p.whole.number, p.whole.approximate), p.key, p.by) for p in told]
    return replace(reading, parts=json.dumps(lines))


def read_parts(kept: str) -> list[Part]:
    """What was kept so, by this release or one before."""
    rows = json.loads(kept)
    return [Part(name, number, Whole(*whole) if whole else None, *rest) for name, number, whole, *rest in rows]


def _behind(part: Part) -> tuple[bool, float]:
    """Of equal ones the order of their list stays: that of months, of groups."""
    much = part.share if part.whole else part.numerator
    return much is None, much or 0


def _counted_parts(session: Session, target: Target, day: date, by: str) -> list[Part]:
    indicator = indicator_of(session, target)
    scope = scope_of(session, target, day, indicator=indicator)
    if indicator is None or target.each_of == AS_ONE:
        return []
    if by == target.each_of and len(target.places) > 1:
        places = [(key, each) for key in target.places for each in _places(session, indicator, scope, key)]
        return [Part(entry.label, number, None, entry.name, key) for key, (entry, number) in places]
    dimension = indicator.by_key.get(by)
    if dimension is None or by in scope.only:
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
