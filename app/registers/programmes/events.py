"""Books of programmes about events: their list; and with `one_per` of each row how many recorded it, and what their
numbers add up to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from app.country import formats
from app.entries.event_days import EVENT_DAY
from app.models import Event, Organisation, Programme, ProgrammeEntry, Site
from app.models.movement.declaration import OF_ORGANISATIONS, Declaration, Subject
from app.models.movement.question import Question
from app.registers.field import Field
from app.registers.listing import DOWN, Column
from app.registers.parts import Line, RowList
from app.registers.programmes import listed
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.listed import FIGURES, MOST_SHORT, where
from app.registers.programmes.register import ProgrammeRegister
from app.registers.programmes.represented import newest_day
from app.registers.programmes.subject_fields import OUTCOME
from app.registers.programmes.summary_table import RECORDERS, SummaryTable, keys_of, sum_column


def is_event(declared: Declaration) -> bool:
    """Whether a programme is about events."""
    return declared.subject is Subject.EVENT


def event_list(rows: RowList[Any], short: Sequence[str | Column[Line[Any]]], declared: Declaration) -> RowList[Any]:
    """The list of events, the latest day first; those that no title names by organiser and day. On paper it says whose
    they are, where organisations record."""
    name = "name" if declared.title else Column[Line[Any]](
        "name", _l("Tên"), lambda line: line.row.name, "main", Event.search_key.expression
    )  # fmt: skip
    shown, on_paper = _without_days(short), _without_days(rows.on_paper.columns)
    label = declared.words.get("day") or _l("Ngày")
    day: Column[Line[Any]] = Column(EVENT_DAY, label, when, order=Event.held_on.expression)
    who = ["organisation"] if declared.title and not OF_ORGANISATIONS.isdisjoint(declared.records) else []
    return replace(
        rows,
        columns=(name, day, *shown),
        first=DOWN + EVENT_DAY,
        then=(Event.search_key.expression, Event.id.expression),
        loads=(*rows.loads, joinedload(Event.organisation), joinedload(Event.place)),
        search_hint=_l("Tìm theo tên, mã"),
        on_paper=replace(rows.on_paper, columns=(name, day, *who, *on_paper[1:]), order=None, band=None),
    )


def _without_days(columns: Sequence[str | Column[Line[Any]]]) -> list[str | Column[Line[Any]]]:
    """Columns without the day of the event and that of its entry, which is the same."""
    return [each for each in columns if (each if isinstance(each, str) else each.key) not in ("day", EVENT_DAY)]


def when(line: Line[Any]) -> str:
    """Day and hour of an event in words."""
    hour = f", {line.row.starts_at}" if line.row.starts_at else ""
    return f"{formats.date(line.row.held_on)}{hour}"


def title_of(values: Mapping[str, Any]) -> str:
    """The title of an event, or its day."""
    day = values.get(EVENT_DAY)
    return str(values.get("name") or (formats.date(day) if day else ""))


def columns(
    programme: Programme, declared: Declaration, own: Sequence[Field], asked: Sequence[Field], key: date | None
) -> tuple[str | Column[Line[Any]], ...]:
    """Group and head, who recorded, the first numbers of all that count together, day of the newest entry; of the
    period `key`."""
    keys = {each.key for each in own}
    head = (where(),) if "residential_group" in keys else ()
    heads = ("head",) if "head" in keys else ()
    figures = [each for each in asked if each.kind in FIGURES and not _shares(declared, each)]
    sums = [sum_column(each, partial(_added, programme, each), "num fig") for each in figures[:MOST_SHORT]]
    return (*head, *heads, _recorders(programme), *sums, newest_day(programme, key))


def summary(programme: Programme, register: ProgrammeRegister) -> SummaryTable:
    """The table on paper: numbers added up over all that count, else what the ward recorded."""

    def value(row: Any, field: Field) -> Any:
        if field.kind in FIGURES and field.key.startswith(PREFIX):
            return _added(programme, field, row)
        return register.value(row, field)

    return replace(register.summary, value=value, counted=value, waits=lambda row: False)


def _recorders(programme: Programme) -> Column[Line[Any]]:
    def tells(line: Line[Any]) -> str:
        every = _of(line.row.latest, programme)
        names = [each.organisation.name if each.organisation else str(_("Phường")) for each in every]
        return ", ".join(sorted(names))

    return Column(RECORDERS, _l("Nơi ghi"), tells, worded=True)


def _added(programme: Programme, field: Field, row: Any) -> int | None:
    key = field.key.removeprefix(PREFIX)
    numbers = [each.given.get(key) for each in _of(row.counting, programme)]
    known = [int(each) for each in numbers if isinstance(each, int)]
    return sum(known) if known else None


def _of(entries: Iterable[ProgrammeEntry], programme: Programme) -> list[ProgrammeEntry]:
    return [each for each in entries if each.programme_id == programme.id]


def _shares(declared: Declaration, field: Field) -> bool:
    question: Question | None = declared.by_key.get(field.key.removeprefix(PREFIX))
    return question is not None and question.unit == "%"


# The table of a period of a programme for one organisation: the rows of which it recorded something, with its own
# entries alone, and where superiors record those of who is below it.
def sheet_of(register: ProgrammeRegister, organisation_id: int) -> ProgrammeRegister:
    """The register with a table on paper that reads what was recorded for an organisation and nothing else."""
    own = replace(register, organiser_id=organisation_id)
    among = _recorded_for(register, organisation_id)
    loads = listed.loads(register.programme, False, register.period_key, among)
    columns = register.listing.columns
    stands = [each for each, key in zip(columns, keys_of(columns), strict=True) if key == OUTCOME.key]
    on_paper = replace(own.summary.on_paper(stands, register.period, listed.band), order=None, band=None)
    listing = replace(register.listing, loads=loads, on_paper=on_paper)
    return replace(own, listing=event_list(listing, stands, own.declared) if is_event(own.declared) else listing)


def recorded_rows(register: ProgrammeRegister, organisation_id: int) -> Select[int]:
    """The ids of the rows of which the newest entry of the period was recorded for an organisation."""
    wanted = select(ProgrammeEntry.site_id).where(
        ProgrammeEntry.programme_id == register.programme.id, ProgrammeEntry.of_period(register.period_key),
        _recorded_for(register, organisation_id), ProgrammeEntry.latest,
    )  # fmt: skip
    return select(Site.id).where(Site.id.in_(wanted)).order_by(Site.order_key, Site.id)


def _recorded_for(register: ProgrammeRegister, organisation_id: int) -> ColumnElement[bool]:
    own = ProgrammeEntry.organisation_id == organisation_id
    below = select(Organisation.id).where(Organisation.superior_id == organisation_id)
    return or_(own, ProgrammeEntry.organisation_id.in_(below)) if register.declared.by_superiors else own
