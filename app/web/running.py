"""Which processes run: release and start of web process and worker, and on PostgreSQL, which several servers share,
their last beat and clock too.

On PostgreSQL each process has a row of `server` and beats each minute; on SQLite a note in DATA_DIR. Both go at its
end. A killed process leaves its row, which falls silent, or its note, which the next one replaces.
"""

import logging
import os
import socket
import threading
from datetime import UTC, date, datetime
from time import time
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Server
from app.models.trust.server import Process
from app.web import place_notes
from app.web.database import immediate
from app.web.settings import Settings

log = logging.getLogger(__name__)

BEAT_SECONDS = 60.0
# Seconds by which a server's clock may differ from the database's.
MOST_OFF = 60


class Running(NamedTuple):
    """A process that runs; `name`, `clock_off` and `proxied_at` as in `Server`."""

    name: str
    process: str
    release: str
    since: datetime
    beat_at: datetime
    clock_off: float = 0
    proxied_at: datetime | None = None
    is_silent: bool = False

    @property
    def is_clock_off(self) -> bool:
        """Whether its machine's clock is wrong, so that nothing is erased there."""
        return abs(self.clock_off) > MOST_OFF


class OwnProcess:
    """This process, as others see it from `begin` to `end`."""

    def __init__(self, app: Flask, process: Process, release: str) -> None:
        self._app = app
        self._settings: Settings = app.extensions["settings"]
        self._row: dict[str, Any] = {"name": socket.gethostname(), "process": process, "release": release}
        self._row["proxied_at"] = None
        self._since = clock.now()
        self._id: int | None = None
        self._lock, self._ended = threading.Lock(), threading.Event()

    def begin(self) -> None:
        """Note it; on PostgreSQL each minute, in a thread: a database that is away now gets the row later."""
        if self._settings.is_sqlite:
            self.beat()
        else:
            threading.Thread(target=self._go_on, daemon=True).start()

    def _go_on(self) -> None:
        while not self._ended.is_set():
            self.beat()
            self._ended.wait(BEAT_SECONDS)

    def beat(self) -> None:
        """Note that it runs."""
        with self._lock, self._app.app_context():
            if self._ended.is_set():
                return
            if self._settings.is_sqlite:
                note = {**self._row, "since": self._since, "pid": os.getpid()}
                place_notes.change(self._settings, self._row["process"], note)
                return
            try:
                with immediate() as session:
                    self._id = Server.beat(session, self._id, self._row, clock_off=clock_off(session))
            except SQLAlchemyError as error:
                log.warning("that this process runs could not be noted: %s", error)

    def note_proxy(self) -> None:
        """Note that a proxy was heard of."""
        self._row["proxied_at"] = clock.now()
        self.beat()

    def end(self) -> None:
        """Take the note back, unless on SQLite another process has written its own since."""
        with self._lock, self._app.app_context():
            self._ended.set()
            if self._settings.is_sqlite:
                if place_notes.read(self._settings, self._row["process"]).get("pid") == os.getpid():
                    place_notes.remove(self._settings, self._row["process"])
                return
            try:
                with immediate() as session:
                    Server.end(session, self._id)
            except SQLAlchemyError as error:
                log.warning("that this process ended could not be noted: %s", error)


def listed(settings: Settings) -> list[Running]:
    """The processes that were heard within a day, by name."""
    if not settings.is_sqlite:
        with place_notes.session_apart() as session:
            return [Running(*row) for row in session.execute(Server.listed())]
    noted = (_noted(place_notes.read(settings, process)) for process in Process)
    return [each for each in noted if each is not None]


def heard(settings: Settings) -> list[Running]:
    """Those of them that are not silent."""
    return [each for each in listed(settings) if not each.is_silent]


def forget_silent(settings: Settings) -> None:
    """Delete the rows of processes that were not heard for a day."""
    if not settings.is_sqlite:
        with immediate() as session:
            Server.forget_silent(session)


def clock_off(session: Session) -> float:
    """By how many seconds the clock of this machine is ahead of PostgreSQL's: the machine's own, not
    `app.country.clock`, which drills move."""
    before = time()
    there = session.scalar(select(func.extract("epoch", func.clock_timestamp())))
    return round((before + time()) / 2 - float(there or 0), 3)


def right_moment(settings: Settings) -> datetime | None:
    """The database's moment, where this machine's clock shows another one; None where they agree, and on SQLite."""
    if settings.is_sqlite:
        return None
    with place_notes.reading() as session:
        off = clock_off(session)
    return datetime.fromtimestamp(time() - off, UTC) if abs(off) > MOST_OFF else None


def right_day(settings: Settings) -> date | None:
    """The database's day, where this machine's clock shows another one; else None."""
    right = right_moment(settings)
    day = clock.local(right).date() if right else None
    return None if day == clock.local(datetime.fromtimestamp(time(), UTC)).date() else day


def _noted(note: dict[str, Any]) -> Running | None:
    try:
        since, proxied = datetime.fromisoformat(note["since"]), note.get("proxied_at")
        fields = str(note.get("name", "")), str(note["process"]), str(note["release"]), since, since
        return Running(*fields, proxied_at=datetime.fromisoformat(proxied) if proxied else None)
    except (KeyError, TypeError, ValueError):
        return None
