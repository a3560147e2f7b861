"""What all decisions of an office share: the line of a reason, the answer to who may not decide, or not any more."""

from typing import Any

from flask import Response, current_app, flash, make_response, render_template, url_for

from app.models import Role
from app.models.shapes.decided import AlreadyDecided, Decided, Refused
from app.registers.decision import Decision, Waiting
from app.registers.decisions import DECISIONS, decision_for
from app.routes.office.fields import LineField
from app.routes.office.lookups import unit_ids
from app.web.access import current_visitor
from app.web.database import db
from app.web.responses import see_other

REASON_LENGTH = 500


class ReasonField(LineField):
    """Why, in one line; asked for."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, longest=REASON_LENGTH, required=True, **kwargs)


def waiting_for(role: Role, units: set[int]) -> list[tuple[Decision, list[Waiting]]]:
    """What waits for a role in some units, by kind."""
    found = [(each, each.waiting_in(db.session(), units)) for each in DECISIONS if each.role == role]
    return [(decision, lines) for decision, lines in found if lines]


def standing(row: Decided, unit_id: int) -> dict[str, Any]:
    """How whoever looks stands to what was proposed in a unit, for `components/deciding.html`."""
    decision = decision_for(type(row))
    leads = unit_id in unit_ids(decision.role)
    own = row.proposed_by_id == current_visitor().account_id
    return {
        "decision": decision,
        "leader": leads,
        "own": own,
        "open": row.waits,
        "decides": row.waits and leads and not own,
    }


def stopped(refused: Refused) -> Response:
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
