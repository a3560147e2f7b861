"""Whether a server belongs to its place: it has the SECRET_KEY of its database, and its bucket the mark `place.json`
of that place; else it does not start.

A place's id is the hash of the first link of its trail: it never changes, and a restored backup has it too.
"""

import json
import logging
from contextlib import suppress

from flask import current_app
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.country import clock
from app.models import AuditEvent, KeyFingerprint
from app.models.mixins.named_file import named_files
from app.web.database import db, immediate
from app.web.settings import Settings
from app.web.storage import BucketStore, StoreUnavailable, WrongFiles
from app.web.storage.bucket import MARK

log = logging.getLogger(__name__)

SENTENCE = (
    "This database belongs to another SECRET_KEY: give this server the key of the first one (the environment's, or "
    "the file DATA_DIR/secret_key there), or, where the key was changed on purpose, run lopso trust-key."
)


class AnotherKey(Exception):
    """The database belongs to another SECRET_KEY."""

    def __init__(self) -> None:
        super().__init__(SENTENCE)


def check_key() -> None:
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


def trust_key() -> None:
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


OTHER = (
    f"FILES_URL holds the files of another place ({MARK} there says so): give this place a prefix of its own, or this "
    "server the database to which they belong."
)
NONE = (
    f"Rows name files, and FILES_URL holds no {MARK}: bucket or prefix are misspelt. Where the files of this place "
    "were copied there on purpose, run lopso trust-files."
)


def check_mark() -> None:
    """Compare the mark with the place; write it where there is none and rows name no file. Needs an app context.

    A store or a database that does not answer does not prevent the start: pages say what is wrong, no file reads as
    missing meanwhile, and the minute's round compares again.

    Raises:
        WrongFiles: the files are another place's, or bucket or prefix are misspelt.
    """
    try:
        compare()
    except (StoreUnavailable, SQLAlchemyError, TimeoutError, OSError) as error:
        log.warning("the mark of the files could not be compared: %s", error)


def compare() -> None:
    """As `check`, for what may only be done once the mark is compared: raises StoreUnavailable as well."""
    own = place_id() if _bucket() else None
    if refuse_others(own) is None and own:
        named = next(named_files(db.session()), None)
        db.session.rollback()
        if named is not None:
            raise WrongFiles(NONE)
        mark()


def refuse_others(own: str | None) -> str | None:
    """What the mark says, None without one; raises WrongFiles where it is not the mark of the place `own`."""
    store = _bucket()
    content = store.mark() if store else None
    if content is None:
        return None
    with suppress(ValueError, KeyError, TypeError):
        if own and json.loads(content)["place"] == own:
            return own
    raise WrongFiles(OTHER)


def mark() -> str | None:
    """Write the mark where there is none; returns the place's id, None before it is set up. Raises as `refuse_others`,
    and StoreUnavailable."""
    store, own = _bucket(), place_id()
    if refuse_others(own) is None and store and own:
        store.put({MARK: json.dumps({"place": own}).encode()})
    return own


def place_id() -> str | None:
    """The hash of the first link of the trail; None before the place is set up."""
    first = db.session.scalar(AuditEvent.first_hash())
    db.session.rollback()
    return first


def _bucket() -> BucketStore | None:
    settings: Settings = current_app.extensions["settings"]
    return settings.store if isinstance(settings.store, BucketStore) else None
