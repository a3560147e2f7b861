"""The list of any register, with a row beside it, as a page, its parts, a workbook, a paper; what ends chosen rows."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import gettext as _

from app.jobs import orders, queue
from app.models import AdministrativeUnit
from app.models.mixins.of_unit import OfUnit
from app.registers.listing import PAGE
from app.registers.lists import Listing
from app.registers.register import Register, Step
from app.routes.jobs import answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import unit_called
from app.routes.registers.rows import addresses, rows_named, shown, take_step, unit_among, unit_kept, units_of
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
    unit, listing = _asked(register, several)
    session, asked = db.session(), listing.asked
    wanted, row = part_asked(listing.table.id, PANEL), None
    if wanted != listing.table.id and asked.row:
        row = session.scalars(register.whole([unit.id]).where(register.noun.at(asked.row))).first()
    told = {**shown(register, unit, row), "asked": asked, "table": listing.table}
    told |= register.shows(session, row) if row else {}
    if wanted == PANEL:
        return part("registers/_panel.html", **told)
    told["found"] = listing.page()
    if wanted:
        return part("registers/_list.html", **told)
    told |= {"units": several, "choices": listing.choices, "says": register.says(session, unit.id)}
    return part("registers/index.html", **told)


def _asked(register: Register[Any], units: Sequence[AdministrativeUnit]) -> tuple[AdministrativeUnit, Listing]:
    """The unit whose list is asked for, and the list as it is asked for."""
    unit = unit_among(units)
    return unit, Listing(register, db.session(), unit.id, addresses(register)("index"), request.args.to_dict())


def export(register: Register[Any]) -> Answer:
    """The list as a workbook that an import understands: all that fits what is asked; that it was fetched is noted."""
    unit, listing = _asked(register, units_of(register, register.sees))
    title = f"{register.title}, {unit.title}"
    heading, lines = listing.sheet()
    with immediate() as session:
        detail: dict[str, object] = {"list": str(register.title), "rows": len(lines)}
        note_unit(session, "unit.list_exported", unit_called(unit.code, *register.sees), detail)
    return list_file(f"{register.slug}-{unit.code}", heading, lines, title=title, xlsx=True)


def printed(register: Register[Any]) -> Answer:
    """The same rows on paper, drawn by the worker; which they are, and not what was looked for, is kept."""
    unit, listing = _asked(register, units_of(register, register.sees))
    rows, chosen = listing.ids(MOST_PRINTED), listing.asked.filters
    part = ", ".join(str(it.words) for one in listing.choices for it in one.options if it.key == chosen.get(one.key))
    with immediate() as session:
        unit, by = unit_called(unit.code, *register.sees), current_visitor().account_id
        job = orders.register_list(session, register, unit, rows, part=part, by=by)
        note_unit(session, "paper.asked", unit, {"kind": job.kind, "list": str(register.title), "rows": len(rows)})
    queue.enqueue(job.id)
    return answer_with(job)


def chosen(register: Register[Any]) -> Answer:
    """What a step would do with chosen rows, and with which it cannot be done."""
    unit = unit_kept(register)
    step, slugs = _step(register), request.args.getlist("dong")[:PAGE]
    rows = rows_named(register, db.session(), unit.id, slugs)
    fit = [row for row in rows if register.fits(step, row)]
    told = {"step": step, "fit": fit, "others": [row for row in rows if row not in fit], "lost": len(slugs) - len(rows)}
    return render_template("registers/chosen.html", **shown(register, unit), **told)


def choose(register: Register[Any]) -> Answer:
    """Ask first; with `chac` take the step with each in one transaction, and tell where somebody else was quicker."""
    unit = unit_kept(register)
    step, slugs, at = _step(register), request.form.getlist("dong")[:PAGE], addresses(register)
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
        told = ", ".join(f"{row.name} ({register.state(row) or register.in_use})" for row in late)
        flash(_("Có người vừa làm trước anh chị, nên để nguyên: %(rows)s.", rows=told), "warn")
    if lost:
        flash(_("%(count)s dòng đã chọn không còn trong danh sách.", count=lost), "warn")
    if not (taken or late or lost):
        flash(_("Anh chị chọn dòng trước đã: đánh dấu ở đầu dòng."), "warn")


def _step(register: Register[Any]) -> Step:
    """The step that `?v=` names, or a pressed button; without one that by which rows are used no longer."""
    act = request.values.get("v")
    return next((step for step in register.ends or () if step and act in (step.act, None)), None) or abort(404)
