"""Checks that this server has the SECRET_KEY that its database belongs to; with another key it does not start."""

import logging

from flask import current_app
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.country import clock
from app.models import KeyFingerprint
from app.web.database import db, immediate
from app.web.settings import Settings

log = logging.getLogger(__name__)

SENTENCE = (
    "This database belongs to another SECRET_KEY: give this server the key of the first one (the environment's, or "
    "the file DATA_DIR/secret_key there), or, where the key was changed on purpose, run lopso trust-key."
)


class AnotherKey(Exception):
    """The database belongs to another SECRET_KEY."""

    def __init__(self) -> None:
        super().__init__(SENTENCE)


def check() -> None:
    """Compare the keys; on the very first start store this one. Needs an app context.

    An unavailable database does not prevent the start: pages say what is wrong.

    Raises:
        AnotherKey: the database belongs to another key.
    """
    try:
        noted = _noted() or _note_first()
    except (SQLAlchemyError, TimeoutError, OSError) as error:
        log.warning("the key could not be compared with that of the database: %s", error)
        return
    if noted != KeyFingerprint.of(_secret_key()):
        raise AnotherKey


def belongs() -> bool | None:
    """Whether the database belongs to this key; None if it belongs to none yet."""
    noted = _noted()
    return None if noted is None else noted == KeyFingerprint.of(_secret_key())


def trust() -> None:
    """Assign the database to this key."""
    with immediate() as session:
        KeyFingerprint.note(session, _secret_key(), clock.now())


def _note_first() -> str | None:
    """Store this key's digest, unless another server was quicker; returns the stored digest."""
    try:
        with immediate() as session:
            session.add(KeyFingerprint(fingerprint=KeyFingerprint.of(_secret_key()), noted_at=clock.now()))
    except IntegrityError:
        log.info("another server noted its key first")
    return _noted()


def _noted() -> str | None:
    noted = db.session.scalars(KeyFingerprint.noted()).one_or_none()
    db.session.rollback()
    return noted


def _secret_key() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.secret_key
