"""/quay/goi: the calls from the self-service tablets, polled by every open page of the counter every few seconds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import KioskVisit, Role
from app.models.helping.kiosks.kiosk_visit import TakenAlready, calls_of
from app.routes.counter.lookups import HELPERS
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, one_or_404, requires, unattended
from app.web.database import db, immediate
from app.web.responses import Answer, personal, see_other

calls = Blueprint("calls", __name__)

HEARS = (Role.COUNTER, Role.OFFICER)
# Milliseconds: a call is seen within three seconds. Without a tablet there is little to poll for.
EVERY, SELDOM = 2_500, 60_000


@calls.get("/goi")
@requires(*HELPERS)
@unattended
def show() -> Response:
    """The calls, and how soon to ask again: 304 while nothing changed. One statement besides the visitor's.

    `every` is 0 for those who do not sit at the counter: they need not ask.
    """
    units = current_visitor().units(*HEARS)
    waiting = calls_of(db.session(), units, clock.now()) if units else None
    every = EVERY if waiting is not None else SELDOM
    response: Response = jsonify({"every": every if units else 0, "calls": [_payload(row) for row in waiting or ()]})
    response.add_etag()
    response.make_conditional(request)
    return response


def _payload(row: Sequence[Any]) -> dict[str, str]:
    uuid, tablet, topic = row
    return {
        "uuid": uuid,
        "words": _("%(tablet)s gọi: %(topic)s", tablet=tablet, topic=topic)
        if topic
        else _("%(tablet)s gọi", tablet=tablet),
        "take": url_for("counter.calls.update", call=uuid),
    }


@calls.post("/goi/<uuid:call>")
@requires(*HEARS)
def update(call: UUID) -> Answer:
    """Take the call, and open the log with its topic. Of two who press at once one takes it, the other is told who."""
    units = current_visitor().units(*HEARS)
    try:
        with immediate() as session:
            visit = one_or_404(KioskVisit.locked_called(str(call), units))
            if visit.take(current_account(), clock.now()):
                note_act(
                    session,
                    "kiosk.call_taken",
                    visit.unit_id,
                    ("kiosk", visit.kiosk.public_id),
                    {"name": visit.kiosk.name},
                )
            topic, desk = visit.topic.key if visit.topic else None, visit.kiosk.desk.key
    except TakenAlready as taken:
        visit = one_or_404(KioskVisit.called(str(call), units))
        page = make_response(render_template("counter/calls/taken.html", visit=visit, by=taken.by), 409)
        return personal(page)
    return see_other(f"/quay?{_query(viec=topic, ban=desk)}")


def _query(**given: str | None) -> str:
    return "&".join(f"{name}={value}" for name, value in given.items() if value)
