"""Figures of many wards: the sum of the stored figures of each; counted from rows where none are stored."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.indicators.named_figures import INDICATORS
from app.indicators.programmes import indicators_of, newest
from app.indicators.zeros import recorded_since
from app.models import WardFigures
from app.models.people.ward_relations import together
from app.registers.indicator import Indicator, Scope
from app.registers.joint_counts import known_figures

Group = tuple[int, ...]


@dataclass(frozen=True)
class StoredFigures:
    """Which figures are stored: all declared ones and those of some wards' programmes. `mark` changes when what a
    programme counts changes."""

    indicators: Sequence[Indicator]
    mark: str

    @classmethod
    def asked_in(cls, session: Session, unit_ids: Collection[int]) -> "StoredFigures":
        """Figures of some wards, as of a province. One statement."""
        versions = newest(session, unit_ids)
        more = [each for programme in versions for each in indicators_of(programme)]
        definitions = "".join(sorted(each[-1].said for each in versions))
        return cls([*INDICATORS.values(), *more], hashlib.sha256(definitions.encode()).hexdigest()[:16])

    def of(self, group: Group) -> str:
        """`WardFigures.of` of a stored row of these wards and figures."""
        return f"{'-'.join(map(str, group))} {self.mark}"


@dataclass(frozen=True)
class Sums:
    """Figures by key of indicator. `counted_at` is when the oldest part was counted, None where all were counted now;
    `wards` holds the figures of each ward, where each is stored separately."""

    by_key: Mapping[str, int | None]
    counted_at: datetime | None = None
    wards: Mapping[int, Mapping[str, int | None]] | None = None

    def of_wards(self, key: str) -> Mapping[int, int] | None:
        """A figure by ward, of those that know it; None where it is not stored by ward."""
        if self.wards is None:
            return None
        return {unit: count for unit, figures in self.wards.items() if (count := figures[key]) is not None}


def known(session: Session, scope: Scope, wanted: Sequence[Indicator]) -> dict[str, int | None]:
    """Figures of a scope by key, counted from rows; None for a time before anything was recorded. One statement of the
    figures that share rows, another where a programme's are 0, and one more."""
    began, counts = recorded_since(session, scope.units), known_figures(session, scope, wanted)
    return {each.key: began.of(each).known(counts[each.key], scope.until) for each in wanted}


def count(session: Session, group: Group, days: tuple[date, date], kind: StoredFigures) -> str:
    """Figures of a group of wards, counted from rows, as JSON to be stored."""
    return json.dumps(known(session, Scope(group, *days), kind.indicators))


def summed(
    session: Session, unit_ids: Collection[int], span: str, days: tuple[date, date], wanted: Sequence[Indicator]
) -> Sums:
    """Figures of some wards: stored ones of a span; counted from rows for wards without them and for other days. Four
    statements, and one a figure where rows are counted."""
    kind, groups = StoredFigures.asked_in(session, unit_ids), together(session, unit_ids)
    keys, (since, until) = {each.key for each in wanted}, days
    rows = {
        row.of: row
        for row in session.scalars(WardFigures.of_units([group[0] for group in groups]).where(WardFigures.span == span))
        # Just after midnight the figures of the day before still count.
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
    numbers = [number for part in parts if (number := part[key]) is not None]
    return sum(numbers) if numbers else None
