"""A server that is started where no file can grow shows its pages, and writes as soon as there is room."""

import re
import resource
import socket
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from tests.disks import no_room
from tests.ports import lasting_port
from tests.server.conftest import PATIENCE, Server, Start, eventually, starting


def make_room(server: Server) -> None:
    """There is room again, for each process that runs."""
    whole = psutil.Process(server.process.pid)
    for process in (whole, *whole.children(recursive=True)):
        with suppress(ProcessLookupError):  # what was started for a moment
            hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))


def ask(port: str, path: str, typed: dict[str, str] | None = None, cookie: str = "") -> tuple[int, str, str]:
    """Status, body and cookie of an answer. A server that is starting is waited for; nothing is ready, so nothing told
    the address."""
    connection = HTTPConnection("127.0.0.1", int(port), timeout=PATIENCE)
    try:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST" if typed else "GET", path, urlencode(typed) if typed else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("Set-Cookie", cookie).partition(";")[0]
    finally:
        connection.close()


def opened(port: str) -> tuple[dict[str, str], str]:
    """What the form at the door would send, a wrong password typed in, and the browser's cookie."""
    eventually(lambda: is_listening(port) or None)
    status, page, cookie = ask(port, "/dang-nhap")
    assert status == 200
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    return {"csrf_token": token[1], "username": "canbo", "password": "sai"}, cookie


def is_listening(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) == 0


@pytest.fixture
def stopped(start: Start, data: Path) -> Path:
    """Where a server ran and was told to end: neither log nor index lies beside its database."""
    server = start("--port", "0")
    assert server.address
    server.process.terminate()
    assert server.wait() == 0
    assert not list(data.glob("lopso.db-*"))
    return data


def test_started_on_a_full_disk_it_reads_and_writes_when_there_is_room(stopped: Path) -> None:
    with starting(stopped) as start:
        port = str(lasting_port())
        with no_room():
            server = start("--port", port)
        form, cookie = opened(port)
        status, page, _ = ask(port, "/dang-nhap", form, cookie)
        assert (status, "Chưa đăng nhập được" in page) == (503, True)
        assert ask(port, "/suc-khoe")[:2] == (503, '{"status":"trouble","troubles":["queue"]}\n')
        eventually(lambda: any("no paper is drawn" in line for line in server.complaints) or None)
        make_room(server)
        assert server.address.endswith(port)
        assert ask(port, "/dang-nhap", form, cookie)[0] == 422
    assert "Traceback" not in "".join(server.complaints)


def test_without_room_for_a_new_database_it_says_so_and_waits(first_start: Start) -> None:
    with no_room():
        server = first_start("--port", "0")
    eventually(lambda: any("The disk is full" in line for line in server.complaints) or None)
    make_room(server)
    eventually(lambda: any("went from empty" in line for line in server.lines) or None, seconds=3 * PATIENCE)
    assert "Traceback" not in "".join(server.complaints)
