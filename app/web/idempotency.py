"""Idempotency of form posts: each form has a key, and sending it again gives the response of the first press
(docs/decisions/0069).

The key is stored by the view's first write transaction (`immediate`), so a press that was rolled back leaves none, and
a press at the same time waits. Views with a number of their own (`dedupes_itself`) are skipped.
"""

import hashlib
import hmac
import json
import logging
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, jsonify, make_response, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.models import IdempotencyKey
from app.models.trust.sealed import key_for
from app.web.access import SAFE
from app.web.addresses import local_address, page_before
from app.web.database import db, immediate
from app.web.errors import ANEW, can_be_kept, for_a_program, is_secret, page, typed
from app.web.kept_forms import Mechanism, has_own_number, mechanism_of
from app.web.page_cache import IDEMPOTENCY as FIELD
from app.web.responses import htmx, see_other, settings
from app.web.visitor import Visitor

log = logging.getLogger(__name__)

KEY = re.compile(r"[0-9A-Za-z-]{16,64}")
# Seconds to wait for the response of the first of two simultaneous presses; the longest in a full hall takes a tenth.
PATIENCE, LOOK_EVERY = 5.0, 0.05
# A press without a response after this time will have none: its process ended.
LONGEST = timedelta(minutes=1)
# How long an ordered paper is the response to the same press; later its figures may have changed.
SAME_PAPER = timedelta(minutes=1)
_SECRET = "idempotency_secret"
# The fields that may hold a form's number, the first that it has (js/forms/sending.js).
NUMBERS = (FIELD, "submission", "uuid")
# Cookies that scripts read: the number of the last press that was stored, and of one that was answered otherwise. The
# phone keeps what was typed until then (docs/offline.md, "The list of forms").
TAKEN, ANSWERED, SECONDS = "taken", "answered", 300


class SentBefore(Exception):
    """Another request has stored the press."""


class FormPress:
    """The press of a request. Its digest covers the key, the account and the path.

    `claims`: the view has no number of its own, so a press that another request stored is answered as that one was.
    `remembered`: a phone may ask whether it was stored; what phones send again by themselves need not be.
    """

    def __init__(self, key: str, *, claims: bool, remembered: bool) -> None:
        visitor: Visitor | None = g.get("visitor")
        self.key, self.claims, self.remembered, self.is_stored = key, claims, remembered, False
        self.digest = press_digest(key, visitor.account_id if visitor else None, request.path)
        self.fingerprint = _digest("content", *_content()) if claims else ""

    def begin(self, session: Session) -> None:
        """Store the press in the current write transaction, once for each request.

        Raises:
            SentBefore: another request has stored it.
        """
        if self.is_stored or not self.remembered:
            return
        if not IdempotencyKey.claim(session, self.digest, self.fingerprint, clock.now()) and self.claims:
            raise SentBefore

    def is_another(self, stored: IdempotencyKey) -> bool:
        """Whether this press orders another paper than the stored one: with other choices, or after a time in which its
        figures may have changed. A page that stays open during a download keeps its key."""
        same = hmac.compare_digest(stored.fingerprint, self.fingerprint)
        return stored.leads_to_file and not (same and clock.now() - stored.created_at <= SAME_PAPER)

    def stored_before(self) -> IdempotencyKey | None:
        """The same press, if another request stored it."""
        return db.session.scalars(IdempotencyKey.called(self.digest)).one_or_none()


def init_idempotency(app: Flask) -> None:
    """Check each press before its view, and store its response afterwards. Call it after access and proof."""
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
    if not KEY.fullmatch(key):
        return None
    mechanism = mechanism_of(current_app, request.endpoint)
    own = FIELD not in request.form or has_own_number(current_app, request.endpoint) or mechanism == Mechanism.NONE
    press = FormPress(key, claims=not own, remembered=not own or mechanism == Mechanism.WORKER)
    if press.claims and (stored := press.stored_before()) is not None:
        if not press.is_another(stored):
            return _replay(press)
        _forget(stored)
    g.press = press
    return None


def _forget(stored: IdempotencyKey) -> None:
    db.session.expunge(stored)
    with immediate() as session:
        stored.forget(session)


def _end(response: Response) -> Response:
    """Store where the press was redirected to; a refused press may be repeated. The phone is told."""
    press: FormPress | None = g.pop("press", None)
    if press is None:
        return response
    if press.claims and press.is_stored:
        _note(press, response)
    elif press.claims and response.status_code >= 400 and _was_overtaken(press):
        return _replay(press)
    return _with_outcome(response, press.key, press.is_stored)


def _with_outcome(response: Response, key: str, stored: bool = True) -> Response:
    """The response with what became of the press. Where the server failed nothing is said, so the phone keeps it."""
    if response.status_code < 500:
        name = TAKEN if stored and response.status_code < 400 else ANSWERED
        response.set_cookie(name, key, max_age=SECONDS, samesite="Lax", secure=settings().secure)
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
        return _with_outcome(page(409, _("Chưa gửi được"), text, resend=_own_address(), hidden=typed()), press.key)
    if not hmac.compare_digest(stored.fingerprint, press.fingerprint):
        return _with_outcome(_changed(stored), press.key)
    words = _("Lần bấm trước đã xong, máy không làm thêm lần nữa.")
    if for_a_program():
        return make_response(jsonify({"message": words}))
    flash(words, "good")
    back = stored.location or page_before()
    answer = see_other(back) if not htmx() else Response(status=204, headers={"HX-Redirect": back})
    return _with_outcome(answer, press.key)


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


def _content() -> Iterator[object]:
    """The form's content in a fixed order: values without secrets, and files by name, size and content."""
    yield sorted(
        (name, value) for name, value in request.form.items(multi=True) if name not in ANEW and not is_secret(name)
    )
    for name, file in sorted(request.files.items(multi=True), key=lambda each: (each[0], each[1].filename or "")):
        digest = hashlib.sha256()
        while block := file.stream.read(1 << 16):
            digest.update(block)
        yield [name, file.filename, file.stream.tell(), digest.hexdigest()]
        file.stream.seek(0)


def press_digest(key: str, account_id: int | None, path: str) -> str:
    """Whose press it is, and of which address: nobody's (None) at a public one."""
    return _digest("press", key, account_id, path)


def _digest(*parts: object) -> str:
    key: bytes | None = current_app.extensions.get(_SECRET)
    if key is None:
        key = current_app.extensions[_SECRET] = key_for(str(current_app.secret_key), "presses of forms")
    return hmac.new(key, json.dumps(parts, ensure_ascii=False).encode(), hashlib.sha256).hexdigest()


def _leads_to(response: Response) -> str:
    """The path that a response redirects to, "" for none; without its query, which may contain a searched name."""
    return urlsplit(response.headers.get("Location") or response.headers.get("HX-Redirect") or "").path


def _own_address() -> str:
    return request.full_path.rstrip("?")
