"""The list of a register with an open row beside it: page, fragments, workbook, paper; actions on chosen rows, and
fields written into several at once (`Action.sets`, `Action.asks`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, current_app, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.jobs import orders
from app.models import AdministrativeUnit
from app.models.mixins.of_unit import OfUnit
from app.registers.action import PRINT, WORKBOOK, Action
from app.registers.listing import PAGE
from app.registers.lists import Listing
from app.registers.parts import RowForm
from app.registers.register import Register, Writer
from app.routes.jobs import answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import unit_called
from app.routes.registers.forms import RegisterForm, form_of
from app.routes.registers.rows import (
    BESIDE,
    addresses,
    note,
    page_context,
    query_of_list,
    rows_named,
    take_step,
    unit_among,
    units_of,
    writable_unit,
)
from app.routes.trail import note_unit
from app.web.access import current_account, current_visitor, who_may
from app.web.database import db, immediate
from app.web.responses import Answer, form_page, part, part_asked, see_other


def edit_rows(register: Register[Any], unit: AdministrativeUnit, step: Action, slugs: Sequence[str]) -> Answer:
    """Ask for the values that the chosen rows get; once sent they are written into those in use, in one transaction,
    and each row that changed is noted."""
    form = form_of(_form(register, step), unit)
    if not form.is_submitted() or (step.asks and not form.validate()):
        return form_page("registers/edit_chosen.html", form, **_context(register, unit, step, slugs))
    with immediate() as session:
        unit = unit_called(unit.code, *register.may_edit)
        rows = rows_named(register, session, unit.id, slugs)
        session.scalars(register.locking([row.id for row in rows])).all()
        values = {**step.sets, **_values(form, step)}
        outcome = [_edit(register, session, row, values) for row in rows if row.retired_on is None]
    if any(outcome):
        flash(_("%(act)s: đã ghi %(count)s dòng.", act=step.label, count=sum(outcome)))
    if same := len(outcome) - sum(outcome):
        flash(_("%(count)s dòng không có gì đổi.", count=same))
    if lost := len(slugs) - len(outcome):
        flash(_("%(count)s dòng đã chọn không còn trong danh sách.", count=lost), "warn")
    return see_other(addresses(register)("index", phuong=unit.code, **query_of_list()))


def _edit(register: Register[Any], session: Session, row: OfUnit, values: Mapping[str, Any]) -> bool:
    changed = register.change(session, row, values, str(row.version), Writer(current_account()))
    if changed:
        session.flush()
        note(register, session, "changed", row, register.in_trail(changed))
    return bool(changed)


def _form(register: Register[Any], step: Action) -> RowForm:
    return RowForm(fields=tuple(register.by_key[key] for key in step.asks))


def _values(form: RegisterForm, step: Action) -> Mapping[str, Any]:
    return form.values if step.asks else {}


def _context(register: Register[Any], unit: AdministrativeUnit, step: Action, slugs: Sequence[str]) -> dict[str, Any]:
    rows = rows_named(register, db.session(), unit.id, slugs)
    fit = [row for row in rows if row.retired_on is None]
    return {
        **page_context(register, unit),
        "query": query_of_list(),
        "step": step,
        "fit": fit,
        "lost": len(slugs) - len(fit),
    }


ROWS, PANEL = "cac-dong", "xem"
# One more than a paper holds: it then says that it is cut off.
MOST_PRINTED = 1001


def index(register: Register[Any], xem: str = "", status: int = 200, **more: Any) -> Answer:
    """The list by `?tim=` (search), `?tinh-trang=` (in use or retired), `?sap=` (order), 25 rows a page; `?xem=` opens
    a row beside it, whatever the list shows. Called with a row and `more` of its panel after a form was refused."""
    several, session = units_of(register, register.may_see), db.session()
    wanted = "" if xem else part_asked(ROWS, PANEL)
    row, slug = None, xem or request.args.get("xem", "")
    if slug and wanted != ROWS:
        row = session.scalars(
            register.with_details([each.id for each in several]).where(register.noun.at(slug))
        ).first()
        if row is None and not register.page.alone:
            abort(404)
    several_here = [row.unit] if row and "phuong" not in request.args else several
    unit, listing = _unit_and_listing(
        register, several_here, Listing.at_first(register.listing, {**request.args, "xem": slug})
    )
    row = row if row and row.unit_id == unit.id else None
    context = {**page_context(register, unit, row), "asked": listing.query, "table": listing.table}
    context |= register.page.context(session, row) if row else {}
    context |= {**(BESIDE[register.key](listing, row) if register.key in BESIDE else {}), **more}
    if wanted == PANEL:
        return part("registers/_panel.html", **context)
    context |= {"found": listing.page(), "choices": listing.choices}
    context["narrowed"] = bool(listing.query.filters) and any(it.many for one in listing.choices for it in one.options)
    if wanted:
        return part("registers/_list.html", **context)
    roles = current_visitor().roles
    links = [each for each in register.listing.links if roles & set(who_may(current_app, each[0]))]
    context |= {"links": links} if context["found"].total else {}
    context |= {"units": several, "list_note": register.listing.note(session, unit.id)}
    answer = part("registers/index.html", **context)
    answer.status_code = status
    return answer


def _unit_and_listing(
    register: Register[Any], units: Sequence[AdministrativeUnit], args: Mapping[str, str] | None = None
) -> tuple[AdministrativeUnit, Listing]:
    """The unit of the address, and its list."""
    unit, path = unit_among(units), addresses(register)("index").partition("?")[0]
    chosen, reader = request.values.getlist("dong")[:PAGE], current_visitor().account_id
    return unit, Listing.of(register, db.session(), unit.id, path, args or request.args.to_dict(), chosen, reader)


def export(register: Register[Any]) -> Answer:
    """The filtered list, or only the rows of `?dong=`, as a workbook that can be imported; noted in the trail."""
    unit, listing = _unit_and_listing(register, units_of(register, register.may_see))
    title = f"{register.listing.title}, {unit.title}"
    heading, count, lines = listing.sheet()
    with immediate() as session:
        detail: dict[str, object] = {"list": str(register.listing.title), "rows": count}
        note_unit(session, "unit.list_exported", unit_called(unit.code, *register.may_see), detail)
    return list_file(f"{register.slug}-{unit.code}", heading, lines, title=title, xlsx=True)


def printed(register: Register[Any]) -> Answer:
    """Order the same rows on paper, or only the ticked ones (`dong`); with `word` as a Word file where the register
    offers it. The job stores their ids and the filters in words, not the search."""
    unit, listing = _unit_and_listing(register, units_of(register, register.may_see))
    rows, chosen = listing.ids(MOST_PRINTED), listing.query.filters
    options = [(one, it) for one in listing.choices for it in one.options if it.key == chosen.get(one.key)]
    part = ", ".join(str(it.words) for one, it in options if one.hidden or it.key != one.all_rows)
    with immediate() as session:
        unit, by = unit_called(unit.code, *register.may_see), current_visitor().account_id
        how = {"in_order": "sap" in listing.query.given}
        how["as_word"] = "word" in request.form and register.listing.on_paper.as_word
        job = orders.register_list(session, register, unit, rows, part=part, by=by, **how)
        note_unit(
            session, "paper.asked", unit, {"kind": job.kind, "list": str(register.listing.title), "rows": len(rows)}
        )
    return answer_with(job)


def chosen(register: Register[Any]) -> Answer:
    """Ask before a step: the chosen rows that it applies to, and those that it does not."""
    unit = writable_unit(register)
    step, slugs = _step(register), request.args.getlist("dong")[:PAGE]
    if step.edits:
        return edit_rows(register, unit, step, slugs)
    rows = rows_named(register, db.session(), unit.id, slugs)
    fit = [row for row in rows if register.archive.fits(step, row)]
    context = {
        "query": query_of_list(),
        "step": step,
        "fit": fit,
        "others": [row for row in rows if row not in fit],
        "lost": len(slugs) - len(rows),
    }
    return render_template("registers/chosen.html", **page_context(register, unit), **context)


def choose(register: Register[Any]) -> Answer:
    """Lead to `chosen`; with `chac` take the step with all rows in one transaction and report those already changed."""
    unit, slugs, at = writable_unit(register), request.form.getlist("dong")[:PAGE], addresses(register)
    if slugs and request.values.get("v") == WORKBOOK.key:
        return see_other(at("export", phuong=unit.code, dong=slugs))
    if slugs and request.values.get("v") == PRINT.key:
        return printed(register)
    step = _step(register)
    if slugs and step.leads:
        return see_other(url_for(step.leads, **register.place, dong=slugs))
    if slugs and step.edits and (step.sets or "chac" in request.args):
        return edit_rows(register, unit, step, slugs)
    if slugs and "chac" not in request.args:
        return see_other(at("chosen", phuong=unit.code, v=step.key, dong=slugs, **query_of_list()))
    with immediate() as session:
        unit = unit_called(unit.code, *register.may_edit)
        rows = rows_named(register, session, unit.id, slugs)
        session.scalars(register.locking([row.id for row in rows])).all()
        taken = {row: more for row in rows if (more := take_step(register, session, step, row)) is not None}
    _flash_result(register, step, taken, [row for row in rows if row not in taken], len(slugs) - len(rows))
    return see_other(at("index", phuong=unit.code, **query_of_list()))


def _flash_result(
    register: Register[Any], step: Action, taken: dict[OfUnit, str], late: list[OfUnit], lost: int
) -> None:
    if taken:
        names = ", ".join(row.name for row in taken)
        done = _("%(act)s: đã xong %(count)s dòng (%(names)s).", act=step.label, count=len(taken), names=names)
        flash(" ".join([done, *(f"{row.name}: {more}" for row, more in taken.items() if more)]))
    if late:
        late_rows = ", ".join(
            f"{row.name} ({register.archive.state_of(row) or register.archive.in_use})" for row in late
        )
        flash(_("Có người vừa làm trước anh chị, nên để nguyên: %(rows)s.", rows=late_rows), "warn")
    if lost:
        flash(_("%(count)s dòng đã chọn không còn trong danh sách.", count=lost), "warn")
    if not (taken or late or lost):
        flash(_("Anh chị chọn dòng trước đã: đánh dấu ở đầu dòng."), "warn")


def _step(register: Register[Any]) -> Action:
    """The step that `v` names, in the address or by a button; without `v` the one that retires rows."""
    act = request.values.get("v")
    return (
        next((step for step in (*register.actions, PRINT, WORKBOOK) if act == step.key), None)
        or (register.archive.retire if act is None else None)
        or abort(404)
    )
