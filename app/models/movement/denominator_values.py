"""The denominators of shares: numbers of an audience valid on a day, by group, by organisation and by unit."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, literal, null, select, union_all
from sqlalchemy.orm import Session

from app.country import formats
from app.models.kept_reading import read_once
from app.models.movement.denominator import Denominator
from app.models.people.group_history import GroupDays
from app.models.people.residential_group import ResidentialGroup

# A number older than this is marked as old.
OLD = timedelta(days=365)
# Values by audience, on a day.
ValuesOn = Callable[[date], Mapping[str, "DenominatorValues"]]


@dataclass(frozen=True)
class DenominatorValue:
    """A number. `approximate`: an estimate; `day`: its day, of a sum the oldest; `groups`: how many groups it sums
    up; `remark`: what else is said of it."""

    number: int
    approximate: bool = False
    day: date | None = None
    groups: int = 0
    remark: str = ""

    @property
    def text(self) -> str:
        """The number in words."""
        number = formats.number(self.number)
        return _("khoảng %(number)s", number=number) if self.approximate else number

    def doubts(self, on: date) -> str:
        """Remarks shown with the number: that it is a sum, that it is old on a day."""
        doubts = [self.remark] if self.remark else []
        doubts += [_("cộng từ %(count)s tổ", count=self.groups)] if self.groups else []
        if self.day is not None and self.day < on - OLD:
            doubts.append(_("số cũ nhất của ngày %(day)s, đã quá một năm", day=formats.date(self.day)))
        return ", ".join(doubts)


@dataclass(frozen=True)
class DenominatorValues:
    """The denominators of some units, by id of group, organisation and unit."""

    of_groups: Mapping[int, DenominatorValue]
    of_organisations: Mapping[int, DenominatorValue]
    of_units: Mapping[int, DenominatorValue]

    @classmethod
    def on(cls, session: Session, unit_ids: Sequence[int], audiences: Sequence[str], day: date) -> "DenominatorValues":
        """The numbers valid on a day: of each the last one up to then, else the first one after; one that was retired
        later stands on the days before. A unit's own number, or the sum of its groups if every group has one and none
        of these is older: what was counted by the day goes before what was counted after. One statement, once in a
        transaction."""

        def read() -> DenominatorValues:
            return cls._of(session.execute(_statement(unit_ids, audiences)), audiences, day)

        return read_once(session, ("denominators", *unit_ids, *audiences, day), read)

    @classmethod
    def by_day(cls, session: Session, unit_ids: Sequence[int], audiences: Sequence[str]) -> ValuesOn:
        """The same for several independent audiences, by audience, of any day. One statement; none without an
        audience."""
        rows = session.execute(_statement(unit_ids, audiences)).all() if audiences else []
        own = {audience: [row for row in rows if row.audience in (None, audience)] for audience in audiences}

        @cache
        def on(day: date) -> Mapping[str, DenominatorValues]:
            return {audience: cls._of(own[audience], (audience,), day) for audience in audiences}

        return on

    @classmethod
    def _of(cls, rows: Iterable[Row[Any]], audiences: Sequence[str], day: date) -> "DenominatorValues":
        groups: dict[int, list[Row[Any]]] = defaultdict(list)
        by_key: dict[tuple[str, int], list[Row[Any]]] = defaultdict(list)
        for row in rows:
            if row.number is None:
                groups[row.unit_id].append(row)
            elif row.until is not None and not row.since <= day < row.until:
                continue
            elif row.group_id is not None:
                by_key["group", row.group_id].append(row)
            elif row.other_id is not None:
                by_key["organisation", row.other_id].append(row)
            else:
                by_key["unit", row.unit_id].append(row)
        found = {
            key: _counting([row for row in rows if row.audience == _first(rows, audiences)], day)
            for key, rows in by_key.items()
        }
        parts = {kind: {key: value for (of, key), value in found.items() if of == kind} for kind in _KINDS}
        every = [row for each in groups.values() for row in each]
        days = GroupDays.read((row.group_id, row.since, row.until, row.other_id) for row in every)
        belonging = days.by_successor({key: (_day(value), value) for key, value in parts["group"].items()}, day)
        parts["group"] = {key: _sum(filter(None, values)) for key, values in belonging.items() if all(values)}
        standing = days.on(day)
        there = {unit_id: {row.group_id for row in each} & standing for unit_id, each in groups.items()}
        sums = {
            unit_id: replace(_sum(parts["group"][group] for group in ids), groups=len(ids))
            for unit_id, ids in there.items()
            if ids and ids <= parts["group"].keys()
        }
        own = parts["unit"]
        counted = {unit_id: max(_day(parts["group"][group]) for group in there[unit_id]) <= day for unit_id in sums}
        newer = {
            key: value for key, value in sums.items()
            if key not in own or (counted[key], _day(value)) > (_day(own[key]) <= day, _day(own[key]))
        }  # fmt: skip
        return cls(parts["group"], parts["organisation"], own | newer)

    def of_all(self, unit_ids: Sequence[int]) -> DenominatorValue | None:
        """The sum over all these units; None where one of them has no number."""
        if len(unit_ids) == 1:
            return self.of_units.get(unit_ids[0])
        return _sum(map(self.of_units.__getitem__, unit_ids)) if self.of_units.keys() >= set(unit_ids) else None


_KINDS = ("group", "organisation", "unit")


def _statement(unit_ids: Sequence[int], audiences: Sequence[str]) -> Any:
    """The numbers of some audiences, each from its day until it was retired, then the groups, as rows without a number,
    each from its first day to its last; `other_id`: the organisation, of a group the one that it went into."""
    group, count = ResidentialGroup, Denominator
    counted = select(
        count.unit_id, count.residential_group_id.label("group_id"), count.organisation_id.label("other_id"),
        count.counted_on.label("since"), count.retired_on.label("until"), count.number, count.audience,
        count.approximate,
    ).where(count.unit_id.in_(unit_ids), count.audience.in_(audiences))  # fmt: skip
    there = select(
        group.unit_id, group.id, group.merged_into_id, group.valid_from, group.valid_to, null(), null(), literal(False),
    ).where(group.unit_id.in_(unit_ids))  # fmt: skip
    return union_all(counted, there)  # the first select sets the names and types of the columns


def _first(rows: Sequence[Row[Any]], audiences: Sequence[str]) -> str:
    """The first of some audiences that has a row."""
    return next(each for each in audiences if any(row.audience == each for row in rows))


def _counting(rows: Sequence[Row[Any]], day: date) -> DenominatorValue:
    until = [row for row in rows if row.since <= day]
    row = max(until, key=lambda row: row.since) if until else min(rows, key=lambda row: row.since)
    return DenominatorValue(row.number, row.approximate, row.since)


def _day(value: DenominatorValue) -> date:
    return value.day or date.max


def _sum(values: Iterable[DenominatorValue]) -> DenominatorValue:
    every = list(values)
    return DenominatorValue(
        sum(each.number for each in every),
        any(each.approximate for each in every),
        min(map(_day, every)),
        sum(each.groups for each in every),
    )
