"""The real supervisor with its real children, on a port and a data directory of its own."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from tests import patience

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300.0  # a first start makes the tables, and takes minutes where eight programs run beside it
eventually = partial(patience.eventually, seconds=PATIENCE)


@dataclass
class Server:
    """What a person at the terminal, and another at a browser, see of a server."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)
    listeners: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listeners = [threading.Thread(target=self._hear_lines), threading.Thread(target=self._hear_complaints)]
        for listener in self.listeners:
            listener.start()

    def _hear_lines(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.lines.append(line.rstrip("\n"))
                if line.startswith("Ready: "):
                    self.ready.set()
        self.ready.set()

    def _hear_complaints(self) -> None:
        assert self.process.stderr
        with self.process.stderr as complaints:
            for line in complaints:
                self.complaints.append(line)

    def wait(self) -> int:
        """Its exit code, once it has ended and all that it said was heard."""
        code = self.process.wait(PATIENCE)
        for listener in self.listeners:
            listener.join(PATIENCE)
        return code

    @property
    def address(self) -> str:
        """HOST:PORT of the Ready line."""
        assert self.ready.wait(PATIENCE), "not ready"
        told = [line for line in self.lines if line.startswith("Ready: http://")]
        assert told, "".join(self.complaints)
        return told[0].removeprefix("Ready: http://")

    def get(self, path: str = "/suc-khoe", timeout: float = PATIENCE) -> tuple[int, bytes]:
        """Status and body, over a connection of its own."""
        connection = HTTPConnection(self.address, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def child(self, module: str) -> psutil.Process:
        """The running child that runs a module, waited for."""
        return eventually(lambda: next(iter(self.running(module)), None))

    def running(self, module: str) -> list[psutil.Process]:
        """The children that run a module and are no zombies."""
        found = []
        for child in psutil.Process(self.process.pid).children():
            try:
                if module in child.cmdline() and child.status() != psutil.STATUS_ZOMBIE:
                    found.append(child)
            except psutil.NoSuchProcess:
                continue
        return found


Start = Callable[..., Server]


@contextmanager
def starting(data: Path) -> Iterator[Start]:
    """Starts a server on a data directory; all are gone at the end, and none without having been asked to."""
    started: list[Server] = []

    def start(*arguments: str, **environment: str) -> Server:
        command = [sys.executable, "-P", str(ROOT / "app/commands/processes/supervisor.py"), "--data", str(data)]
        process = subprocess.Popen(
            [*command, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONWARNINGS": "default", **environment},
        )
        server = Server(process)
        started.append(server)
        return server

    yield start
    for server in started:
        server.process.terminate()
        server.wait()


def with_tables(data: Path, migrated_file: Path) -> Path:
    """A data directory whose tables stand, as every start but the very first finds it, and two seconds sooner."""
    data.mkdir(mode=0o700)
    shutil.copy(migrated_file, data / "lopso.db")
    return data


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where a test's servers keep what they have; not there yet."""
    return tmp_path / "data"


@pytest.fixture
def first_start(data: Path) -> Iterator[Start]:
    """Starts a server with arguments, the first one in an empty place."""
    with starting(data) as start:
        yield start


@pytest.fixture
def start(data: Path, migrated_file: Path) -> Iterator[Start]:
    """Starts a server with arguments where the tables stand already."""
    with starting(with_tables(data, migrated_file)) as start:
        yield start


def kill_everything(server: Server) -> None:
    """SIGKILL for all. The supervisor stands still until the last: it starts nothing anew, and no child hears that it
    ended and ends in good order."""
    supervisor = psutil.Process(server.process.pid)
    supervisor.suspend()
    children = supervisor.children(recursive=True)
    for process in (*children, supervisor):
        with suppress(psutil.NoSuchProcess):  # what a child had started for a moment
            process.kill()
    server.process.wait(PATIENCE)
    psutil.wait_procs(children, PATIENCE)
