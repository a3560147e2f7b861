"""Views of any register: list with an open row, new, show, edit (409 with both versions), retire and bring back,
history. An exception in a view names the register."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.models import AdministrativeUnit, Role
from app.models.mixins.of_unit import OfUnit
from app.models.people.changing import Overtaken
from app.registers.register import EARLIER, OFFICER, Register, Writer
from app.routes.registers.forms import RegisterForm, sent_form
from app.routes.registers.lists import choose, chosen, export, index, printed
from app.routes.registers.rows import AS_SEEN, addresses, locked, note, page_context, row_here, take_step, writable_unit
from app.web.access import current_account, current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.versioned import merges_again
from app.web.responses import Answer, form_page, see_other
from app.web.words.audit_lines import lines

# Removes the arguments that name a register from those of an address, and returns the register.
Called = Callable[[dict[str, Any]], Register[Any]]
# The most events of a row that its history shows, the newest.
MOST = 200


def blueprint_of(register: Register[Any]) -> Blueprint:
    """The blueprint of a register."""
    kind = {"id": "int", "public_id": "uuid"}.get(register.noun.SLUG, "string")
    end, who = register.archive.path, (register.may_see, register.may_edit)
    alone = register.page.alone

    def called(arguments: dict[str, Any]) -> Register[Any]:
        seen = AS_SEEN.get(register.key)
        return seen(arguments) if seen else register

    return addresses_below(f"/{register.slug}", kind, end, register.name, called, who, alone=alone)


def addresses_below(
    path: str,
    kind: str,
    end: str,
    name: str,
    called: Called,
    who: tuple[Sequence[Role], Sequence[Role]],
    *,
    alone: bool = True,
    fill: Sequence[Role] = (),
) -> Blueprint:
    """The blueprint of the addresses below a path. `who` are the roles that read and those that write, `fill` those
    that may fill in a form where more may; `called` finds the register of an address; rows that are not `alone` have no
    page of their own."""
    may_see, may_edit = who
    fill = fill or may_edit
    made, at = Blueprint(name, __name__), f"/<{kind}:row>"
    views: dict[str, tuple[str, str, Callable[..., Answer], Sequence[Role]]] = {
        "index": ("GET", "", index, may_see),
        "new": ("GET POST", "/moi", write, fill),
        "show": ("GET", at, show, may_see),
        "edit": ("GET POST", f"{at}/sua", write, fill),
        "history": ("GET", f"{at}/lich-su", history, may_see),
        "export": ("GET", "/danh-sach.xlsx", export, may_see),
        "printed": ("POST", "/in", printed, may_see),
    }
    if not alone:
        del views["show"]
    if end:
        views["destroy"] = ("POST", f"{at}/{end}", destroy, may_edit)
        views["chosen"] = ("GET", "/da-chon", chosen, may_edit)
        views["choose"] = ("POST", "/da-chon", choose, may_edit)
    for endpoint, (methods, address, view, roles) in views.items():
        guarded = requires(*roles)(with_register(called, view))
        made.add_url_rule(path + address, endpoint, guarded, methods=methods.split())
    return made


def with_register(called: Called, view: Callable[..., Answer]) -> Callable[..., Answer]:
    """The view with its register; an exception gets a note with the register's name."""

    @wraps(view)
    def named(**arguments: Any) -> Answer:
        register = called(arguments)
        try:
            return view(register, **arguments)
        except Exception as error:
            error.add_note(f"in the register of {register.name} (app/registers/definitions)")
            raise

    return named


def show(register: Register[Any], row: object) -> Answer:
    kept = row_here(register, row, register.may_see)
    more = register.page.context(db.session(), kept)
    return render_template("registers/show.html", **page_context(register, kept.unit, kept), **more)


def history(register: Register[Any], row: object) -> Answer:
    """The history of a row, newest first."""
    kept = row_here(register, row, register.may_see)
    entries = lines(db.session(), register.history(db.session(), kept, MOST))
    return render_template("registers/history.html", lines=entries, **page_context(register, kept.unit, kept))


@merges_again
def write(register: Register[Any], row: object = None) -> Answer:
    """The form of a row, or of a new one in the unit of the address, which adds or changes it. Errors show it again.
    409 where somebody else changed the same boxes meanwhile: the form shows both versions, and is stored when sent
    again. A form that was opened before its register closed says why."""
    if register.closed and request.method == "POST":
        register = replace(register, may_edit=OFFICER)
    unit, kept = _unit_and_row(register, row)
    form = sent_form(register, unit, kept)
    try:
        if form.validate_on_submit() and not register.closed:
            with immediate() as session:
                done = _store(register, session, form, row)
            if done is not None:
                flash(_("Đã thêm %(name)s.", name=done.name) if row is None else _("Đã lưu %(name)s.", name=done.name))
                at = addresses(register)
                return see_other(
                    at("show", row=done.slug) if register.page.after_save else at("index", phuong=done.unit.code)
                )
    except (Overtaken, NotFound):
        db.session.rollback()
        wanted = register.with_details(current_visitor().units(*register.writers)).where(register.noun.at(row))
        if db.session.scalars(wanted).unique().first() is None:
            flash(_("Chưa lưu gì: dòng này vừa gộp vào dòng khác, hoặc không còn trong sổ."), "warn")
            return see_other(addresses(register)("index"))
        raise
    if form.is_submitted():
        unit, kept = _unit_and_row(register, row)
    return form_page("registers/edit.html", form, **page_context(register, unit, kept))


def _unit_and_row(register: Register[Any], row: object) -> tuple[AdministrativeUnit, OfUnit | None]:
    """The unit and the row of the address; None for a new row."""
    if row is None:
        return (writable_unit(register, register.writers) if register.adds else abort(404)), None
    kept = row_here(register, row, register.writers)
    return kept.unit, kept


def _store(register: Register[Any], session: Session, form: RegisterForm, row: object) -> OfUnit | None:
    """Store and note the submitted values; None, with an error in the form, where another row has the unique ones, or
    it closed meanwhile.

    Raises:
        Overtaken: somebody else changed the row since.
    """
    (unit, kept), by = _unit_and_row(register, row), Writer(current_account())
    if register.closed:
        return None
    mine = {key: form.values[key] for key in register.unique}
    if any(mine.values()):  # another writer of the same, or an import, waits
        session.scalars(AdministrativeUnit.locked(unit.id)).one()
        if session.scalars(register.noun.same(unit.id, mine, kept.id if kept else 0)).first() is not None:
            form[register.unique[-1]].errors = [str(register.unique_error)]
            return None
    if kept is None:
        made: OfUnit = register.make(session, unit, form.values, by)
        note(register, session, "added", made, register.in_trail(form.values))
        return made
    kept = locked(register, session, row, register.writers)
    named = register.subject(kept)
    if changed := register.change(session, kept, form.values, form.version.data or "", by):
        session.flush()
        earlier = {EARLIER: named[1]} if named != register.subject(kept) else {}
        note(register, session, "changed", kept, register.in_trail(changed) | earlier)
        if words := register.remark(session, kept, current_account().id):
            flash(words, "warn")
    return kept


def destroy(register: Register[Any], row: object) -> Answer:
    """Retire a row; with `mo-lai` bring it back. Twice changes nothing."""
    step = (register.archive.restore if "mo-lai" in request.form else register.archive.retire) or abort(404)
    with immediate() as session:
        kept = locked(register, session, row)
        more = take_step(register, session, step, kept)
    flash(f"{str(step.message) % {'name': kept.name}} {more or ''}".strip())
    return see_other(addresses(register)("index", phuong=kept.unit.code))
