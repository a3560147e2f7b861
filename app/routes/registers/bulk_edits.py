"""Fields written into several chosen rows of a list at once (`Action.sets`, `Action.asks`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit
from app.models.mixins.of_unit import OfUnit
from app.registers.action import Action
from app.registers.parts import RowForm
from app.registers.register import Register, Writer
from app.routes.office.lookups import unit_called
from app.routes.registers.forms import RegisterForm, form_of
from app.routes.registers.rows import addresses, note, page_context, query_of_list, rows_named
from app.web.access import current_account
from app.web.database import db, immediate
from app.web.responses import Answer, form_page, see_other


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
