"""What all decisions of an office share: what waits for whom, the answer to who may not decide, or no more, and how
nothing comes of what was proposed: one page that asks why, one view that does it, as an `EndingAction` declares it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, render_template, url_for
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms.widgets import TextArea

from app.country import clock
from app.models import Role
from app.models.mixins.decided import AlreadyDecided, Decided, DecisionRefused
from app.registers.decision import Decision, EndingAction, Waiting
from app.registers.decisions import DECISIONS, decision_for
from app.routes.office.desk.shown import office_waits
from app.routes.office.lookups import unit_ids
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, refuse, see_other
from app.web.sign_in.proof import fresh_proof

REASON_LENGTH = 500


class ReasonField(LineField):
    """Why, in one line; asked for."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, longest=REASON_LENGTH, required=True, **kwargs)


def waiting_for(role: Role, units: set[int]) -> list[tuple[Decision, list[Waiting]]]:
    """What waits for a role in some units, by kind; what the rail counts as nothing is not asked for."""
    counted = office_waits()[1].counts if units <= unit_ids() else {}
    wanted = (each for each in DECISIONS if each.role == role and counted.get(each.key) != 0)
    found = [(each, each.waiting_in(db.session(), units)) for each in wanted]
    return [(decision, lines) for decision, lines in found if lines]


def standing(row: Any) -> dict[str, Any]:
    """How whoever looks stands to what was proposed, for `components/deciding.html`. Who proposed it takes it back, who
    decides declines, or revokes what was issued: `ending` with where it goes and its form."""
    decision = decision_for(type(row))
    leads = decision.trail_context(row)[0] in unit_ids(decision.role)
    own, waits = row.proposed_by_id == current_visitor().account_id, row.waits
    key = "withdraw" if waits and own else "decline" if waits else "revoke" if getattr(row, "is_valid", False) else ""
    ending = decision.endings.get(key) if leads or (own and waits) else None
    return {
        "decision": decision,
        "leader": leads,
        "own": own,
        "open": waits,
        "decides": waits and leads and not own,
        "ending": ending,
        "ends_at": url_for(ending.view, **(decision.acts_at or decision.place)(row)) if ending else "",
        "why": _asks(ending, formdata=None) if ending else None,
    }


def add_ending(
    room: Blueprint, address: str, noun: type[Decided], which: str, *roles: Role,
    asks: str = "", find: Callable[..., Any] | None = None, name: str = "destroy", proof: bool = False,
) -> None:  # fmt: skip
    """The act (its endpoint is `name`) and the page that asks why (`asks`), for `roles`. `which` are keys of endings:
    of several the first is for who decides, the last for everybody else."""

    def row_of(place: dict[str, Any]) -> Any:
        return find(**place) if find else one_or_404(noun.called(str(*place.values()), unit_ids(*roles)))

    def ask(**place: Any) -> Answer:
        row = row_of(place)
        ending = _meant(row, which)
        return render_template(ending.template, **_page(row, ending), form=_asks(ending, formdata=None))

    def end(**place: Any) -> Answer:
        row = row_of(place)
        ending = _meant(row, which)
        form = _asks(ending)
        if not form.validate():
            return refuse(ending.template, **_page(row, ending), form=form)
        with immediate() as session:
            there = _end(session, row_of(place), ending, form)
        flash(str(ending.message), "good")
        return see_other(there)

    room.add_url_rule(address, name, requires(*roles)(fresh_proof(end) if proof else end), methods=["POST"])
    if asks:
        room.add_url_rule(address, asks, requires(*roles)(ask))


def _asks(ending: EndingAction, **given: Any) -> FlaskForm:
    """The form with the line that asks why, where one does."""
    lines = {ending.reason_field: ReasonField(str(ending.label), widget=TextArea())} if ending.reason_field else {}
    form: FlaskForm = type("Form", (FlaskForm,), lines)(**given)
    return form


def _meant(row: Any, which: str) -> EndingAction:
    decision, keys = decision_for(type(row)), which.split()
    decides = (
        decision.trail_context(row)[0] in unit_ids(decision.role) and row.proposed_by_id != current_visitor().account_id
    )
    return decision.endings[keys[0] if decides else keys[-1]]


def _page(row: Any, ending: EndingAction) -> dict[str, Any]:
    decision = decision_for(type(row))
    line = next(iter(decision.lines(db.session(), [row])))
    back = url_for(decision.page, **decision.place(row)), decision.kind
    return {"row": row, "ending": ending, "line": line, "back": back}


def _end(session: Session, row: Any, ending: EndingAction, form: FlaskForm) -> str:
    """Do it and note it; returns where that is told."""
    decision, by, now = decision_for(type(row)), current_account(), clock.now()
    why = form[ending.reason_field].data if ending.reason_field else ""
    ending.does(row, session, by=by, now=now, **({ending.reason_field: why} if ending.reason_field else {}))
    unit_id, subject, detail = decision.trail_context(row)
    facts = {**detail, **({"reason": why} if ending.reason_field else {})}
    note_act(session, ending.act, unit_id, subject, facts)
    return url_for(ending.redirect_to) if ending.redirect_to else url_for(decision.page, **decision.place(row))


def stopped(refused: DecisionRefused) -> Response:
    """409: what stands now, and above it why nothing was done. Who presses twice did no wrong: they read what they
    decided."""
    db.session.rollback()
    row, decision = refused.row, decision_for(type(refused.row))
    ended_by = row.decided_by_id or row.proposed_by_id  # nobody decided what was withdrawn
    if isinstance(refused, AlreadyDecided) and ended_by == current_visitor().account_id:
        return see_other(url_for(decision.page, **decision.place(row)))
    return refused_with(row, decision.refusal(refused))


def refused_with(row: Decided, why: object) -> Response:
    """409: why not, above what stands; a page of its own where the row's leads elsewhere by now."""
    decision = decision_for(type(row))
    flash(str(why), "warn")
    answer = make_response(current_app.view_functions[decision.page](**decision.place(row)))
    if answer.location:
        answer = make_response(render_template("office/decisions/stopped.html", address=answer.location))
    answer.status_code = 409
    return answer
