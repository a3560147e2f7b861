"""The run's processes (`--processes 3`): forked from the one that collected all tests, each asks module after module.

To load the product and collect 20,000 cases takes a quarter of a minute and 400 MB: it is done once. A module stays in
one process, for what its tests share.
"""

import os
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

from tools.suite.due import module_of

# The number of a process, in its environment.
PROCESS = "LOPSO_TESTS_PROCESS"
BROWSERS = "tests/browser/"


class Modules:
    """The modules that wait, in the order in which they are asked; of each test its place in the collection."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._waiting: dict[str, list[int]] = {}
        for place, each in enumerate(ids):
            self._waiting.setdefault(module_of(each), []).append(place)

    def next(self, process: int) -> tuple[str, list[int]]:
        """The module that a process asks next, and its tests; none at the end.

        Every second process opens browsers while there are tests that want one, the others do not as long as there are
        others: a browser, its server and that one's first look at each page are a minute of the processor, which all
        of them would need.
        """
        opens = process % 2 == 0
        fits = (module for module in self._waiting if module.startswith(BROWSERS) == opens)
        module = next(fits, next(iter(self._waiting), ""))
        return module, self._waiting.pop(module, [])

    def put_back(self, module: str, tests: list[int]) -> None:
        """A module that was handed out and not begun."""
        if tests:
            self._waiting[module] = tests


@dataclass
class Process:
    """A process: its number, the test that it runs, and the module that it was handed last."""

    number: int
    runs: str = ""
    handed: tuple[str, list[int]] = "", []


class Processes:
    """Hands modules to the processes of a run, and tells what they report."""

    def __init__(self, number: int) -> None:
        self._number = number

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Fork, hand out, wait until all have ended."""
        if session.testsfailed or session.config.option.collectonly:
            return None  # pytest says why it asks none
        self._session, self._modules = session, Modules(item.nodeid for item in session.items)
        base = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        running = {_forked(session, base, number): Process(number) for number in range(self._number)}
        while running:
            for pipe in wait(list(running)):
                assert isinstance(pipe, Connection)
                try:
                    kind, told = pipe.recv()
                except EOFError:
                    self._died(running.pop(pipe))
                    continue
                if kind == "ended":
                    running.pop(pipe)
                else:
                    self._hear(pipe, running[pipe], kind, told)
        return True

    def _hear(self, pipe: Connection, process: Process, kind: str, told: Any) -> None:
        if kind == "next":
            stops = self._session.shouldfail or self._session.shouldstop
            process.handed = ("", []) if stops else self._modules.next(process.number)
            pipe.send(process.handed[1])
        elif kind == "runs":
            process.runs = told
        else:
            hook, config = self._session.config.hook, self._session.config
            report = hook.pytest_report_from_serializable(config=config, data=told)
            hook.pytest_runtest_logreport(report=report)
            if report.when == "teardown":
                hook.pytest_runtest_logfinish(nodeid=report.nodeid, location=report.location)

    def _died(self, process: Process) -> None:
        """Fail the test that it ran; the others of its module are not asked."""
        told, test = f"process {process.number} ended while it ran", process.runs
        report = pytest.TestReport(test, (test, None, test), {}, "failed", told, "call")
        self._session.config.hook.pytest_runtest_logreport(report=report)
        if module_of(test) != process.handed[0]:
            self._modules.put_back(*process.handed)


def _forked(session: pytest.Session, base: Path, number: int) -> Connection:
    ours, theirs = Pipe()
    if not os.fork():
        code = 1
        try:
            ours.close()
            _Asking(session, theirs).work(base, number)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    theirs.close()
    return ours


class _Asking:
    """A process that asks tests, and reports to the one from which it was forked."""

    def __init__(self, session: pytest.Session, pipe: Connection) -> None:
        self._session, self._config, self._pipe = session, session.config, pipe

    def work(self, base: Path, number: int) -> None:
        """Ask what is handed out."""
        os.environ[PROCESS] = str(number)
        manager = self._config.pluginmanager
        manager.unregister(name="terminalreporter")
        capturing: Any = manager.getplugin("capturemanager")
        capturing.stop_global_capturing()  # its files are those of all processes
        capturing.start_global_capturing()
        capturing.suspend_global_capture(in_=True)
        factory: Any = self._config._tmp_path_factory  # type: ignore[attr-defined]
        factory._basetemp = base / f"process-{number}"
        factory._basetemp.mkdir(mode=0o700)
        if by_test := manager.getplugin("_cov_contexts"):
            by_test.cov_controller.cov = Coverage.current()  # its own, see `patch` in pyproject.toml
        manager.getplugin("costs").begin()
        manager.register(self, "asking")
        taken = self._take()
        while taken:
            taken = self._ask(taken)
        self._pipe.send(("ended", None))

    def _take(self) -> list[pytest.Item]:
        self._pipe.send(("next", None))
        return [self._session.items[place] for place in self._pipe.recv()]

    def _ask(self, module: list[pytest.Item]) -> list[pytest.Item]:
        """Ask a module; the next one, taken before the last test ends: what both share stays."""
        for item, following in pairwise(module):
            self._run(item, following)
        taken = self._take()
        self._run(module[-1], taken[0] if taken else None)
        return taken

    def _run(self, item: pytest.Item, following: pytest.Item | None) -> None:
        self._pipe.send(("runs", item.nodeid))
        self._config.hook.pytest_runtest_protocol(item=item, nextitem=following)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hand it on."""
        told: Mapping[str, Any] = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._pipe.send(("report", told))
