"""What measures a target: the indicator of its key, and of how many it is a share."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.catalogue import INDICATORS
from app.indicators.denominators import of_figure
from app.indicators.named_figures import denominator_called, figure_called
from app.models import AdministrativeUnit, Plan, Target
from app.models.movement.denominator_values import DenominatorValue
from app.registers.indicator import Indicator, Scope

# `each_of` of a target that asks the ward as one: there or not.
AS_ONE = "don-vi"


def meaning_of(target: Target) -> str:
    """Meaning of the counted figure in few words; "" where the name says it, or the plan asks for just that. No
    statement."""
    indicator = INDICATORS.get(target.measured_by)
    if indicator is None or (indicator.meant_by and re.search(indicator.meant_by, target.text, re.IGNORECASE)):
        return ""
    return str(indicator.meaning)


def indicator_of(session: Session, target: Target) -> Indicator | None:
    """Indicator that measures a target; None where figures are entered, the key is no longer counted, not all readers
    of targets see it, or it lacks a dimension that the target asks for."""
    key = "" if _is_of_another_plan(session, target) else target.measured_by
    found = _called(session, target, figure_called, key) if key else None
    asked = {*(each.dimension for each in target.narrowings), *(set(target.places) - {AS_ONE})}
    return found if found and found.is_seen_by_office() and asked <= found.by_key.keys() else None


def _is_of_another_plan(session: Session, target: Target) -> bool:
    """Whether it asks how far its own plan was spread, and the ward's units tell of another one."""
    if "kế hoạch này" not in target.text.lower():
        return False
    spread = session.scalars(Plan.disseminated(target.unit_id, clock.today())).first()
    return spread is not None and spread.id != target.plan_id


def _called(
    session: Session, target: Target, called: Callable[[Session, str, Collection[int]], Indicator | None], key: str
) -> Indicator | None:
    """The figure of a key in the target's unit; of a province, in its wards."""
    found = called(session, key, [target.unit_id])
    if found is None and not target.unit.is_ward:
        found = called(session, key, tuple(session.scalars(AdministrativeUnit.counted_for(target.unit_id))))
    return found


def denominators_of(
    session: Session, target: Target, indicator: Indicator, scope: Scope, dimension: str = ""
) -> Mapping[Any, DenominatorValue]:
    """What the target's `share_of` counts, in all ("") or by a dimension; nothing where nobody counts it. Where it is
    what the indicator is a share of, both halves read who answered both."""
    if not target.share_of:
        return {}
    if target.share_of == indicator.whole and indicator.of:
        return indicator.of(session, scope, dimension)
    denominator = denominator_indicator(session, target)
    return of_figure(lambda: denominator)(session, scope, dimension) if denominator else {}


def denominator_indicator(session: Session, target: Target) -> Indicator | None:
    """What counts the `share_of` of a target; None where nobody counts it, or not all readers of targets see it."""
    found = _called(session, target, denominator_called, target.share_of) if target.share_of else None
    return found if found and found.is_seen_by_office() else None
