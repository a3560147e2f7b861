"""Many at the same moment, each in a thread of its own."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.web.database import immediate

Told = TypeVar("Told")
# How long somebody is waited for who waits.
SECONDS = 30


def at_once(acts: Sequence[Callable[[], Told]]) -> list[Told | Exception]:
    """Start each act in a thread, all at the same moment; what each returned or raised, in the same order."""
    told: list[Any] = [None] * len(acts)
    gun = threading.Barrier(len(acts))

    def run(number: int) -> None:
        gun.wait()
        try:
            told[number] = acts[number]()
        except Exception as error:
            told[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@contextmanager
def under_way(app: Flask, act: Callable[[Session], object]) -> Iterator[None]:
    """A block that runs while another transaction has acted; that is committed once the block waits for it."""
    acted, errors = threading.Event(), list[Exception]()

    def run() -> None:
        try:
            with app.app_context(), immediate() as session:
                act(session)
                session.flush()
                acted.set()
                _wait_for_other(session)
        except Exception as error:
            errors.append(error)
        acted.set()

    thread = threading.Thread(target=run)
    thread.start()
    acted.wait()
    try:
        yield
    finally:
        thread.join()
    assert errors == []


def _wait_for_other(session: Session) -> None:
    """On PostgreSQL until another transaction waits for this one; on SQLite all writers do, before they begin."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
    latest = time.monotonic() + SECONDS
    while session.get_bind().dialect.name == "postgresql" and not session.scalar(waiting):
        assert time.monotonic() < latest, "nobody waits"
        time.sleep(0.02)
