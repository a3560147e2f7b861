"""What each folder of tests may cost. A whole run (script/test) names those that cost a third more; it judges nothing.

Seconds on a clock would judge the machine. What counts is the processor's time of the test's own process, divided by
that of a yardstick taken in the same process at each module: on a slower or a busier machine both grow. `REFERENCE` is
what the yardstick took where the budgets were measured, so that costs read as seconds there. What browsers and servers
work in processes of their own is not in it; a test that only waits costs nothing. Where other programs keep a machine
busy, caches are cold at each turn and everything costs a third more than the yardstick sees: then none is named.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

# Turns of the yardstick, and the seconds they took where the budgets were measured.
TURNS, REFERENCE = 40, 0.0028
TOLERANCE = 4 / 3
# A whole run by itself keeps some three processes a core ready to run; six busy programs beside it on two cores, six.
BUSY = 4.5
# Folder of tests → seconds of work; "." is tests/*.py. A quarter or a third more than when this was measured, and 25 s
# for the schema and the demo ward, which the first test of a process that wants them makes, whatever its folder.
BUDGETS: dict[str, float] = {
    ".": 30,
    "architecture": 130,
    "browser": 65,
    "commands": 85,
    "country": 30,
    "data": 26,
    "documents": 158,
    "exchange": 95,
    "forms": 60,
    "indicators": 78,
    "jobs": 100,
    "models": 105,
    "outbox": 25,
    "registers": 110,
    "routes": 475,
    "server": 29,
    "upgrades": 118,
    "web": 45,
    "year": 45,
}
SAMPLE = [
    {"name": f"Nguyễn Thị Hoa {number}", "year": 1930 + number, "marks": [True, None, 2.5]} for number in range(40)
]


def yardstick() -> float:
    """Seconds of the processor for a piece of work that never changes: the least of three."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        for _ in range(TURNS):
            sorted(json.loads(json.dumps(SAMPLE)), key=lambda row: str(row["name"]), reverse=True)
        taken.append(time.process_time() - began)
    return min(taken)


class Budgets:
    """Counts what tests cost, in whatever process they run, and says so at the end."""

    def __init__(self, reports: bool) -> None:
        self._reports = reports
        self._module: Path | None = None
        self._yard = 0.0
        self._began = 0.0
        self.spent: Counter[str] = Counter()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        self._began = time.process_time()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Say on the last report of a test what all of it cost."""
        report = yield
        if call.when == "teardown":
            cost = time.process_time() - self._began
            if item.path != self._module:
                self._module, self._yard = item.path, yardstick()
            report.__dict__["cost"] = cost / self._yard * REFERENCE
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up, in the process that hands the tests out."""
        if report.when == "teardown" and hasattr(report, "cost"):
            self.spent[folder_of(report.nodeid)] += report.cost

    def over(self) -> dict[str, float]:
        """The folders that cost more than a third above their budget, with what they cost."""
        return {name: cost for name, cost in sorted(self.spent.items()) if cost > BUDGETS.get(name, 0) * TOLERANCE}

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what each folder cost."""
        if not self._reports:
            return
        costs = ", ".join(f"{name} {cost:.0f} of {budget(name):.0f}" for name, cost in sorted(self.spent.items()))
        terminalreporter.write_line(f"Cost of folders, in seconds of the reference machine: {costs}")
        if busy():
            terminalreporter.write_line("Other programs kept this machine busy: no folder is named for what it cost")
            return
        for name, cost in self.over().items():
            line = f"tests/{name} costs {cost:.0f}, more than a third above its budget of {budget(name):.0f}"
            terminalreporter.write_line(f"{line} (tests/budgets.py)", yellow=True)


def busy() -> bool:
    """Whether this machine did much besides the tests in the last five minutes."""
    return os.getloadavg()[1] > BUSY * (os.cpu_count() or 1)


def budget(folder: str) -> float:
    """What a folder may cost: a new one names it here."""
    return BUDGETS.get(folder, 0.0)


def folder_of(nodeid: str) -> str:
    """The folder of a test's id: "routes" of "tests/routes/office/test_x.py::test_y", "." of "tests/test_z.py::y"."""
    parts = nodeid.split("::")[0].split("/")
    return parts[1] if len(parts) > 2 else "."
