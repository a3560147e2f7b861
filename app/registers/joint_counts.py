"""Counts figures that read the same rows in one statement: a programme of twenty counts reads its book once, not twelve
times."""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, cast, literal, null, union_all
from sqlalchemy.orm import Session

from app.registers.indicator import Column, Dimension, Indicator, Key, Rows, Scope

Wanted = tuple[Indicator, Column]
# SELECTs of a statement, of which SQLite takes 500.
AT_ONCE = 400


@dataclass(frozen=True)
class SharedRows:
    """The rows of one figure: those of a `base` that meet conditions. `key` is equal where bases select the same rows
    of every scope."""

    key: Hashable
    base: Rows
    conditions: Callable[[Scope], Sequence[ColumnElement[bool]]]

    def __call__(self, scope: Scope) -> Select[Any]:
        return self.base(scope).where(*self.conditions(scope))


def known_figures(session: Session, scope: Scope, wanted: Sequence[Indicator]) -> dict[str, int | None]:
    """The totals by key: None where nobody records a figure, or nothing says that it is 0 (`Indicator.recorded`). One
    statement of all that share rows, and another where some of these are 0."""
    asked = [each for each in wanted if each.asked is None or each.asked(session, scope)]
    counted = count_together(session, scope, [(each, Indicator.total_of) for each in asked])
    found = {each.key: total for each, total in zip(asked, counted, strict=True)}
    zeros, books = [each for each in asked if not found[each.key] and each.recorded is not None], scope.of_books()
    for of in (scope, books) if books != scope else (scope,):
        here = [each for each in zeros if (scope if each.recorded_apart else books) == of]
        recorded = count_together(session, of, [(each.records, Indicator.times_of) for each in here])
        for each, many in zip(here, recorded, strict=True):
            if not many:
                del found[each.key]
    return {each.key: found.get(each.key) for each in wanted}


def known_figure(session: Session, scope: Scope, indicator: Indicator) -> int | None:
    """`known_figures` of one."""
    return known_figures(session, scope, [indicator])[indicator.key]


class Asked(NamedTuple):
    """A figure of some keys of a dimension."""

    scope: Scope
    indicator: Indicator
    by: Dimension
    keys: Collection[Key]

    def narrowed(self, session: Session) -> "Asked":
        """The same in a scope of its keys alone; without keys where nobody records it."""
        scope, asked = self.scope.narrowed(self.by.key, tuple(self.keys)), self.indicator.asked
        recorded = asked is None or not self.keys or asked(session, scope)
        return self._replace(scope=scope, keys=self.keys if recorded else ())


def known_by(session: Session, wanted: Sequence[Asked]) -> list[dict[Key, int]]:
    """The figures of each by key, as `known_figures`; without those that are not known. One statement of all, and three
    at most for each that something must record."""
    narrowed = [each.narrowed(session) for each in wanted]
    found, selected = [dict[Key, int]() for _each in narrowed], list[Select[Any]]()
    for place, (scope, indicator, by, keys) in enumerate(narrowed):
        if keys:
            columns = by.value, indicator.total_of(), literal(place)
            selected.append(indicator.within(scope, by).with_only_columns(*columns).group_by(by.value))
    for start in range(0, len(selected), AT_ONCE):
        for key, count, place in session.execute(union_all(*selected[start : start + AT_ONCE])):
            found[place] |= {key: count} if count else {}
    return [_known(session, each, counts) for each, counts in zip(narrowed, found, strict=True)]


def _known(session: Session, asked: Asked, found: Mapping[Key, int]) -> dict[Key, int]:
    """Those of some keys that are known, with 0 where something says so."""
    scope, indicator, by, keys = asked
    known: Collection[Key] = keys
    if indicator.recorded is not None and found.keys() != {*keys}:
        if indicator.recorded_apart:
            known = {key for (key,) in indicator.keys_of(session, indicator.recorded, scope, by)}
        elif not indicator.records.many(session, scope.of_books()):
            known = ()
    return {key: found.get(key, 0) for key in keys if key in found or key in known}


def count_together(session: Session, scope: Scope, wanted: Sequence[Wanted]) -> list[int]:
    """A number of each, 0 without rows. One statement, of which those that share rows are one SELECT; several of more
    than AT_ONCE."""
    numbers, groups = [0] * len(wanted), _groups(scope, wanted)
    for start in range(0, len(groups), AT_ONCE):
        for place, number in _counted(session, scope, wanted, groups[start : start + AT_ONCE]):
            numbers[place] = number or 0
    return numbers


def _counted(
    session: Session, scope: Scope, wanted: Sequence[Wanted], groups: Sequence[Sequence[int]]
) -> Iterator[tuple[int, int | None]]:
    """Places with their numbers."""
    selected = [_selected(scope, [wanted[place] for place in places]) for places in groups]
    if len(groups) == 1:
        yield from zip(groups[0], session.execute(selected[0]).one(), strict=True)
        return
    most = max(len(places) for places in groups)
    rows = [
        one.add_columns(*[cast(null(), BigInteger)] * (most - len(groups[number])), literal(number))
        for number, one in enumerate(selected)
    ]
    for row in session.execute(union_all(*rows)):
        yield from zip(groups[row[-1]], row, strict=False)


def _groups(scope: Scope, wanted: Sequence[Wanted]) -> list[list[int]]:
    """The places of those that share rows; each by itself where a scope has filters, which may join tables."""
    groups: dict[Hashable, list[int]] = {}
    for place, (indicator, _column) in enumerate(wanted):
        rows = indicator.rows
        groups.setdefault((rows.key,) if isinstance(rows, SharedRows) and not scope.only else place, []).append(place)
    return [*groups.values()]


def _selected(scope: Scope, group: Sequence[Wanted]) -> Select[Any]:
    indicator, column = group[0]
    if len(group) == 1 or not isinstance(indicator.rows, SharedRows):
        return indicator.counting(scope, column)
    columns = [
        column(each, *each.rows.conditions(scope)) for each, column in group if isinstance(each.rows, SharedRows)
    ]
    return indicator.rows.base(scope).with_only_columns(*columns)
