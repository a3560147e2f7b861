"""Which release the worker runs: a note in DATA_DIR from its start to its end, which the web process reads.

A worker that is killed leaves its note until the next one starts; so the note tells since when, too.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

NOTE = "worker.json"


class Worker(NamedTuple):
    """The worker that started last: its release (app/web/browsers/shell.py), and when."""

    release: str
    since: datetime


def note_worker(data_dir: Path, release: str, now: datetime) -> None:
    """Leave the note; whoever reads meanwhile has the old one or the new one, whole."""
    told = {"release": release, "since": now.isoformat(), "process": os.getpid()}
    beside = data_dir / f".{NOTE}.{os.getpid()}"
    beside.write_text(json.dumps(told), encoding="utf-8")
    beside.replace(data_dir / NOTE)


def forget_worker(data_dir: Path) -> None:
    """Take the note away, unless another worker has left its own since."""
    if _told(data_dir).get("process") == os.getpid():
        (data_dir / NOTE).unlink(missing_ok=True)


def worker_noted(data_dir: Path) -> Worker | None:
    """The worker that started last and has not ended in order; None where there is none, or no legible note."""
    told = _told(data_dir)
    try:
        return Worker(str(told["release"]), datetime.fromisoformat(str(told["since"])))
    except (KeyError, ValueError):
        return None


def _told(data_dir: Path) -> dict[str, object]:
    try:
        told = json.loads((data_dir / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
