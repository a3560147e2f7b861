"""Programmes that targets are measured by and that a ward does not use: what they are, and how it begins to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.data.plans import catalogue as plans
from app.data.programmes import catalogue
from app.indicators.named_figures import used_programmes
from app.indicators.programmes import DOT
from app.models import AdministrativeUnit, Plan, Programme, Target
from app.models.kept_reading import kept
from app.models.movement.declaration import Declaration


class Unused(NamedTuple):
    """A programme that ships and is not used; `of_denominator`: the target's whole is counted by it. `stopped`: the
    id of the ward's own copy that it uses no longer."""

    declared: Declaration
    of_denominator: bool
    stopped: int | None


def unused_programmes(session: Session, targets: Sequence[Target]) -> Mapping[int, Unused]:
    """By id of some targets of one unit, the programme that it lacks: that of the figure, else that of the whole."""
    asked = {key.partition(DOT)[0] for each in targets for key in (each.measured_by, each.share_of) if DOT in key}
    asked &= catalogue().keys()
    lacking = _lacking(session, targets[0].unit_id, frozenset(asked)) if asked else {}
    found = {}
    for target in targets:
        heads = [key.partition(DOT)[0] for key in (target.measured_by, target.share_of)]
        for place, head in reversed([*enumerate(heads)]):
            if head in lacking:
                found[target.id] = Unused(catalogue()[head], place == 1, lacking[head])
    return found


@kept
def _lacking(session: Session, unit_id: int, asked: frozenset[str]) -> Mapping[str, int | None]:
    """Of some programmes that ship, by key, those that a unit does not use, with `Unused.stopped`. Two statements."""
    lacking = asked - used_programmes(session, AdministrativeUnit.counted_for(unit_id))
    there = Programme.ids_by_key(unit_id).where(Programme.key.in_(lacking), ~Programme.in_use())
    stopped = dict(session.execute(there).all()) if lacking else {}
    return {key: stopped.get(key) for key in lacking}


def needed_programmes(targets: Iterable[Mapping[str, object]], named: Iterable[str] = ()) -> Mapping[str, int]:
    """The programmes that ship that a plan names, in its order, then those by which most of its targets are measured,
    by key, with how many of these each counts."""
    heads = [
        {str(each.get(name) or "").partition(DOT)[0] for name in ("measured_by", "share_of")} & catalogue().keys()
        for each in targets
    ]
    count = Counter(head for found in heads for head in sorted(found))
    return {key: count[key] for key in dict.fromkeys([*named, *(head for head, _many in count.most_common())])}


@kept
def planned_programmes(session: Session, unit_id: int, day: date) -> Sequence[str]:
    """The keys of programmes that ship and serve the plans that a unit follows on a day: those that the newest plan's
    file names, then those that measure its targets; then those of the plan before. One statement."""
    columns = Plan.id, Plan.catalogue, Target.measured_by, Target.share_of
    wanted = Plan.running(unit_id, day).outerjoin(Target, Target.plan_id == Plan.id).with_only_columns(*columns)
    targets, files = dict[int, list[Mapping[str, object]]](), dict[int, str]()
    for plan_id, file, measured_by, share_of in session.execute(wanted):
        files[plan_id] = file
        targets.setdefault(plan_id, []).append({"measured_by": measured_by, "share_of": share_of})
    named = {plan_id: plans()[file].programmes if file in plans() else () for plan_id, file in files.items()}
    return [*dict.fromkeys(key for plan, rows in targets.items() for key in needed_programmes(rows, named[plan]))]
