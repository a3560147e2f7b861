"""Views for any register: its list with a row beside it, new, show, edit (409 with both versions), no longer used and
used again, history. What goes wrong in one names the register whose it was."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, Role
from app.models.mixins.of_unit import OfUnit
from app.models.people.changing import Overtaken
from app.registers.register import EARLIER, Register, Writer
from app.routes.registers.forms import RegisterForm, differences, form_of
from app.routes.registers.lists import choose, chosen, export, index, printed
from app.routes.registers.rows import addresses, locked, note, row_here, shown, take_step, unit_kept
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other
from app.web.words.audit_lines import lines

# Finds the register that the arguments of an address name, and takes them out.
Called = Callable[[dict[str, Any]], Register[Any]]
# Of one row more is never read; the newest come first.
MOST = 200


def blueprint_of(register: Register[Any]) -> Blueprint:
    """The addresses of a register, below its room's."""
    kind = {"id": "int", "public_id": "uuid"}.get(register.noun.SLUG, "string")
    end, who = register.end_at if register.ends else "", (register.sees, register.keeps)
    return addresses_below(f"/{register.slug}", kind, end, register.name, lambda arguments: register, who)


def addresses_below(
    path: str, kind: str, end: str, name: str, called: Called, who: tuple[Sequence[Role], Sequence[Role]]
) -> Blueprint:
    """The addresses below a path, for `who` reads and writes; `called` finds the register that one of them names."""
    sees, keeps = who
    made, at = Blueprint(name, __name__), f"/<{kind}:row>"
    views: dict[str, tuple[str, str, Callable[..., Answer], Sequence[Role]]] = {
        "index": ("GET", "", index, sees),
        "new": ("GET", "/moi", filled, keeps),
        "create": ("POST", "/moi", write, keeps),
        "show": ("GET", at, show, sees),
        "edit": ("GET", f"{at}/sua", filled, keeps),
        "update": ("POST", f"{at}/sua", write, keeps),
        "history": ("GET", f"{at}/lich-su", history, sees),
        "export": ("GET", "/danh-sach.xlsx", export, sees),
        "printed": ("POST", "/in", printed, sees),
    }
    if end:
        views["destroy"] = ("POST", f"{at}/{end}", destroy, keeps)
        views["chosen"] = ("GET", "/da-chon", chosen, keeps)
        views["choose"] = ("POST", "/da-chon", choose, keeps)
    for endpoint, (method, address, view, roles) in views.items():
        made.add_url_rule(path + address, endpoint, requires(*roles)(_named(called, view)), methods=[method])
    return made


def _named(called: Called, view: Callable[..., Answer]) -> Callable[..., Answer]:
    """The view of a register; whatever it raises says of which."""

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
    """All that stands of a row."""
    kept = row_here(register, row, register.sees)
    more = register.shows(db.session(), kept)
    return render_template("registers/show.html", **shown(register, kept.unit, kept), **more)


def history(register: Register[Any], row: object) -> Answer:
    """What was done to a row, the newest first."""
    kept = row_here(register, row, register.sees)
    told = lines(db.session(), register.history(db.session(), kept, MOST))
    return render_template("registers/history.html", lines=told, **shown(register, kept.unit, kept))


def filled(register: Register[Any], row: object = None) -> Answer:
    """The form with the row as it stands, or for a new one of the unit that is named."""
    unit, kept = _meant(register, row)
    form = form_of(register, unit, kept, formdata=None)
    return render_template("registers/edit.html", **shown(register, unit, kept), form=form)


def write(register: Register[Any], row: object = None) -> Answer:
    """Add it, or store what was changed: the form again, with what is wrong beside its line, where it cannot be; 409
    when somebody else changed it meanwhile: theirs beside what was typed, which goes in when sent once more."""
    form = form_of(register, *_meant(register, row))
    told: dict[str, Any] = {}
    try:
        if form.validate():
            with immediate() as session:
                kept = _stored(register, session, form, row)
            if kept is not None:
                flash(_("Đã thêm %(name)s.", name=kept.name) if row is None else _("Đã lưu %(name)s.", name=kept.name))
                at = addresses(register)
                return see_other(at("show", row=kept.slug) if register.opens else at("index", phuong=kept.unit.code))
    except Overtaken:
        kept = row_here(register, row, register.keeps)
        form.version.data = str(kept.version)
        told = {"status": 409, "differences": differences(register, kept, form.said)}
    return refuse("registers/edit.html", form=form, **shown(register, *_meant(register, row)), **told)


def _meant(register: Register[Any], row: object) -> tuple[AdministrativeUnit, OfUnit | None]:
    """The unit of an address, and its row unless it is a new one's."""
    if row is None:
        return unit_kept(register), None
    kept = row_here(register, row, register.keeps)
    return kept.unit, kept


def _stored(register: Register[Any], session: Session, form: RegisterForm, row: object) -> OfUnit | None:
    """What was written, as a new row or in the one that stands, noted in the trail; None where another has what is its
    own, as is said beside its line. `Overtaken` where somebody else changed it since."""
    (unit, kept), by = _meant(register, row), Writer(current_account())
    mine = {key: form.said[key] for key in register.own}
    if any(mine.values()):  # who writes the same meanwhile, or a list of it, waits
        session.scalars(AdministrativeUnit.locked(unit.id)).one()
        if session.scalars(register.noun.same(unit.id, mine, kept.id if kept else 0)).first() is not None:
            form[register.own[-1]].errors = [str(register.taken)]
            return None
    if kept is None:
        made: OfUnit = register.make(session, unit, form.said, by)
        note(register, session, "added", made, register.in_trail(form.said))
        return made
    kept = locked(register, session, row)
    named = register.subject(kept)
    if changed := register.change(session, kept, form.said, form.version.data or "", by):
        session.flush()
        earlier = {EARLIER: named[1]} if named != register.subject(kept) else {}
        note(register, session, "changed", kept, register.in_trail(changed) | earlier)
    return kept


def destroy(register: Register[Any], row: object) -> Answer:
    """Use it no longer; with `mo-lai` use it again. Twice changes nothing."""
    assert register.ends
    step = register.ends["mo-lai" in request.form] or abort(404)
    with immediate() as session:
        kept = locked(register, session, row)
        more = take_step(register, session, step, kept)
    flash(f"{str(step.said) % {'name': kept.name}} {more or ''}".strip())
    return see_other(addresses(register)("index", phuong=kept.unit.code))
