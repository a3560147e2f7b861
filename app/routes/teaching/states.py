"""…/ghi: the state of a roll, for the phones that keep it together. 304 while nothing is new."""

from flask import Blueprint, Response, abort, jsonify, make_response, request

from app.country import clock
from app.models import HallRequest, Roll
from app.models.learning.roll_state import RollState
from app.routes.teaching.lookups import KEEPERS, LESSON
from app.routes.teaching.rolls import marked_by
from app.web.access import current_visitor, requires, unattended
from app.web.database import db
from app.web.responses import personal

states = Blueprint("states", __name__)


@states.get(f"{LESSON}/ghi")
@requires(*KEEPERS)
@unattended
def show(code: str, number: int) -> Response:
    """JSON: `now`, the status of everybody on the roll by key (`marks`), who made it where it was somebody else
    (`by`), the keys of whom devices disagree (`disputed`), who asks to be let in from the hall (`asking`), whether
    people mark themselves by a code (`wall`), and whether the lesson is over (`closed`).

    One statement tells whether anything is new, and one more what; a third where somebody asks to be let in.
    A 404 for a lesson of others.
    """
    state = RollState.taught(db.session(), current_visitor().account_id, clock.today(), code, number)
    if state is None:
        abort(404)
    if request.if_none_match.contains_weak(state.tag):
        answer = make_response("", 304)
    else:
        roll = Roll.of(db.session(), state)
        answer = jsonify(
            now=clock.now().isoformat(),
            marks={row.key: row.status for row in roll.rows},
            by={row.key: by for row in roll.rows if (by := marked_by(row.source))},
            disputed=[row.key for row in roll.disputed],
            asking=_asking(state) if state.asking else [],
            wall=bool(state.has_wall),
            closed=state.is_closed,
        )
    answer.set_etag(state.tag, weak=True)
    return personal(answer)


def _asking(state: RollState) -> list[str]:
    return [each.public_id for each in db.session.scalars(HallRequest.waiting_at(state.id))]
