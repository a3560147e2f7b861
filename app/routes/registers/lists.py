"""The list of a register with an open row beside it: page, fragments, workbook, paper; bulk actions on its rows."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import gettext as _

from app.jobs import orders, queue
from app.models import AdministrativeUnit
from app.models.mixins.of_unit import OfUnit
from app.registers.listing import PAGE
from app.registers.lists import Listing
from app.registers.register import ArchiveStep, Register
from app.routes.jobs import answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import unit_called
from app.routes.registers.rows import (
    addresses,
    page_context,
    rows_named,
    take_step,
    unit_among,
    units_of,
    writable_unit,
)
from app.routes.trail import note_unit
from app.web.access import current_visitor
from app.web.database import db, immediate
from app.web.responses import Answer, part, part_asked, see_other

PANEL = "xem"
# One more than a paper holds: it then says that it is cut off.
MOST_PRINTED = 1001


def index(register: Register[Any]) -> Answer:
    """The list by `?tim=` (search), `?tinh-trang=` (in use or retired), `?sap=` (order), 25 rows a page; `?xem=` opens
    a row beside it."""
    several = units_of(register, register.may_see)
    unit, listing = _unit_and_listing(register, several)
    session, query = db.session(), listing.query
    wanted, row = part_asked(listing.table.id, PANEL), None
    if wanted != listing.table.id and query.row:
        row = session.scalars(register.with_details([unit.id]).where(register.noun.at(query.row))).first()
    context = {**page_context(register, unit, row), "asked": query, "table": listing.table}
    context |= register.detail_context(session, row) if row else {}
    if wanted == PANEL:
        return part("registers/_panel.html", **context)
    context["found"] = listing.page()
    if wanted:
        return part("registers/_list.html", **context)
    context |= {"units": several, "choices": listing.choices, "list_note": register.list_note(session, unit.id)}
    return part("registers/index.html", **context)


def _unit_and_listing(
    register: Register[Any], units: Sequence[AdministrativeUnit]
) -> tuple[AdministrativeUnit, Listing]:
    """The unit of the address, and its list."""
    unit = unit_among(units)
    return unit, Listing(register, db.session(), unit.id, addresses(register)("index"), request.args.to_dict())


def export(register: Register[Any]) -> Answer:
    """The filtered list as a workbook that can be imported; the export is noted in the trail."""
    unit, listing = _unit_and_listing(register, units_of(register, register.may_see))
    title = f"{register.title}, {unit.title}"
    heading, lines = listing.sheet()
    with immediate() as session:
        detail: dict[str, object] = {"list": str(register.title), "rows": len(lines)}
        note_unit(session, "unit.list_exported", unit_called(unit.code, *register.may_see), detail)
    return list_file(f"{register.slug}-{unit.code}", heading, lines, title=title, xlsx=True)


def printed(register: Register[Any]) -> Answer:
    """Order the same rows on paper. The job stores their ids and the filters in words, not the search."""
    unit, listing = _unit_and_listing(register, units_of(register, register.may_see))
    rows, chosen = listing.ids(MOST_PRINTED), listing.query.filters
    part = ", ".join(str(it.words) for one in listing.choices for it in one.options if it.key == chosen.get(one.key))
    with immediate() as session:
        unit, by = unit_called(unit.code, *register.may_see), current_visitor().account_id
        job = orders.register_list(session, register, unit, rows, part=part, by=by)
        note_unit(session, "paper.asked", unit, {"kind": job.kind, "list": str(register.title), "rows": len(rows)})
    queue.enqueue(job.id)
    return answer_with(job)


def chosen(register: Register[Any]) -> Answer:
    """Ask before a step: the chosen rows that it applies to, and those that it does not."""
    unit = writable_unit(register)
    step, slugs = _step(register), request.args.getlist("dong")[:PAGE]
    rows = rows_named(register, db.session(), unit.id, slugs)
    fit = [row for row in rows if register.fits(step, row)]
    context = {
        "step": step,
        "fit": fit,
        "others": [row for row in rows if row not in fit],
        "lost": len(slugs) - len(rows),
    }
    return render_template("registers/chosen.html", **page_context(register, unit), **context)


def choose(register: Register[Any]) -> Answer:
    """Lead to `chosen`; with `chac` take the step with all rows in one transaction and report those already changed."""
    unit = writable_unit(register)
    step, slugs, at = _step(register), request.form.getlist("dong")[:PAGE], addresses(register)
    if slugs and "chac" not in request.args:
        return see_other(at("chosen", phuong=unit.code, v=step.act, dong=slugs))
    with immediate() as session:
        unit = unit_called(unit.code, *register.may_edit)
        rows = rows_named(register, session, unit.id, slugs)
        session.scalars(register.noun.locked(*(row.id for row in rows))).all()
        taken = {row: more for row in rows if (more := take_step(register, session, step, row)) is not None}
    _flash_result(register, step, taken, [row for row in rows if row not in taken], len(slugs) - len(rows))
    return see_other(at("index", phuong=unit.code))


def _flash_result(
    register: Register[Any], step: ArchiveStep, taken: dict[OfUnit, str], late: list[OfUnit], lost: int
) -> None:
    if taken:
        names = ", ".join(row.name for row in taken)
        done = _("%(act)s: đã xong %(count)s dòng (%(names)s).", act=step.button, count=len(taken), names=names)
        flash(" ".join([done, *(f"{row.name}: {more}" for row, more in taken.items() if more)]))
    if late:
        late_rows = ", ".join(f"{row.name} ({register.state(row) or register.in_use})" for row in late)
        flash(_("Có người vừa làm trước anh chị, nên để nguyên: %(rows)s.", rows=late_rows), "warn")
    if lost:
        flash(_("%(count)s dòng đã chọn không còn trong danh sách.", count=lost), "warn")
    if not (taken or late or lost):
        flash(_("Anh chị chọn dòng trước đã: đánh dấu ở đầu dòng."), "warn")


def _step(register: Register[Any]) -> ArchiveStep:
    """The step that `v` names, in the address or by a button; without `v` the one that retires rows."""
    act = request.values.get("v")
    return next((step for step in register.archive_steps or () if step and act in (step.act, None)), None) or abort(404)
