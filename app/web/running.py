"""The worker's release, in a file in DATA_DIR from its start to its end, which the web process reads.

A killed worker leaves its file until the next one starts, so the file has the start time too.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

NOTE = "worker.json"


class Worker(NamedTuple):
    """The worker that started last: its release (app/web/browsers/shell.py) and start time."""

    release: str
    since: datetime


def note_worker(data_dir: Path, release: str, now: datetime) -> None:
    """Write the file atomically."""
    note = {"release": release, "since": now.isoformat(), "process": os.getpid()}
    beside = data_dir / f".{NOTE}.{os.getpid()}"
    beside.write_text(json.dumps(note), encoding="utf-8")
    beside.replace(data_dir / NOTE)


def forget_worker(data_dir: Path) -> None:
    """Delete the file, unless another worker has written its own since."""
    if _read_note(data_dir).get("process") == os.getpid():
        (data_dir / NOTE).unlink(missing_ok=True)


def worker_noted(data_dir: Path) -> Worker | None:
    """The worker that started last and has not ended properly; None if there is none, or its file is unreadable."""
    note = _read_note(data_dir)
    try:
        return Worker(str(note["release"]), datetime.fromisoformat(str(note["since"])))
    except (KeyError, ValueError):
        return None


def _read_note(data_dir: Path) -> dict[str, object]:
    try:
        note = json.loads((data_dir / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}
