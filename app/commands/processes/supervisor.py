"""`script/server`: one web process and two workers, kept running. Started as a file.

It imports nothing of the product, so that it starts at once and stays small. It binds the listening socket itself and
hands its number down: while the web process is started again, callers wait in the backlog and nobody is refused.
A child that ends is started again; SIGTERM lets both finish what they are at; a supervisor that is killed takes its
children along (app/commands/processes/supervised.py).
"""

import argparse
import errno
import os
import re
import select
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
HEALTH = "/suc-khoe"
STOP_SECONDS = 20.0  # what SIGTERM leaves the children to finish
SHORT_LIFE = 10.0  # a child that lived less waits before its next start, longer each time
LONGEST_PAUSE = 10.0
HOPELESS = 5  # this many ends before the first answer, and we give up
PREDECESSOR = 1.0  # seconds in which the children of a killed supervisor let go of the port
# What `lopso migrate` ends with on a full disk and where the database does not answer, and how soon it is tried again.
LATER, LATER_PAUSE = 75, 5.0
REFUSED = 78  # what a child ends with that must not be started again as it is (app/web/settings.py)
SLOW_START = 30.0  # seconds without Ready after which we say so


class Refusal(Exception):
    """The server cannot start; the text is one sentence for the person at the terminal."""


@dataclass
class Child:
    """A process that is kept running."""

    name: str
    arguments: tuple[str, ...]
    passed: tuple[int, ...] = ()
    niceness: int = 0
    ends: int = 0
    refused: bool = False
    process: subprocess.Popen[bytes] | None = None
    _started: float = 0.0
    _start_at: float = 0.0
    _pause: float = 0.0

    def tend(self) -> None:
        """Start it when it does not run and its pause is over."""
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None:
                return
            self._ended(now)
        if self.refused:
            return
        if now >= self._start_at:
            self._start(now)

    def seconds_until_start(self) -> float | None:
        """How long its pause still lasts; None while it runs."""
        return None if self.process else max(0.0, self._start_at - time.monotonic())

    def _start(self, now: float) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which then decides.
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", *self.arguments], pass_fds=self.passed, start_new_session=True
        )
        os.setpriority(os.PRIO_PROCESS, self.process.pid, self.niceness)
        self._started = now

    def _ended(self, now: float) -> None:
        assert self.process is not None
        code = self.process.returncode
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        self.process = None
        self.ends += 1
        if code == REFUSED:  # it has said why
            self.refused = True
            return
        lived_long = now - self._started >= SHORT_LIFE
        lived_long |= not code  # it ended because it had grown large
        pause = 0.0 if lived_long else self._pause
        self._start_at = now + pause
        self._pause = 0.1 if lived_long or not pause else min(pause * 2, LONGEST_PAUSE)
        say(f"The {self.name} ended ({how}); it is started again" + (f" in {pause:.1f} s." if pause else "."))


