"""What measures a target: the indicator of its key, and of how many it is a share."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.denominators import of_figure
from app.indicators.named_figures import INDICATORS, denominator_called, figure_called
from app.indicators.programmes import DOT
from app.indicators.shares import AGREEING, OF_RESPONDENTS, DenominatorSource, Share, ShareDenominator
from app.models import AdministrativeUnit, Plan, Target
from app.models.movement.declaration import DENOMINATOR, GROUP_COUNT, ORGANISATIONS, SUBJECTS
from app.models.movement.denominator_values import DenominatorValue, DenominatorValues
from app.registers.indicator import Indicator, Scope
from app.registers.responses import Responses

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


# Of how many a counted target is a share, and who answered: of four denominators the surest.
#
# The plan's own number; the sum of what those asked reported, once all have answered and they are all of the ward or
# have nearly what it recorded; what the ward recorded of the audience, with the part of it of those who answered; the
# ward's list (groups, organisations, subjects). A count over houses is of those that somebody came to.
@dataclass(frozen=True)
class TargetDenominator:
    """The denominator of a target, whose number it is, how many of it those who answered have (None where they cannot
    be parted), who answered (None of books that the ward keeps itself), and the ward's own number beside what all
    reported."""

    denominator: DenominatorValue | None = None
    source: DenominatorSource = DenominatorSource.LIST
    answered: int | None = None
    responses: Responses | None = None
    recorded: int | None = None


def source_of(key: str) -> DenominatorSource:
    """Whose number a denominator is, by its key: "staff.staff" is reported, "market.subjects" a list of the ward."""
    head, _dot, tail = key.partition(DOT)
    if key.startswith(DENOMINATOR):
        return DenominatorSource.AUDIENCE
    if head in (GROUP_COUNT, ORGANISATIONS) or tail == SUBJECTS or not tail:
        return DenominatorSource.LIST
    return DenominatorSource.REPORTED


def source_in(indicator: Indicator) -> DenominatorSource:
    """Whose number an indicator is a share of."""
    if indicator.visited:
        return DenominatorSource.VISITED
    return DenominatorSource.ENTRIES if indicator.of_entries else source_of(indicator.whole)


def figure_share(
    source: DenominatorSource, count: int | None, of: DenominatorValue | None, responses: Responses | None,
    visited: int | None = None,
) -> Share:  # fmt: skip
    """A figure as a number and who answered; `source`: whose number it is a share of."""
    return Share(count, ShareDenominator(of.number, source, visited) if of and of.number else None, responses)


def indicator_share(
    session: Session, scope: Scope, indicator: Indicator, count: int | None
) -> tuple[DenominatorValue | None, Share]:
    """Of how many a count is, and the count as a share of it with who answered."""
    of = indicator.of(session, scope, "").get(None) if indicator.of else None
    another = denominator_called(session, indicator.whole, scope.units) if _of_another(indicator) else None
    asked = _responses(session, indicator, another, scope)
    visited = indicator.visited(session, scope, "")[None].number if indicator.visited else None
    return of, figure_share(source_in(indicator), count, of, asked, visited)


def denominator_of_target(
    session: Session, target: Target, indicator: Indicator, scope: Scope, *, own: bool = True
) -> TargetDenominator:
    """That of a target on the last day of a scope. `own=False` leaves out the target's own number, so that a page can
    show the recorded one beside it. Some statements."""
    apart = target.share_of != indicator.whole or _of_another(indicator)
    another = denominator_indicator(session, target) if apart else None
    responses, recorded = _responses(session, indicator, another, scope), _recorded(session, target, scope)
    if indicator.visited and target.share_of in ("", indicator.whole):
        all_ = (target.own_denominator_value if own else None) or recorded
        visited = indicator.visited(session, scope, "")[None].number
        return TargetDenominator(all_, DenominatorSource.VISITED, visited, responses)
    if own and target.own_denominator_value:
        return TargetDenominator(target.own_denominator_value, DenominatorSource.PLAN, None, responses)
    counted = denominators_of(session, target, indicator, scope).get(None)
    source = source_in(indicator) if target.share_of == indicator.whole else source_of(target.share_of)
    if counted is None and recorded is None and indicator.of:
        counted, source = indicator.of(session, scope, "").get(None), source_in(indicator)
    if counted is None or not counted.number:
        return TargetDenominator(recorded, DenominatorSource.AUDIENCE, None, responses)
    if source not in OF_RESPONDENTS:
        return TargetDenominator(
            counted, source, _answered(responses) if source is DenominatorSource.LIST else None, responses
        )
    if recorded is None or not recorded.number:
        return TargetDenominator(counted, source, None, responses)
    complete = responses is None or responses.is_complete
    if complete and (_covers(counted, recorded) or _asks_all(session, target, indicator)):
        return TargetDenominator(counted, source, None, responses, recorded.number)
    return TargetDenominator(recorded, DenominatorSource.AUDIENCE, counted.number, responses)


def _asks_all(session: Session, target: Target, indicator: Indicator) -> bool:
    """Whether those who are asked for the denominator are all of the ward, so that once they answered they decide."""
    counting = indicator if target.share_of == indicator.whole else denominator_indicator(session, target)
    return counting is not None and counting.asks_all


def _covers(counted: DenominatorValue, recorded: DenominatorValue) -> bool:
    """Whether what was reported is of nearly all; more than that says that the recorded number is old."""
    return counted.number >= (1 - AGREEING) * recorded.number


def _recorded(session: Session, target: Target, scope: Scope) -> DenominatorValue | None:
    if not target.audience:
        return None
    values = DenominatorValues.on(session, scope.units, [target.audience], scope.until)
    return values.of_units.get(target.unit_id)


def _answered(responses: Responses | None) -> int | None:
    return responses.now + responses.carried if responses else None


def _of_another(indicator: Indicator) -> bool:
    """Whether it is a share of what another programme was told."""
    another = indicator.key.partition(DOT)[0] != indicator.whole.partition(DOT)[0]
    return another and source_in(indicator) is DenominatorSource.REPORTED


def _responses(session: Session, indicator: Indicator, another: Indicator | None, scope: Scope) -> Responses | None:
    """Who answered both a count and what it is a share of, where these are asked apart: where all did, of the places
    that either asks those that both do."""
    reads = [each.responses for each in (indicator, another) if each and each.responses]
    known = [found for read in reads if (found := read(session, scope, "").get(None))]
    least = min(known, key=lambda each: each.part, default=None)
    if least is None or len(known) == 1 or not least.is_complete:
        return least
    one, other = ({*read(session, scope, "co-quan")} - {None} or {*read(session, scope, "to")} for read in reads)
    return least if one == other else replace(least, now=len(one & other), carried=0, expected=len(one | other))
