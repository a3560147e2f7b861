"""/h/<token>/dong-bo: the outbox address of a helper's phone, and the form of a phone without script, which is handled
the same way. /anh: the photo of a ticket's code, read on the server and not stored.

Whether the link was still valid is decided per operation, by the time at which it was made: the address itself stays
open for what waits on the phone.
"""

import json
import uuid

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from app.country import clock
from app.models import DoorHelper, DoorPhone
from app.outbox.exchange import exchange
from app.outbox.operations import Unreadable, Verdict, read
from app.outbox.scanning import read_scanned
from app.outbox.sender import KINDS, CallSender
from app.routes.public.door.doors import kinds, scanning, show as link_page
from app.routes.public.door.lookups import helper_by_token, keep_pace, may_scan, phone_here
from app.routes.public.lookups import keep_out_of_search
from app.routes.teaching.scan.scans import origins
from app.routes.teaching.scan.words import answer_photo, no_code_words
from app.web.access import public
from app.web.kept_forms import PROGRAM, Mechanism, kept_by, not_kept
from app.web.photos import MOST_BYTES
from app.web.responses import Answer, personal

door_outboxes = Blueprint("door_outboxes", __name__)
door_photos = Blueprint("door_photos", __name__)
door_outboxes.after_request(keep_out_of_search)

# How many characters of a foreign code are shown again.
MOST_TYPED = 80


@door_outboxes.get("/h/<token>/dong-bo")
@public
def show(token: str) -> Response:
    """The owner of the link, the CSRF token to send with, and the server's time; 401 on a phone that never took the
    link up."""
    helper = helper_by_token(token)
    if phone_here(helper) is None:
        return _unknown_phone()
    payload = {"account": helper.public_id, "csrf_token": generate_csrf(), "now": clock.now().isoformat()}
    return personal(jsonify(payload))


@door_outboxes.post("/h/<token>/dong-bo")
@not_kept(PROGRAM)
@public
def create(token: str) -> Response:
    """Carry out the scans; a scan made after the link had ended is refused by itself, with the reason."""
    helper = helper_by_token(token)
    phone, now = phone_here(helper), clock.now()
    if phone is None:
        return _unknown_phone()
    sender = _sender(helper, phone)
    keep_pace(helper)
    try:
        batch = read(request.get_data(cache=False), now)
    except Unreadable as unreadable:
        return _message(unreadable.message, unreadable.status)
    results = exchange(batch, sender, now)
    return personal(jsonify({"results": [result._asdict() for result in results], "now": clock.now().isoformat()}))


@door_outboxes.post("/h/<token>/quet")
@kept_by(Mechanism.OUTBOX)
@public
def update(token: str) -> Answer:
    """Scan a ticket's code that was typed on a phone without script: its people are present, and the page names
    them."""
    helper = helper_by_token(token)
    phone = phone_here(helper)
    if phone is None or not may_scan(phone):
        return link_page(helper.token)
    keep_pace(helper)
    return carry_out(token, request.form.get("code", ""))


def carry_out(token: str, text: str) -> Response:
    """Scan the code of some text as if the phone had, and show the page with the result. The phone is verified
    already."""
    helper = helper_by_token(token)
    phone, now = phone_here(helper), clock.now()
    assert phone is not None
    scanned = read_scanned(text, origins(), clock.today())
    if scanned.token is None:
        return answered(token, str(kinds()[scanned.kind]), typed=scanned.text[:MOST_TYPED], status=422)
    data = {"lesson": helper.lesson.key, "ticket": scanned.token}
    press = {"uuid": str(uuid.uuid4()), "kind": "scan", "at": now.isoformat(), "sequence": 0, "data": data}
    call = {"device": f"door-{phone.id}", "account": helper.public_id, "client_now": now.isoformat()}
    batch = read(json.dumps({**call, "operations": [press]}).encode(), now)
    [result] = exchange(batch, _sender(helper, phone), now)
    done = result.status is Verdict.DONE
    return answered(token, result.message, code=scanned.token if done else "", status=200 if done else 409)


def answered(token: str, message: str, *, code: str = "", typed: str = "", status: int = 200) -> Response:
    """The page again with the result of a code; it is read anew, after the transaction."""
    page = scanning(helper_by_token(token), code, message=message, done=bool(code), typed=typed)
    page.status_code = status
    return page


def _sender(helper: DoorHelper, phone: DoorPhone) -> CallSender:
    return CallSender(
        helper.public_id,
        None,
        None,
        helper_id=helper.id,
        kinds=KINDS,
        lesson_id=helper.lesson_id,
        phone_id=phone.id,
        device_words=phone.kind,
    )


def _unknown_phone() -> Response:
    return _message(_("Máy này chưa nhận việc đón ở cửa. Anh chị mở lại đường dẫn rồi bấm Bắt đầu."), 401)


def _message(message: str, status: int) -> Response:
    answer = jsonify({"message": message})
    answer.status_code = status
    return personal(answer)


door_photos.after_request(keep_out_of_search)


@door_photos.url_value_preprocessor
def take_photo(endpoint: str | None, values: dict[str, object] | None) -> None:
    """Allow these addresses more bytes than a form."""
    request.max_content_length = MOST_BYTES + 64 * 1024


@door_photos.post("/h/<token>/anh", endpoint="create")
@public
def create_photo(token: str) -> Answer:
    """The codes on a photo for a script that asks; else the page after the first of them was scanned."""
    helper = helper_by_token(token)
    phone = phone_here(helper)
    if phone is None or not may_scan(phone):
        return link_page(helper.token)
    keep_pace(helper)

    def let_in(texts: list[str]) -> Answer:
        return carry_out(token, texts[0]) if texts else refused(no_code_words())

    def refused(reason: str) -> Answer:
        return answered(token, reason, status=422)

    return answer_photo(let_in, refused)
