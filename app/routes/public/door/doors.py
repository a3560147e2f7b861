"""/h/<token>: the page of a helper at the door: taken up on one phone by a press, it scans tickets and lists nobody.

Opening the link takes nothing up, so that the preview of a message does not: only the press does.
"""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.country import clock
from app.models import DoorHelper, DoorPhone
from app.models.learning.door_helper import DoorState, scanned_at
from app.models.learning.door_list import DoorList
from app.models.learning.door_phone import HeldElsewhere, NotOpenNow
from app.outbox.scanning.sealed_list import seal
from app.routes.public.door.lookups import COOKIE, helper_held, keep_phone, phone_here
from app.routes.public.door.words import words_for_helper
from app.routes.public.lookups import keep_out_of_search
from app.routes.teaching.rolls import NEEDS
from app.routes.teaching.scan.scans import origins
from app.web.access import public
from app.web.browsers.devices import device_words
from app.web.database import db, immediate
from app.web.responses import Answer, allow_wasm, personal, see_other
from app.web.static_files import static_url

doors = Blueprint("doors", __name__)
doors.after_request(keep_out_of_search)

# What the page needs besides the shell to scan without a line.
FILES = (
    "link.js",
    "hits.js",
    "camera.js",
    "band.js",
    "sealed.js",
    "awake.js",
    "scan_camera.js",
    "scan.js",
    "detector.js",
)
PROGRAM = "detector.wasm"
ENDED = (DoorState.REVOKED, DoorState.OVER)


@doors.get("/h/<token>")
@public
def show(token: str) -> Answer:
    """The scanning page on the phone that has the link; elsewhere whose link it is and how it is taken up."""
    helper = helper_held(token)
    if token != helper.token:  # typed in small letters: the phone's cookie belongs to the address as it was made
        return see_other(url_for("public.doors.show", token=helper.token))
    phone, state = phone_here(helper), helper.state(clock.now())
    if state is DoorState.OPEN and phone is not None and phone.has_link:
        return scanning(helper)
    return _other(helper, phone, state)


@doors.post("/h/<token>")
@public
def create(token: str) -> Answer:
    """Take the link up on this phone; one that has it already keeps it."""
    helper = helper_held(token)
    try:
        with immediate() as session:
            _phone, secret = DoorPhone.take(
                session,
                helper.id,
                token=request.cookies.get(COOKIE),
                kind=device_words(request.user_agent.string),
                now=clock.now(),
            )
    except (HeldElsewhere, NotOpenNow):
        return show(helper.token)
    return keep_phone(see_other(url_for("public.doors.show", token=helper.token)), helper, secret)


def scanning(helper: DoorHelper, code: str = "", **given: Any) -> Response:
    """The page with the camera. A phone may keep it for when there is no line: nothing in it can be read.

    `code` is the token of a ticket that was just scanned: what the office says of its people is told.
    """
    entries = DoorList.of(db.session(), helper.lesson).entries
    page = render_template(
        "public/doors/show.html",
        **told_of(helper),
        scanned=scanned_at(db.session(), helper.lesson_id).get(helper.id, 0),
        sealed="\n".join(map(seal, entries)),
        hit=next((entry.people for entry in entries if entry.token == code), ()),
        needs={need: str(said) for need, (_symbol, said) in NEEDS.items()},
        words=words_for_helper(),
        origins=" ".join(origins()),
        files=FILES,
        program=PROGRAM,
        keep=" ".join(static_url(name) for name in (*FILES, PROGRAM)),
        **given,
    )
    response = allow_wasm(personal(make_response(page)))
    if not given:  # what was just done belongs to no saved page
        response.headers["X-Offline"] = "1"
        response.headers["X-Account"] = helper.public_id
    return response


def told_of(helper: DoorHelper) -> dict[str, Any]:
    """What every page of a link tells: whose it is, which lesson, when and where; `at` is now, in milliseconds."""
    lesson, at = helper.lesson, int(clock.now().timestamp() * 1000)
    return {"helper": helper, "lesson": lesson, "course": lesson.course, "ward": lesson.course.unit, "at": at}


def _other(helper: DoorHelper, phone: DoorPhone | None, state: DoorState) -> Response:
    """Not open yet, ready to be taken up, in use on another phone (409), or over (410)."""
    held = db.session.scalars(DoorPhone.of(helper.id).where(DoorPhone.released_at.is_(None))).first()
    elsewhere = state is DoorState.OPEN and held is not None
    page = render_template(
        "public/doors/closed.html",
        **told_of(helper),
        phone=phone,
        state=state.value,
        elsewhere=elsewhere,
        scanned=scanned_at(db.session(), helper.lesson_id).get(helper.id, 0) if state in ENDED else 0,
    )
    return personal(make_response(page, 410 if state in ENDED else 409 if elsewhere else 200))
