"""The whole of which a figure is a share, by the dimensions that have one: all, wards, groups, organisations."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app.models.movement.wholes import Whole, Wholes
from app.registers.indicator import Key, Scope

Of = Callable[[Session, Scope, str], Mapping[Key, Whole]]


def exactly(counted: Callable[[Session, Scope, str], Mapping[Key, int]]) -> Of:
    """Of what is counted from rows, as of the last day."""

    def told(session: Session, scope: Scope, dimension: str) -> Mapping[Key, Whole]:
        return {key: Whole(count) for key, count in counted(session, scope, dimension).items()}

    return told


def of(*audiences: str) -> Of:
    """Of an audience, as of the last day; of several, of each organisation the first that was told of it. Of what is
    narrowed nobody told how many there are."""

    def told(session: Session, scope: Scope, dimension: str) -> Mapping[Key, Whole]:
        apart = dimension in ("don-vi", "to", "co-quan") if len(audiences) == 1 else dimension == "co-quan"
        if scope.only or not (apart or (not dimension and len(audiences) == 1)):
            return {}
        wholes = Wholes.on(session, scope.units, audiences, scope.until)
        if not dimension:
            every = wholes.of_all(scope.units)
            return {None: every} if every and every.number else {}
        parts = {"don-vi": wholes.of_units, "to": wholes.of_groups, "co-quan": wholes.of_organisations}[dimension]
        return {key: whole for key, whole in parts.items() if whole.number}

    return told
