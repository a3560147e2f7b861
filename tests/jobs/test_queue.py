"""The queue's store: chosen by QUEUE_URL, and no request fails because it is away."""

import shutil
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from huey import RedisHuey, SqliteHuey

from app import create_app
from app.jobs import queue
from app.web.settings import Settings
from tests.conftest import settings_in


@pytest.fixture
def app_on(tmp_path: Path, migrated_file: Path) -> Callable[[str], Flask]:
    """`app_on(url)`: an app as it is served, its queue at an address."""
    shutil.copy(migrated_file, tmp_path / "lopso.db")

    def made(url: str) -> Flask:
        settings: Settings = replace(settings_in(tmp_path), queue_url=url, testing=False)
        return create_app(settings)

    return made


def closed_port() -> int:
    """A port at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_the_default_is_a_file_of_its_own(app_on: Callable[[str], Flask], tmp_path: Path) -> None:
    app = app_on(f"sqlite:///{tmp_path / 'queue.db'}")
    with app.app_context():
        assert queue.answers()
        huey = queue.queue().huey
        assert isinstance(huey, SqliteHuey)
        queue.enqueue(7)
        assert huey.pending_count() == 1
        huey.storage.close()
    assert (tmp_path / "queue.db").exists()


def test_a_queue_that_is_away_is_told_to_monitors_and_fails_no_request(
    app_on: Callable[[str], Flask], caplog: pytest.LogCaptureFixture
) -> None:
    app = app_on(f"redis://127.0.0.1:{closed_port()}/0")
    with app.app_context():
        assert isinstance(queue.queue().huey, RedisHuey)
        assert not queue.answers()
        queue.enqueue(7)  # the row stands, the worker finds it

    assert "job 7 could not be enqueued; the worker will find it" in caplog.text
    answer = FlaskClient(app).get("/suc-khoe")
    assert (answer.status_code, "queue" in answer.get_json()["troubles"]) == (503, True)


def test_an_address_of_no_queue_is_refused(app_on: Callable[[str], Flask]) -> None:
    with app_on("carrier-pigeon://loft").app_context(), pytest.raises(ValueError, match="carrier-pigeon"):
        queue.queue()


def test_a_message_that_is_not_ours_is_never_unpickled(app_on: Callable[[str], Flask], tmp_path: Path) -> None:
    app = app_on(f"sqlite:///{tmp_path / 'queue.db'}")
    with app.app_context():
        huey = queue.queue().huey
        huey.storage.enqueue(b"cos\nsystem\n(S'true'\ntR.")
        with pytest.raises(ValueError, match="Separator"):
            huey.dequeue()
        huey.storage.close()
