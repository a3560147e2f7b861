"""Background work as measurements see it: ordered by a row and the queue, watched by its row, done by the worker."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.jobs.queue import enqueue
from app.models import Job, JobState
from app.web.database import db, immediate
from tools.measure.report import Broken

LOOK = 0.01
PATIENCE = 300.0
QUIET, QUIET_SHARE = 0.5, 0.05


@dataclass
class Watched:
    """A job: when it was ordered, first showed how far it is, and was over (`time.perf_counter`)."""

    app: Flask
    id: int
    ordered: float
    first: float = 0.0
    over: float = 0.0
    seen: set[int] = field(default_factory=set)

    @classmethod
    def order(cls, app: Flask, ask: Callable[[Session], Job]) -> "Watched":
        """Order it as a route does: the row in a write transaction, the queue afterwards."""
        began = time.perf_counter()
        with app.app_context():
            with immediate() as session:
                number = ask(session).id
            enqueue(number)
        return cls(app, number, began)

    def finish(self, until: Callable[[int, int], bool] = lambda done, total: False) -> "Watched":
        """Look until it is over, or so far as is wanted (`until(done, total)`).

        Raises:
            Broken: it failed, with its reason; or it is never over.
        """
        while time.perf_counter() - self.ordered < PATIENCE:
            state, done, total, reason = self._look()
            if done and done not in self.seen:
                self.seen.add(done)
            if not self.first and (done or total or state == JobState.DONE):
                self.first = time.perf_counter()
            if state == JobState.DONE:
                self.over = time.perf_counter()
                return self
            if state in (JobState.FAILED, JobState.CANCELLED):
                raise Broken(f"The job says {state}: {reason}")
            if until(done, total):
                return self
            time.sleep(LOOK)
        raise Broken(f"The job is not over after {PATIENCE:.0f} s.")

    @property
    def seconds(self) -> float:
        """From the order to the end."""
        return self.over - self.ordered

    def _look(self) -> tuple[str, int, int, str]:
        with self.app.app_context():
            wanted = select(Job.state, Job.done, Job.total, Job.reason).where(Job.id == self.id)
            found = db.session.execute(wanted).one()
            return found.state, found.done, found.total, found.reason


def processes(supervisor: int) -> dict[str, psutil.Process]:
    """The supervisor and the children it started, by "supervisor", "web" and "worker".

    Raises:
        Broken: one of them does not come.
    """
    above = psutil.Process(supervisor)
    latest = time.perf_counter() + PATIENCE
    while time.perf_counter() < latest:
        found = {"supervisor": above}
        for child in above.children():
            words = child.cmdline()
            found |= {name: child for name in ("web", "worker") if f"app.commands.processes.{name}" in words}
        if len(found) == 3:
            return found
        time.sleep(LOOK)
    raise Broken("The product has no web process and worker.")


def settle(app: Flask, supervisor: int) -> dict[str, psutil.Process]:
    """Wait until no job is open and none of the processes is at work; they."""
    running = processes(supervisor)

    def is_left() -> bool:
        with app.app_context():
            waiting = db.session.execute(Job.waiting().limit(1)).first()
            return bool(waiting or db.session.scalars(Job.running()).first())

    rest(running, is_left)
    return running


def rest(running: dict[str, psutil.Process], is_left: Callable[[], bool] = lambda: False) -> None:
    """Wait until none of some processes is at work, and nothing is left for them.

    Raises:
        Broken: that never comes.
    """
    latest = time.perf_counter() + PATIENCE
    while time.perf_counter() < latest:
        left, before = is_left(), cpu_seconds(running)
        time.sleep(QUIET)
        if not left and cpu_seconds(running) - before < QUIET * QUIET_SHARE:
            return
    raise Broken("The product does not come to rest.")


def cpu_seconds(running: dict[str, psutil.Process]) -> float:
    """The seconds that some processes have worked since they began."""
    return sum(sum(process.cpu_times()[:2]) for process in running.values())


def size_of(folder: Path) -> int:
    """The bytes of a file, or of all files below a folder."""
    return folder.stat().st_size if folder.is_file() else sum(each.stat().st_size for each in folder.rglob("*.*"))
