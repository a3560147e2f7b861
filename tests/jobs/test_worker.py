"""The worker as a process: it takes what others ask for, survives kill -9, and ends when told."""

import hashlib
import io
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.jobs import orders, work
from app.jobs.queue import queue_of
from app.models import (
    Approval,
    AuditEvent,
    Certificate,
    CertificateRequest,
    CertificateState,
    Job,
    JobState,
    RequestKind,
    Role,
)
from app.web.database import db, immediate
from app.web.settings import Settings
from tests import forked
from tests.factories import make_account, make_approved_list, make_attended_course, make_ward
from tests.patience import eventually

Worker = Callable[..., BaseProcess]


def ask_certificates(app: Flask, people: int) -> tuple[int, int]:
    """An approved list with its job, asked for and not enqueued; returns their ids."""
    with app.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session), people=people)
        approval = make_approved_list(session, course)
        return approval.id, orders.certificates(session, approval, by=None).id


def issued(app: Flask, approval_id: int) -> dict[int, tuple[str | None, str | None]]:
    """Number → file and hash of the certificates issued so far."""
    with app.app_context():
        rows = db.session.scalars(Certificate.of_approval(approval_id))
        return {row.number: (row.file, row.sha256) for row in rows if row.state == CertificateState.ISSUED}


def job(app: Flask, job_id: int) -> Job:
    """The row as it stands."""
    with app.app_context():
        return db.session.get_one(Job, job_id)


@pytest.mark.postgresql
def test_killed_half_way_the_next_worker_goes_on_where_it_stood(own_app: Flask, worker: Worker) -> None:
    approval_id, job_id = ask_certificates(own_app, people=25)
    papers = own_app.extensions["settings"].data_dir / "papers"
    halting = worker("tests.jobs.halting_worker")
    eventually(lambda: list(papers.rglob("*-half.pdf")))
    before = issued(own_app, approval_id)
    assert sorted(before) == list(range(1, 11))
    assert job(own_app, job_id).state == JobState.RUNNING
    inodes = {file: (papers / str(file)).stat().st_ino for file, _sha256 in before.values()}

    forked.end(halting, signal.SIGKILL)
    worker()
    eventually(lambda: job(own_app, job_id).is_over)

    assert job(own_app, job_id).state == JobState.DONE, job(own_app, job_id).reason
    assert (job(own_app, job_id).done, job(own_app, job_id).attempts) == (25, 2)
    after = issued(own_app, approval_id)
    assert sorted(after) == list(range(1, 26))
    assert {number: after[number] for number in before} == before
    assert {file: (papers / str(file)).stat().st_ino for file in inodes} == inodes  # not written again
    for file, sha256 in after.values():
        content = (papers / str(file)).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert len(pdf.pages) == 1
    assert not list(papers.rglob("*.tmp"))


def replace_first(app: Flask, approval_id: int) -> int:
    """The first paper of a list is replaced on request, its new one ordered to be drawn and not enqueued; the job."""
    with app.app_context(), immediate() as session:
        row = session.scalars(Certificate.of_approval(approval_id)).first()
        assert row is not None
        unit, now = row.register.unit, clock.now()
        officer, leader = (make_account(session, unit, role) for role in (Role.OFFICER, Role.LEADER))
        told = {"reason": "Sai tên.", "changes": {"full_name": "Cao Thị Ngoãn"}}
        asked = CertificateRequest.ask(session, row, RequestKind.REPLACE, by=officer, now=now, **told)
        assert asked.carry_out(session, by=leader, now=now) is not None
        return orders.certificates(session, session.get_one(Approval, approval_id), by=None, again=True).id


def register(app: Flask) -> list[tuple[int, str, str | None]]:
    """Every number with its state and file."""
    with app.app_context():
        rows = db.session.scalars(select(Certificate).order_by(Certificate.number))
        return [(row.number, row.state, row.file) for row in rows]


