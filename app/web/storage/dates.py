"""Moments by a store's own clock: the machine's for a folder, the object store's for a bucket. How old a file is must
not depend on the clock of the server that asks."""

from datetime import datetime
from typing import NamedTuple

from app.web.storage.base import Store, StoreUnavailable

FOLDER = "dates"
NOW, RESTORED = f"{FOLDER}/now", f"{FOLDER}/restored"


class Dates(NamedTuple):
    """What the store's clock shows, and when a backup was last restored into the store."""

    now: datetime
    restored: datetime | None


def note_restore(store: Store) -> None:
    """Note that a backup is restored now."""
    store.put({RESTORED: b"restored\n"})


def dates_of(store: Store) -> Dates:
    """The store's dates; it writes a file to read the clock.

    Raises:
        StoreUnavailable: it does not answer, or does not list what was just written.
    """
    store.put({NOW: b"now\n"})
    at = {each.name: each.modified for each in store.list(FOLDER)}
    if NOW not in at:
        raise StoreUnavailable(NOW)
    return Dates(at[NOW], at.get(RESTORED))
