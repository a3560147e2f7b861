"""A PostgreSQL of the tests' own: a cluster in a temporary directory, reached by a Unix socket, gone at the end.

The session fixture `postgres` (conftest.py) is one, which all processes of a run share. Durability is off: nothing here
outlives the run.
"""

import itertools
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

OLDEST = 14
# Nothing is vacuumed or counted by itself: it costs time, and a plan, with it the order of rows nobody asked to be
# sorted, would change at a moment of its own. Connections are enough for four processes.
SERVER_OPTIONS = (
    "-F -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 "
    "-c checkpoint_timeout=1h -c autovacuum=off -c jit=off -c max_connections=800 -h ''"
)


# A file system in memory, and how many bytes of either must be free: a run fills a third of that.
MEMORY, SPARE = Path("/dev/shm"), 10 * 2**30


@dataclass
class Cluster:
    """A running server. `create()` makes a database in it, `url()` tells its address; `who` of several processes that
    share it names its databases."""

    sockets: Path
    who: str = ""
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        """The address as SQLAlchemy wants it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.sockets}"

    def create(self, template: str = "template0") -> str:
        """A new database, a copy of the template (to which nobody may be connected). Returns its name; 0.1 s.

        The template's files are copied as they lie, as before PostgreSQL 15: page by page takes twice as long.
        """
        name = f"test_{self.who}_{next(self._numbers)}"
        with self._connected() as connection:
            how = "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
            _execute(connection, f"CREATE DATABASE {{}} TEMPLATE {{}} {how}", name, template)
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        with self._connected() as connection:
            _execute(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    @contextmanager
    def cut_off(self, database: str) -> Iterator[None]:
        """Inside nobody reaches a database, and who was connected no longer is."""
        with self._connected() as connection:
            _execute(connection, "ALTER DATABASE {} ALLOW_CONNECTIONS false", database)
            connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", [database]
            )
            try:
                yield
            finally:
                _execute(connection, "ALTER DATABASE {} ALLOW_CONNECTIONS true", database)

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(f"host={self.sockets} user=postgres dbname=postgres", autocommit=True)


def binaries() -> Path:
    """The folder of the newest PostgreSQL on this machine.

    Raises:
        RuntimeError: there is none, or none that is new enough.
    """
    on_path = shutil.which("initdb")
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *([Path(on_path).resolve().parent] if on_path else [])]
    newest = max(((_major(folder), folder) for folder in folders if (folder / "initdb").exists()), default=(0, Path()))
    if newest[0] < OLDEST:
        raise RuntimeError(f"The tests need PostgreSQL {OLDEST} or newer: install it, or put its programs on PATH.")
    return newest[1]


@contextmanager
def running_cluster(server_options: str = SERVER_OPTIONS) -> Iterator[Cluster]:
    """A cluster made, started, and in the end stopped and removed; half a second in all."""
    home = new_home()
    try:
        start(home, server_options)
        yield Cluster(home)
    finally:
        remove(home)


def new_home(*, in_memory: bool = False) -> Path:
    """An empty folder for a cluster; in memory, where there is some to spare: hundreds of databases, a thousand files
    each, come and go there in a third of the time."""
    roomy = in_memory and os.access(MEMORY, os.W_OK) and psutil.virtual_memory().available > SPARE
    place = MEMORY if roomy and shutil.disk_usage(MEMORY).free > SPARE else "/tmp"
    return Path(tempfile.mkdtemp(prefix="lopso-pg-", dir=place))  # short: a socket's name has 107 bytes


def start(home: Path, server_options: str = SERVER_OPTIONS) -> None:
    """Make a cluster in its home and start it."""
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(home, owner.pw_uid, owner.pw_gid)
    _as_owner(
        "initdb", "--no-sync", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D", home / "cluster"
    )
    start_again(home, server_options)


def start_again(home: Path, server_options: str = SERVER_OPTIONS) -> None:
    """Start the cluster of a home that was stopped."""
    _as_owner("pg_ctl", "-D", home / "cluster", "-l", home / "log", "-w", "-o", f"{server_options} -k {home}", "start")


def stop(home: Path) -> None:
    """Stop the cluster of a home as a machine does that fails."""
    _as_owner("pg_ctl", "-D", home / "cluster", "-m", "immediate", "stop")


def remove(home: Path) -> None:
    """Stop the cluster of a home, if one runs there, and leave nothing of it."""
    try:
        if (home / "cluster" / "postmaster.pid").exists():
            stop(home)
    finally:
        shutil.rmtree(home)


def _execute(connection: psycopg.Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _as_owner(program: str, *words: str | Path) -> None:
    prefix: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        runuser = shutil.which("runuser") or "/usr/sbin/runuser"  # a short PATH lacks it
        prefix = [runuser, "-u", "postgres", "--"]
    _run(*prefix, binaries() / program, *words)


def _major(folder: Path) -> int:
    told = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", told)
    return int(found[0]) if found else 0


def _run(*command: str | Path) -> None:
    # Its words go to a file: the server inherits them, and a pipe would be waited for.
    with tempfile.TemporaryFile("w+") as words:
        result = subprocess.run(command, stdout=words, stderr=subprocess.STDOUT, cwd="/")
        if result.returncode:
            words.seek(0)
            raise RuntimeError(f"{Path(command[-1]).name} failed: {words.read()}")
