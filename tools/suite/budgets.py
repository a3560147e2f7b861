"""What a run may cost: seconds of the processor by folder of tests, all processes included.

A folder more than a quarter above its budget fails the run. On a busy machine, where caches are cold at each turn and
everything costs more, it is only named. A slower processor is no fault: costs are divided by those of a yardstick taken
all along the run, so that they read as seconds of the machine where the budgets were measured. The yardstick is small:
a machine whose memory or disk is slow at first passes it, and costs twice as much in what starts a run. Where all
steady steps of a fresh clone are over, folders are only named too. Whoever raises a budget says in the
commit what was lowered.
"""

import json
import os
import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Thread
from typing import Self

# Turns of the yardstick, and the seconds they take during a run on the machine where the budgets were measured.
TURNS, REFERENCE = 40, 0.0028
# How often a run looks how fast the machine is.
LOOK_SECONDS = 15.0
TOLERANCE = 1.25
# The share of the machine that other programs may use before it counts as busy.
BUSY = 0.1
# "no" says that the machine is not busy, whatever it does: for the test of this check.
BUSY_SIGN = "LOPSO_TESTS_BUSY"
CHANGED, FIXTURES = "(dear tests of changed folders)", "(fixtures of the whole run)"
CHECKS, COMPILING = "(checks)", "(compiling)"
# Steps that start a run of a fresh clone: no single change makes both a quarter dearer.
STEADY = (CHECKS, COMPILING)
# Folder of tests → seconds of the default run, and of `--all`; "." is tests/*.py. In brackets: what no folder costs.
BUDGETS: dict[str, tuple[float, float]] = {
    ".": (19, 170),
    "architecture": (178, 400),
    "browser": (318, 1270),
    "commands": (66, 218),
    "country": (8, 8),
    "data": (6, 6),
    "documents": (94, 190),
    "entries": (128, 125),
    "exchange": (40, 175),
    "forms": (30, 33),
    "indicators": (66, 290),
    "jobs": (66, 165),
    "models": (155, 240),
    "outbox": (5, 1),
    "registers": (60, 178),
    "routes": (850, 1800),
    "server": (30, 320),
    "suite": (6, 6),
    "upgrades": (74, 285),
    "web": (45, 50),
    "year": (8, 60),
    CHECKS: (60, 35),
    COMPILING: (32, 25),
    CHANGED: (240, 0),
    FIXTURES: (70, 85),
    "(pages)": (40, 43),
    "(PostgreSQL, collecting, handing out)": (300, 1000),
}
SAMPLE = [
    {"name": f"Nguyễn Thị Hoa {number}", "year": 1930 + number, "marks": [True, None, 2.5]} for number in range(40)
]


def yardstick() -> float:
    """Seconds of the processor for a piece of work that never changes: the least of three."""
    taken = []
    for _ in range(3):
        began = time.thread_time()
        for _ in range(TURNS):
            sorted(json.loads(json.dumps(SAMPLE)), key=lambda row: str(row["name"]), reverse=True)
        taken.append(time.thread_time() - began)
    return min(taken)


class Machine:
    """This machine while a run lasts, in a `with`: how slow its processor is, and what it works in all.

    One look at the end says little: beside another process a processor is slower, and within an hour a virtual one is
    given to others.
    """

    def __enter__(self) -> Self:
        self._yardsticks: list[float] = []
        self._ended = Event()
        self._began, self._seconds = time.monotonic(), machine_seconds()
        self._measuring = Thread(target=self._measure, daemon=True)
        self._measuring.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._measuring.join()
        self.seconds, self.wall = machine_seconds() - self._seconds, time.monotonic() - self._began

    def _measure(self) -> None:
        while True:
            self._yardsticks.append(yardstick())
            if self._ended.wait(LOOK_SECONDS):
                return

    @property
    def scale(self) -> float:
        """What a second of this machine is on the one where the budgets were measured."""
        return REFERENCE / statistics.median(self._yardsticks)


def machine_seconds() -> float:
    """Seconds that the processors of this machine have worked since it started, or were taken away from it."""
    fields = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]
    user, nice, system, _idle, _waiting, interrupts, soft, stolen = map(int, fields)
    return (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")


def busy(others: float, wall: float) -> bool:
    """Whether other programs used this machine: `others` seconds of its processors in `wall` seconds of a run."""
    return os.environ.get(BUSY_SIGN) != "no" and others > BUSY * wall * (os.cpu_count() or 1)


def unlike(costs: Mapping[str, float], every: bool) -> bool:
    """Whether all steady steps are over their budgets: the machine is at fault. False where a clone was compiled."""
    return all(_is_over(name, costs.get(name, 0.0), every) for name in STEADY)


def over(costs: Mapping[str, float], every: bool) -> list[str]:
    """A sentence for each folder that costs a quarter more than its budget (of `--all`: `every`), or has none."""
    return [
        f"{_place(name)} costs {cost:.0f} s, its budget is {budget(name, every):.0f} s (tools/suite/budgets.py)"
        for name, cost in sorted(costs.items())
        if _is_over(name, cost, every)
    ]


def _is_over(name: str, cost: float, every: bool) -> bool:
    return cost > budget(name, every) * TOLERANCE


def budget(name: str, every: bool) -> float:
    """What a folder may cost, in seconds: a new one names it here."""
    return BUDGETS.get(name, (0.0, 0.0))[every]


def table(costs: Mapping[str, float], every: bool) -> str:
    """What each folder cost, in one line."""
    each = ", ".join(f"{name} {cost:.0f} of {budget(name, every):.0f}" for name, cost in sorted(costs.items()))
    return f"Seconds of the processor: {sum(costs.values()):.0f} ({each})"


def _place(name: str) -> str:
    return name if name.startswith("(") else f"tests/{name}"
