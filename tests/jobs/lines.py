"""A line of TCP to the run's PostgreSQL, which can fall silent, or lead through something that passes for a pooler."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.postgres import Cluster

# What the server says last before it answers: the process number of the session, for whoever wants to cancel a query.
PROCESS_NUMBER = b"K\0\0\0\x0c"


@dataclass
class Line:
    """`pools`: as a pooler does, it tells clients process numbers of its own."""

    cluster: Cluster
    pools: bool = False
    _listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _ends: list[socket.socket] = field(default_factory=list)
    _cut: threading.Event = field(default_factory=threading.Event)

    def url(self, database: str) -> str:
        """The address of a database through it, as SQLAlchemy wants it."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}?connect_timeout=2"

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listening.getsockname()[1])

    def cut(self) -> None:
        """From now on nothing goes either way, and nobody is told: both ends stay open."""
        self._cut.set()

    def accept(self) -> None:
        """Take callers until it is closed. In a thread."""
        with suppress(OSError):
            while True:
                caller, _address = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(f"{self.cluster.sockets}/.s.PGSQL.5432")
                self._ends += [caller, server]
                for one, other in ((caller, server), (server, caller)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while said := one.recv(65536):
                if self._cut.is_set():
                    return
                place = said.find(PROCESS_NUMBER)
                if self.pools and place >= 0:
                    number = place + len(PROCESS_NUMBER)
                    said = said[:number] + b"\x7f\0\0\1" + said[number + 4 :]
                other.sendall(said)
            other.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close all ends."""
        for each in (self._listening, *self._ends):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextmanager
def line_to(cluster: Cluster, *, pools: bool = False) -> Iterator[Line]:
    """A line that is there inside."""
    made = Line(cluster, pools)
    threading.Thread(target=made.accept, daemon=True).start()
    try:
        yield made
    finally:
        made.close()
