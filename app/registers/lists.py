"""A list by the parameters of an address: columns, filters, the rows of a page. Only the rows of a page are loaded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, cast

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from app.registers.action import PRINT, WORKBOOK
from app.registers.field import NOTHING, Field, Kind
from app.registers.listing import Cell, Column, Filter, Found, ListQuery, Option, Table, Value, found, in_order
from app.registers.parts import Line, Narrowing, RowArchive, RowForm, RowList
from app.registers.register import Register

_ROWS = (Kind.ROW, Kind.ROWS)
# Rows that a workbook loads at once.
AT_ONCE = 500
STATE, IN_USE, NO_MORE = "tinh-trang", "dang-dung", "da-thoi"


@dataclass
class Listing:
    """A `RowList` over any Select of rows, by the parameters of an address. `unit_id` is what its filters and counts
    are of; `form` has the fields that are columns; with `archive` retired rows come last and can be filtered. `reader`
    is the account that looks."""

    rows: RowList[Any]
    source: Select[Any]
    session: Session
    unit_id: int
    path: str
    args: Mapping[str, str]
    form: RowForm | None = None
    archive: RowArchive[Any] | None = None
    reader: int = 0
    # How many rows there are without any choice, where the filters counted them.
    unnarrowed: int | None = None

    @cached_property
    def choices(self) -> list[Filter]:
        """The filters whose choices some rows in use fulfil; that of the state, if some rows are retired."""
        return self._filters()

    @cached_property
    def table(self) -> Table[Line[Any]]:
        """The list as declared, with the actions that fit the chosen state."""
        ended = any(each.key == STATE for each in self.choices)
        return table(self.rows, self.form, self.archive, ended=ended, chosen=self.args.get(STATE, ""))

    @cached_property
    def query(self) -> ListQuery:
        """What the address asks for."""
        return ListQuery.of(self.path, self.args, self.choices, self.table)

    @classmethod
    def of(
        cls,
        register: Register[Any],
        session: Session,
        unit_id: int,
        path: str,
        args: Mapping[str, str],
        chosen: Sequence[str] = (),
        reader: int = 0,
    ) -> "Listing":
        """The list of a register in a unit; of its rows only the `chosen`, by their slugs, if there are any."""
        source = register.rows([unit_id])
        if chosen:
            source = source.where(or_(*(register.noun.at(slug) for slug in chosen)))
        return cls(register.listing, source, session, unit_id, path, args, register, register.archive, reader)

    @staticmethod
    def at_first(rows: RowList[Any], args: Mapping[str, str]) -> Mapping[str, str]:
        """The parameters of an address, with the first of its chips where nothing narrows the list."""
        narrowed = any(map(args.get, ("tim", STATE, *(each.key for each in rows.narrowings))))
        return args if narrowed else {**args, **{each.key: each.first for each in rows.narrowings if each.first}}

    def wanted(self) -> Select[int]:
        """Selects the ids of the rows that fit the query, retired ones last."""
        rows, filters = self.rows, self.query.filters
        words = self.query.words
        fitting = self._all(rows.noun.id)
        search = rows.search
        fitting = fitting.where(*(search.conditions(self.unit_id, words) if search else rows.noun.holding(words)))
        for by in rows.narrowings:
            fits = by.fits(self._narrowings[by.key], filters.get(by.key))
            fitting = fitting.where(*fits, *(self._in_use() if fits else []))
        if STATE in filters:
            fitting = fitting.where(*(each if filters[STATE] == IN_USE else ~each for each in self._in_use()))
        rank = search.rank(words) if search and "sap" not in self.query.given else ()
        return fitting.order_by(*(~each for each in self._in_use()), *rank)

    def option(self, key: str, choice: str = "") -> Option | None:
        """A choice of a filter, without one named the chosen; None where there is none."""
        wanted = choice or self.query.filters.get(key)
        options = (each for one in self.choices if one.key == key for each in one.options)
        return next((each for each in options if each.key == wanted), None)

    def page(self) -> Found[Line[Any]]:
        """The page of the query."""
        narrowed = self.query.filters or self.query.words or self.archive
        known, load = None if narrowed else self.unnarrowed, partial(lines, self.rows, self.unit_id)
        return found(self.session, self.table, self.wanted(), self.query, load, known)

    def line(self, row_id: int) -> Line[Any]:
        """The line of one row."""
        return lines(self.rows, self.unit_id, self.session, [row_id])[0]

    def ids(self, most: int | None) -> list[int]:
        """The ids of the rows that fit, in the order of the query, at most `most` (None: all)."""
        return in_order(self.session, self.table, self.wanted(), self.query, 0, most)

    def sheet(self) -> tuple[list[str], int, Iterator[list[Value]]]:
        """The list as a workbook by the fields of the form: headings, the number of rows that fit, and the rows; with
        an archive also the state of each."""
        form, states, ids = self.form, [self.archive.state_of] if self.archive else [], self.ids(None)
        assert form is not None

        def lines() -> Iterator[list[Value]]:
            for start in range(0, len(ids), AT_ONCE):
                part = ids[start : start + AT_ONCE]
                rows = _rows(self.rows, self.session, self.rows.noun.id.in_(part))
                for row in (rows[each] for each in part if each in rows):
                    for own in form.forms_of(row):
                        values = (_cell(field, own.value(row, field)) for field in own.fields)
                        yield [*values, *(state(row) for state in states)]

        return (
            [*(str(field.label) for field in form.fields), *(_("Tình trạng") for _state in states)],
            len(ids),
            lines(),
        )

    @cached_property
    def _narrowings(self) -> Mapping[str, Sequence[tuple[str, object, Any]]]:
        """The choices of each narrowing, read once."""
        return {by.key: by.of(self.session, self.unit_id, self.reader) for by in self.rows.narrowings}

    def _filters(self) -> list[Filter]:
        criteria = [
            and_(holds, *self._beside(by))
            for by in self.rows.narrowings
            if by.value is None and by.narrows
            for *_words, holds in self._narrowings[by.key]
        ]
        unchosen = [each for by in self.rows.narrowings for each in by.unchosen]
        counted_by = [*criteria, and_(true(), *unchosen)] if criteria else []
        many = self._all(*(func.count().filter(each) for each in counted_by)).where(*self._in_use())
        *many_of, self.unnarrowed = self.session.execute(many).one() if criteria else (None,)
        counts = iter(many_of)
        found = [self._narrowed(each, counts) for each in self.rows.narrowings]
        if self.archive:
            used = self.rows.noun.in_use()
            counted = self.session.execute(self._all(used, func.count()).group_by(used))
            by_use = {bool(key): count for key, count in counted}
            if by_use.get(False):
                options = [
                    Option(IN_USE, self.archive.in_use, by_use.get(True, 0)),
                    Option(NO_MORE, self.archive.retired, by_use[False]),
                ]
                every = _("Tất cả %(count)s", count=sum(by_use.values()))
                found.append(Filter(STATE, _("Tình trạng"), every, options))
        return [each for each in found if each.options]

    def _narrowed(self, by: Narrowing, counts: Iterator[int]) -> Filter:
        choices = self._narrowings[by.key]
        if not by.narrows:
            return Filter(by.key, by.label, by.every, [Option(*each[:2]) for each in choices], hidden=True)
        if by.value is None:
            many = [next(counts) for _choice in choices]
        else:
            counted = self._all(by.value, func.count()).where(*self._in_use(), *self._beside(by)).group_by(by.value)
            of = {row[0]: row[1] for row in self.session.execute(counted)}
            many = [of.get(value, 0) for _key, _words, value in choices]
        chosen = self.args.get(by.key)  # stays in sight, whatever it leaves
        options = [
            Option(*each[:2], count)
            for each, count in zip(choices, many, strict=True) if count or each[0] == chosen or by.first
        ]  # fmt: skip
        return Filter(by.key, by.label, by.every, options, chips=by.chips)

    def _beside(self, by: Narrowing) -> list[ColumnElement[bool]]:
        """The conditions of the other filters without a choice."""
        return [each for other in self.rows.narrowings if other is not by for each in other.unchosen]

    def _in_use(self) -> list[ColumnElement[bool]]:
        return [self.rows.noun.in_use()] if self.archive else []

    def _all(self, *columns: Any) -> Select[Any]:
        """Selects columns, or counts, of all rows."""
        return self.source.order_by(None).with_only_columns(*columns, maintain_column_froms=True)


def table(
    rows: RowList[Any],
    form: RowForm | None = None,
    archive: RowArchive[Any] | None = None,
    *,
    ended: bool = False,
    chosen: str = "",
) -> Table[Line[Any]]:
    """The declared list; with `ended`, some rows are retired and a last column shows their state. `chosen` is the state
    that the list is filtered by: of the archive's actions only those that fit it remain."""
    columns = [
        each if isinstance(each, Column) else _column(rows.noun, form, each, number == 0)
        for number, each in enumerate(rows.columns)
    ]
    actions = list(rows.actions)
    if archive:
        actions = [*(each for each in actions if chosen != NO_MORE), PRINT, WORKBOOK]
        if ended:
            columns.append(Column(STATE, _l("Tình trạng"), lambda line: Cell(archive.state_of(line.row))))
        steps = (archive.retire if chosen != NO_MORE else None, archive.restore if ended and chosen != IN_USE else None)
        actions += filter(None, steps)
    return Table(
        id="cac-dong",
        title=rows.title,
        field="dong",
        columns=tuple(columns),
        first=rows.first,
        then=rows.then or (_order(rows.noun).expression, rows.noun.id.expression),
        key=rows.identity.key,
        name=rows.identity.name,
        opens=rows.identity.opens,
        actions=tuple(actions),
    )


