"""/h/<token>: the page of a door helper, with the texts of its scripts: taken up on one phone by a press, it scans
tickets and lists nobody.

Only the press takes the link up, so that the preview of a message does not.
"""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import DoorHelper, DoorPhone
from app.models.learning.door_helper import DoorState, scanned_at
from app.models.learning.door_list import DoorList
from app.models.learning.door_phone import InUseElsewhere, NotOpenNow
from app.models.learning.joining import NEEDS
from app.outbox.scanning import WORDS, seal
from app.routes.public.door.lookups import COOKIE, helper_by_token, keep_phone, phone_here
from app.routes.public.lookups import keep_out_of_search
from app.routes.teaching.scan.scans import origins
from app.routes.teaching.scan.words import PROGRAM, READER, words_for_script
from app.web.access import public
from app.web.browsers.devices import device_words
from app.web.database import db, immediate
from app.web.responses import Answer, allow_wasm, personal, see_other
from app.web.static_files import static_url


def words_for_helper() -> str:
    """All texts by name, as JSON."""
    texts = json.loads(words_for_script())
    texts["not_listed"] = _("Căn cước thì mời gặp giảng viên")
    texts["refused_more"] = _("Máy chủ chưa ghi. Anh chị đưa người này gặp giảng viên.")
    texts["kinds"] = {kind: str(label) for kind, label in kinds().items()}
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def kinds() -> Mapping[str, object]:
    """The text for each kind of code that is no ticket: a helper has no list to look into."""
    return {
        **WORDS,
        "course": _("Đây là mã trên áp phích, để đăng ký học. Ai chưa có phiếu, anh chị mời gặp giảng viên."),
        "number": _("Đây là số định danh. Ai chỉ có căn cước, anh chị mời gặp giảng viên."),
        "card": _("Ai chỉ có căn cước, anh chị mời gặp giảng viên."),
    }


doors = Blueprint("doors", __name__)
doors.after_request(keep_out_of_search)

# The files that the page needs besides the shell to scan offline.
FILES = ("link.js", "hits.js", "camera.js", "band.js", "sealed.js", *READER)
ENDED = (DoorState.REVOKED, DoorState.OVER)


@doors.get("/h/<token>")
@public
def show(token: str) -> Answer:
    """The scanning page on the phone that has the link; elsewhere whose link it is and how to take it up."""
    helper = helper_by_token(token)
    if token != helper.token:  # typed in lower case: the phone's cookie is of the address as it was made
        return see_other(url_for("public.doors.show", token=helper.token))
    phone, state = phone_here(helper), helper.state(clock.now())
    if state is DoorState.OPEN and phone is not None and phone.has_link:
        return scanning(helper)
    return _other(helper, phone, state)


@doors.post("/h/<token>")
@public
def create(token: str) -> Answer:
    """Take the link up on this phone; a phone that has it already keeps it."""
    helper = helper_by_token(token)
    try:
        with immediate() as session:
            _phone, secret = DoorPhone.take(
                session,
                helper.id,
                token=request.cookies.get(COOKIE),
                kind=device_words(request.user_agent.string),
                now=clock.now(),
            )
    except (InUseElsewhere, NotOpenNow):
        return show(helper.token)
    return keep_phone(see_other(url_for("public.doors.show", token=helper.token)), helper, secret)


def scanning(helper: DoorHelper, code: str = "", **given: Any) -> Response:
    """The page with the camera. A phone may keep it for offline use: nothing in it can be read.

    `code` is the token of a ticket that was just scanned: the page shows the office's notes on its people.
    """
    entries = DoorList.of(db.session(), helper.lesson).entries
    page = render_template(
        "public/doors/show.html",
        **door_context(helper),
        scanned=scanned_at(db.session(), helper.lesson_id).get(helper.id, 0),
        sealed="\n".join(map(seal, entries)),
        hit=next((entry.people for entry in entries if entry.token == code), ()),
        needs={key: str(need.short) for key, need in NEEDS.items()},
        words=words_for_helper(),
        origins=" ".join(origins()),
        files=FILES,
        program=PROGRAM,
        keep=" ".join(static_url(name) for name in (*FILES, PROGRAM)),
        **given,
    )
    response = allow_wasm(personal(make_response(page)))
    if not given:  # a saved page has no result of a press
        response.headers["X-Offline"] = "1"
        response.headers["X-Account"] = helper.public_id
    return response


def door_context(helper: DoorHelper) -> dict[str, Any]:
    """The context of every page of a link: helper, lesson, time and place; `at` is now, in milliseconds."""
    lesson, at = helper.lesson, int(clock.now().timestamp() * 1000)
    return {"helper": helper, "lesson": lesson, "course": lesson.course, "ward": lesson.course.unit, "at": at}


def _other(helper: DoorHelper, phone: DoorPhone | None, state: DoorState) -> Response:
    """The page of a link that is not open yet, ready to be taken up, in use on another phone (409), or over (410)."""
    phone_in_use = db.session.scalars(DoorPhone.of(helper.id).where(DoorPhone.released_at.is_(None))).first()
    elsewhere = state is DoorState.OPEN and phone_in_use is not None
    page = render_template(
        "public/doors/closed.html",
        **door_context(helper),
        phone=phone,
        state=state.value,
        elsewhere=elsewhere,
        scanned=scanned_at(db.session(), helper.lesson_id).get(helper.id, 0) if state in ENDED else 0,
    )
    return personal(make_response(page, 410 if state in ENDED else 409 if elsewhere else 200))
