"""The mark of a bucket, `place.json`: a prefix belongs to one place. A server of another place does not start on it: it
would take that place's files for strays. A folder of this machine has no mark.

A place's id is the hash of the first link of its trail: it never changes, and a restored backup has it too.
"""

import json
import logging
from contextlib import suppress

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.models import AuditEvent
from app.models.mixins.named_file import named_files
from app.web.database import db
from app.web.settings import Settings
from app.web.storage import BucketStore, StoreUnavailable, WrongFiles
from app.web.storage.bucket import MARK

log = logging.getLogger(__name__)

OTHER = (
    f"FILES_URL holds the files of another place ({MARK} there says so): give this place a prefix of its own, or this "
    "server the database to which they belong."
)
NONE = (
    f"Rows name files, and FILES_URL holds no {MARK}: bucket or prefix are misspelt. Where the files of this place "
    "were copied there on purpose, run lopso trust-files."
)


def check() -> None:
    """Compare the mark with the place; write it where there is none and rows name no file. Needs an app context.

    A store or a database that does not answer does not prevent the start: pages say what is wrong, and no file reads
    as missing meanwhile. `is_own` asks again before files are removed that rows do not name.

    Raises:
        WrongFiles: the files are another place's, or bucket or prefix are misspelt.
    """
    if (store := _bucket()) is None:
        return
    try:
        own, noted = place_id(), _noted(store)
        if noted is None and own and not _names_files():
            noted = mark()
    except (StoreUnavailable, SQLAlchemyError, TimeoutError, OSError) as error:
        log.warning("the mark of the files could not be compared: %s", error)
        return
    if noted is None and own:
        raise WrongFiles(NONE)
    refuse(noted, own)


def refuse(noted: str | None, own: str | None) -> None:
    """Raise WrongFiles where there is a mark, and it is not this place's."""
    if noted is not None and noted != own:
        raise WrongFiles(OTHER)


def refuse_others(own: str) -> None:
    """Before files of a place are put into an empty one: raise WrongFiles where the mark is another place's."""
    if (store := _bucket()) is not None:
        refuse(_noted(store), own)


def is_own() -> bool:
    """Whether the mark says that the files are this place's; always in a folder of this machine.

    Raises:
        StoreUnavailable: nobody knows.
    """
    store = _bucket()
    return store is None or ((noted := _noted(store)) is not None and noted == place_id())


def mark() -> str | None:
    """Write the mark where there is none; returns what it says then, None before the place is set up.

    Raises:
        StoreUnavailable: it is not written.
    """
    store, own = _bucket(), place_id()
    if store is not None and own and _noted(store) is None:
        store.put({MARK: json.dumps({"place": own}).encode()})
    return own if store is None else _noted(store)


def place_id() -> str | None:
    """The hash of the first link of the trail; None before the place is set up."""
    first = db.session.scalar(AuditEvent.first_hash())
    if not db.session.info.get("writes"):
        db.session.rollback()
    return first


def _names_files() -> bool:
    found = next(named_files(db.session()), None)
    db.session.rollback()
    return found is not None


def _noted(store: BucketStore) -> str | None:
    """What the mark says; "" where it is none of ours; None without one."""
    content = store.mark()
    if content is None:
        return None
    with suppress(ValueError, KeyError, TypeError):
        return str(json.loads(content)["place"])
    return ""


def _bucket() -> BucketStore | None:
    settings: Settings = current_app.extensions["settings"]
    return settings.store if isinstance(settings.store, BucketStore) else None
