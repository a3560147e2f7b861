"""What measures a target: the indicator of its key, and of how many it is a share."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.indicators.denominators import of_figure
from app.indicators.named_figures import denominator_called, figure_called
from app.models import AdministrativeUnit, Target
from app.models.movement.denominator_values import DenominatorValue, DenominatorValues
from app.registers.indicator import Indicator, Scope

# `each_of` of a target that asks the ward as one: there or not.
AS_ONE = "don-vi"


def indicator_of(session: Session, target: Target) -> Indicator | None:
    """Indicator that measures a target; None where figures are entered, the key is no longer counted, not all readers
    of targets see it, or it lacks a dimension that the target asks for."""
    key = target.measured_by
    found = _called(session, target, figure_called, key) if key else None
    asked = {*(each.dimension for each in target.narrowings), *(set(target.places) - {AS_ONE})}
    return found if found and found.is_seen_by_office() and asked <= found.by_key.keys() else None


def _called(
    session: Session, target: Target, called: Callable[[Session, str, Collection[int]], Indicator | None], key: str
) -> Indicator | None:
    """The figure of a key in the target's unit; of a province, in its wards."""
    found = called(session, key, [target.unit_id])
    if found is None and not target.unit.is_ward:
        found = called(session, key, tuple(session.scalars(AdministrativeUnit.counted_for(target.unit_id))))
    return found


def denominator_of(
    session: Session, target: Target, indicator: Indicator, scope: Scope, *, own: bool = True
) -> DenominatorValue | None:
    """Denominator: the target's own, else what `share_of` counts, else its audience's, else the indicator's.
    `own=False` leaves out the target's own, so that a page can show the recorded one beside it."""
    if own and target.own_denominator_value:
        return target.own_denominator_value
    if (denominator := denominators_of(session, target, indicator, scope).get(None)) and denominator.number:
        return denominator
    if target.audience:
        return DenominatorValues.on(session, scope.units, [target.audience], scope.until).of_units.get(target.unit_id)
    return indicator.of(session, scope, "").get(None) if indicator.of else None


def denominators_of(
    session: Session, target: Target, indicator: Indicator, scope: Scope, dimension: str = ""
) -> Mapping[Any, DenominatorValue]:
    """What the target's `share_of` counts, in all ("") or by a dimension; nothing where nobody counts it. Where it is
    what the indicator is a share of, both halves read who answered both."""
    if not target.share_of:
        return {}
    if target.share_of == indicator.whole and indicator.of:
        return indicator.of(session, scope, dimension)
    denominator = _called(session, target, denominator_called, target.share_of)
    seen = denominator is not None and denominator.is_seen_by_office()
    return of_figure(lambda: denominator)(session, scope, dimension) if denominator and seen else {}
