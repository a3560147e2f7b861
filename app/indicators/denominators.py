"""Denominators of figures: in all, by ward, by group, by organisation."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from app.models.movement.denominator_values import DenominatorValue, DenominatorValues
from app.registers.indicator import Indicator, Key, Scope

Of = Callable[[Session, Scope, str], Mapping[Key, DenominatorValue]]


def exactly(counted: Callable[[Session, Scope, str], Mapping[Key, int]]) -> Of:
    """Denominators counted from rows, as of the scope's last day."""

    def read(session: Session, scope: Scope, dimension: str) -> Mapping[Key, DenominatorValue]:
        return {key: DenominatorValue(count) for key, count in counted(session, scope, dimension).items()}

    return read


def of_figure(indicator: Callable[[], Indicator]) -> Of:
    """Denominators that are another figure, by the same dimension where it has that."""

    def counted(session: Session, scope: Scope, dimension: str) -> Mapping[Key, int]:
        total = indicator()
        scope = replace(scope, only={key: value for key, value in scope.only.items() if key in total.by_key})
        if not dimension:
            return {None: total.figure(session, scope)}
        by = total.by_key.get(dimension)
        return total.table(session, scope, by) if by else {}

    return exactly(counted)


def of(*audiences: str) -> Of:
    """Denominators of an audience, as of the scope's last day. Of several audiences only organisations have one: the
    first that was recorded for each. A narrowed scope has none."""

    def read(session: Session, scope: Scope, dimension: str) -> Mapping[Key, DenominatorValue]:
        apart = dimension in ("don-vi", "to", "co-quan") if len(audiences) == 1 else dimension == "co-quan"
        if scope.only or not (apart or (not dimension and len(audiences) == 1)):
            return {}
        denominators = DenominatorValues.on(session, scope.units, audiences, scope.until)
        if not dimension:
            every = denominators.of_all(scope.units)
            return {None: every} if every and every.number else {}
        parts = {
            "don-vi": denominators.of_units,
            "to": denominators.of_groups,
            "co-quan": denominators.of_organisations,
        }[dimension]
        return {key: denominator for key, denominator in parts.items() if denominator.number}

    return read
