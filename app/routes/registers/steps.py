"""Rows of any register are used no longer, or again: one from its form, several from the list."""

from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models.shapes.of_unit import OfUnit
from app.registers.listing import PAGE
from app.registers.register import Register, Step
from app.routes.office.lookups import unit_called
from app.routes.registers.rows import addresses, locked, note, rows_named, shown
from app.web.access import current_account
from app.web.database import db, immediate
from app.web.responses import Answer, see_other


def destroy(register: Register[Any], row: object) -> Answer:
    """Use it no longer; with `mo-lai` use it again. Twice changes nothing."""
    assert register.ends
    step = register.ends["mo-lai" in request.form] or abort(404)
    with immediate() as session:
        kept = locked(register, session, row)
        more = _taken(register, session, step, kept)
    flash(f"{str(step.said) % {'name': kept.name}} {more or ''}".strip())
    return see_other(addresses(register)("index", phuong=kept.unit.code))


def chosen(register: Register[Any]) -> Answer:
    """What a step would do with chosen rows, and with which it cannot be done."""
    unit = unit_called(request.args.get("phuong"), *register.keeps)
    step, slugs = _step(register, request.args.get("v")), request.args.getlist("dong")[:PAGE]
    rows = rows_named(register, db.session(), unit.id, slugs)
    fit = [row for row in rows if _fits(register, step, row)]
    told = {"step": step, "fit": fit, "others": [row for row in rows if row not in fit], "lost": len(slugs) - len(rows)}
    return render_template("registers/chosen.html", **shown(register, unit), **told)


def choose(register: Register[Any]) -> Answer:
    """Ask first; with `chac` take the step with each in one transaction, and tell where somebody else was quicker."""
    unit = unit_called(request.args.get("phuong"), *register.keeps)
    step, slugs, at = _step(register, request.form.get("v")), request.form.getlist("dong")[:PAGE], addresses(register)
    if slugs and "chac" not in request.form:
        return see_other(at("chosen", phuong=unit.code, v=step.act, dong=slugs))
    with immediate() as session:
        unit = unit_called(unit.code, *register.keeps)
        rows = rows_named(register, session, unit.id, slugs)
        session.scalars(register.noun.locked(*(row.id for row in rows))).all()
        taken = {row: more for row in rows if (more := _taken(register, session, step, row)) is not None}
    _tell(register, step, taken, [row for row in rows if row not in taken], len(slugs) - len(rows))
    return see_other(at("index", phuong=unit.code))


def _tell(register: Register[Any], step: Step, taken: dict[OfUnit, str], late: list[OfUnit], lost: int) -> None:
    if not (taken or late or lost):
        flash(_("Anh chị chọn dòng trước đã: đánh dấu ở đầu dòng."), "warn")
    if taken:
        names = ", ".join(row.name for row in taken)
        done = _("%(act)s: đã xong %(count)s dòng (%(names)s).", act=step.button, count=len(taken), names=names)
        flash(" ".join([done, *(f"{row.name}: {more}" for row, more in taken.items() if more)]))
    if late:
        told = ", ".join(f"{row.name} ({register.standing(row)})" for row in late)
        flash(_("Có người vừa làm trước anh chị, nên để nguyên: %(rows)s.", rows=told), "warn")
    if lost:
        flash(_("%(count)s dòng đã chọn không còn trong danh sách.", count=lost), "warn")


def _step(register: Register[Any], act: str | None) -> Step:
    """The step of a name; without one that by which rows are used no longer."""
    return next((step for step in register.ends or () if step and act in (step.act, None)), None) or abort(404)


def _fits(register: Register[Any], step: Step, row: OfUnit) -> bool:
    """Whether a row stands as the step wants it: in use, or no longer."""
    return register.ends is not None and register.ends[row.retired_on is not None] is step


def _taken(register: Register[Any], session: Session, step: Step, row: OfUnit) -> str | None:
    """Take a step with a locked row and note it; what else is to be said, None where the row stood so already."""
    if not _fits(register, step, row):
        return None
    row.retire(None if row.retired_on else clock.today())
    detail, more = step.does(session, row, current_account()) if step.does else ({}, "")
    note(register, session, step.act, row, {**register.named(row), **detail})
    return more