@dataclass
class Supervisor:
    """All children, from the first start to the last end."""

    address: str
    health: tuple[str, int]
    web: Child
    workers: Sequence[Child]
    demo: bool = False
    notes: Sequence[str] = ()
    _stops: int = 0
    _answers: threading.Event = field(default_factory=threading.Event)
    _refusal: str = ""
    _bell: tuple[int, int] = field(default_factory=os.pipe)

    def run(self) -> int:
        """Keep the children running until SIGTERM or Ctrl-C. Returns the exit code."""
        os.set_blocking(self._bell[1], False)
        signal.set_wakeup_fd(self._bell[1], warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # rings the bell
        self._bring_up_to_date()
        threading.Thread(target=self._open_the_door, daemon=True).start()
        while not (self._stops or self._refusal):
            # Workers come second: what they load takes seconds, and the person at the terminal waits for the page.
            children = [self.web, *self.workers] if self._answers.is_set() else [self.web]
            for child in children:
                child.tend()
            hopeless = self.web.ends >= HOPELESS and not self._answers.is_set()
            if hopeless or any(child.refused for child in children):
                self._refusal = "The server does not start: the reason stands above."
                break
            pauses = [pause for child in children if (pause := child.seconds_until_start()) is not None]
            self._wait(min(pauses, default=None))
        self._end_children()
        if self._refusal:
            raise Refusal(self._refusal)
        return 0

    def _bring_up_to_date(self) -> None:
        """The schema, before anybody is answered; on a full disk, and while PostgreSQL does not answer, again and again
        until it can be or somebody ends it."""
        code = 0 if schema_stands() else lopso("migrate")
        while code == LATER and not self._stops:
            self._wait(LATER_PAUSE)
            code = lopso("migrate")
        if code == REFUSED:
            raise Refusal("The server does not start: the reason stands above.")
        if code and not self._stops:
            raise Refusal("The database could not be brought up to date: the reason stands above.")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stops += 1

    def _wait(self, seconds: float | None) -> None:
        if select.select([self._bell[0]], [], [], seconds)[0]:
            os.read(self._bell[0], 4096)

    def _let_the_workers_begin(self) -> None:
        self._answers.set()
        self._ring()

    def _ring(self) -> None:
        os.write(self._bell[1], b"!")

    def _end_children(self) -> None:
        running = [child.process for child in (self.web, *self.workers) if child.process]
        for process in running:
            process.terminate()
        latest = time.monotonic() + STOP_SECONDS
        stops = self._stops
        while any(process.poll() is None for process in running):
            if time.monotonic() > latest or self._stops > stops:  # a second Ctrl-C: at once
                for process in running:
                    process.kill()
            self._wait(0.2)

    def _open_the_door(self) -> None:
        """In a thread: fill the demo ward, wait until the web process answers, say so."""
        if self.demo and lopso("demo", "--if-empty"):
            self._refusal = "The demo ward could not be filled: the reason stands above."
            self._ring()
            return
        slow_at = time.monotonic() + SLOW_START
        while not (answer := self._health()).startswith("200"):
            runs = not answer.startswith("no answer")
            if runs:  # though something is amiss
                self._let_the_workers_begin()
            if time.monotonic() > slow_at:
                say(f"Not ready yet; {HEALTH} says: {answer}")
                slow_at = float("inf")
            time.sleep(3.0 if runs else 0.02)
        self._let_the_workers_begin()
        print(*first_run(), *self.notes, f"Ready: {self.address}", sep="\n", flush=True)

    def _health(self) -> str:
        connection = HTTPConnection(*self.health, timeout=5)
        try:
            connection.request("GET", HEALTH)
            response = connection.getresponse()
            return f"{response.status} {response.read(500).decode(errors='replace')}"
        except (OSError, HTTPException) as error:
            return f"no answer ({error})"
        finally:
            connection.close()


def first_run() -> list[str]:
    """Where a new place is set up, and the code that lets whoever sees this terminal do it (app/data/first_run.py)."""
    try:
        code = (Path(os.environ["DATA_DIR"]) / "setup_code").read_text(encoding="ascii").strip()
    except OSError:  # set up already
        return []
    return [f"First run: open {os.environ['PUBLIC_URL']}/quan-tri/bat-dau, setup code {code[:4]} {code[4:]}"]


def say(sentence: str) -> None:
    """Tell the person at the terminal, apart from the addresses."""
    print(sentence, file=sys.stderr, flush=True)


def schema_stands() -> bool:
    """Whether an embedded database is at the newest migration. Read from the files: asking Alembic takes a second."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{os.environ['DATA_DIR']}/lopso.db"
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "migrations" / "versions").glob("*.py")]
    revisions, followed = (
        {found for text in texts for found in re.findall(rf"^{name}\b.*= [\"'](.+)[\"']", text, re.MULTILINE)}
        for name in ("revision", "down_revision")
    )
    newest = {(revision,) for revision in revisions - followed}
    file = url.removeprefix("sqlite:///")
    # On a full disk SQLite cannot open what may have a log, though it has none (app/web/database/sqlite_file.py).
    log = Path(f"{file}-wal")
    ways = ("mode=ro",) if log.exists() and log.stat().st_size else ("mode=ro", "immutable=1")
    for way in ways:
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{file}?{way}", uri=True)) as database:
            return set(database.execute("SELECT version_num FROM alembic_version")) == newest
    return False  # none yet, or not SQLite


def lopso(*arguments: str) -> int:
    """Run one verb of the command line; its words go to the terminal. Returns its exit code."""
    return subprocess.run([sys.executable, "-P", "-m", "app.commands", *arguments]).returncode


def bound(host: str, port: int) -> socket.socket:
    """The listening socket. Port 0 takes any that is free.

    Raises:
        Refusal: the address cannot be had; says why and what to do.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Refusal(f"There is no address {host}: {error.strerror}.") from error
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        _take(listening, address)
    except OSError as error:
        listening.close()
        sentences = {
            errno.EADDRINUSE: f"Port {port} is in use. Stop the other server, or choose another port: --port N",
            errno.EACCES: f"Port {port} is not ours to take; choose one above 1023: --port 8000",
        }
        raise Refusal(
            sentences.get(error.errno or 0, f"{host}:{port} cannot be listened on: {error.strerror}.")
        ) from error
    return listening


def _take(listening: socket.socket, address: tuple[Any, ...]) -> None:
    latest = time.monotonic() + PREDECESSOR
    while True:
        try:
            listening.bind(address)
            return listening.listen(1024)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > latest:
                raise
        time.sleep(0.05)


def own_address() -> str:
    """This machine as others on its network reach it; 127.0.0.1 without a network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def web_address(host: str, port: int) -> str:
    """`http://HOST:PORT`, with brackets around an IPv6 host."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def port_number(text: str) -> int:
    """A port of the command line.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port: a number up to 65535")
    return int(text)


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """host, port, data (a path or None), demo."""
    parser = argparse.ArgumentParser(
        prog="script/server", description="Serve Lớp Số: sets everything up, then runs until it is told to stop."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for the whole network")
    parser.add_argument("--port", type=port_number, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the data lie (default ./data)")
    parser.add_argument("--demo", action="store_true", help="fill an empty database with the demo ward")
    return parser.parse_args(arguments)


def prepare_environment(data: Path | None, public_url: str) -> None:
    """Set for the children what the arguments say; make the data directory.

    Raises:
        Refusal: the data directory cannot be written.
    """
    directory = (data or Path(os.environ.get("DATA_DIR") or ROOT / "data")).resolve()
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"The data directory {directory} cannot be made: {error.strerror}.") from error
    if not os.access(directory, os.W_OK):
        raise Refusal(f"The data directory {directory} cannot be written to.")
    _close_to_others(directory)
    os.environ["DATA_DIR"] = str(directory)
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["LOPSO_SUPERVISOR"] = str(os.getpid())
    os.environ.setdefault("PUBLIC_URL", public_url)
    # Blocks of this many bytes go back to the machine once they are free. By itself glibc keeps those of pictures for
    # each thread: after ten photos of 50 megapixels the web process held 850 MB, so it holds 130.
    os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(1024 * 1024))


def _close_to_others(directory: Path) -> None:
    """Let no other account of this machine read a ward's names and telephones.

    Raises:
        Refusal: it is somebody else's to shut.
    """
    mode = stat.S_IMODE(directory.stat().st_mode)
    if not mode & 0o007:
        return
    try:
        directory.chmod(mode & 0o770)
    except OSError as error:
        raise Refusal(f"Every account of this machine can read {directory}. Shut it: chmod 700 {directory}") from error
    say(f"Every account of this machine could read {directory}: it is shut to them now.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up, serve, and return the exit code."""
    options = parse_arguments(arguments)
    with bound(options.host, options.port) as listening:
        port = listening.getsockname()[1]
        address, local, notes = web_address(options.host, port), options.host, []
        public = address
        if ip_address(listening.getsockname()[0]).is_unspecified:  # all addresses of this machine: none to print
            local = "::1" if listening.family == socket.AF_INET6 else "127.0.0.1"
            public = web_address(own_address(), port)
            notes = [f"On the same network: {public}"]
        prepare_environment(options.data, public)
        web = Child(
            "web process", ("app.commands.processes.web", str(listening.fileno())), passed=(listening.fileno(),)
        )
        workers = (
            Child("worker", ("app.commands.processes.worker",), niceness=10),
            Child("list worker", ("app.commands.processes.list_worker",), niceness=10),
        )
        return Supervisor(address, (local, port), web, workers, demo=options.demo, notes=notes).run()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        say(str(refusal))
        sys.exit(1)
