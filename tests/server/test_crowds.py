"""Connections that are held half open, or fed a byte now and then, keep nobody out."""

import resource
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection

import pytest

from app.commands.processes.callers import MOST
from tests.server.conftest import PATIENCE, Server, Start

HALF = b"GET /suc-khoe HTTP/1.1\r\nHost: x\r\n"
# A crowd that holds all places and more; what a test of a smaller house would let pass.
CROWD = MOST + 60


@pytest.fixture(autouse=True)
def _descriptors() -> Iterator[None]:
    """Room for a crowd's end of the connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CROWD
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def call(server: Server, from_: str = "127.0.0.1") -> socket.socket:
    """A connection to a server, from one of this machine's own addresses."""
    host, port = server.address.split(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE, source_address=(from_, 0))


def half_open(server: Server, stack: ExitStack, count: int) -> list[socket.socket]:
    """Connections with half a request on each."""
    crowd = []
    for _ in range(count):
        line = stack.enter_context(call(server))
        line.sendall(HALF)
        crowd.append(line)
    return crowd


def closed(lines: list[socket.socket]) -> list[socket.socket]:
    """Those at which the server has hung up."""
    poll = select.poll()
    by_number = {line.fileno(): line for line in lines}
    for line in lines:
        poll.register(line, select.POLLIN)
    return [by_number[number] for number, _ in poll.poll(0)]


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_a_thousand_half_open_connections_keep_nobody_out(start: Start, proxies: str) -> None:
    server = start("--port", "0", TRUSTED_PROXIES=proxies)
    assert server.address
    with ExitStack() as stack:
        crowd = half_open(server, stack, CROWD)
        for _ in range(5):
            assert server.get()[0] == 200
        gone = closed(crowd)
        assert gone
        assert set(gone) <= set(crowd[: len(gone) + 5]), "who has held a place longest goes first"
        crowd[-1].sendall(b"\r\n")
        assert crowd[-1].recv(12) == b"HTTP/1.1 200"


def test_an_office_behind_one_address_keeps_its_lines_while_a_stranger_takes_all_others(start: Start) -> None:
    server = start("--port", "0")
    host, port = server.address.split(":")
    with ExitStack() as stack:
        office = []
        for _ in range(40):
            browser = HTTPConnection(host, int(port), timeout=PATIENCE, source_address=("127.0.0.2", 0))
            stack.callback(browser.close)
            browser.request("GET", "/suc-khoe")
            assert browser.getresponse().read()
            office.append(browser)
        sending = stack.enter_context(call(server, "127.0.0.2"))
        sending.sendall(HALF)
        half_open(server, stack, CROWD)
        for browser in office:
            browser.request("GET", "/suc-khoe")
            assert browser.getresponse().read()
        sending.sendall(b"\r\n")
        assert sending.recv(12) == b"HTTP/1.1 200"
