"""The table of an indicator as a page, a workbook and a sheet of paper show it: its lines, months across, its sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import figures
from app.country.months import whole_month
from app.exchange.exports.values import Share, Value
from app.indicators.beginnings import Beginning, recorded_since
from app.indicators.dimensions import months_of
from app.models.movement.wholes import Whole
from app.registers.indicator import Dimension, Entry
from app.routes.figures.asked import MONTH, WARD, View

# More months across are a workbook's, not a page's.
ACROSS = 12


@dataclass(frozen=True)
class Line:
    """One line: what it is called, its figure (None: nothing was recorded), of how many (None: nobody has told), and
    the figures of the months across."""

    entry: Entry
    count: int | None
    of: Whole | None
    months: tuple[int | None, ...] = ()

    @property
    def share(self) -> float | None:
        """In percent; over a hundred it stays as it is."""
        return self.count * 100 / self.of.number if self.count is not None and self.of and self.of.number else None


@dataclass(frozen=True)
class Table:
    """All lines; `months` those across; `by` what tells them apart; `whole` the figure, of `of`; `shares`: whether
    lines are told of how many."""

    by: Dimension
    lines: tuple[Line, ...]
    months: tuple[Entry, ...]
    sums: tuple[int | None, ...]
    whole: int | None
    adds: bool
    shares: bool

    @property
    def has_unknown(self) -> bool:
        """Whether a cell of it is not known."""
        return any(None in (line.count, *line.months) for line in self.lines)

    @property
    def highest(self) -> int:
        """What the longest bar stands for."""
        return max((line.count or 0 for line in self.lines), default=0)


def table_of(session: Session, view: View, whole: int | None, kept: Mapping[Any, int] | None = None) -> Table | None:
    """What a view tells apart; None where it can be told apart by nothing. Some statements, however many lines. `kept`:
    what is kept of each ward: by ward nothing is counted then, nor told by month."""
    indicator, scope, by = view.indicator, view.scope, view.by
    if by is None:
        return None
    kept = kept if by.key == WARD else None
    found = indicator.table(session, scope, by) if kept is None else kept
    entries = indicator.entries(session, scope, by, found)
    told = indicator.of(session, scope, by.key) if indicator.of else {}
    months = months_of(scope) if MONTH in indicator.by_key and by.key != MONTH and not _narrowed(view) else []
    months = months if kept is None else []
    months = months if 1 < len(months) <= ACROSS else []
    across: Mapping[Any, int] = {}
    sums: Mapping[Any, int] = {}
    if months:
        across = indicator.table(session, scope, by, indicator.by_key[MONTH])
        sums = indicator.table(session, scope, indicator.by_key[MONTH])
    began = recorded_since(session, scope.units) if kept is None else Beginning(date.min)

    def month(count: int, of: Entry) -> int | None:
        _first, last = whole_month(date.fromisoformat(f"{of.key}-01"))
        return began.known(count, min(last, scope.until))

    def line(each: Entry) -> int | None:
        if whole is None:
            return None
        count = found.get(each.key, 0)
        return month(count, each) if by.key == MONTH else began.known(count, scope.until)

    lines = [
        Line(
            each, line(each), told.get(each.key),
            tuple(month(across.get((each.key, m.key), 0), m) for m in months),
        )
        for each in entries
    ]  # fmt: skip
    shares = any(told.values())  # none on file: the figure above says so once
    adds = indicator.adds_by(by)
    return Table(
        by, tuple(lines), tuple(months), tuple(month(sums.get(m.key, 0), m) for m in months), whole, adds, shares
    )


def _narrowed(view: View) -> bool:
    return any(dimension.key == MONTH for dimension, _entry in view.filters)


def sheet_of(view: View, table: Table) -> tuple[list[str], list[list[Value]]]:
    """The heading and the rows of a file: numbers as numbers, what nobody knows as "–", no such cell empty."""
    unit = view.indicator.unit
    heading = [str(table.by.words), *(each.label for each in table.months), f"{view.indicator.words} ({unit.words})"]
    heading += [str(view.indicator.of_words), _("Tỷ lệ")] if table.shares else []

    def cell(count: int | None) -> Value:
        return _known(None if count is None else figures.value(count, unit.parts))

    rows: list[list[Value]] = []
    for line in table.lines:
        share = Share(line.share / 100) if line.share is not None else None
        of = line.of.number if line.of else None
        beside = [_known(of), _known(share)] if table.shares else []
        rows.append([line.entry.label, *map(cell, line.months), cell(line.count), *beside])
    rows.append([_("Cả kỳ"), *map(cell, table.sums), cell(table.whole), *([None, None] if table.shares else [])])
    return heading, rows


def _known(value: Value) -> Value:
    return figures.UNKNOWN_CELL if value is None else value
