"""The list of a programme's register: loader options, columns, filters."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.models import Plate, Programme, ProgrammeEntry, ResidentialGroup, Site
from app.registers.field import Field, Kind
from app.registers.listing import Column
from app.registers.programmes.fields import DAY, OUTCOMES
from app.registers.register import Line, Narrowing


def loads(programme: Programme, plate: bool) -> tuple[ORMOption, ...]:
    """Loader options: group, entries for the programme, and with `plate` its plates."""
    of = ProgrammeEntry.programme_id == programme.id
    own = (selectinload(Site.plates.and_(Plate.programme_id == programme.id)),) if plate else ()
    entries = (selectinload(Site.latest.and_(of)), selectinload(Site.counting.and_(of)))
    return (joinedload(Site.residential_group), *entries, *own)


def narrowings(session: Session, programme: Programme) -> tuple[Narrowing, ...]:
    """The filters by outcome and by group."""
    latest = select(ProgrammeEntry.outcome).where(
        ProgrammeEntry.site_id == Site.id, ProgrammeEntry.programme_id == programme.id, ProgrammeEntry.latest
    )
    outcome = func.coalesce(latest.scalar_subquery(), "")
    outcomes = [(str(key) or "chua", words, str(key)) for key, words in OUTCOMES.items()]
    homes = [(each.code, each.name, each.id) for each in session.scalars(ResidentialGroup.of(programme.unit_id))]
    return (
        Narrowing("ket-qua", _l("Kết quả"), _l("Mọi kết quả"), lambda unit_id: outcomes, outcome),
        Narrowing("to", _l("Địa bàn"), _l("Mọi địa bàn"), lambda unit_id: homes, Site.residential_group_id.expression),
    )


def house() -> Column[Line[Any]]:
    """The column of a house's name, sorted in walking order."""
    return Column("name", _l("Nhà"), lambda line: line.row.name, "main", Site.order_key.expression)


def _where() -> Column[Line[Any]]:
    """The column of the group, by its short name to save space."""

    def tells(line: Line[Any]) -> str:
        return line.row.residential_group.short_name if line.row.residential_group else ""

    return Column("residential_group", _l("Địa bàn"), tells, worded=True)


def columns(
    own: tuple[Field, ...], outcome: tuple[Field, ...], asked: tuple[Field, ...]
) -> tuple[str | Column[Line[Any]], ...]:
    """The columns that fit on a desk screen: group or head, outcome, one short answer, day."""
    wanted: Mapping[str, str | Column[Line[Any]]] = {"residential_group": _where(), "head": "head"}
    head = tuple(wanted[each.key] for each in own if each.key in wanted)
    short = [each.key for each in asked if each.kind in (Kind.ONE_OF, Kind.NUMBER, Kind.DAY)][:1]
    return (*head, *(each.key for each in outcome), *short, DAY.key)
