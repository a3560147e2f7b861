"""The note that a worker leaves of its release: whole or not there, and taken away by its own writer only."""

import json
from pathlib import Path

import pytest

from app.country import clock
from app.web.running import NOTE, Worker, forget_worker, note_worker, worker_noted


def test_a_worker_is_noted_from_its_start_to_its_end(tmp_path: Path) -> None:
    now = clock.now()
    assert worker_noted(tmp_path) is None

    note_worker(tmp_path, "0123456789ab", now)

    assert worker_noted(tmp_path) == Worker("0123456789ab", now)
    assert [path.name for path in tmp_path.iterdir()] == [NOTE]
    forget_worker(tmp_path)
    assert worker_noted(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    forget_worker(tmp_path)


def test_who_ends_late_leaves_the_note_of_the_next_one(tmp_path: Path) -> None:
    note_worker(tmp_path, "0123456789ab", clock.now())
    next_one = {**json.loads((tmp_path / NOTE).read_text()), "process": 1, "release": "ba9876543210"}
    (tmp_path / NOTE).write_text(json.dumps(next_one))

    forget_worker(tmp_path)

    worker = worker_noted(tmp_path)
    assert worker is not None
    assert worker.release == "ba9876543210"


@pytest.mark.parametrize("told", ["", "{", "[]", "{}", '{"release": "x", "since": "heute"}', '{"release": "x"}'])
def test_a_note_that_cannot_be_read_is_none(tmp_path: Path, told: str) -> None:
    (tmp_path / NOTE).write_text(told)

    assert worker_noted(tmp_path) is None
