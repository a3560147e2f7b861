"""The list of a programme's register: loader options, columns, filters."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.country import clock, sentences
from app.country.periods import Period
from app.entries.words import words_of
from app.models import Plate, Programme, ProgrammeEntry, ResidentialGroup, Site
from app.models.movement.declaration import Declaration, Outcome, Subject
from app.models.movement.declared_periods import NO_PERIOD
from app.registers.field import Field, Kind
from app.registers.listing import Cell, Column
from app.registers.parts import Line, Narrowing, RowPaper
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.subject_fields import DAY, OUTCOME, decision_of, decision_words
from app.registers.programmes.summary_table import SummaryTable, by_group, keys_of

KY = "ky"  # the parameter of a period in addresses
# So many periods are offered above a list; an older one is found by its address, from the history of a row.
MOST_PERIODS = 8
MOST_ANSWERS = 2  # answers that have room beside a house on paper
MOST_SHORT = 3  # answers that have room in a line on a desk screen
FIGURES = (Kind.NUMBER, Kind.MONEY)
SHORT = (Kind.ONE_OF, *FIGURES, Kind.DAY)


def loads(programme: Programme, plate: bool, period: date | None, *among: ColumnElement[bool]) -> tuple[ORMOption, ...]:
    """Loader options: group, entries for the programme and the key of a period, and with `plate` its plates.
    `among`: conditions for the entries that are read."""
    of = and_(ProgrammeEntry.programme_id == programme.id, ProgrammeEntry.of_period(period), *among)
    mine = and_(Plate.programme_id == programme.id, Plate.period == (period or NO_PERIOD))
    given = (selectinload(Site.plates.and_(mine)),) if plate else ()
    of_whom = joinedload(ProgrammeEntry.organisation)
    entries = (selectinload(Site.latest.and_(of)).options(of_whom), selectinload(Site.counting.and_(of)))
    return (joinedload(Site.residential_group), *entries, *given)


def near_periods(programme: Programme, shown: Period | None) -> list[Period]:
    """The last periods that have begun, and the one that is shown, newest first."""
    begun = programme.schedule.until(clock.today())[::-1] if programme.schedule else []
    return [each for place, each in enumerate(begun) if place < MOST_PERIODS or each == shown]


def title(programme: Programme, period: Period | None) -> object:
    """The title of the list."""
    if period is None:
        return programme.name
    return _l("%(name)s, %(period)s", name=programme.name, period=period.name)


def _of_period(period: Period) -> Narrowing:
    """The period of which a list is, carried along: it shows all rows, with what was recorded of them for it."""
    choices = [(str(period.key), period.name, None)]
    return Narrowing(KY, _l("Kỳ"), period.name, lambda unit_id: choices, narrows=False)


def narrowings(
    session: Session, programme: Programme, outcome: Mapping[str, object], period: Period | None
) -> tuple[Narrowing, ...]:
    """The filters by outcome and by group, and the choice of the period; `outcome` has the words of those that there
    may be."""
    key = period.key if period else None
    own = ProgrammeEntry.site_id == Site.id, ProgrammeEntry.programme_id == programme.id
    latest = select(ProgrammeEntry.outcome).where(*own, ProgrammeEntry.of_period(key), ProgrammeEntry.latest)
    if period:  # what was sent too early to be of all of it is lacking, as reminders say
        latest = latest.where(ProgrammeEntry.is_of_all(period))
    done_first = case((ProgrammeEntry.outcome == Outcome.DONE, 0), else_=1)  # of several organisations
    stands = func.coalesce(latest.order_by(done_first).limit(1).scalar_subquery(), "")
    outcomes = [(str(key) or "chua", words, str(key)) for key, words in outcome.items()]
    by_outcome = Narrowing("ket-qua", _l("Kết quả"), _l("Mọi kết quả"), lambda unit_id: outcomes, stands)
    if programme.current and not programme.current.declared.asks_group:
        return (by_outcome,)
    homes = [(each.code, each.name, each.id) for each in session.scalars(ResidentialGroup.of(programme.unit_id))]
    return (
        *([_of_period(period)] if period else []),
        by_outcome,
        Narrowing("to", _l("Địa bàn"), _l("Mọi địa bàn"), lambda unit_id: homes, Site.residential_group_id.expression),
    )


def house(*, headed: bool) -> Column[Line[Any]]:
    """The column of a house, sorted in walking order: its name, and `headed` its head, who tells it from others of that
    name."""
    tells = _called if headed else lambda row: row.name
    return Column("name", _l("Nhà"), lambda line: tells(line.row), "main", Site.order_key.expression)


def of_houses(short: Sequence[str | Column[Line[Any]]]) -> dict[str, Any]:
    """The columns and order of a list of houses: by group, then number; the head stands in the link of the house."""
    heads = [each for each in short if (each if isinstance(each, str) else each.key) == "head"]
    return {
        "columns": (house(headed=bool(heads)), *(each for each in short if each not in heads)),
        "first": "residential_group",
        "then": (Site.order_key.expression, Site.id.expression),
    }


def _called(row: Any) -> str:
    """ "Số 2, ngõ 5 · Trần Văn Phúc"; the head alone where nothing else is known of the house."""
    return f"{row.name} · {row.head}" if row.head and (row.number or row.alley) else row.name


def where() -> Column[Line[Any]]:
    """The column of the group, by its short name to save space."""

    def tells(line: Line[Any]) -> str:
        return line.row.residential_group.short_name if line.row.residential_group else ""

    return Column("residential_group", _l("Địa bàn"), tells, order=Site.residential_group_id.expression, worded=True)


def on_paper(table: SummaryTable, short: Sequence[str | Column[Line[Any]]], period: Period | None) -> RowPaper[Any]:
    """The book on paper."""
    if table.declared.subject is Subject.HOUSEHOLD and not table.declared.per_organiser:
        return _houses_on_paper(table, short)
    return table.on_paper(short, period, band)


def _houses_on_paper(table: SummaryTable, short: Sequence[str | Column[Line[Any]]]) -> RowPaper[Any]:
    """By group, in walking order; the result is the first counted answer of a row, or its outcome, and the second one
    has a column of its own."""
    declared, value = table.declared, table.value
    counted = {PREFIX + each.key for each in declared.asked if each.counted}
    answers = [each for each in table.asked if each.key in counted and each.kind in (Kind.ONE_OF, Kind.YES_NO)]

    def result(line: Line[Any]) -> str:
        given = value(line.row, answers[0]) if answers else None
        return sentences.begun(answers[0].words(given) if given else OUTCOME.words(value(line.row, OUTCOME) or ""))

    keys = keys_of(short)
    others = [each for each, key in zip(short, keys, strict=True) if key not in ("residential_group", OUTCOME.key)]
    first = (Column("result", OUTCOME.label, result),) if OUTCOME.key in keys else ()
    heads = int("head" in keys)
    more = [each.key for each in answers[1:MOST_ANSWERS] if each.key not in keys]
    return RowPaper(
        title=declared.name,
        columns=(house(headed=False), *others[:heads], *first, *more, *others[heads:]),
        counted=lambda unit: declared.noun or _l("hộ"),
        order=by_group,
        band=band,
    )


def band(line: Line[Any]) -> str:
    """The group of a row, which heads its rows on paper."""
    return line.row.residential_group.name if line.row.residential_group else str(_("Chưa rõ địa bàn"))


def _decided(programme: Programme, declared: Declaration) -> Column[Line[Any]]:
    """The column of the outcome where somebody confirms or returns it: whether it waits, or was returned."""
    words = words_of(declared)

    def tells(line: Line[Any]) -> str | Cell:
        latest = next((each for each in line.row.latest if each.programme_id == programme.id), None)
        if undecided := decision_words(latest):
            return Cell(undecided, kind="warn")
        return str(words[latest.outcome]) if latest else ""

    return Column(OUTCOME.key, OUTCOME.label, tells, worded=True)


def columns(
    programme: Programme, own: tuple[Field, ...], outcome: tuple[Field, ...], asked: tuple[Field, ...]
) -> tuple[str | Column[Line[Any]], ...]:
    """The columns that fit on a desk screen: group or head, outcome, one short answer and further figures, day. A tally
    is one figure, its whole, by the key of the question (`SummaryTable.tallies`)."""
    declared = programme.current.declared if programme.current else None
    stands = (
        (_decided(programme, declared),) if declared and decision_of(declared) else tuple(each.key for each in outcome)
    )
    wanted: Mapping[str, str | Column[Line[Any]]] = {"residential_group": where(), "head": "head"}
    head = tuple(wanted[each.key] for each in own if each.key in wanted)
    short = {PREFIX + each.row_of if each.row_of else each.key: each.kind for each in asked if each.kind in SHORT}
    figures = [key for key, kind in [*short.items()][1:] if kind in FIGURES and "head" not in head]
    return (*head, *stands, *[*[*short][:1], *figures][:MOST_SHORT], DAY.key)
