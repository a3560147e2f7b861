"""Removes the files that transactions noted (`FileToRemove`), after the commit and outside any transaction."""

import logging
from collections.abc import Collection

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.models.mixins.named_file import named, with_hanging
from app.web.settings import Settings
from app.web.storage import Store, StoreUnavailable

log = logging.getLogger(__name__)


def remove(session: Session, store: Store, names: Collection[str]) -> int:
    """Remove files that no row names, with what hangs on them; returns how many. Ends the session's transaction.

    Raises:
        StoreUnavailable, OSError: some may be left.
    """
    gone = set(names) - named(session, names)
    session.rollback()
    files = [each for name in sorted(gone) for each in with_hanging(name)]
    # The results of an import's batches lie beside its file of outcomes and stand in no row.
    folders = [f"{name.removesuffix('.fates')}.stored" for name in gone if name.endswith(".fates")]
    store.remove([*files, *(each.name for folder in folders for each in store.list(folder))])
    return len(gone)


def remove_at_once(engine: Engine, names: Collection[str]) -> None:
    """Remove what a transaction has just noted; what cannot be removed now waits for `remove_noted`."""
    if not names:
        return
    settings: Settings = current_app.extensions["settings"]
    try:
        with Session(engine, join_transaction_mode="create_savepoint") as apart:
            remove(apart, settings.store, names)
    except (StoreUnavailable, OSError, SQLAlchemyError) as error:
        log.warning("%s files are removed later: %s", len(names), error)
