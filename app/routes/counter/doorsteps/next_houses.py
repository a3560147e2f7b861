"""/quay/nha-tiep-theo: the next house of one's round, one press from the installed app's icon, without a line too."""

import json

from flask import Blueprint, make_response, render_template

from app.models import Role
from app.models.movement.declaration import Subject
from app.models.movement.doorstep import next_stops
from app.registers.programmes.fields import OUTCOMES
from app.routes.counter.doorsteps import rounds
from app.web.access import current_visitor, requires
from app.web.responses import Answer, saved

next_houses = Blueprint("next_houses", __name__)


@next_houses.get("/nha-tiep-theo")
@requires(*Role)
def show() -> Answer:
    """Of one round its next house, to which the page leads by itself; of several a row each; of none what this is for.
    It is kept on phones and names nobody: the script asks for the houses by their addresses alone."""
    mine = list(rounds.to_keep())
    here = mine[0] if len(mine) == 1 else None
    wording = rounds.wording_of(here.asked.declared) if here else {}
    page = render_template(
        "counter/doorsteps/next.html",
        here=here,
        rounds=mine,
        next=next(iter(next_stops(here.stops)), None) if here else None,
        wording=wording,
        icon_here="house" if here and here.asked.declared.subject is Subject.HOUSEHOLD else "map-pin",
        ahead=json.dumps([[stop.public_id, ""] for stop in here.kept()]) if here else "[]",
        states={**OUTCOMES, "left": wording.get("left", "")},
        drawn=current_visitor().drawn,
        tab="home",
    )
    return saved(make_response(page))
