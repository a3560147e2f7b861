"""The figures of many wards at once: added up from what is kept of each, counted from rows where nothing is kept."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.indicators.beginnings import recorded_since
from app.indicators.catalogue import INDICATORS
from app.indicators.programmes import indicators_of, newest
from app.models import WardFigures
from app.models.people.ward_relations import together
from app.registers.indicator import Indicator, Scope

Group = tuple[int, ...]


@dataclass(frozen=True)
class Kind:
    """Which figures are kept: all that are declared, and those that programmes of some wards count; `mark` differs
    where they count otherwise."""

    indicators: Sequence[Indicator]
    mark: str

    @classmethod
    def asked_in(cls, session: Session, unit_ids: Collection[int]) -> "Kind":
        """Those of a province. One statement."""
        versions = newest(session, unit_ids)
        more = [each for programme in versions for each in indicators_of(programme)]
        said = "".join(sorted(each[-1].said for each in versions))
        return cls([*INDICATORS.values(), *more], hashlib.sha256(said.encode()).hexdigest()[:16])

    def of(self, group: Group) -> str:
        """What a kept row must say to be of these wards and figures."""
        return f"{'-'.join(map(str, group))} {self.mark}"


@dataclass(frozen=True)
class Sums:
    """Figures by key of their indicator; `counted_at`: when the oldest part of them was counted, None where all of it
    was now; `wards`: the same of each ward, where all of them are kept by themselves."""

    by_key: Mapping[str, int | None]
    counted_at: datetime | None = None
    wards: Mapping[int, Mapping[str, int | None]] | None = None

    def of_wards(self, key: str) -> Mapping[int, int] | None:
        """A figure by ward, as a table has it; None where that is not kept."""
        if self.wards is None:
            return None
        return {unit: count for unit, told in self.wards.items() if (count := told[key])}


def known(session: Session, scope: Scope, wanted: Sequence[Indicator]) -> dict[str, int | None]:
    """Figures of a scope by their keys, as rows say; None of a time before anything was recorded. A statement a figure
    and one more."""
    began = recorded_since(session, scope.units)
    return {each.key: began.known(each.known(session, scope), scope.until) for each in wanted}


def count(session: Session, group: Group, days: tuple[date, date], kind: Kind) -> str:
    """The figures of one group of wards from rows, to be kept."""
    return json.dumps(known(session, Scope(group, *days), kind.indicators))


def summed(
    session: Session, unit_ids: Collection[int], span: str, days: tuple[date, date], wanted: Sequence[Indicator]
) -> Sums:
    """Figures of some wards: of a span what is kept; of wards without, and of other days, what rows say. Four
    statements, and one a figure where something is counted."""
    kind, groups = Kind.asked_in(session, unit_ids), together(session, unit_ids)
    keys, (since, until) = {each.key for each in wanted}, days
    rows = {
        row.of: row
        for row in session.scalars(WardFigures.of_units([group[0] for group in groups]).where(WardFigures.span == span))
        # Just after midnight those of the day before still stand.
        if row.since == since and until - timedelta(days=1) <= row.until <= until and keys <= row.numbers.keys()
    }  # fmt: skip
    kept = [row for group in groups if (row := rows.get(kind.of(group)))]
    lacking = tuple(each for group in groups if kind.of(group) not in rows for each in group)
    scope = Scope(lacking, since, until)
    parts: list[Mapping[str, int | None]] = [row.numbers for row in kept]
    parts += [known(session, scope, wanted)] if lacking else []
    apart = None if lacking or len(groups) < len(unit_ids) else {row.unit_id: row.numbers for row in kept}
    return Sums({key: _added(parts, key) for key in keys}, min((row.made_at for row in kept), default=None), apart)


def _added(parts: Sequence[Mapping[str, int | None]], key: str) -> int | None:
    told = [number for part in parts if (number := part[key]) is not None]
    return sum(told) if told else None
