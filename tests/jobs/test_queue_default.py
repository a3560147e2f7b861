"""Where the queue lies unless QUEUE_URL says it, what an update finds in the old one, and what goes past a pooler."""

from collections.abc import Callable
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from huey import PostgresHuey
from sqlalchemy import text

from app import create_app
from app.commands import surroundings
from app.country import clock
from app.jobs import queue, work
from app.jobs.queue import queue_of
from app.jobs.workers import Lane, worker_name
from app.models import Job, JobState
from app.web.database import db, direct_engine, immediate, limit_waits
from app.web.database.postgresql import libpq_address
from app.web.settings import Settings
from tests.jobs.lines import line_to
from tests.jobs.test_worker import ask_certificates, job
from tests.patience import eventually
from tests.postgres import Cluster

POOLED, DIRECT = "postgresql+psycopg://lopso@pool/lopso", "postgresql+psycopg://lopso@db/lopso"
# What a session has set for itself; a pooler would hand it on.
OF_SESSION = "SELECT count(*) FROM pg_settings WHERE source = 'session'"


def test_the_queue_follows_the_direct_address(tmp_path: Path) -> None:
    def read(**given: str) -> tuple[str, str]:
        settings = Settings.from_environment({"DATA_DIR": str(tmp_path), **given})
        return settings.database_direct_url, settings.queue_url

    file, queue_file = f"sqlite:///{tmp_path}/lopso.db", f"sqlite:///{tmp_path}/queue.db"
    assert read() == (file, queue_file)
    assert read(DATABASE_DIRECT_URL=DIRECT) == (file, queue_file)
    assert read(DATABASE_URL=POOLED) == (POOLED, POOLED)
    assert read(DATABASE_URL=POOLED, DATABASE_DIRECT_URL=DIRECT) == (DIRECT, DIRECT)
    assert read(DATABASE_URL=POOLED, QUEUE_URL=queue_file) == (POOLED, queue_file)


def test_an_address_of_sqlalchemy_is_written_as_libpq_reads_it() -> None:
    several = "postgresql+psycopg://lopso:p%40ss@/lopso?host=one:5432&host=two:5433&target_session_attrs=read-write"
    expected = {
        "host": "one,two", "port": "5432,5433", "dbname": "lopso", "user": "lopso", "password": "p@ss",
        "target_session_attrs": "read-write", "connect_timeout": "5",
    }  # fmt: skip
    assert psycopg.conninfo.conninfo_to_dict(libpq_address(several)) == expected
    assert libpq_address("postgresql://one:1,two:2/lopso") == "postgresql://one:1,two:2/lopso"


@pytest.mark.postgresql
def test_what_waits_in_the_queue_file_is_done_after_the_update(
    worker: Callable[..., BaseProcess], own_app: Flask
) -> None:
    _approval, job_id = ask_certificates(own_app, people=1)
    settings: Settings = own_app.extensions["settings"]
    before = Flask("before")
    file = f"sqlite:///{settings.data_dir / 'queue.db'}"
    before.extensions["settings"] = replace(settings, testing=False, queue_url=file)
    old = queue_of(before)
    old.run(job_id)
    old.huey.storage.close()

    worker()

    eventually(lambda: job(own_app, job_id).is_over)
    assert job(own_app, job_id).state == JobState.DONE, job(own_app, job_id).reason


def test_a_job_that_nobody_was_told_of_is_enqueued_once(own_app: Flask, tmp_path: Path) -> None:
    _approval, job_id = ask_certificates(own_app, people=1)
    settings: Settings = own_app.extensions["settings"]
    served = create_app(replace(settings, testing=False, queue_url=f"sqlite:///{tmp_path / 'queue.db'}"), rooms=False)
    with served.app_context():
        huey = queue.queue().huey
        assert queue.waits(Lane.DRAWINGS)
        assert not queue.waits(Lane.LISTS)
        for _minute in range(3):
            queue.enqueue_lost(Lane.DRAWINGS)
        assert (huey.pending_count(), huey.dequeue().args) == (1, (job_id,))
        huey.storage.close()
        db.engine.dispose()


def test_a_job_under_way_in_this_process_is_not_put_back(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The minute goes in a thread of its own, beside the job."""
    _approval, job_id = ask_certificates(own_app, people=1)
    with own_app.app_context(), immediate() as session:
        assert Job.claim(session, job_id, worker=worker_name(), now=clock.now())
    monkeypatch.setattr(queue, "enqueue", lambda job_id: None)
    for under_way, state in (([job_id], JobState.RUNNING), ([], JobState.QUEUED)):
        monkeypatch.setattr(work, "under_way", lambda under_way=under_way: under_way)
        with own_app.app_context():
            queue.enqueue_unfinished()
        assert job(own_app, job_id).state == state


def test_a_transaction_leaves_no_setting_in_its_session(make_app: Callable[..., Flask]) -> None:
    app = make_app("postgresql", rooms=False)
    limit_waits(app)
    with app.app_context():
        for options in ({}, {"writes": True}):
            with db.engine.connect().execution_options(**options) as connection:
                inside = connection.execute(text("SELECT current_setting('statement_timeout'), current_setting('jit')"))
                assert inside.one() == ("30s", "off")
                connection.commit()
                raw = connection.connection.driver_connection
                assert raw is not None
                assert raw.execute(OF_SESSION).fetchone() == (0,)
                raw.rollback()
        settings = app.extensions["settings"]
    served = create_app(replace(settings, testing=False), rooms=False)
    with served.app_context():
        huey = queue.queue().huey
        assert isinstance(huey, PostgresHuey)
        assert huey.storage.conn.execute(OF_SESSION).fetchone() == (0,)
        assert huey.storage.conn.execute("SHOW search_path").fetchone() == ("lopso_queue",)
        huey.storage.close()
        db.engine.dispose()


def test_migrations_and_snapshots_go_past_a_pooler(make_app: Callable[..., Flask], postgres: Cluster) -> None:
    settings: Settings = make_app("postgresql", rooms=False).extensions["settings"]
    with line_to(postgres) as pooler:
        name = psycopg.conninfo.conninfo_to_dict(libpq_address(settings.database_url))["dbname"]
        app = create_app(replace(settings, database_url=pooler.url(str(name))), rooms=False)
        with app.app_context():
            assert (db.engine.url.port, direct_engine().url.port) == (pooler.port, None)
            with direct_engine().connect() as connection:
                assert connection.execute(text("SHOW transaction_read_only")).scalar() == "on"
            db.engine.dispose()


@pytest.mark.parametrize("pools", [False, True])
def test_the_doctor_tells_of_a_pooler(make_app: Callable[..., Flask], postgres: Cluster, pools: bool) -> None:
    app = make_app("postgresql", rooms=False)
    settings: Settings = app.extensions["settings"]
    name = psycopg.conninfo.conninfo_to_dict(libpq_address(settings.database_url))["dbname"]
    with line_to(postgres, pools=pools) as line, app.app_context():
        app.extensions["settings"] = replace(settings, database_direct_url=line.url(str(name)))
        found = surroundings.direct_connection()
    app.extensions["settings"] = settings
    assert (found.state, "pooler" in found.found) == (("bad", True) if pools else ("ok", False))