def _order(noun: Any) -> Any:
    """The column by which names are sorted: 9 before 10 where a noun keeps such a key."""
    return getattr(noun, "order_key", noun.search_key)


def _column(noun: Any, form: RowForm | None, key: str, main: bool) -> Column[Line[Any]]:
    assert form is not None
    field = form.by_key[key]

    def words(line: Line[Any]) -> str:
        value = form.value(line.row, field)
        return "" if value in NOTHING and field.kind not in _ROWS else field.words(value)

    order: Any = _order(noun) if field.key == form.title_field else getattr(noun, field.key, None)
    worded = field.kind in (Kind.LINE, *_ROWS) and field.key not in (form.title_field, "code")
    if worded or isinstance(order, property):
        order = None  # text sorts by a stored search key, which only the title has
    look = "main" if main else "num fig" if field.kind in (Kind.NUMBER, Kind.MONEY) else ""
    return Column(field.key, field.label, words, look, order, worded=not main)


def lines(rows: RowList[Any], unit_id: int, session: Session, ids: Sequence[int]) -> list[Line[Any]]:
    """The lines of some rows, in the order of `ids`. Two statements."""
    if not ids:
        return []
    found = _rows(rows, session, rows.noun.id.in_(ids))
    counts = rows.counts(session, unit_id, list(found.values()))
    return [Line(found[each], counts.get(each)) for each in ids if each in found]


def _rows(rows: RowList[Any], session: Session, which: ColumnElement[bool]) -> dict[int, Any]:
    """Rows by id, with what the list shows of them."""
    return {row.id: row for row in session.scalars(select(rows.noun).where(which).options(*rows.loads))}


def _cell(field: Field, value: Any) -> Value:
    if value in NOTHING:
        return None
    return field.words(value) if field.show or field.kind in (Kind.YES_NO, Kind.PHONE, *_ROWS) else cast("Value", value)
