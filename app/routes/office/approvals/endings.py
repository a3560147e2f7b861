"""How nothing comes of what was proposed, or no more of what was issued: one page that asks why, one view that does it,
at the address of each noun (`Ending` of app/registers/decision.py)."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_wtf import FlaskForm
from wtforms.widgets import TextArea

from app.country import clock
from app.models import AuditEvent, Role
from app.models.shapes.decided import Decided
from app.registers.decision import Decision, Ending
from app.registers.decisions import decision_for
from app.routes.office.approvals.deciding import ReasonField
from app.routes.office.lookups import unit_ids
from app.web.access import current_account, current_visitor, found, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other
from app.web.sign_in.proof import fresh_proof


def add_ending(
    room: Blueprint, address: str, noun: type[Decided], which: str, *roles: Role,
    asks: str = "", find: Callable[..., Any] | None = None, name: str = "destroy", proof: bool = False,
) -> None:  # fmt: skip
    """The act (its endpoint is `name`) and the page that asks why (`asks`), for `roles`. `which` are keys of endings:
    of several the first is for who decides, the last for everybody else."""

    def row_of(place: dict[str, Any]) -> Any:
        return find(**place) if find else found(noun.called(str(*place.values()), unit_ids(*roles)))

    def ask(**place: Any) -> Answer:
        row = row_of(place)
        ending = _meant(row, which)
        return render_template(ending.template, **_page(row, ending), form=form_of(ending, formdata=None))

    def end(**place: Any) -> Answer:
        row = row_of(place)
        ending = _meant(row, which)
        form = form_of(ending)
        if not form.validate():
            return refuse(ending.template, **_page(row, ending), form=form)
        with immediate() as session:
            there = _end(session, row_of(place), ending, form)
        flash(str(ending.said), "good")
        return see_other(there)

    room.add_url_rule(address, name, requires(*roles)(fresh_proof(end) if proof else end), methods=["POST"])
    if asks:
        room.add_url_rule(address, asks, requires(*roles)(ask))


def offered(row: Any, unit_id: int) -> list[tuple[Ending, str, FlaskForm]]:
    """What whoever looks may end: who proposed it takes it back, who decides declines, or revokes what was issued; each
    with where that goes and its form."""
    decision, own = _declared(row)
    leads, key = unit_id in unit_ids(decision.role), "revoke"
    if row.waits:
        key = "withdraw" if own else "decline"
    ending = decision.endings.get(key)
    if ending is None or not ((own and row.waits) or (leads and (row.waits or row.is_valid))):
        return []
    return [(ending, url_for(ending.view, **decision.place(row)), form_of(ending, formdata=None))]


def form_of(ending: Ending, **given: Any) -> FlaskForm:
    """The form with the line that asks why, where one does."""
    lines = {ending.line: ReasonField(str(ending.label), widget=TextArea())} if ending.line else {}
    form: FlaskForm = type("Form", (FlaskForm,), lines)(**given)
    return form


def _declared(row: Any) -> tuple[Decision, bool]:
    """What is declared of it, and whether the visitor proposed it."""
    return decision_for(type(row)), row.proposed_by_id == current_visitor().account_id


def _meant(row: Any, which: str) -> Ending:
    decision, own = _declared(row)
    leads, keys = decision.told(row)[0] in unit_ids(decision.role), which.split()
    return decision.endings[keys[0] if leads and not own else keys[-1]]


def _page(row: Any, ending: Ending) -> dict[str, Any]:
    decision = decision_for(type(row))
    told = next(iter(decision.lines(db.session(), [row])))
    back = url_for(decision.page, **decision.place(row)), decision.kind
    return {"row": row, "ending": ending, "told": told, "back": back}


def _end(session: Any, row: Any, ending: Ending, form: FlaskForm) -> str:
    """Do it and note it; returns where that is told."""
    decision, by, now = decision_for(type(row)), current_account(), clock.now()
    why = form[ending.line].data if ending.line else ""
    ending.does(row, session, by=by, now=now, **({ending.line: why} if ending.line else {}))
    unit_id, subject, detail = decision.told(row)
    told = {**detail, **({"reason": why} if ending.line else {})}
    AuditEvent.note(session, ending.act, at=now, account_id=by.id, unit_id=unit_id, subject=subject, detail=told)
    return url_for(ending.leads) if ending.leads else url_for(decision.page, **decision.place(row))
