"""A worker whose night has always come; its minutes last a tenth of a second and are counted in DATA_DIR/minutes."""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from app.jobs import minutes, nightly
from app.web.settings import Settings

nightly.HOUR = 0
minutes.MINUTE = minutes.LOOK = 0.1
_go_round = minutes.go_round


def _go_and_count(settings: Settings, leads: Callable[[], bool]) -> None:
    _go_round(settings, leads)
    with (Path(os.environ["DATA_DIR"]) / "minutes").open("a", encoding="ascii") as file:
        file.write(".")


minutes.go_round = _go_and_count
import_module("app.commands.processes.worker")
