"""What shares are of: the numbers of an audience that count on a day, by group, by organisation, of whole units."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from app.country import formats
from app.models.movement.denominator import Denominator
from app.models.people.residential_group import ResidentialGroup

# A number older than this is told to be so.
OLD = timedelta(days=365)


@dataclass(frozen=True)
class Whole:
    """A number; whether it is about right only; its day, the oldest of several; of how many groups it is the sum."""

    number: int
    approximate: bool = False
    day: date | None = None
    groups: int = 0

    @property
    def told(self) -> str:
        """The number as people read it."""
        number = formats.number(self.number)
        return _("khoảng %(number)s", number=number) if self.approximate else number

    def doubts(self, on: date) -> str:
        """What must be known beside it: that it is a sum, that it is old by a day."""
        doubts = [_("cộng từ %(count)s tổ", count=self.groups)] if self.groups else []
        if self.day is not None and self.day < on - OLD:
            doubts.append(_("số cũ nhất của ngày %(day)s, đã quá một năm", day=formats.date(self.day)))
        return ", ".join(doubts)


@dataclass(frozen=True)
class Wholes:
    """Those of some units, by id."""

    of_groups: Mapping[int, Whole]
    of_organisations: Mapping[int, Whole]
    of_units: Mapping[int, Whole]

    @classmethod
    def on(cls, session: Session, unit_ids: Sequence[int], audiences: Sequence[str], day: date) -> "Wholes":
        """What counts on a day: of each the last one until then, or else the first one after. A unit's own number, or
        the sum of its groups where each of them has one and none is older. One statement."""
        return cls._of(session.execute(_asked(unit_ids, audiences, day)), audiences, day)

    @classmethod
    def each(
        cls, session: Session, unit_ids: Sequence[int], audiences: Sequence[str], day: date
    ) -> Mapping[str, "Wholes"]:
        """The same of several audiences that have nothing to do with each other, by audience. One statement."""
        rows = session.execute(_asked(unit_ids, audiences, day)).all()
        return {
            audience: cls._of([row for row in rows if row.audience in (None, audience)], (audience,), day)
            for audience in audiences
        }

    @classmethod
    def _of(cls, rows: Iterable[Row[Any]], audiences: Sequence[str], day: date) -> "Wholes":
        groups: dict[int, set[int]] = defaultdict(set)
        told: dict[tuple[str, int], list[Row[Any]]] = defaultdict(list)
        for row in rows:
            if row.number is None:
                groups[row.unit_id].add(row.group_id)
            elif row.group_id is not None:
                told["group", row.group_id].append(row)
            elif row.organisation_id is not None:
                told["organisation", row.organisation_id].append(row)
            else:
                told["unit", row.unit_id].append(row)
        found = {
            key: _counting([row for row in rows if row.audience == _first(rows, audiences)], day)
            for key, rows in told.items()
        }
        parts = {kind: {key: whole for (of, key), whole in found.items() if of == kind} for kind in _KINDS}
        sums = {
            unit_id: replace(_sum(parts["group"][group] for group in there), groups=len(there))
            for unit_id, there in groups.items()
            if there <= parts["group"].keys()
        }
        own = parts["unit"]
        newer = {key: whole for key, whole in sums.items() if key not in own or _day(whole) > _day(own[key])}
        return cls(parts["group"], parts["organisation"], own | newer)

    def of_all(self, unit_ids: Sequence[int]) -> Whole | None:
        """Of all these units together; None where one of them has none."""
        if len(unit_ids) == 1:
            return self.of_units.get(unit_ids[0])
        return _sum(map(self.of_units.__getitem__, unit_ids)) if self.of_units.keys() >= set(unit_ids) else None


_KINDS = ("group", "organisation", "unit")


def _asked(unit_ids: Sequence[int], audiences: Sequence[str], day: date) -> Any:
    """The numbers of some audiences, and behind them the groups that stand on a day, without one."""
    group, count = ResidentialGroup, Denominator
    stands = or_(group.valid_to.is_(None), group.valid_to >= day)
    begun = or_(group.valid_from.is_(None), group.valid_from <= day)
    empty = [null().label(name) for name in ("organisation_id", "counted_on", "number", "audience")]
    nothing = [*empty, literal(False).label("approximate")]
    there = select(group.unit_id, group.id.label("group_id"), *nothing)
    there = there.where(group.unit_id.in_(unit_ids), stands, begun)
    told = select(
        count.unit_id, count.residential_group_id.label("group_id"), count.organisation_id, count.counted_on,
        count.number, count.audience, count.approximate,
    ).where(count.unit_id.in_(unit_ids), count.audience.in_(audiences), count.in_use())  # fmt: skip
    return union_all(told, there)  # the types of columns are those of the first


def _first(rows: Sequence[Row[Any]], audiences: Sequence[str]) -> str:
    """The first of some audiences that was told."""
    return next(each for each in audiences if any(row.audience == each for row in rows))


def _counting(rows: Sequence[Row[Any]], day: date) -> Whole:
    until = [row for row in rows if row.counted_on <= day]
    row = max(until, key=lambda row: row.counted_on) if until else min(rows, key=lambda row: row.counted_on)
    return Whole(row.number, row.approximate, row.counted_on)


def _day(whole: Whole) -> date:
    return whole.day or date.max


def _sum(wholes: Iterable[Whole]) -> Whole:
    every = list(wholes)
    return Whole(
        sum(each.number for each in every),
        any(each.approximate for each in every),
        min(map(_day, every)),
        sum(each.groups for each in every),
    )
