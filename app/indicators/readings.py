"""Readings of targets on a day, from stored measurements: what was counted, what was entered, and which counts."""

import calendar
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.country import clock, formats
from app.indicators.figure_status import FigureStatus, Reading
from app.indicators.shares import DenominatorSource, Doubt, surer
from app.models import Measurement, Plan, Target
from app.models.kept_reading import kept
from app.models.movement.denominator_values import DenominatorValue, DenominatorValues, ValuesOn
from app.models.people.group_history import GroupDays
from app.models.targets.measurement import COMPUTED
from app.registers.responses import Responses

# So long what was entered is newer than what was reported for the newest period that is due.
NEWLY = timedelta(days=31)


def figure_statuses(session: Session, plan: Plan, day: date) -> list[FigureStatus]:
    """Targets of a plan as of a day, in the plan's order, from stored measurements. The number of statements does not
    depend on the number of targets."""
    targets: Sequence[Target] = session.scalars(Target.of_plan(plan.id)).all()
    readings = _readings(session, plan.id, plan.unit_id, plan.since, day, clock.today())
    return [FigureStatus(each, day, *readings[each.id]) for each in targets]


@kept
def _readings(
    session: Session, plan_id: int, unit_id: int, since: date, day: date, _today: date
) -> Mapping[int, tuple[Reading | None, Reading | None, tuple[Reading, ...]]]:
    """By id of these targets what `FigureStatus` has beside them. `_today`: what is certain without a paper."""
    targets: Sequence[Target] = session.scalars(Target.of_plan(plan_id)).all()
    rows: dict[int, list[Measurement]] = defaultdict(list)
    for row, target_id in session.execute(_stored([each.id for each in targets], since, day)):
        rows[target_id].append(row)
    audiences = sorted({each.audience for each in targets if each.audience})
    values = DenominatorValues.by_day(session, [unit_id], audiences)
    groups = group_days_of(session, unit_id, [row for each in rows.values() for row in each])
    found = [status_of(each, rows[each.id], values, day, groups) for each in targets]
    return {each.target.id: (each.now, each.beside, each.earlier) for each in found}


def group_days_of(session: Session, unit_id: int, rows: Iterable[Measurement]) -> GroupDays:
    """The groups of a unit; none where no measurement is of one."""
    of_groups = any(row.residential_group_id is not None for row in rows)
    return GroupDays.of(session, unit_id) if of_groups else GroupDays({})


def _stored(target_ids: Collection[int], since: date, day: date) -> Select[Measurement, int]:
    """Entered measurements, and of counted ones the last of each month and the newest."""
    newest, ends = aliased(Measurement), list(month_ends(since, day))
    last = select(func.max(newest.counted_on)).where(
        newest.target_id == Measurement.target_id, newest.source == COMPUTED, newest.counted_on <= day
    )
    kept = Measurement.counted_on.in_(ends) | (Measurement.counted_on == last.scalar_subquery())
    return Measurement.of_targets(target_ids, day).where(or_(Measurement.source != COMPUTED, kept))


