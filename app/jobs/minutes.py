"""What a worker process does each minute in a thread of its own: jobs go on meanwhile, and a message of the queue that
workers of all machines read would be taken by one that may not lead."""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from flask import Flask

from app.jobs import queue
from app.jobs.lanes import Lane
from app.jobs.leader import Leader
from app.web.settings import Settings

log = logging.getLogger(__name__)

MINUTE, LOOK = 60.0, 1.0  # seconds between two rounds, and between two looks whether this worker took the lead


class Minutes(threading.Thread):
    """The minutes of a lane's worker until `stopping`; `after` is called after each. `is_busy`: in the midst of one."""

    is_busy = False

    def __init__(
        self, app: Flask, lane: Lane, leader: Leader, stopping: threading.Event, after: Callable[[], object]
    ) -> None:
        super().__init__(name="minutes", daemon=True)
        self._app, self._lane, self._leader, self._stopping, self._after = app, lane, leader, stopping, after

    def run(self) -> None:
        """A round at once, each minute, and when this worker took the lead."""
        if self._lane is Lane.DRAWINGS:
            self._leader.begin()
        due = time.monotonic()
        while not self._stopping.is_set():
            if time.monotonic() >= due or self._leader.took_over():
                due = time.monotonic() + MINUTE
                self._go()
            self._stopping.wait(LOOK)
        self._leader.end()

    def _go(self) -> None:
        self.is_busy = True
        acts: list[Callable[[], object]] = [partial(queue.enqueue_lost, self._lane)]
        if self._lane is Lane.DRAWINGS:
            acts.append(partial(go_round, self._app.extensions["settings"], self._leads))
        for act in acts:
            try:
                with self._app.app_context():
                    act()
            except Exception as error:
                for each in getattr(error, "exceptions", (error,)):  # of a round: those of its steps
                    log.error("a part of the minute failed", exc_info=each)
        self.is_busy = False
        self._after()

    def _leads(self) -> bool:
        led = not self._stopping.is_set() and self._leader.is_leader()
        return led and not self._stopping.is_set()


def go_round(settings: Settings, leads: Callable[[], bool]) -> None:
    """Go the round of the minute, if this process leads."""
    from app.jobs import nightly, rounds  # the worker of lists has no use for them

    if leads():
        nightly.look(settings)  # first: other work fails on a damaged database
        if not queue.waits(Lane.DRAWINGS):
            queue.enqueue_dry_runs()
        rounds.go(settings, leads=leads, waits=partial(queue.waits, Lane.DRAWINGS))
