"""A server that is told to end answers first those who are waiting."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection

import pytest
from flask import Flask

from app.commands.processes.web import WebServer
from tests.patience import PATIENCE

pytestmark = pytest.mark.core("requests at the end of a server")
LARGE = 900_000  # far more than the sockets of these tests hold


@dataclass
class Site:
    """A server in a thread, with a page that is answered when the test says so."""

    port: int
    server: WebServer
    serving: threading.Thread
    asked: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def ask(self, path: str) -> HTTPConnection:
        """Send a request; its answer is still to come."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.connect()
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.request("GET", path)
        return connection


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr("app.commands.processes.web.DRAIN_SECONDS", 3600.0)  # as long as a busy machine takes
    app = Flask("site")
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    server = WebServer(app, listening)
    site = Site(listening.getsockname()[1], server, threading.Thread(target=server.serve))

    @app.get("/slow")
    def slow() -> str:
        site.asked.set()
        site.may_answer.wait(PATIENCE)
        return "answered"

    @app.get("/large")
    def large() -> bytes:
        site.asked.set()
        return b"x" * LARGE

    @app.get("/")
    def quick() -> str:
        return "quick"

    site.serving.start()
    yield site
    site.may_answer.set()
    server.end()
    site.serving.join(PATIENCE)
    server.close()


def test_a_request_that_runs_is_answered_in_full(site: Site) -> None:
    idle, waiting = site.ask("/"), site.ask("/slow")
    assert idle.getresponse().read() == b"quick"
    assert site.asked.wait(PATIENCE)

    site.server.end()
    assert idle.sock.recv(1) == b""  # it is ending, and goes on for the one that waits
    site.may_answer.set()

    assert waiting.getresponse().read() == b"answered"
    waiting.close()
    idle.close()
    site.serving.join(PATIENCE)
    assert not site.serving.is_alive()


def test_a_large_answer_reaches_a_slow_reader_whole(site: Site) -> None:
    waiting = site.ask("/large")
    assert site.asked.wait(PATIENCE)
    answer = waiting.getresponse()
    beginning = answer.read(1000)

    site.server.end()

    assert len(beginning + answer.read()) == LARGE
    waiting.close()
    site.serving.join(PATIENCE)
    assert not site.serving.is_alive()


def test_a_caller_who_keeps_the_line_open_does_not_hold_up_the_end(site: Site) -> None:
    idle = site.ask("/")
    assert idle.getresponse().read() == b"quick"

    site.server.end()

    site.serving.join(PATIENCE)
    assert not site.serving.is_alive()
    idle.close()


def test_who_called_before_the_end_is_answered_still(site: Site) -> None:
    waiting = [site.ask("/slow") for _ in range(10)]  # four threads: six stand in the queue
    assert site.asked.wait(PATIENCE)

    site.server.end()
    site.may_answer.set()

    assert [connection.getresponse().read() for connection in waiting] == [b"answered"] * 10
    for connection in waiting:
        connection.close()
