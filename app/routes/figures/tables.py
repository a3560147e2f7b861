"""Table of an indicator for a page, a workbook and a printed sheet: lines, months across, sums."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import figures, names
from app.country.months import month_bounds
from app.exchange.exports.values import Share, Value
from app.indicators.dimensions import months_of
from app.indicators.named_figures import INDICATORS
from app.indicators.shares import DenominatorSource
from app.indicators.target_measures import figure_share, source_in
from app.indicators.zeros import zeros_kept, zeros_of
from app.models.movement.denominator_values import DenominatorValue
from app.registers.indicator import MONTH, UNIT, Dimension, Entry, Indicator, Scope, Unit
from app.registers.responses import Responses
from app.routes.figures.query import FigureQuery

# More months across are a workbook's, not a page's.
ACROSS = 12


@dataclass(frozen=True)
class FigureBeside:
    """What another book counts of the lines of a table, never added to it. `found`: its parts by the keys of lines, or
    (`named`) by the folded name of who opened a class; `total`: the whole of it (None: nothing was recorded)."""

    indicator: Indicator
    total: int | None
    found: Mapping[Any, int]
    named: bool

    @classmethod
    def of(cls, session: Session, query: FigureQuery, by: Dimension, total: int | None) -> "FigureBeside | None":
        """The one of a query, told apart as the table is; None where it cannot be. One statement."""
        known = query.indicator.by_key
        apart = known.get(by.key) or (known.get("don-vi-mo") if by.key == "co-quan" else None)
        if apart is None:
            return None
        named, found = apart.key != by.key, query.indicator.table(session, query.scope, apart)
        folded: Counter[Any] = Counter()
        for key, count in found.items():
            folded[names.search_key(key or "") if named else key] += count
        return cls(query.indicator, total, folded, named)

    def count(self, entry: Entry) -> int | None:
        """What it counts of a line."""
        key = names.search_key(entry.label) if self.named else entry.key
        return None if self.total is None else self.found.get(key, 0)

    def rest(self, lines: Iterable["FigureLine"]) -> int:
        """What it counts of none of them."""
        return (self.total or 0) - sum(self.count(line.entry) or 0 for line in lines)


@dataclass(frozen=True)
class FigureLine:
    """One line: entry, figure (None: nothing was recorded), denominator (None: not known), who answered (None: a book
    of the ward), and the figures of the months across. `source`: whose number it is a share of."""

    entry: Entry
    count: int | None
    of: DenominatorValue | None
    months: tuple[int | None, ...] = ()
    responses: Responses | None = None
    source: DenominatorSource = DenominatorSource.LIST

    @property
    def share(self) -> float | None:
        """Percent, not capped at 100; None while not all have answered."""
        return figure_share(self.source, self.count, self.of, self.responses).percent


@dataclass(frozen=True)
class Table:
    """Lines by a dimension, with `months` across; `total` is the figure itself; `shares`: whether lines have
    denominators."""

    by: Dimension
    lines: tuple[FigureLine, ...]
    months: tuple[Entry, ...]
    sums: tuple[int | None, ...]
    total: int | None
    adds: bool
    shares: bool
    beside: FigureBeside | None = None

    @property
    def has_unknown(self) -> bool:
        """Whether a cell is unknown."""
        return any(None in (line.count, *line.months) for line in self.lines)

    @property
    def by_share(self) -> bool:
        """Whether the bars are of a hundred percent: where lines are shares; else they are of the figure itself."""
        return any(line.share is not None for line in self.lines)

    def part(self, line: FigureLine) -> float | None:
        """Percent of its bar: its share where lines are shares, else its part of the figure itself."""
        if self.by_share:
            return None if line.share is None else round(line.share, 2)
        return round(line.count * 100 / self.total, 2) if self.total and line.count is not None else None

    def scale(self, unit: Unit) -> str:
        """What a whole bar is, in a sentence."""
        if self.by_share:
            return str(_("Thanh đầy là 100%."))
        return str(_("Thanh đầy là cả %(count)s %(unit)s.", count=unit.text(self.total or 0), unit=unit.words))


def table_of(
    session: Session, query: FigureQuery, total: int | None, kept: Mapping[Any, int] | None = None
) -> Table | None:
    """Table of a query; None without a dimension. Some statements, however many lines. `kept` are stored figures of
    each ward: by ward nothing is counted then, and no months are shown."""
    indicator, scope, by = query.indicator, query.scope, query.by
    if by is None:
        return None
    kept = kept if by.key == UNIT else None
    found = indicator.table(session, scope, by) if kept is None else kept
    entries = indicator.entries(session, scope, by, found)
    denominators = indicator.of(session, scope, by.key) if indicator.of else {}
    months = [] if kept is not None else _months(query, by)
    across: Mapping[Any, int] = {}
    sums: Mapping[Any, int] = {}
    if months:
        across = indicator.table(session, scope, by, indicator.by_key[MONTH])
        sums = indicator.table(session, scope, indicator.by_key[MONTH])
    zeros = zeros_kept(kept) if kept is not None else zeros_of(session, indicator, scope, by, months=bool(months))

    def line(each: Entry) -> int | None:
        until = _last(each.key, scope) if by.key == MONTH else scope.until
        return None if total is None else zeros.line(found.get(each.key), each.key, until)

    def cell(each: Entry, month: Entry) -> int | None:
        return zeros.cell(across.get((each.key, month.key)), each.key, month.key, _last(month.key, scope))

    responses = indicator.responses(session, scope, by.key) if indicator.responses else {}
    asked = {*responses} - {None}  # empty where those of the dimension are not who is asked, but who recorded
    meant = {*asked, *denominators, *found, *(key for key, _month in across)}
    lines = [
        FigureLine(
            each, line(each), denominators.get(each.key), tuple(cell(each, month) for month in months),
            responses.get(each.key), source_in(indicator),
        )
        for each in entries if not (by.ward_specific and asked) or each.key in meant
    ]  # fmt: skip
    shares = any(denominators.values())  # none on file: the figure above says so once
    added = tuple(zeros.month(sums.get(each.key), each.key, _last(each.key, scope)) for each in months)
    return Table(by, tuple(lines), tuple(months), added, total, indicator.adds_by(by), shares)


def with_beside(
    session: Session, query: FigureQuery, table: Table | None, apart: FigureQuery | None, figure: int | None
) -> Table | None:
    """The table of a programme's figure, beside its lines what is counted `apart`. One statement."""
    if table is None or apart is None or query.indicator.key in INDICATORS:
        return table
    return replace(table, beside=FigureBeside.of(session, apart, table.by, figure))


