"""A worker under a supervisor that may hold nothing: it ends after its first job."""

import os
from importlib import import_module

worker = import_module("app.commands.processes.worker")
os.environ["LOPSO_SUPERVISOR"] = str(os.getppid())
worker.end_with_supervisor = lambda: None
worker.MOST_BYTES = 0
