"""Counts the figures of a province's wards in the background and stores them (docs/decisions/0053): spans up to today
some minutes after a change, finished spans within the hour and once a day; only for provinces with an officer."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.country import clock
from app.country.months import spans
from app.indicators.ward_figures import Group, StoredFigures, count
from app.models import AdministrativeUnit, Role, RoleGrant, WardFigures
from app.models.people.ward_relations import together
from app.web.database import db, immediate

OFTEN, HOURLY = timedelta(minutes=5), timedelta(hours=1)
# Changes that were noted before their commit are counted once more.
SLACK = timedelta(minutes=1)
# The longest round in seconds; a waiting job ends it earlier.
SECONDS = 45
_NEVER = datetime.min.replace(tzinfo=UTC)

# When it was counted, the wards, the span.
Due = tuple[datetime, Group, str]


def go(waits: Callable[[], object] = lambda: False) -> int:
    """Count what is due in all provinces, the oldest first; returns how many spans of wards were stored."""
    latest, done = time.monotonic() + SECONDS, 0
    provinces = select(RoleGrant.unit_id).where(
        RoleGrant.role == Role.PROVINCE_OFFICER, RoleGrant.in_force(clock.today())
    )
    for province in db.session.scalars(provinces.distinct().order_by(RoleGrant.unit_id)).all():
        session = db.session()
        ids = [each.id for each in session.scalars(AdministrativeUnit.ever_of([province]))]
        kind = StoredFigures.asked_in(session, ids)
        for _at, group, span in sorted(_due(session, ids, kind, clock.now())) if len(ids) > 1 else ():
            if time.monotonic() > latest or waits():
                db.session.rollback()
                return done
            _keep(group, span, kind)
            done += 1
    db.session.rollback()
    return done


def _due(session: Session, ids: Sequence[int], kind: StoredFigures, now: datetime) -> Iterator[Due]:
    written = {unit: at or _NEVER for unit, at in session.execute(WardFigures.written(ids))}
    kept = {(row.unit_id, row.span): row for row in session.scalars(WardFigures.of_units(ids))}
    groups, wanted = together(session, ids), spans(clock.local(now).date())
    if gone := {unit for unit, _span in kept} - {group[0] for group in groups}:
        _forget(gone)
    for group in groups:
        changed = max(written[each] for each in group)
        for span, days in wanted.items():
            row = kept.get((group[0], span))
            if row is None or row.of != kind.of(group) or (row.since, row.until) != days:
                yield _NEVER, group, span
            elif _is_due(row, changed, now):
                yield min(row.made_at, now), group, span


def _is_due(row: WardFigures, changed: datetime, now: datetime) -> bool:
    if row.made_at > now:  # by a clock that ran ahead
        return True
    today, old = clock.local(now).date(), now - row.made_at
    if row.until < today:
        late = changed > row.made_at - SLACK and old >= HOURLY
        return late or clock.local(row.made_at).date() < today
    return old >= HOURLY or (changed > row.made_at - SLACK and old >= OFTEN)


def _keep(group: Group, span: str, kind: StoredFigures) -> None:
    """Count and store one span; later changes are newer than it."""
    db.session.rollback()
    now = clock.now()
    days = spans(clock.local(now).date())[span]
    figures = count(db.session(), group, days, kind)
    with immediate() as session:
        session.scalars(AdministrativeUnit.locked(group[0])).all()  # another process that stores the same waits
        session.execute(delete(WardFigures).where(WardFigures.unit_id == group[0], WardFigures.span == span))
        made = {"since": days[0], "until": days[1]}
        session.add(WardFigures(unit_id=group[0], span=span, of=kind.of(group), figures=figures, made_at=now, **made))


def _forget(unit_ids: set[int]) -> None:
    with immediate() as session:
        session.execute(delete(WardFigures).where(WardFigures.unit_id.in_(unit_ids)))
