"""The list of any register, with a row beside it, as a page, as its parts and as a workbook."""

from collections.abc import Sequence
from typing import Any

from flask import abort, request

from app.jobs import orders, queue
from app.models import AdministrativeUnit
from app.registers.listing import Asked, Filter, found
from app.registers.listing.paging import in_order
from app.registers.lists import STATE, filters, heading, loader, sheet, table, wanted
from app.registers.register import Register
from app.routes.jobs import answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import unit_called, units
from app.routes.registers.rows import addresses, row_at, shown
from app.routes.trail import note_unit
from app.web.access import current_visitor
from app.web.database import db, immediate
from app.web.responses import Answer, part, part_asked

PANEL = "xem"
# One more than a paper holds, which then says so.
MOST_PRINTED = 1001


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
    declared = table(register, ended=bool(choices), chosen=args.get(STATE, ""))
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


def printed(register: Register[Any]) -> Answer:
    """The same rows on paper, drawn by the worker; which they are, and not what was looked for, is kept."""
    unit, choices, declared, asked = _asked(register, units(*register.sees))
    rows = in_order(db.session(), declared, wanted(register, unit.id, asked), asked, 0, MOST_PRINTED)
    part = next(
        (str(each.words) for one in choices for each in one.options if each.key == asked.filters.get(STATE)), ""
    )
    with immediate() as session:
        unit, by = unit_called(unit.code, *register.sees), current_visitor().account_id
        job = orders.register_list(session, register, unit, rows, part=part, by=by)
        note_unit(session, "paper.asked", unit, {"kind": job.kind, "list": str(register.title), "rows": len(rows)})
    queue.enqueue(job.id)
    return answer_with(job)
