"""Views for any register: its list with a row beside it, new, show, edit (409 with both versions), no longer used and
used again, history. What goes wrong in one names the register whose it was."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit
from app.models.people.changing import Overtaken
from app.models.shapes.of_unit import OfUnit
from app.registers.histories import EARLIER, acts_about
from app.registers.register import Register
from app.routes.office.lookups import unit_called
from app.routes.registers.forms import RegisterForm, differences, form_of
from app.routes.registers.lists import export, index, printed
from app.routes.registers.rows import addresses, locked, note, row_here, shown
from app.routes.registers.steps import choose, chosen, destroy
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other
from app.web.words.audit_lines import lines

# Of one row more is never read; the newest come first.
MOST = 200


class Taken(Exception):
    """Another row of the unit has what no two may share."""


def blueprint_of(register: Register[Any]) -> Blueprint:
    """The addresses of a register, below its room's."""
    kind = {"id": "int", "public_id": "uuid"}.get(register.noun.SLUG, "string")
    made, at = Blueprint(register.name, __name__), f"/{register.slug}/<{kind}:row>"
    views: list[tuple[str, str, Callable[..., Answer], Any]] = [
        ("GET", f"/{register.slug}", index, register.sees),
        ("GET", f"/{register.slug}/moi", new, register.keeps),
        ("POST", f"/{register.slug}/moi", create, register.keeps),
        ("GET", at, show, register.sees),
        ("GET", f"{at}/sua", edit, register.keeps),
        ("POST", f"{at}/sua", update, register.keeps),
        ("GET", f"{at}/lich-su", history, register.sees),
        ("GET", f"/{register.slug}/danh-sach.xlsx", export, register.sees),
        ("POST", f"/{register.slug}/in", printed, register.sees),
    ]
    if register.ends:
        views += [
            ("POST", f"{at}/{register.end_at}", destroy, register.keeps),
            ("GET", f"/{register.slug}/da-chon", chosen, register.keeps),
            ("POST", f"/{register.slug}/da-chon", choose, register.keeps),
        ]
    for method, address, view, roles in views:
        marked = requires(*roles)(_named(register, view))
        made.add_url_rule(address, view.__name__, marked, methods=[method])
    return made


def _named(register: Register[Any], view: Callable[..., Answer]) -> Callable[..., Answer]:
    """The view of a register; whatever it raises says of which."""

    @wraps(view)
    def named(**arguments: Any) -> Answer:
        try:
            return view(register, **arguments)
        except Exception as error:
            error.add_note(f"in the register of {register.name} (app/registers/kept)")
            raise

    return named


def show(register: Register[Any], row: object) -> Answer:
    """All that stands of a row."""
    kept = row_here(register, row, register.sees)
    more = register.shows(db.session(), kept)
    return render_template("registers/show.html", **shown(register, kept.unit, kept), **more)


def new(register: Register[Any]) -> Answer:
    """The form for a row of the unit that is named."""
    unit = unit_called(request.args.get("phuong"), *register.keeps)
    form = form_of(register, unit, formdata=None)
    return render_template("registers/edit.html", **shown(register, unit), form=form)


def create(register: Register[Any]) -> Answer:
    """Add it; the form again, with what is wrong beside its line, where it cannot be."""
    unit = unit_called(request.args.get("phuong"), *register.keeps)
    form = form_of(register, unit)
    if not form.validate():
        return _refused(register, form, unit)
    try:
        with immediate() as session:
            unit = unit_called(unit.code, *register.keeps)
            _claim(register, session, unit.id, form)
            made = register.noun.made(session, unit, form.said)
            session.add(made)
            session.flush()
            note(register, session, "added", made, register.in_trail(form.said))
    except Taken:
        return _refused(register, form, unit_called(unit.code, *register.keeps))
    flash(_("Đã thêm %(name)s.", name=made.name))
    return _back(register, unit, made)


def edit(register: Register[Any], row: object) -> Answer:
    """The form with the row as it stands."""
    kept = row_here(register, row)
    form = form_of(register, kept.unit, kept, formdata=None)
    return render_template("registers/edit.html", **shown(register, kept.unit, kept), form=form)


def update(register: Register[Any], row: object) -> Answer:
    """Store it; 409 when somebody else changed it meanwhile: theirs beside what was typed, which goes in when sent
    once more."""
    kept = row_here(register, row)
    form = form_of(register, kept.unit, kept)
    if not form.validate():
        return _refused(register, form, kept.unit, kept)
    try:
        with immediate() as session:
            _claim(register, session, kept.unit_id, form, besides=kept.id)
            kept = locked(register, session, row)
            named = register.subject(kept)
            if changed := kept.change(form.said, form.version.data or ""):
                session.flush()
                earlier = {EARLIER: named[1]} if named != register.subject(kept) else {}
                note(register, session, "changed", kept, register.in_trail(changed) | earlier)
    except Taken:
        kept = row_here(register, row)
        return _refused(register, form, kept.unit, kept)
    except Overtaken:
        kept = row_here(register, row)
        form.version.data = str(kept.version)
        return _refused(register, form, kept.unit, kept, status=409, differences=differences(register, kept, form.said))
    flash(_("Đã lưu %(name)s.", name=kept.name))
    return _back(register, kept.unit, kept)


def history(register: Register[Any], row: object) -> Answer:
    """What was done to a row, the newest first."""
    kept = row_here(register, row, register.sees)
    told = lines(db.session(), acts_about(db.session(), register, kept, MOST))
    return render_template("registers/history.html", lines=told, **shown(register, kept.unit, kept))


def _claim(register: Register[Any], session: Session, unit_id: int, form: RegisterForm, besides: int = 0) -> None:
    """What no two rows of a unit share is this one's; who writes the same meanwhile, or a list of it, waits.

    Raises:
        Taken: another has it, as is said beside its line.
    """
    if not (own := register.own):
        return
    session.scalars(AdministrativeUnit.locked(unit_id)).one()
    if session.scalars(register.noun.same(unit_id, {key: form.said[key] for key in own}, besides)).first() is not None:
        form[own[-1]].errors = [str(register.taken)]
        raise Taken


def _refused(
    register: Register[Any], form: RegisterForm, unit: AdministrativeUnit, row: OfUnit | None = None, **more: Any
) -> Response:
    return refuse("registers/edit.html", form=form, **shown(register, unit, row), **more)


def _back(register: Register[Any], unit: AdministrativeUnit, row: OfUnit | None = None) -> Response:
    if row is not None and register.opens:
        return see_other(addresses(register)("show", row=row.slug))
    return see_other(addresses(register)("index", phuong=unit.code))
