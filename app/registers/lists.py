"""The list of a register: columns, filters, the rows of a page. No more rows than a page are loaded."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.registers.field import NOTHING, Field, Kind
from app.registers.listing import BulkAction, Cell, Column, Filter, Found, ListQuery, Option, Table, found
from app.registers.listing.paging import in_order
from app.registers.listing.table import Value
from app.registers.register import Line, Narrowing, Register

_ROWS = (Kind.ROW, Kind.ROWS)
STATE, IN_USE, NO_MORE = "tinh-trang", "dang-dung", "da-thoi"


class Listing:
    """The list of a register in a unit, by the parameters of an address."""

    def __init__(
        self, register: Register[Any], session: Session, unit_id: int, path: str, args: Mapping[str, str]
    ) -> None:
        self.register, self.session, self.unit_id = register, session, unit_id
        self.choices = filters(register, session, unit_id)
        ended = any(each.key == STATE for each in self.choices)
        self.table = table(register, ended=ended, chosen=args.get(STATE, ""))
        self.query = ListQuery.of(path, args, self.choices, self.table)

    def wanted(self) -> Select[int]:
        """Selects the ids of the rows that fit the query, retired ones last."""
        noun, filters = self.register.noun, self.query.filters
        fitting = _all(self.register, self.unit_id, noun.id).where(*noun.holding(self.query.words))
        for by in self.register.narrowings:
            fits = by.fits(self.unit_id, filters.get(by.key))
            fitting = fitting.where(*fits, *([noun.in_use()] if fits else []))
        if STATE in filters:
            fitting = fitting.where(noun.in_use() if filters[STATE] == IN_USE else ~noun.in_use())
        return fitting.order_by(~noun.in_use())

    def page(self) -> Found[Line[Any]]:
        """The page of the query."""
        return found(self.session, self.table, self.wanted(), self.query, partial(lines, self.register, self.unit_id))

    def ids(self, most: int) -> list[int]:
        """The ids of the rows that fit, in the order of the query, at most `most`."""
        return in_order(self.session, self.table, self.wanted(), self.query, 0, most)

    def sheet(self) -> tuple[list[str], list[list[Value]]]:
        """The list as a workbook: headings, and all rows that fit, each with its state."""
        register, fields = self.register, self.register.fields
        rows = _rows(register, self.session, register.noun.id.in_(self.wanted().order_by(None).correlate(None)))
        fitting = [rows[each] for each in self.ids(len(rows))]
        return [*(str(field.label) for field in fields), _("Tình trạng")], [
            [*(_cell(field, register.value(row, field)) for field in fields), register.state(row)] for row in fitting
        ]


def table(register: Register[Any], *, ended: bool, chosen: str = "") -> Table[Line[Any]]:
    """The declared list; with `ended`, some rows are retired and a last column shows their state. `chosen` is the state
    that the list is filtered by: only its bulk actions remain."""
    columns = [
        each if isinstance(each, Column) else _column(register, register.by_key[each], number == 0)
        for number, each in enumerate(register.columns)
    ]
    if ended:
        columns.append(Column(STATE, _l("Tình trạng"), lambda line: Cell(register.state(line.row))))
    first, again = register.archive_steps or (None, None)
    steps = (first if chosen != NO_MORE else None, again if ended and chosen != IN_USE else None)
    return Table(
        id=register.slug,
        title=register.title,
        field="dong",
        columns=tuple(columns),
        first=register.first,
        then=(register.noun.search_key.expression, register.noun.id.expression),
        key=lambda line: str(line.row.slug),
        name=lambda line: line.row.name,
        bulk_actions=tuple(BulkAction(step.act, step.button, step.icon) for step in steps if step),
    )


def _column(register: Register[Any], field: Field, main: bool) -> Column[Line[Any]]:
    def words(line: Line[Any]) -> str:
        value = register.value(line.row, field)
        return "" if value in NOTHING and field.kind not in _ROWS else field.words(value)

    noun = register.noun
    order: Any = noun.search_key if field.key == register.title_field else getattr(noun, field.key, None)
    worded = field.kind in (Kind.LINE, *_ROWS) and field.key not in (register.title_field, "code")
    if worded or isinstance(order, property):
        order = None  # text sorts by a stored search key, which only the title has
    look = "main" if main else "num fig" if field.kind is Kind.NUMBER else ""
    return Column(field.key, field.label, words, look, order, worded=not main)


def filters(register: Register[Any], session: Session, unit_id: int) -> list[Filter]:
    """The filters whose choices some rows in use fulfil; that of the state, if some rows are retired."""
    noun = register.noun
    found = [_narrowed(register, each, session, unit_id) for each in register.narrowings]
    counted = _all(register, unit_id, noun.in_use(), func.count()).group_by(noun.in_use())
    many = {bool(key): count for key, count in session.execute(counted)}
    if many.get(False):
        options = [
            Option(IN_USE, register.in_use, many.get(True, 0)),
            Option(NO_MORE, register.retired_label, many[False]),
        ]
        every = _("Tất cả %(count)s", count=sum(many.values()))
        found.append(Filter(STATE, _("Tình trạng"), every, options))
    return [each for each in found if each.options]


def _narrowed(register: Register[Any], by: Narrowing, session: Session, unit_id: int) -> Filter:
    choices = by.choices(unit_id)
    if by.value is not None:
        counted = _all(register, unit_id, by.value, func.count()).where(register.noun.in_use()).group_by(by.value)
        of = {row[0]: row[1] for row in session.execute(counted)}
        many = [of.get(value, 0) for _key, _words, value in choices]
    else:
        counts = [func.count().filter(holds) for _key, _words, holds in choices]
        many = [*session.execute(_all(register, unit_id, *counts).where(register.noun.in_use())).one()]
    options = [
        Option(key, words, count) for (key, words, _condition), count in zip(choices, many, strict=True) if count
    ]
    return Filter(by.key, by.label, by.every, options)


def lines(register: Register[Any], unit_id: int, session: Session, ids: Sequence[int]) -> list[Line[Any]]:
    """The lines of some rows, in the order of `ids`. Two statements."""
    rows = _rows(register, session, register.noun.id.in_(ids))
    counts = register.counts(session, unit_id, list(rows.values()))
    return [Line(rows[each], counts.get(each)) for each in ids if each in rows]


def _all(register: Register[Any], unit_id: int, *columns: Any) -> Select[Any]:
    """Selects columns, or counts, of all rows of a unit."""
    return register.rows([unit_id]).order_by(None).with_only_columns(*columns, maintain_column_froms=True)


def _rows(register: Register[Any], session: Session, which: ColumnElement[bool]) -> dict[int, Any]:
    """Rows by id, with what the list shows of them."""
    return {row.id: row for row in session.scalars(select(register.noun).where(which).options(*register.loads))}


def _cell(field: Field, value: Any) -> Value:
    if value in NOTHING:
        return None
    return field.words(value) if field.show or field.kind in (Kind.YES_NO, *_ROWS) else cast("Value", value)
