"""Messages and jobs whose name this release does not queue: of the release before an upgrade, of a later one after a
downgrade. None of them prints a traceback, and none is lost."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.country import clock
from app.jobs import queue, task_names, work
from app.jobs.workers import Lane
from app.models import Job, JobState
from app.web.database import db, immediate
from app.web.settings import Settings
from tests.factories import make_ward
from tests.golden import assert_listed
from tests.jobs.test_worker import ask_certificates, job
from tests.patience import eventually

# Each name of this release and of the two before; a line goes once two releases no longer queued it.
LISTED = (Path(__file__).parent / "task_names.txt").read_text(encoding="utf-8").splitlines()
LATER = "app.jobs.queue.of_next_year"


@pytest.fixture
def served(own_app: Flask) -> Iterator[Flask]:
    """The app with a queue in its data directory or its PostgreSQL, as it is served."""
    settings: Settings = own_app.extensions["settings"]
    url = f"sqlite:///{settings.data_dir / 'queue.db'}" if settings.is_sqlite else settings.database_url
    app = create_app(replace(settings, testing=False, queue_url=url))
    yield app
    for each in app.extensions.get("queues", {}).values():
        each.huey.storage.close()


def queue_as(app: Flask, name: str, lane: Lane = Lane.DRAWINGS, *arguments: Any) -> None:
    """Queue a message as a release does that has a task of a name."""
    module, _, plain = name.rpartition(".")

    def act(*_given: object) -> None:
        raise NotImplementedError

    act.__module__ = module
    other = queue._huey(app.extensions["settings"], queue.NAMES[lane])
    other.task(name=plain)(act)(*arguments)
    other.storage.close()


def test_a_name_stays_known_for_two_releases(served: Flask) -> None:
    tasks = {name for lane in Lane for name in queue.queue_of(served, lane).huey._registry._registry}
    known = [f"task {name}" for name in (*tasks, *task_names.FORMER)] + [f"kind {name}" for name in work.KINDS]
    assert_listed(known, LISTED, "tests/jobs/task_names.txt", "a new name: add it; a removed one: see FORMER and KINDS")
    assert {*tasks, ""} >= {*task_names.FORMER.values()}


@pytest.mark.parametrize("name", task_names.FORMER)
def test_a_message_of_the_release_before_does_what_its_name_became(
    served: Flask, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    queue_as(served, name)
    huey = queue.queue_of(served).huey
    task = huey.dequeue()
    assert task is not None
    huey.execute(task)
    assert (huey.pending_count(), huey.storage.result_items(), caplog.messages) == (0, {}, [])


def test_a_name_that_was_changed_runs_what_it_became(served: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(work, "run", done.append)
    monkeypatch.setattr(task_names, "FORMER", {"app.jobs.old.draw": "app.jobs.queue.run"})
    queue_as(served, "app.jobs.old.draw", Lane.DRAWINGS, 7)
    huey = queue.queue_of(served).huey
    task = huey.dequeue()
    assert task is not None
    huey.execute(task)
    assert done == [7]


def test_a_message_of_a_later_release_waits_for_it(served: Flask, caplog: pytest.LogCaptureFixture) -> None:
    queue_as(served, LATER, Lane.DRAWINGS, 7)
    huey = queue.queue_of(served).huey
    with caplog.at_level(logging.WARNING):
        task = huey.dequeue()
        assert task is not None
        huey.execute(task)
    [line] = [record for record in caplog.records if record.name.startswith("app.")]
    assert (LATER in line.getMessage(), line.exc_info) == (True, None)
    task_names.take_up(huey)  # this release starts again
    assert huey.dequeue() is None

    later, done = queue._huey(served.extensions["settings"], queue.NAME), list[int]()

    def act(job_id: int) -> None:
        done.append(job_id)

    act.__module__, _, plain = LATER.rpartition(".")
    later.task(name=plain)(act)
    task_names.read_all(later)
    task_names.take_up(later)
    task = later.dequeue()
    assert task is not None
    later.execute(task)
    assert (done, later.storage.result_items()) == ([7], {})
    later.storage.close()


def test_a_job_of_a_later_release_waits_for_it(
    own_app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_unknown", set())  # what this process has named of another database
    with own_app.app_context():
        with immediate() as session:
            ward, now = make_ward(session), clock.now()
            made = Job.ask(session, "of_next_year", {}, title="?", unit_id=ward.id, asked_by_id=None, now=now)
            job_id = made.id
        assert [work.run(job_id) for _ in range(5)] == [None] * 5
        row = db.session.get_one(Job, job_id)
        assert (row.state, row.attempts, row.reason) == (JobState.QUEUED, 0, "")
    [line] = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert ("of_next_year" in line.getMessage(), line.exc_info) == (True, None)


def test_the_first_start_after_an_upgrade_prints_no_traceback(
    own_app: Flask, served: Flask, worker: Callable[..., BaseProcess]
) -> None:
    for name in (*task_names.FORMER, LATER):
        queue_as(served, name)
    _approval_id, job_id = ask_certificates(own_app, people=1)
    worker()
    eventually(lambda: job(own_app, job_id).is_over and not queue.queue_of(served).huey.pending_count())
    log = (own_app.extensions["settings"].data_dir / "worker.log").read_text(encoding="utf-8")
    assert ("Traceback" in log, log.count(LATER)) == (False, 1), log
