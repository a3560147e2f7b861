"""Programmes that targets are measured by and that a ward does not use: what they are, and how it begins to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.data.programmes import catalogue
from app.indicators.named_figures import used_programmes
from app.indicators.programmes import DOT
from app.models import AdministrativeUnit, Programme, Target
from app.models.movement.declaration import Declaration


class Unused(NamedTuple):
    """A programme that ships and is not used; `of_denominator`: the target's whole is counted by it. `stopped`: the
    id of the ward's own copy that it uses no longer."""

    declared: Declaration
    of_denominator: bool
    stopped: int | None


def unused_programmes(session: Session, targets: Sequence[Target]) -> Mapping[int, Unused]:
    """By id of some targets of one unit, the programme that it lacks: that of the figure, else that of the whole. Three
    statements at most."""
    asked = {key.partition(DOT)[0] for each in targets for key in (each.measured_by, each.share_of) if DOT in key}
    asked &= catalogue().keys()
    if not asked:
        return {}
    units = session.scalars(AdministrativeUnit.counted_for(targets[0].unit_id)).all()
    lacking = asked - used_programmes(session, units)
    there = Programme.ids_by_key(targets[0].unit_id).where(Programme.key.in_(lacking), ~Programme.in_use())
    stopped = dict(session.execute(there).all()) if lacking else {}
    found = {}
    for target in targets:
        heads = [key.partition(DOT)[0] for key in (target.measured_by, target.share_of)]
        for place, head in reversed([*enumerate(heads)]):
            if head in lacking:
                found[target.id] = Unused(catalogue()[head], place == 1, stopped.get(head))
    return found


def needed_programmes(targets: Iterable[Mapping[str, object]]) -> Mapping[str, int]:
    """The programmes that ship by which targets of a file are measured, by key, with how many of these each counts;
    those that most need first."""
    heads = [
        {str(each.get(name) or "").partition(DOT)[0] for name in ("measured_by", "share_of")} & catalogue().keys()
        for each in targets
    ]
    return dict(Counter(head for found in heads for head in sorted(found)).most_common())
