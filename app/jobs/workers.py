"""Worker processes: two lanes, each with a process and queue of its own, so that a list never waits for a drawing;
their names in Job rows, by which others tell whether they run; the end of one whose job hangs.

A lane limits the time of one step: from the start or one `Work.progress` to the next.

A host name and a process number are not enough: two containers, or two clones of a machine, may share both. So the name
holds the machine's boot, the process namespace and the start time: only in the same namespace a number means the same
process.

A step (a library that lays out a page, a file that is read) cannot be stopped from outside; its process can.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from flask_babel import lazy_gettext as _l


class Lane(StrEnum):
    """The worker that does the job."""

    DRAWINGS = "drawings"
    LISTS = "lists"


@dataclass(frozen=True)
class Limit:
    """The longest time of a step in seconds, and the message to the account when a step took longer."""

    seconds: float
    words: object


# All other kinds draw.
OF_LISTS = frozenset({"import_look", "import_take"})
LIMITS: Mapping[Lane, Limit] = {
    Lane.DRAWINGS: Limit(
        120.0, _l("Máy vẽ 120 giây chưa xong nên đã dừng. Anh chị chọn ít trang hơn, hoặc báo quản trị.")
    ),
    Lane.LISTS: Limit(
        30.0, _l("Máy đọc một đoạn của tệp 30 giây chưa xong nên đã dừng. Anh chị chia nhỏ tệp rồi nạp lại.")
    ),
}


def lane_of(kind: str | None) -> Lane:
    """The lane of a kind of work."""
    return Lane.LISTS if kind in OF_LISTS else Lane.DRAWINGS


def worker_name() -> str:
    """The name of this process, "host/space:pid:began": constant while it runs, never another's."""
    return _name_of(os.getpid()) or f"{_space()}:{os.getpid()}:0"


def is_here(name: str) -> bool:
    """Whether this process can tell if the worker of this name runs."""
    space, _colon, process = name.partition(":")
    return "/" in space and space == _space() and process.count(":") == 1


def runs(name: str) -> bool:
    """Whether a worker for which `is_here` holds still runs."""
    return _name_of(int(name.split(":")[1])) == name


def _name_of(pid: int) -> str | None:
    """The name of a running process; None if it does not run."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return None
    # After the name, which may hold anything, in brackets: the state first, as 20th the start in ticks since the boot.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else f"{_space()}:{pid}:{fields[19]}"


@cache
def _space() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        space = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:  # no Linux: by host alone, and every worker is judged by its beat
        return socket.gethostname()
    return f"{socket.gethostname()}/{boot[:8]}-{space}"


class StepWatch(threading.Thread):
    """Calls `late`, once, if a step takes longer than `seconds`; `late` ends the process."""

    def __init__(self, seconds: float, late: Callable[[], None]) -> None:
        super().__init__(name="step-watch", daemon=True)
        self.seconds, self.late = seconds, late
        self._changed = threading.Condition()
        self._until: float | None = None

    def begin(self) -> None:
        """Start a step; the step before is over."""
        self._set(time.monotonic() + self.seconds)

    def end(self) -> None:
        """End the step."""
        self._set(None)

    def _set(self, until: float | None) -> None:
        with self._changed:
            self._until = until
            self._changed.notify()

    def run(self) -> None:
        """Wait for the end of each step, at most `seconds`."""
        with self._changed:
            while True:
                left = None if self._until is None else self._until - time.monotonic()
                if left is not None and left <= 0:
                    break
                self._changed.wait(left)
        self.late()
