"""The loop of the web process asks a connection what it wants after something happened to it, not in each round."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from time import monotonic

import pytest
from flask import Flask

from app.commands.processes.callers import Caller
from app.commands.processes.web import WebServer
from tests.patience import PATIENCE

pytestmark = pytest.mark.core("connections at rest")
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LINES, REQUESTS = 40, 20


@pytest.fixture
def served() -> Iterator[tuple[str, int]]:
    """A server that says "ok" to everything."""
    app = Flask("site")
    app.add_url_rule("/", view_func=lambda: "ok")
    listening = socket.create_server(("127.0.0.1", 0))
    server = WebServer(app, listening)
    serving = threading.Thread(target=server.serve)
    serving.start()
    yield listening.getsockname()
    server.end()
    serving.join(PATIENCE)
    server.close()


@pytest.fixture
def line(served: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(served, timeout=PATIENCE) as connection:
        yield connection


@pytest.fixture
def resting(served: tuple[str, int]) -> Iterator[list[socket.socket]]:
    """Connections that have had their answer."""
    with ExitStack() as connections:
        opened = [connections.enter_context(socket.create_connection(served, timeout=PATIENCE)) for _ in range(LINES)]
        for one in opened:
            ask(one)
        yield opened


def ask(line: socket.socket, times: int = 1) -> None:
    """So many requests, one after the other."""
    for _ in range(times):
        line.sendall(REQUEST)
        answered(line, 1)


def answered(line: socket.socket, times: int) -> None:
    """So many answers, waited for."""
    said = b""
    while said.count(b"\r\n\r\nok") < times:
        more = line.recv(10_000)
        assert more, "hung up on"
        said += more


def test_lines_at_rest_are_not_asked_for_each_request_of_another(
    resting: list[socket.socket], line: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Caller] = []
    readable = Caller.readable

    def counted(caller: Caller) -> bool:
        # One whose thread has not come to its end yet is asked as often as the loop turns, on a busy machine a thousand
        # times.
        if caller.rests:
            asked.append(caller)
        return bool(readable(caller))

    monkeypatch.setattr(Caller, "readable", counted)
    now = monotonic()
    # Each is asked once a second all the same: no second goes by here, however slow the machine.
    monkeypatch.setattr("app.commands.processes.callers.monotonic", lambda: now)
    ask(line, REQUESTS)

    # In each round it would be twice a request at least.
    assert len(asked) < LINES * REQUESTS
    for one in resting:
        ask(one)


def test_requests_that_come_at_once_are_all_answered(line: socket.socket) -> None:
    line.sendall(REQUEST * REQUESTS)
    answered(line, REQUESTS)


def test_who_hangs_up_is_forgotten(served: tuple[str, int], line: socket.socket) -> None:
    for _ in range(LINES):
        with socket.create_connection(served, timeout=PATIENCE) as other:
            ask(other)
    ask(line)
