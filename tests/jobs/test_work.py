"""A job's way from asked to over: claimed once, retried, called off, given up, each told in words."""

import os
import socket
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.country import clock
from app.jobs import queue, sweeping, work
from app.jobs.work import Impossible, Work
from app.jobs.workers import Lane, worker_name
from app.models import Job, JobState
from app.models.trust.job import BEAT, NotOver
from app.web.database import db, immediate
from tests.factories import make_ward
from tests.jobs import kinds
from tests.patience import PATIENCE

Step = Callable[[Work], str | None]


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind "scripted" does what the test says."""
    monkeypatch.setitem(work.KINDS, "scripted", "tests.jobs.kinds")
    kinds.script.clear()


def ask(*steps: Step) -> int:
    """A job that does these steps, one an attempt."""
    kinds.script.extend(steps)
    with immediate() as session:
        ward = make_ward(session)
        job = Job.ask(
            session, "scripted", {}, title="Việc thử", unit_id=ward.id, asked_by_id=None, now=clock.now(), again=True
        )
        return job.id


def stored(job_id: int) -> Job:
    """The row as it stands."""
    db.session.rollback()
    job = db.session.get(Job, job_id, populate_existing=True)
    assert job is not None
    return job


def refuse(sentence: str) -> Step:
    def step(work: Work) -> None:
        raise Impossible(sentence)

    return step


def fail(work: Work) -> None:
    raise OSError("no room")


def test_a_job_that_is_done_names_its_file(app: Flask) -> None:
    with app.app_context():
        job_id = ask(lambda work: "posters/1.pdf")

        assert work.run(job_id) is None

        job = stored(job_id)
        assert (job.state, job.result, job.done, job.total) == (JobState.DONE, "posters/1.pdf", 1, 1)
        assert job.finished_at is not None
        assert job.worker == worker_name()


def test_what_is_enqueued_is_done_and_can_be_waited_for(app: Flask) -> None:
    with app.app_context():
        job_id = ask(lambda work: "posters/2.pdf")
        queue.enqueue(job_id)

        job = queue.wait(stored(job_id).public_id, seconds=PATIENCE)

        assert job.state == JobState.DONE
        assert queue.answers()


def test_who_waits_for_an_unfinished_job_gets_it_as_it_stands(app: Flask) -> None:
    with app.app_context():
        job_id = ask()

        assert queue.wait(stored(job_id).public_id, seconds=0.05).state == JobState.QUEUED


def test_progress_is_written_as_it_goes(app: Flask) -> None:
    seen = []

    def step(work: Work) -> None:
        for done in (10, 20):
            work.progress(done, 40)
            job = stored(work.job_id)
            seen.append((job.done, job.total, job.state, job.beat_at is not None))

    with app.app_context():
        work.run(ask(step))

    assert seen == [(10, 40, JobState.RUNNING, True), (20, 40, JobState.RUNNING, True)]


def test_what_cannot_be_done_fails_at_once_with_its_sentence(app: Flask) -> None:
    with app.app_context():
        job_id = ask(refuse("Tên lớp dài quá, không in được."))

        assert work.run(job_id) is None

        job = stored(job_id)
        assert (job.state, job.reason, job.attempts) == (JobState.FAILED, "Tên lớp dài quá, không in được.", 1)


def test_a_failure_is_tried_three_times_then_given_up_in_words(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with app.app_context():
        job_id = ask(fail, fail, fail)

        assert work.run(job_id) == work.PAUSES[0]
        assert stored(job_id).state == JobState.QUEUED
        assert "Lần thứ 1 chưa được" in stored(job_id).reason
        assert work.run(job_id) == work.PAUSES[1]
        assert work.run(job_id) is None

        job = stored(job_id)
        assert (job.state, job.attempts) == (JobState.FAILED, 3)
        assert "Máy đã thử 3 lần mà chưa làm được" in job.reason
        assert work.run(job_id) is None  # over is over
        assert stored(job_id).attempts == 3
    assert caplog.text.count("OSError: no room") == 3


def test_a_failure_that_passes_by_is_forgotten(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with app.app_context():
        job_id = ask(fail, lambda work: None)

        work.run(job_id)
        work.run(job_id)

        assert (stored(job_id).state, stored(job_id).reason) == (JobState.DONE, "")
    assert "no room" in caplog.text


def test_a_job_whose_worker_died_three_times_is_given_up(app: Flask) -> None:
    with app.app_context():
        job_id = ask(lambda work: pytest.fail("a fourth attempt"))
        for beats in (6, 4, 2):
            with immediate() as session:
                assert Job.claim(session, job_id, worker=f"elsewhere:{beats}", now=clock.now() - beats * BEAT)

        assert work.run(job_id) is None

        job = stored(job_id)
        assert job.state == JobState.FAILED
        assert "Máy đã dừng giữa chừng ba lần" in job.reason


def test_called_off_before_it_began(app: Flask) -> None:
    with app.app_context():
        job_id = ask(lambda work: pytest.fail("it was called off"))
        with immediate() as session:
            session.get_one(Job, job_id).call_off(now=clock.now())

        assert work.run(job_id) is None
        assert stored(job_id).state == JobState.CANCELLED


def test_called_off_while_it_runs_ends_at_the_next_step(app: Flask) -> None:
    def step(work: Work) -> None:
        work.progress(5, 40)
        with immediate() as session:
            session.get_one(Job, work.job_id).call_off(now=clock.now())
        work.progress(6, 40)
        pytest.fail("it went on")

    with app.app_context():
        job_id = ask(step)
        work.run(job_id)

        job = stored(job_id)
        assert (job.state, job.done, job.total) == (JobState.CANCELLED, 6, 40)


def test_failed_and_called_off_jobs_start_anew_done_ones_do_not(app: Flask) -> None:
    with app.app_context():
        job_id = ask(refuse("Hỏng."), lambda work: "posters/3.pdf")
        work.run(job_id)
        with immediate() as session:
            session.get_one(Job, job_id).ask_again()
        assert (stored(job_id).state, stored(job_id).attempts, stored(job_id).reason) == (JobState.QUEUED, 0, "")

        work.run(job_id)

        assert stored(job_id).state == JobState.DONE
        with pytest.raises(NotOver), immediate() as session:
            session.get_one(Job, job_id).ask_again()


def test_a_worker_that_ends_puts_its_job_back_and_holds_nothing_against_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(work_: Work) -> None:
        work._stopping[0].set()
        work_.progress(5, 40)
        pytest.fail("it went on")

    monkeypatch.setattr(work, "_stopping", [type(work._stopping[0])()])
    with app.app_context():
        job_id = ask(step)

        assert work.run(job_id) is None

        job = stored(job_id)
        assert (job.state, job.attempts, job.worker) == (JobState.QUEUED, 0, "")
        assert sweeping.unfinished(Lane.DRAWINGS) == [job_id]


@pytest.mark.postgresql
def test_a_worker_that_was_overtaken_changes_nothing_any_more(app: Flask) -> None:
    def step(work: Work) -> str:
        with immediate() as session:
            session.get_one(Job, work.job_id).worker = "elsewhere:7"
        return "posters/late.pdf"

    with app.app_context():
        job_id = ask(step)
        work.run(job_id)

        assert (stored(job_id).state, stored(job_id).worker, stored(job_id).result) == (
            JobState.RUNNING,
            "elsewhere:7",
            None,
        )


@pytest.mark.postgresql
def test_a_job_of_another_machine_is_taken_only_when_it_no_longer_beats(app: Flask) -> None:
    with app.app_context():
        job_id = ask(lambda work: None)
        with immediate() as session:
            assert Job.claim(session, job_id, worker="elsewhere:7", now=clock.now())

        assert sweeping.unfinished(Lane.DRAWINGS) == []
        assert work.run(job_id) is None
        assert stored(job_id).worker == "elsewhere:7"

        with clock.shifted(BEAT + timedelta(seconds=1)):
            assert sweeping.unfinished(Lane.DRAWINGS) == [job_id]
            work.run(job_id)
        assert stored(job_id).state == JobState.DONE


def test_a_job_of_a_dead_process_of_this_machine_is_found_at_once(app: Flask) -> None:
    space, _pid, _began = worker_name().split(":")
    with app.app_context():
        for dead in (f"{space}:{_ended_process()}:1", f"{space}:{os.getpid()}:1"):  # the number may be given again
            job_id = ask(lambda work: None)
            with immediate() as session:
                assert Job.claim(session, job_id, worker=dead, now=clock.now())

            assert sweeping.unfinished(Lane.DRAWINGS) == [job_id]
            assert stored(job_id).state == JobState.QUEUED
            work.run(job_id)


@pytest.mark.parametrize("elsewhere", ["{host}/b007-1:{pid}:{began}", "{host}:{pid}"])
def test_a_worker_of_a_container_or_clone_of_the_same_name_is_judged_by_its_beat(app: Flask, elsewhere: str) -> None:
    pid, began = _ended_process(), worker_name().rpartition(":")[2]
    told = elsewhere.format(host=socket.gethostname(), pid=pid, began=began)
    with app.app_context():
        job_id = ask(lambda work: None)
        with immediate() as session:
            assert Job.claim(session, job_id, worker=told, now=clock.now())

        assert sweeping.unfinished(Lane.DRAWINGS) == []
        assert stored(job_id).state == JobState.RUNNING
        with clock.shifted(BEAT + timedelta(seconds=1)):
            assert sweeping.unfinished(Lane.DRAWINGS) == [job_id]
            work.run(job_id)


def _ended_process() -> int:
    """The number of a process that has just ended."""
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
    return pid
