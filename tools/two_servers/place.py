"""Two servers of the product with a folder each, on one database and one object store, behind nginx."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import psycopg
from flask import Flask

from app import create_app
from app.country import codes
from app.exchange.backups.sealing import LENGTH
from app.jobs import queue
from app.web.database import db
from app.web.settings import Settings
from tests.patience import PATIENCE
from tests.ports import lasting_port
from tests.postgres import Cluster
from tests.server.conftest import Server, Start, starting
from tools.measure.servers import said, verb
from tools.object_store import ObjectStore, object_store
from tools.two_servers import programs

NAMES = ("a", "b")
LEADER = 5445  # its advisory lock (app/jobs/minutes.py)


@dataclass
class Relay:
    """Hands what a test client asks to a server, over HTTP, and notes which one answered."""

    address: str
    served_by: list[str] = field(default_factory=list)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Ask, and answer as the server did."""
        headers = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        headers["Content-Type"] = environ.get("CONTENT_TYPE", "")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        line = HTTPConnection(self.address, timeout=PATIENCE)
        try:
            line.request(environ["REQUEST_METHOD"], environ["REQUEST_URI"], body or None, headers)
            answer = line.getresponse()
            self.served_by.append(answer.headers.get("X-Served-By", self.address))
            kept = [each for each in answer.getheaders() if each[0].lower() not in ("connection", "transfer-encoding")]
            content = answer.read()
        finally:
            line.close()
        start_response(f"{answer.status} {answer.reason}", kept)
        return [content]


@dataclass
class Place:
    """What is played on. `app` reads rows and files by itself; what its test clients ask goes through nginx."""

    app: Flask
    relay: Relay
    folder: Path
    ports: Mapping[str, int]
    environment: Mapping[str, str]
    pooled: str
    starts: Mapping[str, Start]
    servers: dict[str, Server] = field(default_factory=dict)

    def data(self, name: str) -> Path:
        """The folder of a server."""
        return self.folder / name

    def start(self, *names: str) -> None:
        """Start servers, and wait until they are ready. Sessions of theirs bear their name in the database."""
        for name in names:
            started = self.starts[name]("--port", str(self.ports[name]), **self.environment, PGAPPNAME=name)
            self.servers[name] = started
        assert all(self.servers[name].address for name in names)

    @contextmanager
    def alone(self, name: str) -> Iterator[Flask]:
        """The same app, whose clients ask one server."""
        other = create_app(self.settings)
        other.wsgi_app = Relay(f"127.0.0.1:{self.ports[name]}")  # type: ignore[method-assign]
        yield other
        with other.app_context():
            db.engine.dispose()

    @property
    def settings(self) -> Settings:
        """Those of `app`."""
        found: Settings = self.app.extensions["settings"]
        return found

    def lopso(self, name: str, *words: str, **changed: str) -> str:
        """What a verb of the command line says, in the folder of a server and by its settings."""
        given = {**self.environment, **changed}
        command = ["env", *(f"{each}={value}" for each, value in given.items() if value), *verb(*words)]
        return said(command, f"lopso {words[0]}", self.data(name))

    def leader(self) -> str:
        """The name of the server that leads; "" while none does."""
        asked = (
            "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND objid = %s AND granted AND pg_stat_activity.datname = current_database()"
        )
        found = [name for (name,) in self.ask(self.settings.database_url, asked, LEADER)]
        assert len(found) <= 1, f"several lead: {found}"
        return found[0] if found else ""

    def ask(self, url: str, statement: str, *given: object) -> list[tuple[Any, ...]]:
        """What a statement gives on a connection of its own."""
        with psycopg.connect(url.replace("+psycopg", ""), prepare_threshold=None, autocommit=True) as connection:
            return connection.execute(statement.encode(), given or None).fetchall()

    def tracebacks(self) -> list[str]:
        """What servers complained of that nobody should see."""
        return [line for each in self.servers.values() for line in each.complaints if line.startswith("Traceback")]


@contextmanager
def two_servers(cluster: Cluster, database: str, *, pool: bool = True) -> Iterator[Place]:
    """Two servers, not started yet, on a database with the newest schema; `pool`: their pages ask through PgBouncer.

    Raises:
        Broken: a program or package cannot be installed.
    """
    programs.install()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lopso-two-")))
        store: ObjectStore = stack.enter_context(object_store())
        direct = cluster.url(database)
        sockets = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lopso-pool-")))
        pooled = stack.enter_context(programs.pgbouncer(sockets, cluster, database)) if pool else direct
        ports, front = {name: lasting_port() for name in NAMES}, lasting_port()
        stack.enter_context(programs.nginx(folder / "nginx", front, list(ports.values())))
        environment = {
            **store.environment("place"),
            "DATABASE_URL": pooled,
            "DATABASE_DIRECT_URL": direct,
            "DATABASE_PREPARE_THRESHOLD": "off" if pool else "",
            "SECRET_KEY": "a key of two servers",
            "BACKUP_KEY": codes.new_code(LENGTH),
            "PUBLIC_URL": f"http://127.0.0.1:{front}",
            "TRUSTED_PROXIES": "1",
        }
        looking = {**environment, "DATABASE_URL": direct, "DATA_DIR": str(folder / "looking")}
        app, relay = create_app(Settings.from_environment(looking)), Relay(f"127.0.0.1:{front}")
        app.wsgi_app = relay  # type: ignore[method-assign]
        starts = {name: stack.enter_context(starting(folder / name)) for name in NAMES}
        yield Place(app, relay, folder, ports, environment, pooled, starts)
        with app.app_context():
            queue.queue().huey.storage.close()
            db.engine.dispose()
