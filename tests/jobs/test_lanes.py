"""Two lanes: a list is read while a drawing stands still, and what stands still ends in one sentence."""

import os
from collections.abc import Callable
from multiprocessing.process import BaseProcess

import pytest
from flask import Flask

from app.country import clock
from app.jobs import importing, orders
from app.jobs.queue import queue_of
from app.jobs.workers import LIMITS, Lane, worker_name
from app.models import ImportRun, ImportState, Job, JobState, Role
from app.web.database import db, immediate
from app.web.kept_files import keep
from app.web.settings import Settings
from tests.exchange.imports.sheets import text
from tests.factories import make_account, make_ward
from tests.jobs.test_worker import Worker, ask_certificates, job
from tests.patience import PATIENCE, eventually


def ask_list(app: Flask) -> tuple[int, int]:
    """A list that waits to be read, with its job; not enqueued; returns their ids."""
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            by = make_account(session, ward, Role.OFFICER)
            run = ImportRun(
                unit_id=ward.id, course_id=None, kind="people", name="danh sách.csv", file="", sha256="", by_id=by.id,
                created_at=clock.now(),
            )  # fmt: skip
            run.file = f"{run.public_id}.csv"
            session.add(run)
            session.flush()
            job_id, run_id = orders.import_look(session, run, by=by.id).id, run.id
            name = run.file
        keep(importing.imports_folder(), name, text("Họ tên;Năm sinh", "Hà Thị Mơ;1954"))
        return run_id, job_id


def served(app: Flask) -> Flask:
    """The app as its web process has it: what it enqueues goes through the store."""
    settings: Settings = app.extensions["settings"]
    queue_url = settings.queue_url if settings.is_sqlite else settings.database_url
    made = Flask("served")
    made.extensions["settings"] = Settings(**{**settings.__dict__, "testing": False, "queue_url": queue_url})
    return made


@pytest.mark.postgresql
def test_a_list_is_read_while_a_drawing_stands_still(own_app: Flask, worker: Worker) -> None:
    _approval, drawing = ask_certificates(own_app, people=25)
    worker("tests.jobs.halting_worker")
    eventually(lambda: job(own_app, drawing).state == JobState.RUNNING)
    worker("tests.jobs.listening_worker", Lane.LISTS)
    run_id, reading = ask_list(own_app)

    queue = queue_of(served(own_app), Lane.LISTS)
    queue.run(reading)
    queue.huey.storage.close()

    eventually(lambda: job(own_app, reading).is_over)
    assert job(own_app, reading).state == JobState.DONE, job(own_app, reading).reason
    assert job(own_app, drawing).state == JobState.RUNNING
    with own_app.app_context():
        run = db.session.get_one(ImportRun, run_id)
        assert (run.state, run.rows) == (ImportState.READ, 1)


@pytest.mark.parametrize("lane", Lane)
def test_what_stands_still_fails_in_one_sentence_and_its_worker_ends(
    own_app: Flask, worker: Callable[..., BaseProcess], lane: Lane
) -> None:
    asked = ask_list(own_app) if lane is Lane.LISTS else ask_certificates(own_app, people=2)

    ended = worker("tests.jobs.endless_worker", lane)

    ended.join(PATIENCE)
    assert ended.exitcode == 70
    failed = job(own_app, asked[1])
    assert (failed.state, failed.reason, failed.attempts) == (JobState.FAILED, str(LIMITS[lane].words), 1)
    log = (own_app.extensions["settings"].data_dir / "worker.log").read_text(encoding="utf-8")
    assert "took more than" in log
    assert "Traceback" not in log


def test_a_killed_worker_of_lists_is_followed_at_once(own_app: Flask, worker: Worker) -> None:
    _run, reading = ask_list(own_app)
    space, _pid, _began = worker_name().split(":")
    with own_app.app_context(), immediate() as session:
        assert Job.claim(session, reading, worker=f"{space}:{os.getpid()}:1", now=clock.now())
    worker(lane=Lane.LISTS)
    eventually(lambda: job(own_app, reading).state == JobState.DONE)


def test_a_worker_that_has_grown_large_ends_in_order_after_its_job(own_app: Flask, worker: Worker) -> None:
    _approval, drawing = ask_certificates(own_app, people=2)

    ended = worker("tests.jobs.small_worker")

    ended.join(PATIENCE)
    assert ended.exitcode == 0
    assert (job(own_app, drawing).state, job(own_app, drawing).attempts) == (JobState.DONE, 1)
