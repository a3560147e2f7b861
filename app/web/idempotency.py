"""Idempotency of form posts: each form has a key, and sending it again gives the response of the first press
(docs/decisions/0069).

The key is stored by the view's first write transaction (`immediate`), so a press that was rolled back leaves none, and
a press at the same time waits. Views with a number of their own (`dedupes_itself`) are skipped.
"""

import hmac
import logging
import re
import time
from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, jsonify, make_response, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.exc import OperationalError
from wtforms.form import BaseForm
from wtforms.widgets import HiddenInput

from app.country import clock, formats
from app.models import IdempotencyKey
from app.web.access import SAFE
from app.web.addresses import local_address, page_before
from app.web.browsers.cookies import marked
from app.web.database import db, immediate
from app.web.errors import can_be_kept, for_a_program, page, typed
from app.web.kept_forms import Mechanism, has_own_number, mechanism_of
from app.web.page_cache import IDEMPOTENCY as FIELD, new_key
from app.web.presses import NUMBERS, FormPress, OwnPress, SentBefore
from app.web.responses import htmx, see_other, settings

log = logging.getLogger(__name__)

_KEY = re.compile(r"[0-9A-Za-z-]{16,64}")
# Seconds to wait for the response of the first of two simultaneous presses; the longest in a full hall takes a tenth.
PATIENCE, LOOK_EVERY = 5.0, 0.05
# A press without a response after this time will have none: its process ended.
LONGEST = timedelta(minutes=1)
_HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')
# sending.js keeps the key of a press that may have arrived.
_SAME = Markup('<input type="hidden" name="{}" value="{}" data-same>')
# Cookies that scripts read: the number of the last press that was stored, and of one that was answered otherwise. The
# phone keeps what was typed until then (docs/offline.md, "The list of forms").
TAKEN, ANSWERED, MARK_SECONDS = "taken", "answered", 300


def form_token(form: BaseForm | None = None, *, again: bool = False, key: bool = True) -> Markup:
    """The first fields of each posted form: the CSRF token, the idempotency key, and the hidden fields of `form`. Forms
    with a number of their own (`submission`), or whose view needs no key (`key`), have none.

    `again`: the form gives back what this request sent, so the press stays the same.
    """
    fields, same = {"csrf_token": generate_csrf()}, False
    fields |= marked()
    if key and (form is None or "submission" not in form):
        sent = request.form.get(FIELD, "") if again else ""
        same = _KEY.fullmatch(sent) is not None
        fields[FIELD] = sent if same else new_key()
    hidden = [(_SAME if same and name == FIELD else _HIDDEN).format(name, value) for name, value in fields.items()]
    own = (field for field in form or () if isinstance(field.widget, HiddenInput) and field.type != "CSRFTokenField")
    hidden += [field() for field in own]
    return Markup().join(hidden)


def init_idempotency(app: Flask) -> None:
    """Check each press before its view, and store its response afterwards. Call it after access and proof."""
    app.jinja_env.globals["form_token"] = form_token
    app.before_request(_begin)
    app.after_request(_end)
    app.register_error_handler(SentBefore, _sent_before)


def _begin() -> Response | None:
    """Answer at once if the press was stored before."""
    if request.method in SAFE or request.endpoint is None:
        return None
    if hasattr(current_app.view_functions[request.endpoint], "stores_nothing"):
        return None
    key = next(filter(None, map(request.form.get, NUMBERS)), "")
    if not _KEY.fullmatch(key):
        return None
    if FIELD not in request.form or not _is_ours(request.endpoint):
        g.press = OwnPress(key, remembers=mechanism_of(current_app, request.endpoint) == Mechanism.WORKER)
        return None
    press = FormPress(key)
    if (stored := press.stored_before()) is not None:
        if not press.is_another(stored):
            return _replay(press)
        _forget(stored)
    g.press = press
    return None


def _forget(stored: IdempotencyKey) -> None:
    db.session.expunge(stored)
    with immediate() as session:
        stored.forget(session)


def _is_ours(endpoint: str) -> bool:
    """Whether an endpoint uses the shared key."""
    return mechanism_of(current_app, endpoint) != Mechanism.NONE and not has_own_number(current_app, endpoint)


