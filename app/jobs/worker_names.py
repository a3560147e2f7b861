"""The name of a worker process in Job rows, by which another process can tell whether it still runs.

A host name and a process number are not enough: two containers, or two clones of a machine, may share both. So the name
holds the machine's boot, the process namespace and the start time: only in the same namespace a number means the same
process.
"""

import os
import socket
from functools import cache
from pathlib import Path


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
