"""Processes of the product that are forked from one which has loaded it: a start takes a tenth of the processor's time
that an interpreter takes to load all of it anew. What a process makes from nothing is what tests/server and
tests/architecture/test_processes.py ask.
"""

import os
import socket
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from app.commands.processes import web
from app.jobs import work
from app.jobs.workers import Lane
from tests import quick_apps
from tests.ahead import moved_script, with_moved_workers
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[1]
_loaded = get_context("forkserver")
_loaded.set_forkserver_preload(
    [
        "tests.forked",
        "app.routes.rooms",
        "app.commands.processes.worker",
        *sorted({each.partition(":")[0] for each in work.KINDS.values()}),
    ]
)


def start(run: Callable[..., None], *given: Any, environment: Mapping[str, str], log: Path) -> BaseProcess:
    """A process that runs a function of a module, in an environment beside ours; what it says is added to a file."""
    surroundings = {**os.environ, **environment}
    process = _loaded.Process(target=_run, args=(run, given, surroundings, log, quick_apps.compiled), daemon=True)
    process.start()
    return process


def _run(
    run: Callable[..., None], given: tuple[Any, ...], surroundings: dict[str, str], log: Path, compiled: Path | None
) -> None:
    os.environ.clear()
    os.environ.update(surroundings)
    os.chdir(ROOT)
    with log.open("ab") as words:
        os.dup2(words.fileno(), 1)
        os.dup2(words.fileno(), 2)
    if compiled:
        quick_apps.make_quickly(compiled)
    run(*given)


def serve(listening: socket.socket) -> None:
    """The web process, on a socket. In `start`."""
    sys.argv = ["app.commands.processes.web", str(listening.detach())]
    if moved_script():
        make_server = web.create_server
        web.create_server = lambda app, **given: make_server(with_moved_workers(app), **given)  # type: ignore[assignment]
    web.main()


def work_as(module: str = "app.commands.processes.worker", lane: Lane = Lane.DRAWINGS) -> None:
    """The worker of a lane, after a module is loaded that changes it. In `start`."""
    import_module(module)
    import_module("app.commands.processes.worker").main(lane)


def start_workers(*within: Any, environment: Mapping[str, str], log: Path) -> list[BaseProcess]:
    """A worker for each lane, as the supervisor starts them; `within`: a function that runs one, with its arguments."""
    runs = [(*within, work_as, "app.commands.processes.worker", lane) for lane in Lane]
    return [start(*run, environment=environment, log=log) for run in runs]


def end(process: BaseProcess, with_signal: int) -> None:
    """Send a signal that ends a process, and wait until it has ended."""
    if process.is_alive():
        os.kill(process.pid or 0, with_signal)
    process.join(PATIENCE)
    assert process.exitcode is not None, "it goes on"
