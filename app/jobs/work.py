"""Runs one job: claims its row, does the work of its kind step by step, and notes the result."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from secrets import token_hex

from flask import current_app
from flask_babel import gettext as _

from app.country import clock
from app.jobs.workers import LIMITS, StepWatch, lane_of, worker_name
from app.models import Job, JobState
from app.models.trust.job import ATTEMPTS
from app.registers.papers import PAPERS
from app.web.database import immediate
from app.web.settings import Settings
from app.web.storage import StoreFolder, StoreUnavailable

log = logging.getLogger(__name__)

# Each kind has a function (work) -> str | None: the file it made, relative to DATA_DIR/papers. It is `perform` of the
# module, unless another one is named after a colon. A kind that nobody asks for any more stays for two releases: its
# function does what waits, or says why it does not (`Impossible`).
KINDS: Mapping[str, str] = {
    "import_look": "app.jobs.imports",
    "import_take": "app.jobs.imports",
    "backup": "app.jobs.nightly",
    **{paper.kind: paper.work for paper in PAPERS.values()},
}
# Seconds before the second and the third attempt: a full disk or a busy database may have passed by then.
PAUSES = (2.0, 15.0)

# Held while a job is claimed, and while rows of dead workers are looked for: a row of this process that is not at work
# is one that it could not put back.
claiming = threading.Lock()
_stopping = [threading.Event()]  # set when the worker is told to end: jobs stop at their next step and wait
_watches: list[StepWatch] = []  # of a worker process: one
_at_work: list["Work"] = []  # in a worker process at most one
_unknown: set[int] = set()  # ids of jobs of kinds that this release does not know, which the log has named


class Impossible(Exception):
    """No retry can succeed; the message is one plain sentence for the account that ordered the job."""


class _Stopped(Exception):
    """The job was cancelled, or another worker has it by now."""


class _PutOff(Exception):
    """The worker ends; the next one continues."""


@dataclass(frozen=True)
class Work:
    """One claimed job, as the module of its kind sees it."""

    job_id: int
    public_id: str
    kind: str
    arguments: Mapping[str, str]
    unit_id: int
    asked_by_id: int | None
    worker: str

    @property
    def papers(self) -> StoreFolder:
        """The folder of papers."""
        settings: Settings = current_app.extensions["settings"]
        return settings.papers

    @property
    def photos(self) -> StoreFolder:
        """The folder of photos of lessons."""
        settings: Settings = current_app.extensions["settings"]
        return settings.photos

    def file_of(self, unit_code: str, ending: str = "pdf") -> str:
        """A path for the paper's file below `papers`; each call gives another: a former file may wait to be removed."""
        return f"{PAPERS[self.kind].folder}/{unit_code}/{self.public_id}-{token_hex(4)}.{ending}"

    def progress(self, done: int, total: int) -> None:
        """Note the progress; call it between steps of a few seconds, outside any transaction. Raises an exception that
        the caller need not catch, if the job was cancelled or the worker is to end."""
        if _stopping[0].is_set():
            raise _PutOff
        with immediate() as session:
            goes_on = Job.progress(session, self.job_id, worker=self.worker, done=done, total=total, now=clock.now())
        if not goes_on:
            raise _Stopped
        for watch in _watches:
            watch.begin()


def performer(kind: str) -> Callable[[Work], str | None]:
    """The function that does the work of a kind; its module is loaded."""
    module, _colon, name = KINDS[kind].partition(":")
    found: Callable[[Work], str | None] = getattr(import_module(module), name or "perform")
    return found


def end_on(stopping: threading.Event) -> None:
    """Set the event that tells this process's jobs to end."""
    _stopping[0] = stopping


def watched_by(watch: StepWatch) -> None:
    """Set the watch that limits the steps of this process's jobs."""
    _watches[:] = [watch]
    watch.start()


def under_way() -> list[int]:
    """The ids of the jobs that this process does now."""
    return [work.job_id for work in _at_work]


