"""A worker whose jobs stand still, with a limit that comes at once."""

import threading
from dataclasses import replace
from importlib import import_module

from app.jobs import work, workers
from app.jobs.work import Work

# Waits, in these tests, for no time that a machine could be too slow for: what is at work never ends by itself.
workers.LIMITS = {lane: replace(limit, seconds=0.2) for lane, limit in workers.LIMITS.items()}
work.LIMITS = workers.LIMITS
import_module("app.commands.processes.worker").LIMITS = workers.LIMITS


def _for_ever(_work: Work) -> None:
    threading.Event().wait()


work.performer = lambda _kind: _for_ever
