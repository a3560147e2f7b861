"""What the first of the run's processes makes for all of them."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the run's processes have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> str:
    """What `make` told, which the first of the run's processes that needs it called for all, with a folder of this
    name: the path of a file, the name of a database."""
    folder = shared_folder(tmp_path_factory) / name
    folder.mkdir(exist_ok=True)
    made = folder / "made"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            told = str(make(folder))
            made.write_text(told)
    return made.read_text()
