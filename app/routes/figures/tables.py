"""Table of an indicator for a page, a workbook and a printed sheet: lines, months across, sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import figures
from app.country.months import month_bounds
from app.exchange.exports.values import Share, Value
from app.indicators.beginnings import Beginning, recorded_since
from app.indicators.dimensions import months_of
from app.models.movement.denominator_values import DenominatorValue
from app.registers.indicator import Dimension, Entry
from app.routes.figures.query import MONTH, WARD, FigureQuery

# More months across are a workbook's, not a page's.
ACROSS = 12


@dataclass(frozen=True)
class FigureLine:
    """One line: entry, figure (None: nothing was recorded), denominator (None: not known), and the figures of the
    months across."""

    entry: Entry
    count: int | None
    of: DenominatorValue | None
    months: tuple[int | None, ...] = ()

    @property
    def share(self) -> float | None:
        """Percent, not capped at 100."""
        return self.count * 100 / self.of.number if self.count is not None and self.of and self.of.number else None


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

    @property
    def has_unknown(self) -> bool:
        """Whether a cell is unknown."""
        return any(None in (line.count, *line.months) for line in self.lines)

    @property
    def highest(self) -> int:
        """Figure of the longest bar."""
        return max((line.count or 0 for line in self.lines), default=0)


def table_of(
    session: Session, query: FigureQuery, total: int | None, kept: Mapping[Any, int] | None = None
) -> Table | None:
    """Table of a query; None without a dimension. Some statements, however many lines. `kept` are stored figures of
    each ward: by ward nothing is counted then, and no months are shown."""
    indicator, scope, by = query.indicator, query.scope, query.by
    if by is None:
        return None
    kept = kept if by.key == WARD else None
    found = indicator.table(session, scope, by) if kept is None else kept
    entries = indicator.entries(session, scope, by, found)
    denominators = indicator.of(session, scope, by.key) if indicator.of else {}
    months = months_of(scope) if MONTH in indicator.by_key and by.key != MONTH and not _narrowed(query) else []
    months = months if kept is None else []
    months = months if 1 < len(months) <= ACROSS else []
    across: Mapping[Any, int] = {}
    sums: Mapping[Any, int] = {}
    if months:
        across = indicator.table(session, scope, by, indicator.by_key[MONTH])
        sums = indicator.table(session, scope, indicator.by_key[MONTH])
    began = recorded_since(session, scope.units) if kept is None else Beginning(date.min)

    def month(count: int, of: Entry) -> int | None:
        _first, last = month_bounds(date.fromisoformat(f"{of.key}-01"))
        return began.known(count, min(last, scope.until))

    zeros = indicator.zeros(session, scope, by) if kept is None and by.key != MONTH else None

    def line(each: Entry) -> int | None:
        if total is None or (zeros is not None and each.key not in {*found, *zeros}):
            return None
        count = found.get(each.key, 0)
        return month(count, each) if by.key == MONTH else began.known(count, scope.until)

    lines = [
        FigureLine(
            each, line(each), denominators.get(each.key),
            tuple(month(across.get((each.key, m.key), 0), m) for m in months),
        )
        for each in entries
    ]  # fmt: skip
    shares = any(denominators.values())  # none on file: the figure above says so once
    adds = indicator.adds_by(by)
    return Table(
        by, tuple(lines), tuple(months), tuple(month(sums.get(m.key, 0), m) for m in months), total, adds, shares
    )


def _narrowed(query: FigureQuery) -> bool:
    return any(dimension.key == MONTH for dimension, _entry in query.filters)


def sheet_of(query: FigureQuery, table: Table) -> tuple[list[str], list[list[Value]]]:
    """Heading and rows of a file: numbers as numbers, unknown cells as "–", never empty."""
    unit = query.indicator.unit
    heading = [str(table.by.words), *(each.label for each in table.months), f"{query.indicator.words} ({unit.words})"]
    heading += [str(query.indicator.of_words), _("Tỷ lệ")] if table.shares else []

    def cell(count: int | None) -> Value:
        return _known(None if count is None else figures.value(count, unit.parts))

    rows: list[list[Value]] = []
    for line in table.lines:
        share = Share(line.share / 100) if line.share is not None else None
        of = line.of.number if line.of else None
        beside = [_known(of), _known(share)] if table.shares else []
        rows.append([line.entry.label, *map(cell, line.months), cell(line.count), *beside])
    rows.append([_("Cả kỳ"), *map(cell, table.sums), cell(table.total), *([None, None] if table.shares else [])])
    return heading, rows


def _known(value: Value) -> Value:
    return figures.UNKNOWN_CELL if value is None else value