def fail_late() -> None:
    """Fail the running job because a step took too long, with a sentence. Called in another thread."""
    for work in list(_at_work):
        limit = LIMITS[lane_of(work.kind)]
        log.error("job %s (%s) took more than %.0f s for a step", work.public_id, work.kind, limit.seconds)
        _end(work, JobState.FAILED, str(limit.words))


def run(job_id: int) -> float | None:
    """Do a job, unless it is over or another worker's. Returns the seconds until the next attempt, or None.

    While the store of files does not answer, jobs wait: they use up no attempt and draw nothing in vain. The minute's
    round finds them.
    """
    work = _taken_on(job_id) if _store_answers() else None
    if work is None:
        return None
    began = time.monotonic()
    for watch in _watches:
        watch.begin()
    try:
        result = performer(work.kind)(work)
    except _Stopped:
        _end(work, JobState.CANCELLED, "")
    except _PutOff:
        _put_back(work)
    except StoreUnavailable as error:
        log.warning("job %s (%s) waits for the store of files: %s", work.public_id, work.kind, error)
        _put_back(work)
    except Impossible as reason:
        _end(work, JobState.FAILED, str(reason))
    except Exception:
        log.exception("job %s (%s) failed", work.public_id, work.kind)
        return _failed(work)
    else:
        _finish(work, result)
        log.info("job %s (%s) done in %.1f s", work.public_id, work.kind, time.monotonic() - began)
    finally:
        for watch in _watches:
            watch.end()
        _at_work.remove(work)
    return None


def _taken_on(job_id: int) -> Work | None:
    with claiming:
        work = _claimed(job_id)
        if work is not None:
            _at_work.append(work)
        return work


def _store_answers() -> bool:
    settings: Settings = current_app.extensions["settings"]
    try:
        settings.store.check()
    except StoreUnavailable as error:
        log.warning("jobs wait for the store of files: %s", error)
        return False
    return True


def _claimed(job_id: int) -> Work | None:
    worker = worker_name()
    with immediate() as session:
        if not Job.claim(session, job_id, worker=worker, now=clock.now()):
            return None
        job = session.scalars(Job.claimed_by(job_id, worker)).one()
        if job.kind not in KINDS:  # of a later release, before a downgrade: it waits for that one
            job.put_back(counts=False)
            if job_id not in _unknown:
                log.warning("job %s waits for the release that knows %s", job.public_id, job.kind)
            _unknown.add(job_id)
            return None
        if job.attempts > ATTEMPTS:
            reason = _("Máy đã dừng giữa chừng ba lần khi làm việc này. Anh chị báo quản trị xem nhật ký của máy.")
            job.give_up(JobState.FAILED, reason, now=clock.now())
            return None
        return Work(job.id, job.public_id, job.kind, job.given, job.unit_id, job.asked_by_id, worker)


def _finish(work: Work, result: str | None) -> None:
    with immediate() as session:
        if job := session.scalars(Job.claimed_by(work.job_id, work.worker)).one_or_none():
            job.finish(result=result, now=clock.now())


def _end(work: Work, state: JobState, reason: str) -> None:
    with immediate() as session:
        if job := session.scalars(Job.claimed_by(work.job_id, work.worker)).one_or_none():
            job.give_up(state, reason, now=clock.now())


def _put_back(work: Work) -> None:
    with immediate() as session:
        if job := session.scalars(Job.claimed_by(work.job_id, work.worker)).one_or_none():
            job.put_back(counts=False)


def _failed(work: Work) -> float | None:
    """After a failed attempt: another one after a pause, or the end after the last one."""
    with immediate() as session:
        job = session.scalars(Job.claimed_by(work.job_id, work.worker)).one_or_none()
        if job is None:
            return None
        if job.attempts < ATTEMPTS:
            job.put_back(_("Lần thứ %(number)s chưa được, máy đang thử lại.", number=job.attempts))
            return PAUSES[job.attempts - 1]
        reason = _("Máy đã thử %(times)s lần mà chưa làm được. Anh chị làm lại, hoặc báo quản trị.", times=ATTEMPTS)
        job.give_up(JobState.FAILED, reason, now=clock.now())
        return None
