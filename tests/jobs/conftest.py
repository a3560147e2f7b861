"""Workers are real processes, killed for good."""

import signal
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess

import pytest
from flask import Flask

from app.jobs.workers import Lane
from app.web.settings import Settings
from tests import forked


@pytest.fixture
def own_app(engine: str, make_app: Callable[..., Flask]) -> Flask:
    """An app with a database of its own, for real commits."""
    return make_app(engine, rooms=False)


@pytest.fixture
def worker(own_app: Flask) -> Iterator[Callable[..., BaseProcess]]:
    """`worker()`: the worker process of `own_app`; `worker("tests.jobs.halting_worker")`: one that stands still;
    `worker(lane=Lane.LISTS)`: the one that reads lists.

    The queue lies in the app's data directory, or in its PostgreSQL.
    """
    settings: Settings = own_app.extensions["settings"]
    started: list[BaseProcess] = []
    environment = {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "PUBLIC_URL": settings.public_url,
    }

    def start(module: str = "app.commands.processes.worker", lane: Lane = Lane.DRAWINGS) -> BaseProcess:
        log = settings.data_dir / "worker.log"
        started.append(forked.start(forked.work_as, module, lane, environment=environment, log=log))
        return started[-1]

    yield start
    for process in started:
        forked.end(process, signal.SIGKILL)