def test_killed_while_a_replacement_is_drawn_the_next_worker_draws_it_under_its_number(
    own_app: Flask, worker: Worker
) -> None:
    approval_id, first_job = ask_certificates(own_app, people=3)
    with own_app.app_context():
        work.run(first_job)
    job_id = replace_first(own_app, approval_id)
    papers = own_app.extensions["settings"].data_dir / "papers"
    before = register(own_app)
    assert [(number, state) for number, state, _file in before] == [
        (1, "replaced"), (2, "issued"), (3, "issued"), (4, "approved"),
    ]  # fmt: skip
    inodes = {file: (papers / file).stat().st_ino for _number, _state, file in before if file}
    halting = worker("tests.jobs.halting_at_once")
    eventually(lambda: list(papers.rglob("004-half.pdf")))
    assert (job(own_app, job_id).state, register(own_app)) == (JobState.RUNNING, before)

    forked.end(halting, signal.SIGKILL)
    worker()
    eventually(lambda: job(own_app, job_id).is_over)

    assert job(own_app, job_id).state == JobState.DONE, job(own_app, job_id).reason
    assert job(own_app, job_id).attempts == 2
    after = register(own_app)
    assert after[:3] == before[:3]
    number, state, file = after[3]
    assert (number, state) == (4, "issued")
    assert {file: (papers / file).stat().st_ino for file in inodes} == inodes  # nothing drawn before is touched
    with own_app.app_context():
        made = db.session.scalars(select(Certificate).where(Certificate.number == 4)).one()
        assert made.paper["full_name"] == "Cao Thị Ngoãn"
        assert hashlib.sha256((papers / str(file)).read_bytes()).hexdigest() == made.sha256


def test_told_to_end_a_long_job_stops_at_its_next_step_and_waits(own_app: Flask, worker: Worker) -> None:
    """SIGTERM in the midst of the drawing: exit 0 at once, the row is back in the queue, no attempt is lost."""
    _approval_id, job_id = ask_certificates(own_app, people=25)
    stepping = worker("tests.jobs.stepping_worker")
    eventually(lambda: job(own_app, job_id).done == 1)

    forked.end(stepping, signal.SIGTERM)

    assert stepping.exitcode == 0
    assert (job(own_app, job_id).state, job(own_app, job_id).attempts) == (JobState.QUEUED, 0)
    worker()
    eventually(lambda: job(own_app, job_id).state == JobState.DONE)


@pytest.mark.postgresql
def test_what_another_process_enqueues_is_done(own_app: Flask, worker: Worker, engine: str) -> None:
    """A message through the queue's store: from this process, as from the web process, to the worker."""
    asked_before, _ = ask_certificates(own_app, people=1)
    worker("tests.jobs.listening_worker")
    eventually(lambda: len(issued(own_app, asked_before)) == 1)  # found without a message, when it started
    approval_id, job_id = ask_certificates(own_app, people=2)

    send_through_the_store(own_app, job_id)

    eventually(lambda: job(own_app, job_id).is_over)
    assert sorted(issued(own_app, approval_id)) == [1, 2]
    with own_app.app_context():
        noted = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "certificates.issued")).all()
        assert len(noted) == 2
        assert AuditEvent.first_broken(db.session()) is None


def send_through_the_store(app: Flask, job_id: int) -> None:
    """Enqueue as the web process does; tests' own apps would do the work at once instead."""
    settings: Settings = app.extensions["settings"]
    queue_url = settings.queue_url if settings.is_sqlite else settings.database_url
    served = Flask("served")
    served.extensions["settings"] = Settings(**{**settings.__dict__, "testing": False, "queue_url": queue_url})
    queue = queue_of(served)
    queue.run(job_id)
    queue.huey.storage.close()


def test_the_class_file_holds_the_very_pages_that_were_issued(own_app: Flask, worker: Worker) -> None:
    approval_id, _job_id = ask_certificates(own_app, people=5)
    worker()
    eventually(lambda: len(issued(own_app, approval_id)) == 5)
    with own_app.app_context(), immediate() as session:
        file_job = orders.certificates_file(session, session.get_one(Approval, approval_id), by=None)

    with own_app.app_context():
        work.run(file_job.id)

    done = job(own_app, file_job.id)
    assert done.state == JobState.DONE, done.reason
    papers = own_app.extensions["settings"].data_dir / "papers"
    with pikepdf.open(papers / str(done.result)) as whole:
        pages = [page.Contents.read_bytes() for page in whole.pages]
    singles = []
    for _number, (file, _sha256) in sorted(issued(own_app, approval_id).items()):
        with pikepdf.open(papers / str(file)) as single:
            singles.append(single.pages[0].Contents.read_bytes())
    assert pages == singles


def test_an_altered_certificate_is_never_printed(own_app: Flask) -> None:
    approval_id, job_id = ask_certificates(own_app, people=3)
    with own_app.app_context():
        work.run(job_id)
    file, _sha256 = issued(own_app, approval_id)[2]
    path = own_app.extensions["settings"].data_dir / "papers" / str(file)
    path.write_bytes(path.read_bytes() + b" ")
    with own_app.app_context(), immediate() as session:
        file_job = orders.certificates_file(session, session.get_one(Approval, approval_id), by=None)

    with own_app.app_context():
        work.run(file_job.id)

    refused = job(own_app, file_job.id)
    assert refused.state == JobState.FAILED
    assert f"giấy số 002/{clock.today().year} không còn nguyên" in refused.reason
