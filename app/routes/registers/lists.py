"""The list of any register, with a row beside it, as a page, its parts, a workbook, a paper; what ends chosen rows."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import gettext as _

from app.jobs import orders, queue
from app.models import AdministrativeUnit
from app.models.shapes.of_unit import OfUnit
from app.registers.listing import PAGE, Asked, Filter, found
from app.registers.listing.paging import in_order
from app.registers.lists import STATE, filters, heading, loader, sheet, table, wanted
from app.registers.register import Register, Step
from app.routes.jobs import answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import unit_called
from app.routes.registers.rows import addresses, fits, row_at, rows_named, shown, take_step, unit_of, units_of
from app.routes.trail import note_unit
from app.web.access import current_visitor
from app.web.database import db, immediate
from app.web.responses import Answer, part, part_asked, see_other

PANEL = "xem"
# One more than a paper holds, which then says so.
MOST_PRINTED = 1001


def index(register: Register[Any]) -> Answer:
    """To what holds `?tim=`, used or not (`?tinh-trang=`), by `?sap=`, twenty-five a page, `?xem=` beside it."""
    several = units_of(register, register.sees)
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
    ended = any(each.key == STATE for each in choices)
    declared = table(register, ended=ended, chosen=args.get(STATE, ""))
    path = addresses(register)("index")
    return unit, choices, declared, Asked.of(path, args.to_dict(), choices, declared.first, declared.by_key)


def export(register: Register[Any]) -> Answer:
    """The list as a workbook that an import understands: all that fits what is asked; that it was fetched is noted."""
    unit, _choices, declared, asked = _asked(register, units_of(register, register.sees))
    title = f"{register.title}, {unit.title}"
    lines = list(sheet(register, db.session(), declared, wanted(register, unit.id, asked), asked))
    name, detail = f"{register.slug}-{unit.code}", {"list": str(register.title), "rows": len(lines)}
    with immediate() as session:
        note_unit(session, "unit.list_exported", unit_called(unit.code, *register.sees), detail)
    return list_file(name, heading(register), lines, title=title, xlsx=True)


def printed(register: Register[Any]) -> Answer:
    """The same rows on paper, drawn by the worker; which they are, and not what was looked for, is kept."""
    unit, choices, declared, asked = _asked(register, units_of(register, register.sees))
    rows = in_order(db.session(), declared, wanted(register, unit.id, asked), asked, 0, MOST_PRINTED)
    part = ", ".join(str(it.words) for one in choices for it in one.options if it.key == asked.filters.get(one.key))
    with immediate() as session:
        unit, by = unit_called(unit.code, *register.sees), current_visitor().account_id
        job = orders.register_list(session, register, unit, rows, part=part, by=by)
        note_unit(session, "paper.asked", unit, {"kind": job.kind, "list": str(register.title), "rows": len(rows)})
    queue.enqueue(job.id)
    return answer_with(job)


def chosen(register: Register[Any]) -> Answer:
    """What a step would do with chosen rows, and with which it cannot be done."""
    unit = unit_of(register, register.keeps)
    step, slugs = _step(register, request.args.get("v")), request.args.getlist("dong")[:PAGE]
    rows = rows_named(register, db.session(), unit.id, slugs)
    fit = [row for row in rows if fits(register, step, row)]
    told = {"step": step, "fit": fit, "others": [row for row in rows if row not in fit], "lost": len(slugs) - len(rows)}
    return render_template("registers/chosen.html", **shown(register, unit), **told)


def choose(register: Register[Any]) -> Answer:
    """Ask first; with `chac` take the step with each in one transaction, and tell where somebody else was quicker."""
    unit = unit_of(register, register.keeps)
    step, slugs, at = _step(register, request.values.get("v")), request.form.getlist("dong")[:PAGE], addresses(register)
    if slugs and "chac" not in request.args:
        return see_other(at("chosen", phuong=unit.code, v=step.act, dong=slugs))
    with immediate() as session:
        unit = unit_called(unit.code, *register.keeps)
        rows = rows_named(register, session, unit.id, slugs)
        session.scalars(register.noun.locked(*(row.id for row in rows))).all()
        taken = {row: more for row in rows if (more := take_step(register, session, step, row)) is not None}
    _tell(register, step, taken, [row for row in rows if row not in taken], len(slugs) - len(rows))
    return see_other(at("index", phuong=unit.code))


def _tell(register: Register[Any], step: Step, taken: dict[OfUnit, str], late: list[OfUnit], lost: int) -> None:
    if taken:
        names = ", ".join(row.name for row in taken)
        done = _("%(act)s: đã xong %(count)s dòng (%(names)s).", act=step.button, count=len(taken), names=names)
        flash(" ".join([done, *(f"{row.name}: {more}" for row, more in taken.items() if more)]))
    if late:
        told = ", ".join(f"{row.name} ({register.standing(row)})" for row in late)
        flash(_("Có người vừa làm trước anh chị, nên để nguyên: %(rows)s.", rows=told), "warn")
    if lost:
        flash(_("%(count)s dòng đã chọn không còn trong danh sách.", count=lost), "warn")
    if not (taken or late or lost):
        flash(_("Anh chị chọn dòng trước đã: đánh dấu ở đầu dòng."), "warn")


def _step(register: Register[Any], act: str | None) -> Step:
    """The step of a name; without one that by which rows are used no longer."""
    return next((step for step in register.ends or () if step and act in (step.act, None)), None) or abort(404)
