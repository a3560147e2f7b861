"""The folder in which a run tells the processes of its tests what to leave out, and they what they cost."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# The folder's path, in the environment of the run's processes.
RUN = "LOPSO_TESTS_RUN"
_CHOICE, _COSTS = "choice.json", "costs.json"


def of_run() -> Path | None:
    """The folder of this run; none where tests are named by hand."""
    return Path(os.environ[RUN]) if RUN in os.environ else None


def write_choice(folder: Path, left_out: Sequence[str], chosen: Sequence[str]) -> None:
    """Name the units that the run leaves out, and those that it asks because of what changed."""
    _write(folder / _CHOICE, {"left_out": left_out, "chosen": chosen})


def read_choice(folder: Path | None) -> tuple[frozenset[str], frozenset[str]]:
    """The units that are left out, and those asked because of what changed."""
    choice = _read(folder / _CHOICE) if folder else {}
    return frozenset(choice.get("left_out", ())), frozenset(choice.get("chosen", ()))


def write_costs(folder: Path, units: Mapping[str, Sequence[float]], folders: Mapping[str, float]) -> None:
    """Leave the seconds of each case of each unit, and of each folder of tests."""
    _write(folder / _COSTS, {"units": units, "folders": folders})


def read_costs(folder: Path) -> tuple[dict[str, list[float]], dict[str, float]]:
    """The seconds of each case of each unit, and of each folder; nothing where no test ended."""
    costs = _read(folder / _COSTS)
    return costs.get("units", {}), costs.get("folders", {})


def _write(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return read
