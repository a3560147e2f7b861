"""A PostgreSQL of the tests' own: a cluster in a temporary directory, reached by a Unix socket, gone at the end.

The session fixture `postgres` (conftest.py) is one. Durability is off: nothing here outlives the run.
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

import psycopg
from psycopg import sql

OLDEST = 14
# Nothing is vacuumed or counted by itself: it costs time, and a plan, with it the order of rows nobody asked to be
# sorted, would change at a moment of its own.
SERVER_OPTIONS = (
    "-F -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 "
    "-c checkpoint_timeout=1h -c autovacuum=off -c jit=off -c max_connections=200 -h ''"
)


@dataclass
class Cluster:
    """A running server. `create()` makes a database in it, `url()` tells its address."""

    sockets: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        """The address as SQLAlchemy wants it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.sockets}"

    def create(self, template: str = "template0") -> str:
        """A new database, a copy of the template (to which nobody may be connected). Returns its name; 0.1 s."""
        name = f"test_{next(self._numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def dump(self, database: str, file: Path) -> None:
        """Write all rows of a database to a file; a fifth of a second for the demo ward."""
        rows = ("--data-only", "--disable-triggers", "--exclude-table=alembic_version")
        _run(binaries() / "pg_dump", *self._client, *rows, "-f", file, database)

    def load(self, template: str, file: Path) -> str:
        """A new database, a copy of the template, with rows that were dumped. Returns its name; half a second for the
        demo ward. (A schema that is dumped and loaded reads otherwise in PostgreSQL's words.)"""
        name = self.create(template)
        quietly = ("-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull)
        _run(binaries() / "psql", *self._client, *quietly, "-f", file, name)
        return name

    @property
    def _client(self) -> tuple[str | Path, ...]:
        return "-h", self.sockets, "-U", "postgres"

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(f"host={self.sockets} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


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
    programs = binaries()
    home = Path(tempfile.mkdtemp(prefix="lopso-pg-", dir="/tmp"))  # short: a socket's name has 107 bytes
    prefix: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam("postgres")
        os.chown(home, owner.pw_uid, owner.pw_gid)
        runuser = shutil.which("runuser") or "/usr/sbin/runuser"  # a short PATH lacks it
        prefix = [runuser, "-u", owner.pw_name, "--"]
    cluster, log = home / "cluster", home / "log"
    try:
        _run(*prefix, programs / "initdb", "--no-sync", "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "-D", cluster)  # fmt: skip
        options = f"{server_options} -k {home}"
        _run(*prefix, programs / "pg_ctl", "-D", cluster, "-l", log, "-w", "-o", options, "start")
        try:
            yield Cluster(home)
        finally:
            _run(*prefix, programs / "pg_ctl", "-D", cluster, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


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
