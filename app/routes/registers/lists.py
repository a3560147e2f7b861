"""The list of any register, with a row beside it, as a page, as its parts and as a workbook."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask import abort, request, url_for
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from app.models import AdministrativeUnit
from app.models.shapes.of_unit import OfUnit
from app.registers.listing import Asked, Filter, found
from app.registers.lists import filters, heading, loader, sheet, table, wanted
from app.registers.register import Register
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import unit_called, unit_ids, units
from app.routes.trail import note_unit
from app.web.database import db, immediate
from app.web.responses import Answer, part, part_asked

PANEL = "xem"


def index(register: Register[Any]) -> Answer:
    """To what holds `?tim=`, used or not (`?tinh-trang=`), by `?sap=`, twenty-five a page, `?xem=` beside it."""
    several = units(*register.sees)
    unit, choices, declared, asked = _asked(register, several)
    part_wanted = part_asked(declared.id, PANEL)
    row = None
    if part_wanted != declared.id and asked.row:
        row = db.session.scalars(row_at(register, [unit.id], asked.row)).first()
    told = {**shown(register, unit, row), "units": several, "asked": asked, "table": declared, "choices": choices}
    told |= register.shows(db.session(), row) if row else {}
    if part_wanted == PANEL:
        return part("registers/_panel.html", **told)
    page = found(db.session(), declared, wanted(register, unit.id, asked), asked, loader(register, unit.id))
    if part_wanted:
        return part("registers/_list.html", found=page, **told)
    return part("registers/index.html", found=page, says=register.says(db.session(), unit.id), **told)


def _asked(register: Register[Any], several: Sequence[AdministrativeUnit]) -> tuple[Any, list[Filter], Any, Asked]:
    """The unit whose list is asked for, what it may be narrowed to, its columns, and how it is asked for."""
    args = request.args
    unit = next((each for each in several if args.get("phuong", each.code) in ("", each.code)), None)
    if unit is None:
        abort(404)
    choices = filters(register, db.session(), unit.id)
    declared = table(register, ended=bool(choices))
    path = addresses(register)("index")
    return unit, choices, declared, Asked.of(path, args.to_dict(), choices, declared.first, declared.by_key)


def export(register: Register[Any]) -> Answer:
    """The list as a workbook that an import understands: all that fits what is asked; that it was fetched is noted."""
    unit, _choices, declared, asked = _asked(register, units(*register.sees))
    title = f"{register.title}, {unit.title}"
    lines = list(sheet(register, db.session(), declared, wanted(register, unit.id, asked), asked))
    name, detail = f"{register.slug}-{unit.code}", {"list": str(register.title), "rows": len(lines)}
    with immediate() as session:
        note_unit(session, "unit.list_exported", unit_called(unit.code, *register.sees), detail)
    return list_file(name, heading(register), lines, title=title, xlsx=True)


def shown(register: Register[Any], unit: AdministrativeUnit, row: OfUnit | None = None) -> dict[str, Any]:
    """What every page of a register knows."""
    officer = unit.id in unit_ids(*register.keeps)
    return {"register": register, "unit": unit, "officer": officer, "at": addresses(register), "row": row}


def row_at(register: Register[Any], unit_ids: Collection[int], row: object) -> Select[Any]:
    """The row of an address with all that its page tells."""
    wanted_row: Select[Any] = register.noun.in_units(unit_ids).where(register.noun.at(row))
    return wanted_row.options(joinedload(register.noun.unit), *register.loads)


def addresses(register: Register[Any]) -> Callable[..., str]:
    """`at("edit", row=…)`: the address of a view of this register."""
    return lambda view, **values: url_for(f"office.{register.name}.{view}", **values)
