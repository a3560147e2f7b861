"""What the first of the run's processes makes for all of them."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.postgres import Cluster


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the run's processes have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The database in a folder of this name, which the first of the run's processes that needs it makes for all."""
    folder = shared_folder(tmp_path_factory) / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            make(folder)
            (folder / "made").touch()
    return folder / "lopso.db"


def rows_made_once(postgres: Cluster, template: str, folder: Path, make: Callable[[str], None]) -> str:
    """The name of a PostgreSQL database, a copy of the template, which the first of the run's processes fills; the
    others, each with a server of its own, load the rows that this one dumped."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            name = postgres.create(template)
            make(name)
            postgres.dump(name, folder / "rows.sql")
            (folder / "made").touch()
            return name
    return postgres.load(template, folder / "rows.sql")
