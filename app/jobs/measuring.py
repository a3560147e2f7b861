"""Counts the measurements of targets in the background and stores them, so that pages read them at once.

Today's is counted every ten minutes; that of a past day once more after the day ended; that of each month's last day if
missing; all of them after a plan was changed. Nothing is stored while the date is not trusted
(app/web/trusted_days.py); measurements from a clock that ran ahead are counted again.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.figure_status import Reading
from app.indicators.readings import month_ends
from app.indicators.shares import Doubt
from app.indicators.target_counts import counted, with_parts
from app.models import Measurement, Plan, Target
from app.models.movement.denominator_values import DenominatorValue
from app.models.targets.measurement import COMPUTED
from app.web import trusted_days
from app.web.database import db, immediate
from app.web.responses import settings

OFTEN, OF_LATE = timedelta(minutes=10), timedelta(days=31)
# Late entries of so many months are counted once a day: phones send what they stored within some weeks.
MONTHS = 3
# When this process last counted each plan: the moment, the day, and the number of changes of its targets.
_tried: dict[str, tuple[datetime, date, int]] = {}
_NEVER = (datetime.min.replace(tzinfo=UTC), date.min, -1)


class Counted(NamedTuple):
    """The measurement of a target on a day, or None; `version`: the target's version at that time."""

    target: Target
    day: date
    reading: Reading | None
    version: int


Due = list[Counted]


def go() -> int:
    """Count what is due in all units; returns how many measurements were stored."""
    now, today = clock.now(), clock.today()
    changes = select(func.sum(Target.version)).where(Target.plan_id == Plan.id).scalar_subquery()
    due: Due = []
    for plan, version in db.session.execute(select(Plan, changes).where(Plan.in_use(), Plan.since <= today)):
        at, day, known = _tried.get(plan.public_id, _NEVER)
        anew = (day, known) != (today, version or 0)
        if anew or now - at >= OFTEN:
            _tried[plan.public_id] = now, today, version or 0
            due += _due(db.session(), plan, now, anew=anew)
    db.session.rollback()
    return keep(due, now)


def measure(session: Session, plan: Plan, day: date) -> Due:
    """The measurements of a plan's targets on a day."""
    return [found for target in _counting(session, plan) for found in measure_one(session, target, [day])]


def measure_all(session: Session, plan: Plan, day: date) -> Due:
    """The same, and also on the last day of each month before."""
    days = [*month_ends(plan.since, day), day]
    return [found for target in _counting(session, plan) for found in measure_one(session, target, days)]


def measure_one(session: Session, target: Target, days: Iterable[date]) -> Due:
    """The measurements of one target on some days; on the last day also of each residential group."""
    version = target.version
    found = [Counted(target, day, counted(session, target, day), version) for day in days if target.since <= day]
    if found and (last := found[-1].reading):
        found[-1] = found[-1]._replace(day=last.day, reading=with_parts(session, target, last))
    return found


def recount(target: Target) -> None:
    """Count one target on the stored days: the ends of months, and today."""
    last = min(clock.today(), target.plan.until)
    keep(measure_one(db.session(), target, [*month_ends(target.plan.since, last), last]), clock.now())


def keep(due: Due, now: datetime) -> int:
    """Store measurements, one for each target and day; returns how many: none while the date is not trusted."""
    if not due or not trusted_days.is_certain(settings()):
        return 0
    with immediate() as session:
        return store(session, due, now)


def store(session: Session, due: Due, now: datetime) -> int:
    """The same in an open transaction. Drops a measurement if the target was changed since it was counted."""
    locked = Target.locked(*{each.target.id for each in due})  # another counting process waits
    targets = {each.id: each for each in session.scalars(locked)}
    stands = [each for each in due if (row := targets.get(each.target.id)) and row.version == each.version]
    return sum(_store(session, each.target.id, each.day, each.reading, now) for each in stands)


def _counting(session: Session, plan: Plan) -> list[Target]:
    return [each for each in session.scalars(Target.of_plan(plan.id)) if each.measured_by]


def _due(session: Session, plan: Plan, now: datetime, *, anew: bool) -> Due:
    targets, today = _counting(session, plan), clock.local(now).date()
    ends = list(month_ends(plan.since, today))
    when = select(Measurement.target_id, Measurement.counted_on, Measurement.made_at).where(
        Measurement.target_id.in_([each.id for each in targets]), Measurement.source == COMPUTED,
        Measurement.counted_on.in_(ends) | (Measurement.counted_on > today - OF_LATE),
    )  # fmt: skip
    made: dict[int, dict[date, datetime]] = {each.id: {} for each in targets}
    ahead: dict[int, list[date]] = {each.id: [] for each in targets}  # counted by a clock that ran ahead
    for target_id, day, at in session.execute(when):
        if at <= now:
            made[target_id][day] = at
        elif day < today:
            ahead[target_id].append(day)
    found: Due = []
    for target in targets:
        days = {*_days(plan, made[target.id], now, anew=anew), *ahead[target.id]}
        found += measure_one(session, target, sorted(days))
    return found


def _days(plan: Plan, made: Mapping[date, datetime], now: datetime, *, anew: bool) -> Iterator[date]:
    """The days to count for a target: missing ends of months, the last counted day after it ended, today."""
    today = clock.local(now).date()
    if anew:
        ends = list(month_ends(plan.since, min(today, plan.until)))
        yield from (end for end in ends if end not in made or end in ends[-MONTHS:])
    last = max((day for day in made if day < today), default=None)
    if last and clock.local(made[last]).date() <= last:
        yield last
    if today <= plan.until and (today not in made or now - made[today] >= OFTEN):
        yield today


def _store(session: Session, target_id: int, day: date, reading: Reading | None, now: datetime) -> bool:
    """Store a measurement. Without a reading it becomes 0 if an earlier day was counted, else the row is deleted."""
    counts = select(Measurement).where(Measurement.target_id == target_id, Measurement.source == COMPUTED)
    row = session.scalars(counts.where(Measurement.counted_on == day).with_for_update()).one_or_none()
    known = row is not None and day < clock.local(row.made_at).date() and row.made_at <= now
    if row and known:  # what was counted after the day ended stays, unless by a clock that ran ahead
        row.later = reading.numerator if reading else 0
        return True
    if reading is None:
        before = counts.where(Measurement.counted_on < day).order_by(Measurement.counted_on.desc()).limit(1)
        earlier = session.scalars(before).first()
        if earlier is None:
            if row:
                session.delete(row)
            return False
        of = None if earlier.denominator is None else DenominatorValue(earlier.denominator, earlier.approximate)
        reading = Reading(day, 0, of, COMPUTED)
    if row is None:
        target = session.get_one(Target, target_id)
        row = Measurement(unit=target.unit, target=target, numerator=0, counted_on=day, source=COMPUTED)
        session.add(row)
    denominator = reading.denominator
    row.numerator, row.denominator, row.made_at = reading.numerator, denominator.number if denominator else None, now
    row.later, row.unsure = None, reading.doubt is Doubt.UNKNOWN
    asked = reading.responses
    row.answered, row.carried, row.expected = (asked.now, asked.carried, asked.expected) if asked else (None,) * 3
    row.period, row.responders = (asked.period, asked.noun) if asked else ("", "")
    row.denominator_of, row.answered_part = reading.of, reading.answered
    row.approximate, row.parts = denominator is not None and denominator.approximate, reading.parts
    return True
