"""The list of a register: its columns, what it is narrowed to, the rows of a page; no more than a page is loaded."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.registers.field import NOTHING, Field, Kind
from app.registers.listing import Act, Asked, Cell, Column, Filter, Option, Table
from app.registers.listing.paging import in_order
from app.registers.listing.table import Value
from app.registers.register import Line, Narrowing, Register, Row

EMPTY = "–"
_ROWS = (Kind.ROW, Kind.ROWS)
STATE, IN_USE, NO_MORE = "tinh-trang", "dang-dung", "da-thoi"


def table(register: Register[Row], *, ended: bool, chosen: str = "") -> Table[Line[Row]]:
    """The list as it is declared; where some rows are no longer used, a last column says so. `chosen` are those that
    are shown alone: what can be done with them is left."""

    def state(line: Line[Row]) -> Cell:
        return Cell(register.state(line.row))

    columns = [
        each if isinstance(each, Column) else _column(register, register.by_key[each], number == 0)
        for number, each in enumerate(register.columns)
    ]
    if ended:
        columns.append(Column(STATE, _l("Tình trạng"), state, lambda line: str(state(line).text)))
    first, again = register.ends or (None, None)
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
        acts=tuple(Act(step.act, step.button, step.icon) for step in steps if step),
    )


def _column(register: Register[Row], field: Field, main: bool) -> Column[Line[Row]]:
    def value(line: Line[Row]) -> str:
        said = register.value(line.row, field)
        return "" if said in NOTHING and field.kind not in _ROWS else field.words(said)

    noun = register.noun
    order: Any = noun.search_key if field.key == register.told else getattr(noun, field.key, None)
    words = field.kind in (Kind.LINE, *_ROWS) and field.key not in (register.told, "code")
    if words or isinstance(order, property):
        order = None  # words sort by a key kept for it, as the name does
    look = "main" if main else "num fig" if field.kind is Kind.NUMBER else ""
    return Column(field.key, field.label, lambda line: Cell(value(line) or EMPTY), value, look, order, worded=not main)


def filters(register: Register[Row], session: Session, unit_id: int) -> list[Filter]:
    """What its rows in use may be narrowed by, where some fulfil it; used or not, where some are not."""
    noun = register.noun
    found = [_narrowed(register, each, session, unit_id) for each in register.narrowings]
    counted = _all(register, unit_id, noun.in_use(), func.count()).group_by(noun.in_use())
    many = {bool(key): count for key, count in session.execute(counted)}
    found = [each for each in found if each.options]
    if not many.get(False):
        return found
    options = [Option(IN_USE, register.in_use, many.get(True, 0)), Option(NO_MORE, register.no_more, many[False])]
    return [*found, Filter(STATE, _("Tình trạng"), _("Tất cả %(count)s", count=sum(many.values())), options)]


def _narrowed(register: Register[Row], by: Narrowing, session: Session, unit_id: int) -> Filter:
    choices, noun = by.choices(unit_id), register.noun
    counts = [func.count().filter(holds) for _key, _words, holds in choices]
    many = session.execute(_all(register, unit_id, *counts).where(noun.in_use())).one()
    options = [Option(key, words, count) for (key, words, _holds), count in zip(choices, many, strict=True) if count]
    return Filter(by.key, by.label, by.every, options)


def wanted(register: Register[Row], unit_id: int, asked: Asked) -> Select[int]:
    """The ids of the rows that fit, those no longer used last."""
    noun = register.noun
    fitting = _all(register, unit_id, noun.id).where(*noun.holding(asked.words)).order_by(~noun.in_use())
    for by in register.narrowings:
        chosen = asked.filters.get(by.key)
        fitting = fitting.where(*(holds & noun.in_use() for key, _, holds in by.choices(unit_id) if key == chosen))
    state = asked.filters.get(STATE)
    return fitting if state is None else fitting.where(noun.in_use() if state == IN_USE else ~noun.in_use())


def _all(register: Register[Row], unit_id: int, *told: Any) -> Select[Any]:
    """Columns of all rows of a unit, or counts of them."""
    return register.rows([unit_id]).order_by(None).with_only_columns(*told, maintain_column_froms=True)


def loader(register: Register[Row], unit_id: int) -> Callable[[Session, Sequence[int]], list[Line[Row]]]:
    """What makes lines of ids, in their order: two statements however many they are."""

    def load(session: Session, ids: Sequence[int]) -> list[Line[Row]]:
        rows = _rows(register, session, register.noun.id.in_(ids))
        counts = register.counts(session, unit_id, list(rows.values()))
        return [Line(rows[each], counts.get(each)) for each in ids if each in rows]

    return load


def heading(register: Register[Row]) -> list[str]:
    """What heads the columns of a list that goes out: the fields, and whether a row is used no longer."""
    return [*(str(field.label) for field in register.fields), str(_("Tình trạng"))]


def sheet(
    register: Register[Row], session: Session, declared: Table[Line[Row]], fitting: Select[int], asked: Asked
) -> Iterator[list[Value]]:
    """The rows of a list that goes out, in the order that is asked for."""
    rows = _rows(register, session, register.noun.id.in_(fitting.order_by(None).correlate(None)))
    for row in map(rows.__getitem__, in_order(session, declared, fitting, asked, 0, len(rows))):
        yield [*(_cell(field, register.value(row, field)) for field in register.fields), register.state(row)]


def _rows(register: Register[Row], session: Session, which: ColumnElement[bool]) -> dict[int, Row]:
    """Some rows with what is shown of them, by id."""
    return {row.id: row for row in session.scalars(select(register.noun).where(which).options(*register.loads))}


def _cell(field: Field, value: Any) -> Value:
    if value in NOTHING:
        return None
    return field.words(value) if field.show or field.kind in (Kind.YES_NO, *_ROWS) else cast("Value", value)
