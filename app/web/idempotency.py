"""A press of a form is stored once: each form carries a key, and whoever sends it again is told what the first press
made (docs/decisions/0069).

The key is stored by the first write transaction of its view (`immediate`), so that a press that was rolled back left
none and one that runs at the same time waits. A view with a number of its own (`dedupes_itself`) is left alone.
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
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from wtforms.form import BaseForm
from wtforms.widgets import HiddenInput

from app.country import clock, formats
from app.models import IdempotencyKey
from app.models.trust.sealed import key_for
from app.web.access import SAFE
from app.web.addresses import local_address, page_before
from app.web.database import db, immediate
from app.web.errors import ANEW, can_be_kept, for_a_program, is_secret, page, typed
from app.web.kept_forms import Mechanism, has_own_number, mechanism_of
from app.web.page_cache import IDEMPOTENCY as FIELD, new_key
from app.web.responses import htmx, see_other
from app.web.visitor import Visitor

log = logging.getLogger(__name__)

_KEY = re.compile(r"[0-9A-Za-z-]{16,64}")
# Seconds for the first of two presses at once to make its answer; a hall's longest answer takes a tenth of it.
PATIENCE, LOOK_EVERY = 5.0, 0.05
# Whose answer is not known by now will have none: its process ended.
LONGEST = timedelta(minutes=1)
# How long a paper that was ordered is the answer to the same press; later its figures may be others.
SAME_PAPER = timedelta(minutes=1)
_HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')
# forms.js gives a press that may have arrived no new key.
_SAME = Markup('<input type="hidden" name="{}" value="{}" data-same>')
_SECRET = "idempotency_secret"


class SentBefore(Exception):
    """The press is stored already, by another request."""


class FormPress:
    """The press that a request brings. Its digest is of the key, the account and the path."""

    def __init__(self, key: str) -> None:
        visitor: Visitor | None = g.get("visitor")
        self.digest = _digest("press", key, visitor.account_id if visitor else None, request.path)
        self.fingerprint = _digest("content", *_content())
        self.is_stored = False

    def begin(self, session: Session) -> None:
        """Be stored with the write transaction under way; a later one of the same request finds it stored.

        Raises:
            SentBefore: another request has stored it.
        """
        if not self.is_stored and not IdempotencyKey.claim(session, self.digest, self.fingerprint, clock.now()):
            raise SentBefore

    def is_another(self, stored: IdempotencyKey) -> bool:
        """Whether this is no second press of one that ordered a paper: something else was chosen, or time has passed in
        which its figures may have changed. A page that stays open under a download keeps its key."""
        same = hmac.compare_digest(stored.fingerprint, self.fingerprint)
        return stored.leads_to_file and not (same and clock.now() - stored.created_at <= SAME_PAPER)

    def stored_before(self) -> IdempotencyKey | None:
        """The same press as another request stored it."""
        return db.session.scalars(IdempotencyKey.called(self.digest)).one_or_none()


def form_token(form: BaseForm | None = None, *, again: bool = False, key: bool = True) -> Markup:
    """What each form that is posted begins with: the token, the form's idempotency key, and the hidden fields of a
    `form`; one with a number of its own (`submission`) needs no key, nor one whose view does without (`key`).

    `again`: the form gives back what this request brought, so the press stays the same.
    """
    fields, same = {"csrf_token": generate_csrf()}, False
    if key and (form is None or "submission" not in form):
        sent = request.form.get(FIELD, "") if again else ""
        same = _KEY.fullmatch(sent) is not None
        fields[FIELD] = sent if same else new_key()
    hidden = [(_SAME if same and name == FIELD else _HIDDEN).format(name, value) for name, value in fields.items()]
    own = (field for field in form or () if isinstance(field.widget, HiddenInput) and field.type != "CSRFTokenField")
    hidden += [field() for field in own]
    return Markup().join(hidden)


def init_idempotency(app: Flask) -> None:
    """Look at each press before its view, and note afterwards what came of it. After who asks and what proves it."""
    app.jinja_env.globals["form_token"] = form_token
    app.before_request(_begin)
    app.after_request(_end)
    app.register_error_handler(SentBefore, _sent_before)


def _begin() -> Response | None:
    """Answer at once where the press was stored before."""
    if request.method in SAFE or request.endpoint is None or not _is_ours(request.endpoint):
        return None
    key = request.form.get(FIELD, "")
    if not _KEY.fullmatch(key):
        return None
    press = FormPress(key)
    if (stored := press.stored_before()) is not None:
        if not press.is_another(stored):
            return _told_again(press)
        _forget(stored)
    g.press = press
    return None


def _forget(stored: IdempotencyKey) -> None:
    db.session.expunge(stored)
    with immediate() as session:
        stored.forget(session)


def _is_ours(endpoint: str) -> bool:
    """Whether a second press of an endpoint is known by its key."""
    return mechanism_of(current_app, endpoint) != Mechanism.NONE and not has_own_number(current_app, endpoint)


def _end(response: Response) -> Response:
    """Note where the press was led; one that was refused may be made again."""
    press: FormPress | None = g.pop("press", None)
    if press is None:
        return response
    if press.is_stored:
        _note(press, response)
    elif response.status_code >= 400 and _was_overtaken(press):
        return _told_again(press)
    return response


def _was_overtaken(press: FormPress) -> bool:
    """Whether the same press, made at once, was stored while this one was refused: for what that one had changed."""
    db.session.rollback()  # what this request reads is as it began
    return press.stored_before() is not None


def _note(press: FormPress, response: Response) -> None:
    """A page or a redirect is what a second press is told; a file is made once more. Where it cannot be noted (others
    write, the disk is full), what was stored is answered all the same."""
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
    return _told_again(press)


def _told_again(press: FormPress) -> Response:
    """What the first press was answered with, as soon as that is known; 409 where this one says something else."""
    stored = _answered(press)
    if stored is None:  # refused meanwhile
        text = _("Phường chưa ghi lần bấm này. Những gì bác ghi vẫn còn đây. Bác bấm Gửi lại.")
        return page(409, _("Chưa gửi được"), text, resend=_own_address(), hidden=typed())
    if not hmac.compare_digest(stored.fingerprint, press.fingerprint):
        return _changed(stored)
    words = _("Đã ghi từ lần bấm trước, không ghi thêm lần nữa.")
    if for_a_program():
        return make_response(jsonify({"message": words}))
    flash(words, "good")
    back = stored.location or page_before()
    if not htmx():
        return see_other(back)
    answer = Response(status=204)
    answer.headers["HX-Redirect"] = back
    return answer


def _answered(press: FormPress) -> IdempotencyKey | None:
    """The stored press once its answer is known, or as it is when that takes too long."""
    until = time.monotonic() + PATIENCE
    while (stored := press.stored_before()) is not None and stored.location is None and time.monotonic() < until:
        if clock.now() - stored.created_at > LONGEST:
            break
        db.session.rollback()
        time.sleep(LOOK_EVERY)
    return stored


def _changed(stored: IdempotencyKey) -> Response:
    """409: the page was sent before with something else in it. What is new is sent by one more press."""
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
    """What a form says, in an order of its own: values without secrets, and files by name, size and content."""
    yield sorted(
        (name, value) for name, value in request.form.items(multi=True) if name not in ANEW and not is_secret(name)
    )
    for name, file in sorted(request.files.items(multi=True), key=lambda each: (each[0], each[1].filename or "")):
        digest = hashlib.sha256()
        while block := file.stream.read(1 << 16):
            digest.update(block)
        yield [name, file.filename, file.stream.tell(), digest.hexdigest()]
        file.stream.seek(0)


def _digest(*said: object) -> str:
    key: bytes | None = current_app.extensions.get(_SECRET)
    if key is None:
        key = current_app.extensions[_SECRET] = key_for(str(current_app.secret_key), "presses of forms")
    return hmac.new(key, json.dumps(said, ensure_ascii=False).encode(), hashlib.sha256).hexdigest()


def _leads_to(response: Response) -> str:
    """The path that an answer leads to, "" for none. Without its query, in which a name that was looked for may be."""
    return urlsplit(response.headers.get("Location") or response.headers.get("HX-Redirect") or "").path


def _own_address() -> str:
    return request.full_path.rstrip("?")
