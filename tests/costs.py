"""What each test costs: seconds of the processor of its own process and of all that it started.

Browsers, servers and workers are children of the process that runs a test, so that what they work meanwhile counts as
the test's. What a fixture of a module or of the whole run makes is counted apart: it is made once, whichever test comes
first. PostgreSQL serves all processes of a run and is a child of none: only tools/suite/processes.py sees it.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.engines import unit_of
from tools.suite.budgets import CHANGED, FIXTURES
from tools.suite.folder import read_choice, write_costs

TICKS = os.sysconf("SC_CLK_TCK")
# Folders whose tests leave no process behind and have none work: beside a browser that others opened, a look at all
# processes costs 1.5 ms.
ALONE = ("country", "data", "documents", "indicators", "models", "registers", "routes", "web")


def _of_process() -> float:
    """Seconds that this process worked, and those of its descendants that ended."""
    return sum(os.times()[:4])


def _of_ended() -> float:
    """Seconds of those descendants alone."""
    return sum(os.times()[2:4])


def seconds(number: int | None = None) -> float:
    """Seconds that a process (this one) and all its descendants worked, those included that ended."""
    if number is None:
        return _of_process() + _below("self")
    try:
        fields = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0  # it has just ended: its parent has its seconds by now
    return sum(map(int, fields[11:15])) / TICKS + _below(str(number))


def _below(process: str) -> float:
    return sum(seconds(child) for child in _children(process))


def _children(process: str) -> Iterator[int]:
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            yield from map(int, (thread / "children").read_text(encoding="ascii").split())
    except OSError:
        return


class Costs:
    """Leaves out the dear tests that a default run does not ask, and adds up what others cost, by unit and folder."""

    def __init__(self, folder: Path | None) -> None:
        """`folder`: that of a whole run; none where tests are named by hand."""
        self._folder = folder
        self._left_out, self._chosen = read_choice(folder)
        self.units: defaultdict[str, list[float]] = defaultdict(list)
        self.folders: Counter[str] = Counter()
        self._own, self._apart, self._of_run, self._orphans = 0.0, 0.0, 0.0, 0.0
        self._last = self._seen = seconds()
        self._beside, self._ended, self._module = self._seen - _of_process(), _of_ended(), ""

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what the run does not ask."""
        gone = [item for item in items if unit_of(item) in self._left_out] if self._left_out else []
        if gone:
            config.hook.pytest_deselected(items=gone)
            items[:] = [item for item in items if unit_of(item) not in self._left_out]

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        """Count what a module or the whole run shares, once, apart from the test that happened to ask first."""
        if fixturedef.scope == "function":
            return (yield)
        before, within, of_run = self._now(), self._apart, self._of_run
        try:
            return (yield)
        finally:
            self._apart = within + (taken := self._now() - before)
            if fixturedef.scope == "session":
                self._of_run = of_run + taken

    def _now(self) -> float:
        """Seconds so far. Those of a browser whose parent ended first are no longer seen: they stay counted."""
        found = seconds()
        if found < self._seen:
            found = seconds()  # a process may have ended between its parent's turn and its own
        self._orphans += max(0.0, self._seen - found)
        self._seen = found
        self._beside, self._ended = found + self._orphans - _of_process(), _of_ended()
        return found + self._orphans

    def _since(self) -> float:
        """The same without a look at the processes beside this one (1 to 2 ms where a browser is open), unless
        one of them ended: they did not work since the last look."""
        return _of_process() + self._beside if _of_ended() == self._ended else self._now()

    @contextmanager
    def own(self, module: str = "") -> Iterator[None]:
        """Count a test's own cost: inside are its fixtures, itself, and the removal of what these made."""
        # Fixtures of the module before may have ended since.
        before, apart = self._since() if module == self._module else self._now(), self._apart
        self._module = module
        yield
        after = self._since() if folder_of(module) in ALONE else self._now()
        self._own = max(0.0, after - before - (self._apart - apart))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Say on the last report of a test its unit, its own cost, all of it, and that of the whole run's fixtures."""
        report = yield
        if call.when == "teardown":
            now = self._since()
            report.__dict__["costs"] = [unit_of(item), self._own, now - self._last - self._of_run, self._of_run]
            self._last, self._of_run, self._own = now, 0.0, 0.0
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up, in the process that hands the tests out."""
        if report.when == "teardown" and "costs" in report.__dict__:
            unit, own, all_of_it, of_run = report.__dict__["costs"]
            if unit:
                self.units[unit].append(own)
            self.folders[CHANGED if unit in self._chosen else folder_of(report.nodeid)] += all_of_it
            self.folders[FIXTURES] += of_run

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Leave the costs to who began the run."""
        if self._folder and not hasattr(session.config, "workerinput"):
            write_costs(self._folder, self.units, self.folders)


def folder_of(nodeid: str) -> str:
    """The folder of a test's id: "routes" of "tests/routes/office/test_x.py::test_y", "." of "tests/test_z.py::y"."""
    parts = nodeid.split("::")[0].split("/")
    return parts[1] if len(parts) > 2 else "."
