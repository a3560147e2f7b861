"""The product as it runs in a ward: the supervisor with its web process and worker, on a directory of its own."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError

from app.country import clock
from tools.measure.report import Broken

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
# What a shell may have set for a server of its own.
OURS = ("DATA_DIR", "DATABASE_URL", "QUEUE_URL", "SECRET_KEY", "PUBLIC_URL", "FORMER_PUBLIC_URLS", "TRUSTED_PROXIES")


def product_environment(data: Path, database: str = "", root: Path = ROOT) -> dict[str, str]:
    """The environment of the product's processes: as it comes, on this data directory, by the clock of ours.

    `database` is the address of a PostgreSQL; "" leaves the rows in the data directory. `root` is another tree of it.
    """
    kept = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("LOPSO_")}
    at = {clock.SHIFT: os.environ[clock.SHIFT]} if clock.SHIFT in os.environ else {}
    elsewhere = {"DATABASE_URL": database} if database else {}
    return {**kept, **at, **elsewhere, "DATA_DIR": str(data), "PYTHONPATH": str(root)}


def verb(*words: str) -> list[str]:
    """The command that runs a verb of the product's command line."""
    return [sys.executable, "-P", "-m", "app.commands", *words]


def lopso(data: Path, *words: str, database: str = "", root: Path = ROOT) -> str:
    """Run a verb of the product's command line on a data directory; what it said.

    Raises:
        Broken: it failed; with its own last words.
    """
    return said(verb(*words), f"lopso {' '.join(words)}", data, database, root)


def said(command: list[str], name: str, data: Path, database: str = "", root: Path = ROOT) -> str:
    """What a command of the product says.

    Raises:
        Broken: it failed; with its own last words.
    """
    environment = product_environment(data, database, root)
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Broken(f"{name} failed: {_last_words(done.stderr)}")
    return done.stdout


@contextmanager
def serving(data: Path, database: str = "") -> Iterator[str]:
    """The product, started as in production; gives its address without a slash at the end."""
    with running(data, database) as (_process, address):
        yield address


@contextmanager
def running(data: Path, database: str = "", root: Path = ROOT) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The same, with the supervisor's process; of another tree."""
    supervisor = root / "app/commands/processes/supervisor.py"
    command = [sys.executable, "-P", str(supervisor), "--port", "0", "--data", str(data)]
    with started(command, data, database, root) as (process, address):
        yield process, address


@contextmanager
def started(
    command: list[str], data: Path, database: str = "", root: Path = ROOT
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A command that prints `Ready: ADDRESS`, once it has; ended by SIGTERM.

    Raises:
        Broken: it ended before.
    """
    with tempfile.TemporaryFile("w+") as complaints:
        environment = product_environment(data, database, root)
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=complaints, text=True)
        try:
            assert process.stdout
            for line in process.stdout:
                if line.startswith("Ready: "):
                    yield process, line.removeprefix("Ready: ").strip()
                    break
            else:
                complaints.seek(0)
                raise Broken(f"The product did not start: {_last_words(complaints.read())}")
        finally:
            ended(process)


@contextmanager
def two_webs(data: Path, log: Path) -> Iterator[str]:
    """Two web processes on one socket and one database, what they say in `log`; gives their address."""
    with socket.socket() as listening, log.open("w") as said:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        webs = [start_web(data, listening, said.fileno()) for _ in range(2)]
        try:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            answered(f"{address}/suc-khoe", webs[0])
            yield address
        finally:
            for web in webs:
                ended(web)


def start_web(data: Path, listening: socket.socket, said: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """The product's web process alone, on a socket that listens."""
    descriptor = listening.fileno()
    command = [sys.executable, "-P", "-m", "app.commands.processes.web", str(descriptor)]
    return subprocess.Popen(
        command, env=product_environment(data), pass_fds=(descriptor,), stdout=subprocess.DEVNULL, stderr=said
    )


def answered(address: str, process: subprocess.Popen[bytes], body: bytes | None = None) -> float:
    """Wait until an address answers 200; the seconds that took.

    Raises:
        Broken: the process ended, or never answered so.
    """
    began = time.perf_counter()
    seen = ""
    while time.perf_counter() - began < PATIENCE and process.poll() is None:
        try:
            with urllib.request.urlopen(urllib.request.Request(address, data=body), timeout=PATIENCE) as answer:
                answer.read()
                return time.perf_counter() - began
        except HTTPError as error:
            seen = str(error)
        except (URLError, HTTPException, OSError):
            pass
        time.sleep(0.003)
    raise Broken(f"{address} does not answer. {seen}".strip())


def ended(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """End a process we started, kindly, then not."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _last_words(text: str) -> str:
    return " ".join(text.strip().splitlines()[-1:]) or "it said nothing."