def status_of(
    target: Target, rows: Sequence[Measurement], values: ValuesOn, day: date, groups: GroupDays
) -> FigureStatus:
    """Status of a target from `rows`, its measurements up to `day`; `values`, `groups`: of its unit."""
    computed = computed_readings(rows)
    recorded = values(day)[target.audience].of_units.get(target.unit_id) if target.audience else None
    if computed and recorded and computed[-1].of is DenominatorSource.REPORTED:
        computed[-1] = replace(computed[-1], recorded=recorded.number)
    entered = entered_readings(target, rows, values, day, groups)
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
    paper, where the count lacks who answered or of how many, or it is of the last month and of more than all who
    answered have; or nothing counts the target."""
    shares = counted.share(target), entered.share(target)
    if not target.measured_by:
        return True
    if target.is_share and shares[0].denominator is None and shares[1].denominator is not None:
        return not entered.doubt
    one, other = (each.denominator for each in shares)
    if one and other and shares[1].is_complete and (entered.oldest or entered.day) >= counted.day - NEWLY:
        wider = replace(one, recorded=other.number).differs and other.number > one.number
        return wider or surer(*shares) is shares[1]
    return surer(*shares) is shares[1]


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
    target: Target, rows: Sequence[Measurement], values: ValuesOn, day: date, groups: GroupDays
) -> list[Reading]:
    """Entered figures up to a day, the oldest first, each over the groups and of the numbers of its day, the newest of
    `day`. Where nobody entered of how many, it is the target's own number, that of its audience, or what was counted of
    the whole last."""
    counted = [each.denominator for each in computed_readings(rows) if each.denominator] if target.share_of else []

    def denominator(on: date) -> DenominatorValue | None:
        of_audience = values(on)[target.audience].of_units.get(target.unit_id) if target.audience else None
        return target.own_denominator_value or of_audience or (counted[-1] if counted else None)

    source = DenominatorSource.PLAN if target.own_denominator else DenominatorSource.AUDIENCE
    typed = [row for row in rows if row.source != COMPUTED]
    every = _entered_readings(typed, denominator, groups, day)
    found = [replace(each, of=DenominatorSource.REPORTED if each.lacks else source) for each in every]
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
    rows: Sequence[Measurement], denominator: Callable[[date], DenominatorValue | None], groups: GroupDays, last: date
) -> Iterator[Reading]:
    """Entered figures by day: of the unit itself, or the sum of its groups where a group's figure is newer."""
    days = sorted({row.counted_on for row in rows})
    for day, on in zip(days, [*days[:-1], last], strict=False):
        until = [row for row in rows if row.counted_on <= day]
        own = next((row for row in reversed(until) if row.residential_group_id is None), None)
        by_group = {row.residential_group_id: row for row in until if row.residential_group_id is not None}
        places = groups.by_successor({id_: (row.counted_on, row) for id_, row in by_group.items()}, on)
        of_groups = [row for parts in places.values() for row in parts if row is not None]
        newest = max((row.counted_on for row in of_groups), default=None)
        if own and (newest is None or own.counted_on >= newest):
            yield _sum([own], own.from_words, denominator(on))
        elif of_groups:
            many, sources = formats.number(len(places)), {row.from_words for row in of_groups}
            source = sources.pop() if len(sources) == 1 else ""  # a paper is named only if it is of all parts
            words = _("cộng từ %(count)s tổ: %(source)s", count=many, source=source) if source else ""
            words = words or _("cộng từ %(count)s tổ", count=many)
            complete = sum(None not in parts for parts in places.values())
            responses = Responses(complete, len(groups.on(on) | {*places}), noun=str(_("tổ dân phố")))
            body = source or str(_("%(count)s tổ dân phố", count=many))
            yield replace(_sum(of_groups, words, denominator(on)), responses=responses, body=body)


def _sum(rows: Sequence[Measurement], words: str, denominator: DenominatorValue | None) -> Reading:
    parts = [row.denominator for row in rows]
    of = DenominatorValue(sum(each or 0 for each in parts)) if None not in parts else denominator
    last = max(rows, key=lambda row: row.counted_on)
    return Reading(
        last.counted_on, sum(row.numerator for row in rows), of, last.source, words,
        any(row.approximate for row in rows), max(row.made_at for row in rows),
        who=last.entered_by.full_name if last.entered_by else "",
        doubt=_doubt(rows, last.counted_on), oldest=min(row.counted_on for row in rows),
    )  # fmt: skip


def _doubt(rows: Sequence[Measurement], day: date) -> Doubt:
    return Doubt.NONE if all(row.is_certain(day, clock.today()) for row in rows) else Doubt.PAPER


def month_ends(since: date, until: date) -> Iterator[date]:
    """Last days of the months that ended before `until`."""
    day = since
    while (end := day.replace(day=calendar.monthrange(day.year, day.month)[1])) < until:
        yield end
        day = end + timedelta(days=1)
