"""Many at the same moment, each in a thread of its own."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.web.database import immediate
from tests.patience import eventually

Told = TypeVar("Told")
# Whether a transaction of PostgreSQL waits for the one that asks.
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")


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


def all_at_once(acts: Sequence[Callable[[], Told]]) -> list[Told]:
    """What each returned.

    Raises:
        ExceptionGroup: what went wrong in any of them.
    """
    ends = at_once(acts)
    if wrong := [each for each in ends if isinstance(each, Exception)]:
        raise ExceptionGroup("at once", wrong)
    return [each for each in ends if not isinstance(each, Exception)]


@contextmanager
def under_way(app: Flask, act: Callable[[Session], object]) -> Iterator[None]:
    """A block that runs while another transaction has acted; that is committed once the block waits for it.

    Raises:
        AssertionError: the block ended and had not waited.
    """
    acted, over, errors = threading.Event(), threading.Event(), list[Exception]()

    def run() -> None:
        try:
            with app.app_context(), immediate() as session:
                act(session)
                session.flush()
                with _waiter(app, session) as waits:
                    acted.set()
                    eventually(lambda: over.is_set() or waits())
                assert not over.is_set(), "nobody waits"
        except Exception as error:
            errors.append(error)
        acted.set()

    thread = threading.Thread(target=run)
    thread.start()
    acted.wait()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if errors:
        raise errors[0]


@contextmanager
def _waiter(app: Flask, session: Session) -> Iterator[Callable[[], object]]:
    """Asks whether another transaction waits for this one: at the gate of SQLite, for a lock of PostgreSQL."""
    if not (gate := app.extensions["gate"]):
        yield lambda: session.scalar(WAITING)
        return
    came, enter = threading.Event(), gate.enter
    with patch.object(gate, "enter", lambda: (came.set(), enter())):
        yield came.is_set
