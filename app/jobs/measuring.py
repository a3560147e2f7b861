"""What targets come to is counted aside and kept, so that a page reads it at once: today's every ten minutes, that of
each month's last day once, that of a day that has ended once more after it ended."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.readings import Reading, month_ends
from app.indicators.target_counts import counted
from app.models import Measurement, Plan, Target
from app.models.targets.measurement import COMPUTED
from app.web.database import db, immediate

OFTEN = timedelta(minutes=10)
# When each plan was last looked at by this process.
_tried: dict[int, datetime] = {}
_NEVER = datetime.min.replace(tzinfo=UTC)
Due = list[tuple[Target, date, Reading]]


def go() -> int:
    """Count what is due in all units; returns how many figures were kept."""
    now, today = clock.now(), clock.today()
    due: Due = []
    for plan in db.session.scalars(select(Plan).where(Plan.in_use(), Plan.since <= today)):
        if now - _tried.get(plan.id, _NEVER) >= OFTEN:  # of a ward that recorded nothing there is nothing to keep
            _tried[plan.id] = now
            due += _due(db.session(), plan, now)
    db.session.rollback()
    return keep(due, now)


def measure(session: Session, plan: Plan, day: date) -> Due:
    """What the targets of a plan come to on a day."""
    return [found for target in _counting(session, plan) for found in measure_one(session, target, [day])]


def measure_one(session: Session, target: Target, days: Iterable[date]) -> Due:
    """What one target comes to on some days."""
    told = ((day, counted(session, target, day)) for day in days if target.since <= day)
    return [(target, day, reading) for day, reading in told if reading]


def keep(due: Due, now: datetime) -> int:
    """Store what was counted, of a target and day once."""
    if due:
        with immediate() as session:
            session.scalars(Target.locked(*{target.id for target, _day, _reading in due})).all()  # who counts too waits
            for target, day, reading in due:
                _store(session, target.id, day, reading, now)
    return len(due)


def _counting(session: Session, plan: Plan) -> list[Target]:
    return [each for each in session.scalars(Target.of_plan(plan.id)) if each.measured_by]


def _due(session: Session, plan: Plan, now: datetime) -> Due:
    targets = [each.id for each in _counting(session, plan)]
    when = select(Measurement.counted_on, func.max(Measurement.made_at)).where(
        Measurement.target_id.in_(targets), Measurement.source == COMPUTED
    )
    made = {row[0]: row[1] for row in session.execute(when.group_by(Measurement.counted_on))}
    found: Due = []
    for day in _days(plan, made, now) if targets else ():
        found += measure(session, plan, day)
    return found


def _days(plan: Plan, made: Mapping[date, datetime], now: datetime) -> Iterator[date]:
    """The days to be counted: ends of months that never were, one that ended since it was counted, and today's."""
    today = clock.local(now).date()
    for end in month_ends(plan.since, min(today, plan.until)):
        if end not in made:
            yield end
    last = max((day for day in made if day < today), default=None)
    if last and clock.local(made[last]).date() <= last:
        yield last
    if today <= plan.until and (today not in made or now - made[today] >= OFTEN):
        yield today


def _store(session: Session, target_id: int, day: date, reading: Reading, now: datetime) -> None:
    row = session.scalars(
        select(Measurement)
        .where(Measurement.target_id == target_id, Measurement.counted_on == day, Measurement.source == COMPUTED)
        .with_for_update()
    ).one_or_none()
    of = reading.whole.number if reading.whole else None
    if row is None:
        target = session.get_one(Target, target_id)
        row = Measurement(unit=target.unit, target=target, numerator=0, counted_on=day, source=COMPUTED)
        session.add(row)
    row.numerator, row.denominator, row.made_at = reading.numerator, of, now
    row.approximate = bool(reading.whole and reading.whole.approximate)
