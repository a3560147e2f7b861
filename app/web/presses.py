"""Presses of forms, by the number that each bears: what is stored of one, and whether one was stored
(docs/decisions/0069)."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta

from flask import current_app, g, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app.country import clock
from app.models import IdempotencyKey
from app.models.trust.sealed import key_for
from app.web.access import PUBLIC, who_may
from app.web.database import db
from app.web.errors import ANEW, is_secret
from app.web.page_cache import IDEMPOTENCY as FIELD
from app.web.visitor import Visitor

# How long an ordered paper is the response to the same press; later its figures may have changed.
SAME_PAPER = timedelta(minutes=1)
_SECRET = "idempotency_secret"
# The fields that may hold a form's number, the first that it has (js/forms/sending.js).
NUMBERS = (FIELD, "submission", "uuid")


class SentBefore(Exception):
    """Another request has stored the press."""


class OwnPress:
    """The press of a view that recognises it by a number of its own, or that nobody sends again. `remembers`: a phone
    may ask whether it was stored. Its digest covers the number, the account and the path."""

    fingerprint = ""

    def __init__(self, key: str, *, remembers: bool = True) -> None:
        visitor: Visitor | None = g.get("visitor")
        self.key, self.remembers, self.is_stored = key, remembers, False
        self.digest = _digest("press", key, visitor.account_id if visitor else None, request.path)

    def begin(self, session: Session) -> None:
        """Note it in the current write transaction; stored before, it is for the view to say so."""
        if self.remembers:
            IdempotencyKey.claim(session, self.digest, self.fingerprint, clock.now())


class FormPress(OwnPress):
    """The press of any other view."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.fingerprint = _digest("content", *_content())

    def begin(self, session: Session) -> None:
        """Store the press in the current write transaction, once for each request.

        Raises:
            SentBefore: another request has stored it.
        """
        if not self.is_stored and not IdempotencyKey.claim(session, self.digest, self.fingerprint, clock.now()):
            raise SentBefore

    def is_another(self, stored: IdempotencyKey) -> bool:
        """Whether this press orders another paper than the stored one: with other choices, or after a time in which its
        figures may have changed. A page that stays open during a download keeps its key."""
        same = hmac.compare_digest(stored.fingerprint, self.fingerprint)
        return stored.leads_to_file and not (same and clock.now() - stored.created_at <= SAME_PAPER)

    def stored_before(self) -> IdempotencyKey | None:
        """The same press, if another request stored it."""
        return db.session.scalars(IdempotencyKey.called(self.digest)).one_or_none()


def was_stored(key: str, path: str, account_id: int | None) -> bool:
    """Whether a press with a form's number was stored at an address within seven days: at a public one by anybody, else
    by an account. False too of what a phone sends again by itself, which its view recognises."""
    try:
        endpoint, _arguments = current_app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return False
    whose = None if who_may(current_app, endpoint) == (PUBLIC,) else account_id
    return db.session.scalars(IdempotencyKey.called(_digest("press", key, whose, path))).one_or_none() is not None


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


def _digest(*parts: object) -> str:
    key: bytes | None = current_app.extensions.get(_SECRET)
    if key is None:
        key = current_app.extensions[_SECRET] = key_for(str(current_app.secret_key), "presses of forms")
    return hmac.new(key, json.dumps(parts, ensure_ascii=False).encode(), hashlib.sha256).hexdigest()
