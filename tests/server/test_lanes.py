"""A hall and its staff do not wait behind strangers, nor strangers behind them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest
from flask import Flask, request

from app.commands.processes.lanes import THREADS, is_urgent
from app.commands.processes.web import WebServer
from app.web.access import COOKIE
from tests.patience import PATIENCE

pytestmark = pytest.mark.core("lanes of requests")
SIGNED_IN = {"Cookie": f"co_chu=lon; {COOKIE}=x"}


@pytest.fixture
def opened() -> Iterator[threading.Event]:
    """Until it is set, whoever asks for more than the time of day waits for an answer."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def begun() -> list[str]:
    """What a thread has set about to answer, in order."""
    return []


@pytest.fixture
def port(opened: threading.Event, begun: list[str]) -> Iterator[int]:
    app = Flask("site")

    @app.get("/<path:where>")
    def answer(where: str) -> str:
        begun.append(where)
        if request.args:
            opened.wait(PATIENCE)
        return where

    listening = socket.create_server(("127.0.0.1", 0))
    server = WebServer(app, listening)
    serving = threading.Thread(target=server.serve)
    serving.start()
    yield listening.getsockname()[1]
    opened.set()
    server.end()
    serving.join(PATIENCE)
    server.close()


def asked(stack: ExitStack, port: int, path: str, headers: dict[str, str]) -> HTTPConnection:
    """A connection that has asked."""
    connection = stack.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)))
    connection.request("GET", path, headers=headers)
    return connection


@pytest.mark.parametrize(
    ("crowd", "theirs", "path", "headers"),
    [
        ("/l/DEM1?cho", {}, "/dong-bo", {}),
        ("/huong-dan?cho", {}, "/giang-vien", SIGNED_IN),
        ("/giang-vien?cho", SIGNED_IN, "/l/DEM1", {}),
    ],
    ids=["a tick in a rush", "a page of staff in a rush", "a resident beside a crowd of made-up cookies"],
)
def test_a_crowd_in_one_lane_leaves_the_other_free(
    port: int, opened: threading.Event, crowd: str, theirs: dict[str, str], path: str, headers: dict[str, str]
) -> None:
    with ExitStack() as stack:
        waiting = [asked(stack, port, crowd, theirs) for _ in range(2 * THREADS)]
        with asked(stack, port, path, headers).getresponse() as answer:
            assert answer.read() == path.lstrip("/").encode()
        assert not opened.is_set()
        opened.set()
        for each in waiting:
            with each.getresponse() as later:
                assert later.status == 200


def test_strangers_let_the_hall_go_first(
    port: int, opened: threading.Event, begun: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.commands.processes.lanes.PATIENCE", 2 * PATIENCE)
    with ExitStack() as stack:
        tick = asked(stack, port, "/dong-bo?cho", {})
        page = asked(stack, port, "/l/DEM1", {})
        with asked(stack, port, "/k/x", {}).getresponse() as answer:  # asked later: so the page was taken in
            assert answer.status == 200
        assert begun == ["dong-bo", "k/x"]
        opened.set()
        for each in (tick, page):
            with each.getresponse() as later:
                assert later.status == 200


def test_who_is_in_a_hurry() -> None:
    urgent = ("/dong-bo", "/d", "/d/ABC", "/h/x/quet", "/k/x", "/quay/tu-phuc-vu", "/suc-khoe")
    assert all(is_urgent(path, "") for path in urgent)
    assert not any(is_urgent(path, "lopso=x") for path in ("", "/", "/l/DEM1", "/dang-nhap", "/huong-dan", "/dx"))
    assert is_urgent("/van-phong", SIGNED_IN["Cookie"])