def _end(response: Response) -> Response:
    """Store where the press was redirected to; a refused press may be repeated. The phone is told."""
    press: OwnPress | None = g.pop("press", None)
    if press is None:
        return response
    if isinstance(press, FormPress):
        if press.is_stored:
            _note(press, response)
        elif response.status_code >= 400 and _was_overtaken(press):
            return _replay(press)
    return _mark(response, press.key, press.is_stored)


def _mark(response: Response, key: str, stored: bool = True) -> Response:
    """The response with what became of the press. Where the server failed nothing is said, so the phone keeps it."""
    if response.status_code < 500:
        name = TAKEN if stored and response.status_code < 400 else ANSWERED
        response.set_cookie(name, key, max_age=MARK_SECONDS, samesite="Lax", secure=settings().secure)
    return response


def _was_overtaken(press: FormPress) -> bool:
    """Whether a simultaneous copy of the press was stored and this one was refused because of it."""
    db.session.rollback()  # this transaction's snapshot is older
    return press.stored_before() is not None


def _note(press: FormPress, response: Response) -> None:
    """Store a page or a redirect for a second press; a file is generated again. If storing fails (database busy, disk
    full), the first press is answered all the same."""
    leads_to = _leads_to(response)
    try:
        with immediate() as session:
            if response.status_code < 400 and (leads_to or response.mimetype == "text/html"):
                IdempotencyKey.answered(session, press.digest, leads_to)
            else:
                IdempotencyKey.release(session, press.digest)
    except (OperationalError, TimeoutError) as failure:
        log.warning("The answer to a press could not be noted: %s", failure)


def _sent_before(error: SentBefore) -> Response:
    press = cast(FormPress, g.pop("press"))
    db.session.rollback()
    return _replay(press)


def _replay(press: FormPress) -> Response:
    """The response of the first press, as soon as it is known; 409 if this one has other content."""
    stored = _answered(press)
    if stored is None:  # it was refused meanwhile
        text = _("Phường chưa ghi lần bấm này. Những gì bác ghi vẫn còn đây. Bác bấm Gửi lại.")
        return _mark(page(409, _("Chưa gửi được"), text, resend=_own_address(), hidden=typed()), press.key)
    if not hmac.compare_digest(stored.fingerprint, press.fingerprint):
        return _mark(_changed(stored), press.key)
    words = _("Lần bấm trước đã xong, máy không làm thêm lần nữa.")
    if for_a_program():
        return make_response(jsonify({"message": words}))
    flash(words, "good")
    back = stored.location or page_before()
    answer = see_other(back) if not htmx() else Response(status=204, headers={"HX-Redirect": back})
    return _mark(answer, press.key)


def _answered(press: FormPress) -> IdempotencyKey | None:
    """The stored press once its response is known, or as it is when that takes too long."""
    until = time.monotonic() + PATIENCE
    while (stored := press.stored_before()) is not None and stored.location is None and time.monotonic() < until:
        if clock.now() - stored.created_at > LONGEST:
            break
        db.session.rollback()
        time.sleep(LOOK_EVERY)
    return stored


def _changed(stored: IdempotencyKey) -> Response:
    """409: the page was sent before with other content. One more press sends the new content."""
    heading = _("Trang này đã gửi một lần rồi")
    at = formats.together(formats.moment(stored.created_at))
    if can_be_kept():
        text = _("Lần gửi %(at)s đã ghi xong. Lần này có chỗ khác nên chưa ghi.", at=at)
        kept = {"fresh": _own_address(), "hidden": typed()}
    else:
        kept = {}
        text = _("Lần gửi %(at)s đã ghi xong. Lần này chưa ghi: mở lại trang, rồi chọn tệp, gõ mật khẩu và gửi.", at=at)
    return page(409, heading, text, stored=local_address(stored.location), before=page_before(), **kept)


def _leads_to(response: Response) -> str:
    """The path that a response redirects to, "" for none; without its query, which may contain a searched name."""
    return urlsplit(response.headers.get("Location") or response.headers.get("HX-Redirect") or "").path


def _own_address() -> str:
    return request.full_path.rstrip("?")
