"""How long a request may take to come in whole, and who goes when all places are taken."""

import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from flask import Flask, request

from app.commands.processes.callers import MOST, OTHER_DESCRIPTORS, most_callers
from app.commands.processes.web import WebServer
from tests.patience import PATIENCE

pytestmark = pytest.mark.core("slow and silent callers")
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"


class Watch:
    """The clock by which requests are late; the test moves it, and nothing else does."""

    def __init__(self) -> None:
        self.began, self.ahead = time.monotonic(), 0.0

    def __call__(self) -> float:
        return self.began + self.ahead


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    moved = Watch()
    monkeypatch.setattr("app.commands.processes.callers.monotonic", moved)
    return moved


@pytest.fixture
def port(watch: Watch) -> Iterator[int]:
    """Where a small site answers."""
    app = Flask("site")

    @app.route("/", methods=["GET", "POST"])
    def whole() -> str:
        return f"{len(request.get_data())} bytes"

    listening = socket.create_server(("127.0.0.1", 0))
    server = WebServer(app, listening)
    serving = threading.Thread(target=server.serve)
    serving.start()
    yield listening.getsockname()[1]
    server.end()
    serving.join(PATIENCE)
    server.close()


@pytest.fixture
def line(port: int) -> Iterator[socket.socket]:
    """A connection to it."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        yield connection


def is_closed(line: socket.socket) -> bool:
    """Whether the server hangs up, waited for."""
    with suppress(ConnectionResetError):
        return line.recv(1) == b""
    return True


def answered(port: int) -> bytes:
    """What somebody else gets meanwhile; afterwards the server has looked round."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as other:
        other.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return other.makefile("rb").read()


def test_who_says_nothing_is_hung_up_on(line: socket.socket, port: int, watch: Watch) -> None:
    assert b"0 bytes" in answered(port)  # so the line, which called before, was taken
    watch.ahead = 21
    assert is_closed(line)


def test_a_byte_now_and_then_buys_no_time(line: socket.socket, port: int, watch: Watch) -> None:
    line.sendall(b"GET / HTTP/1.1\r\n")
    assert b"0 bytes" in answered(port)
    watch.ahead = 15
    line.sendall(b"X")
    assert b"0 bytes" in answered(port)
    watch.ahead = 21
    assert is_closed(line)


def test_a_body_that_trickles_in_is_not_waited_for(line: socket.socket, port: int, watch: Watch) -> None:
    line.sendall(POST + b"x" * 100)
    assert b"0 bytes" in answered(port)
    watch.ahead = 45
    assert is_closed(line)


def test_a_body_from_a_slow_telephone_is_waited_for(line: socket.socket, port: int, watch: Watch) -> None:
    line.sendall(POST + b"x" * 40_000)
    assert b"0 bytes" in answered(port)
    watch.ahead = 100
    assert b"0 bytes" in answered(port)
    line.sendall(b"x" * 20_000)
    assert b"200 OK" in line.recv(1000)


def test_a_line_that_was_answered_may_stay_open_a_while(line: socket.socket, port: int, watch: Watch) -> None:
    for ahead in (0, 60):
        assert b"0 bytes" in answered(port)
        watch.ahead = ahead
        assert b"0 bytes" in answered(port)
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        said = line.recv(1000)
        while b"0 bytes" not in said and (more := line.recv(1000)):  # head and body may come apart
            said += more
        assert b"200 OK" in said


@pytest.mark.parametrize(
    ("soft", "hard", "asked", "held"),
    [
        (1024, 4096, (MOST + OTHER_DESCRIPTORS, 4096), MOST),
        (1024, 1024, (1024, 1024), 1024 - OTHER_DESCRIPTORS),
        (256, 256, (256, 256), 56),
        (64, 64, (64, 64), 1),
        (1024, resource.RLIM_INFINITY, (MOST + OTHER_DESCRIPTORS, resource.RLIM_INFINITY), MOST),
        (20_000, 20_000, None, MOST),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, None, MOST),
    ],
)
def test_no_more_are_held_than_there_are_descriptors_for(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, asked: tuple[int, int] | None, held: int
) -> None:
    requests: list[tuple[int, int] | None] = [None]
    monkeypatch.setattr(resource, "getrlimit", lambda what: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: requests.append(limits))
    assert most_callers() == held
    assert requests[-1] == asked
