"""/quay/tu-phuc-vu/goi: somebody at a tablet asks for help, and sees that it was heard."""

from flask import Blueprint, Response, jsonify, request, url_for

from app.country import clock
from app.models import Kiosk, KioskVisit
from app.models.helping.kiosks.kiosk_visit import COMING
from app.routes.kiosk.lookups import kiosk_here, visit_here
from app.routes.kiosk.visits import given_uuid
from app.routes.kiosk.words import call_words
from app.web.access import public
from app.web.database import db, immediate
from app.web.kept_forms import PROGRAM, not_kept
from app.web.responses import Answer, see_other

kiosk_calls = Blueprint("kiosk_calls", __name__)


@kiosk_calls.post("/goi")
@not_kept(PROGRAM)
@public
def create() -> Answer:
    """Call; somebody who has chosen nothing yet may too. Who was helped already and needs more calls anew."""
    kiosk = kiosk_here()
    if kiosk is None:
        return see_other(url_for("kiosk.homes.show"))
    kiosk_id, now = kiosk.id, clock.now()
    with immediate() as session:
        kiosk = session.get_one(Kiosk, kiosk_id)
        visit = visit_here(kiosk)
        if visit is None or (visit.taken_at is not None and now - visit.taken_at > COMING):
            topic = visit.topic if visit else None
            visit = KioskVisit.begin(session, kiosk, topic, uuid=given_uuid(), now=now)
        visit.call(now)
    return see_other(url_for("kiosk.visits.show"))


@kiosk_calls.get("/goi")
@public
def show() -> Answer:
    """What the tablet says of its call; 304 while nothing changed."""
    kiosk = kiosk_here()
    call = db.session.scalars(KioskVisit.last_call(kiosk.id, clock.now())).first() if kiosk else None
    state = "gone" if kiosk is None else "none"
    if call is not None:
        state = "called" if call.taken_at is None else "coming"
    response: Response = jsonify({"state": state, "words": call_words(kiosk, call)})
    response.add_etag()
    response.make_conditional(request)
    return response
