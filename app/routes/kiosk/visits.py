"""/quay/tu-phuc-vu/luot: one person at a tablet. The address is the same for everybody, so that going back shows
nothing of whoever stood there before. /goi: they ask for help, and see that it was heard."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, jsonify, request, url_for
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Kiosk, KioskVisit
from app.models.helping.kiosks.kiosk_visit import BRIEF, COMING, IDLE, KioskAnswer
from app.routes.guide_pages import guide_context
from app.routes.kiosk.sheets import call_words, kiosk_here, sheet, topic_called, visit_here
from app.web.access import public
from app.web.database import db, immediate
from app.web.kept_forms import PROGRAM, dedupes_itself, not_kept
from app.web.responses import Answer, see_other

visits = Blueprint("visits", __name__)


@visits.post("/luot")
@dedupes_itself
@public
def create() -> Answer:
    """Somebody came for something; pressed twice, it is one visit."""
    kiosk = kiosk_here()
    if kiosk is None:
        return start()
    topic = topic_called(kiosk, request.form.get("topic", ""))
    if topic is None:
        return start()
    kiosk_id, topic_key = kiosk.id, topic.key
    with immediate() as session:
        kiosk = session.get_one(Kiosk, kiosk_id)
        KioskVisit.begin(session, kiosk, topic_called(kiosk, topic_key), uuid=given_uuid(), now=clock.now())
    return see_other(url_for("kiosk.visits.show"))


@visits.get("/luot")
@public
def show() -> Answer:
    """The steps, the code to go on with on one's own phone, and whether somebody is coming."""
    kiosk = kiosk_here()
    visit = visit_here(kiosk) if kiosk else None
    if kiosk is None or visit is None:
        return start()
    context = guide_context(visit.topic, kiosk.desk.unit.code) if visit.topic else {"topic": None}
    return _page("kiosk/visit.html", kiosk, idle=IDLE, visit=visit, **context)


@visits.get("/luot/xong")
@public
def edit() -> Answer:
    """The one question."""
    kiosk = kiosk_here()
    if kiosk is None or visit_here(kiosk) is None:
        return start()
    return _page("kiosk/question.html", kiosk)


@visits.post("/luot/xong")
@public
def update() -> Answer:
    """What they answered; then the tablet is the next one's."""
    answer = request.form.get("answer", "")
    if answer not in set(KioskAnswer):
        return see_other(url_for("kiosk.visits.edit"))
    with immediate() as session:
        if visit := _current(session):
            visit.finish(answer, clock.now())
    return see_other(url_for("kiosk.homes.thanks", chua=1 if answer == KioskAnswer.NO else None))


@visits.get("/con-day")
@public
def ask() -> Answer:
    """Whether they are still there, on a tablet without script."""
    kiosk = kiosk_here()
    if kiosk is None or visit_here(kiosk) is None:
        return start()
    return _page("kiosk/still_here.html", kiosk)


@visits.post("/con-day")
@public
def touch() -> Answer:
    """They are."""
    with immediate() as session:
        if visit := _current(session):
            visit.touch(clock.now())
    return Response(status=204) if from_script() else see_other(url_for("kiosk.visits.show"))


@visits.post("/het")
@public
def destroy() -> Answer:
    """They went: by the button, or (`lau`) because nobody touched the tablet for so long."""
    now = clock.now()
    with immediate() as session:
        if visit := _current(session):
            if "lau" in request.form:
                visit.end(now)
            else:
                visit.leave(now)
    return Response(status=204) if from_script() else start()


def start() -> Response:
    """To the start."""
    return see_other(url_for("kiosk.homes.show"))


def given_uuid() -> str:
    """What the page's form brought, so that a second tap is known as one; a new one where it brought none."""
    try:
        return str(UUID(request.form.get("uuid", "")))
    except ValueError:
        return str(uuid4())


def from_script() -> bool:
    """Whether the page's script asks, which goes on by itself."""
    return request.accept_mimetypes.best == "application/json"


def _current(session: Session) -> KioskVisit | None:
    """Whoever stands at the tablet that asks, inside a write transaction."""
    kiosk = kiosk_here()
    return session.scalars(KioskVisit.current(kiosk.id, clock.now())).first() if kiosk else None


def _page(name: str, kiosk: Kiosk, *, idle: timedelta = BRIEF, **context: Any) -> Answer:
    call = db.session.scalars(KioskVisit.last_call(kiosk.id, clock.now())).first()
    seconds = int(idle.total_seconds())
    return sheet(name, kiosk, call=call, call_words=call_words(kiosk, call), idle=seconds, **context)


@visits.post("/goi")
@not_kept(PROGRAM)
@public
def ring() -> Answer:
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


@visits.get("/goi")
@public
def rung() -> Answer:
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
