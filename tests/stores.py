"""The store of files, as tests look at it and get in its way."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

from flask import Flask
from sqlalchemy import select

from app.jobs.shelves import FOLDERS
from app.models import FileToRemove
from app.web.database import db
from app.web.settings import Settings
from app.web.storage import LocalStore, StoreUnavailable


@contextmanager
def nothing_removed() -> Iterator[None]:
    """The store does not answer when something is to be removed."""
    with mock.patch.object(LocalStore, "remove", side_effect=StoreUnavailable("it does not answer")):
        yield


@contextmanager
def puts(app: Flask) -> Iterator[list[bool]]:
    """Of each put whether a write transaction was open then."""
    seen, own = list[bool](), LocalStore.put

    def put(store: LocalStore, files: Mapping[str, bytes]) -> None:
        seen.append(bool(db.session().info.get("writes")))
        own(store, files)

    with mock.patch.object(LocalStore, "put", put):
        yield seen


def lying(settings: Settings) -> set[str]:
    """What lies in the store, but for its dates."""
    return {each.name for folder in FOLDERS for each in settings.store.list(folder)}


def put_aged(settings: Settings, *names: str, age: timedelta) -> None:
    """Files that were last changed so long ago."""
    settings.store.put(dict.fromkeys(names, b"%PDF-"))
    for name in names:
        os.utime(settings.data_dir / name, (time.time() - age.total_seconds(),) * 2)


def waiting() -> list[str]:
    """The files that wait to be removed."""
    names = list(db.session.scalars(select(FileToRemove.name).order_by(FileToRemove.id)))
    db.session.rollback()
    return names