def _months(query: FigureQuery, by: Dimension) -> list[Entry]:
    """The months across a table of a query."""
    if MONTH not in query.indicator.by_key or by.key == MONTH or _narrowed(query):
        return []
    months = months_of(query.scope)
    return months if 1 < len(months) <= ACROSS else []


def _last(month: str, scope: Scope) -> date:
    """The last day of a month, in a scope."""
    return min(month_bounds(date.fromisoformat(f"{month}-01"))[1], scope.until)


def _narrowed(query: FigureQuery) -> bool:
    return any(dimension.key == MONTH for dimension, _entry in query.filters)


def sheet_of(query: FigureQuery, table: Table) -> tuple[list[str], list[list[Value]]]:
    """Heading and rows of a file: numbers as numbers, unknown cells as "–", never empty."""
    unit = query.indicator.unit
    heading = [str(table.by.words), *(each.label for each in table.months), f"{query.indicator.words} ({unit.words})"]
    heading += [str(query.indicator.of_words), _("Tỷ lệ")] if table.shares else []
    other = table.beside
    heading += [_("%(words)s (đếm riêng)", words=other.indicator.words)] if other else []

    def cell(count: int | None) -> Value:
        return _known(None if count is None else figures.value(count, unit.parts))

    rows: list[list[Value]] = []
    for line in table.lines:
        share = Share(line.share / 100) if line.share is not None else None
        of = line.of.number if line.of else None
        beside = [_known(of), _known(share)] if table.shares else []
        beside += [_known(other.count(line.entry))] if other else []
        rows.append([line.entry.label, *map(cell, line.months), cell(line.count), *beside])
    last = [*([None, None] if table.shares else []), *([_known(other.total)] if other else [])]
    rows.append([_("Cả kỳ"), *map(cell, table.sums), cell(table.total), *last])
    return heading, rows


def _known(value: Value) -> Value:
    return figures.UNKNOWN_CELL if value is None else value
