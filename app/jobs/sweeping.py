"""The worker's clean-up between two jobs: abandoned jobs, offers that lapsed, rows past their time. For files of papers
see `app.jobs.shelves`."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs import work
from app.jobs.workers import Lane, is_here, lane_of, runs, worker_name
from app.models import (
    AmbassadorOffer,
    Course,
    DataRequest,
    HallRequest,
    HelpRequest,
    IdempotencyKey,
    ImportRun,
    Job,
    KioskVisit,
    RateLimit,
    WriteStamp,
)
from app.models.base import Base
from app.models.helping.requests.asking import ended_long_ago
from app.models.learning.leaving import courses_with_late_offers, lapse_offers
from app.models.trust.job import BEAT
from app.registers.personal_data.erasing import forget_rows
from app.registers.personal_data.holdings import Holdings
from app.web.database import db, immediate

AT_ONCE = 100
Row = TypeVar("Row", bound=Any)


def unfinished(lane: Lane) -> list[int]:
    """The ids of the jobs of a lane without a living worker: queued jobs, and those of workers that died."""
    stale = clock.now() - BEAT
    running = [job for job in db.session.scalars(Job.running()) if lane_of(job.kind) is lane]
    elsewhere = [job.id for job in running if not is_here(job.worker) and (job.beat_at or stale) <= stale]
    if orphans := [job.id for job in running if _is_left(job)]:
        with work.claiming, immediate() as session:
            for job in session.scalars(Job.running().where(Job.id.in_(orphans)).with_for_update()):
                if _is_left(job):
                    job.put_back()
    ids = [*(job_id for job_id, kind in db.session.execute(Job.waiting()) if lane_of(kind) is lane), *elsewhere]
    db.session.rollback()
    return ids


def _is_left(job: Job) -> bool:
    """Whether a worker of this machine no longer does a job. Those of other machines are judged by their beat
    (Job.claim)."""
    if job.worker == worker_name():
        return job.id not in work.under_way()
    return is_here(job.worker) and not runs(job.worker)


def lapse() -> int:
    """End expired offers and offer the seats to the next people, course by course; returns how many ended."""
    courses = list(db.session.scalars(courses_with_late_offers(clock.now())))
    db.session.rollback()
    ended = 0
    for course_id in courses:
        with immediate() as session:
            course = session.scalars(Course.locked(course_id)).one()
            ended += len(lapse_offers(session, course, clock.now()))
    return ended


def _sweep(due: Select[Row], act: Callable[[Session, Sequence[Row]], object], *, of: type[Base] | None = None) -> int:
    """Lock up to AT_ONCE rows that are due and act on them; returns how many. None due: no write transaction."""
    due = due.limit(AT_ONCE)
    if not db.session.scalars(due.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        rows = session.scalars(due.with_for_update(of=of)).all()
        act(session, rows)
    return len(rows)


def _delete(session: Session, rows: Sequence[Base]) -> None:
    for row in rows:
        session.delete(row)


def _each(act: Callable[[Row], object]) -> Callable[[Session, Sequence[Row]], None]:
    def on_all(_session: Session, rows: Sequence[Row]) -> None:
        for row in rows:
            act(row)

    return on_all


def forget_lists() -> int:
    """Remove the files of old imports, which hold names; returns of how many imports."""
    now = clock.now()

    def forget(session: Session, runs: Sequence[ImportRun]) -> None:
        for run in runs:
            run.forget_files(session, now)

    return _sweep(ImportRun.with_old_files(now), forget)


def forget_hall_requests() -> int:
    """Delete the hall requests of lessons that are over; returns how many."""
    return _sweep(HallRequest.over(clock.now()), _delete, of=HallRequest)


def forget_addresses() -> int:
    """Delete the addresses of old failed guesses; returns how many."""
    return _sweep(RateLimit.full_again(clock.now()), _delete)


def forget_presses() -> int:
    """Delete the idempotency keys of operations that no phone sends again; returns how many."""
    return _sweep(IdempotencyKey.old(clock.now()), lambda session, keys: IdempotencyKey.release(session, *keys))


def forget_stamps() -> int:
    """Delete the stamps of writes that tell nothing any more; returns how many."""
    return _sweep(WriteStamp.old(), WriteStamp.remove)


def forget_offers() -> int:
    """Erase the names of ambassador offers answered half a year ago, as /rieng-tu says; returns how many."""
    return _sweep(
        AmbassadorOffer.decided_long_ago(clock.now()),
        lambda session, offers: forget_rows(session, Holdings((), (), [each.id for each in offers])),
    )


def forget_requests() -> int:
    """Erase the names of help requests that ended half a year ago, as /rieng-tu says; returns how many."""
    return _sweep(
        ended_long_ago(clock.now()),
        lambda session, requests: forget_rows(session, Holdings((), [each.id for each in requests], ())),
        of=HelpRequest,
    )


def forget_data_requests() -> int:
    """Erase the names of data requests answered a year ago, as /rieng-tu says; returns how many."""
    return _sweep(DataRequest.over_long_ago(clock.now()), _each(DataRequest.forget_who), of=DataRequest)


def end_visits() -> int:
    """End visits at tablets that were switched off with a person's page open; returns how many."""
    now = clock.now()
    return _sweep(KioskVisit.forgotten(now), _each(lambda visit: visit.end(now)))
