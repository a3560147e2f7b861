"""Starts the steps of a run and counts what each costs, with all the processes that it starts."""

import ctypes
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PR_SET_CHILD_SUBREAPER = 36
# What a step leaves behind (a PostgreSQL that is stopping) may take so many seconds to end.
LEFT_BEHIND = 90
SERVERS = "(PostgreSQL, and processes whose parent was killed)"


@dataclass(frozen=True)
class Step:
    """A step that ended: its exit code, and its seconds of the processor."""

    code: int
    seconds: float


NOTHING: Mapping[str, Step] = {SERVERS: Step(0, 0.0)}


def adopt_orphans() -> None:
    """Become the parent of whatever outlives its own parent, so that none of its seconds is lost."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def run(
    steps: Mapping[str, Sequence[str]], environment: Mapping[str, str], before: Mapping[str, Step] = NOTHING
) -> dict[str, Step]:
    """Start all steps at once and wait for each: their exit codes and CPU seconds by name, orphans under `SERVERS`,
    added to those of the steps `before`."""
    numbers = {subprocess.Popen(command, env=environment).pid: name for name, command in steps.items()}
    ended, orphans = dict(before), before[SERVERS].seconds
    while numbers:
        number, status, used = os.wait4(-1, 0)
        seconds = used.ru_utime + used.ru_stime
        if name := numbers.pop(number, ""):
            ended[name] = Step(os.waitstatus_to_exitcode(status), seconds)
        else:
            orphans += seconds
    ended[SERVERS] = Step(0, orphans + _left_behind())
    return ended


def _left_behind() -> float:
    seconds, latest = 0.0, time.monotonic() + LEFT_BEHIND
    while time.monotonic() < latest:
        try:
            number, _status, used = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if number:
            seconds += used.ru_utime + used.ru_stime
        else:
            time.sleep(0.05)
    return seconds
