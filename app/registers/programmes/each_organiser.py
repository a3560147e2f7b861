"""The book of a programme with `one_per`: of each row how many recorded it, and what their numbers add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, or_, select

from app.models import Organisation, Programme, ProgrammeEntry, Site
from app.models.movement.declaration import Declaration
from app.models.movement.question import Question
from app.registers.field import Field
from app.registers.listing import Column
from app.registers.parts import Line
from app.registers.programmes import events, listed
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.events import is_event
from app.registers.programmes.listed import FIGURES, MOST_SHORT, where
from app.registers.programmes.register import ProgrammeRegister
from app.registers.programmes.represented import newest_day
from app.registers.programmes.subject_fields import OUTCOME
from app.registers.programmes.summary_table import RECORDERS, SummaryTable, keys_of, sum_column


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
    return replace(own, listing=events.listing(listing, stands, own.declared) if is_event(own.declared) else listing)


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
