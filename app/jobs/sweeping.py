"""The worker's clean-up between two jobs: abandoned jobs, offers that lapsed, rows past their time. For files of papers
see `app.jobs.shelves`."""

from pathlib import Path

from app.country import clock
from app.jobs.lanes import Lane, lane_of
from app.jobs.worker_names import is_here, runs, worker_name
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
)
from app.models.helping.requests.erasing import ended_long_ago
from app.models.learning.leaving import lapse_offers
from app.models.learning.waiting import courses_with_late_offers
from app.models.trust.job import BEAT
from app.registers.personal_data.erasing import forget_rows
from app.registers.personal_data.holdings import Holdings
from app.web.database import db, immediate

AT_ONCE = 100


def unfinished(lane: Lane) -> list[int]:
    """The ids of the jobs of a lane without a living worker: queued jobs, and those of workers that died."""
    stale = clock.now() - BEAT
    running = [job for job in db.session.scalars(Job.running()) if lane_of(job.kind) is lane]
    elsewhere = [job.id for job in running if not is_here(job.worker) and (job.beat_at or stale) <= stale]
    if orphans := [job.id for job in running if _is_dead(job.worker)]:
        with immediate() as session:
            for job in session.scalars(Job.running().where(Job.id.in_(orphans)).with_for_update()):
                if _is_dead(job.worker):
                    job.put_back()
    ids = [*(job_id for job_id, kind in db.session.execute(Job.waiting()) if lane_of(kind) is lane), *elsewhere]
    db.session.rollback()
    return ids


def _is_dead(worker: str) -> bool:
    """Whether a worker of this machine no longer runs. Workers of other machines are judged by their beat (Job.claim).
    The caller does one job at a time, and is not at it now."""
    return is_here(worker) and (worker == worker_name() or not runs(worker))


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


def forget_lists(imports: Path) -> int:
    """Remove the files of old imports, which hold names; returns how many."""
    now = clock.now()
    old = ImportRun.with_old_files(now).limit(AT_ONCE)
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        runs = list(session.scalars(old.with_for_update()))
        files = [file for run in runs for file in run.forget_files(now)]
    for file in files:
        (imports / file).unlink(missing_ok=True)
    return len(files)


def forget_hall_requests() -> int:
    """Delete the hall requests of lessons that are over; returns how many."""
    old = HallRequest.over(clock.now()).limit(AT_ONCE)
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        gone = list(session.scalars(old.with_for_update(of=HallRequest)))
        for each in gone:
            session.delete(each)
    return len(gone)


def forget_addresses() -> int:
    """Delete the addresses of old failed guesses; returns how many."""
    old = RateLimit.full_again(clock.now()).limit(AT_ONCE)
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        gone = list(session.scalars(old.with_for_update()))
        for bucket in gone:
            session.delete(bucket)
    return len(gone)


def forget_presses() -> int:
    """Delete the idempotency keys of operations that no phone sends again; returns how many."""
    old = IdempotencyKey.old(clock.now()).limit(AT_ONCE)
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        digests = session.scalars(old).all()
        IdempotencyKey.release(session, *digests)
    return len(digests)


def forget_offers() -> int:
    """Erase the names of ambassador offers answered half a year ago, as /rieng-tu says; returns how many."""
    old = AmbassadorOffer.decided_long_ago(clock.now()).limit(AT_ONCE)
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        offers = list(session.scalars(old.with_for_update()))
        forget_rows(session, Holdings((), (), [offer.id for offer in offers]))
    return len(offers)


def forget_requests() -> int:
    """Erase the names of help requests that ended half a year ago, as /rieng-tu says; returns how many."""
    old = ended_long_ago(clock.now()).limit(AT_ONCE)
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        requests = list(session.scalars(old.with_for_update(of=HelpRequest)))
        forget_rows(session, Holdings((), [request.id for request in requests], ()))
    return len(requests)


def forget_data_requests() -> int:
    """Erase the names of data requests answered a year ago, as /rieng-tu says; returns how many."""
    old = DataRequest.over_long_ago(clock.now()).limit(AT_ONCE)
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        requests = list(session.scalars(old.with_for_update(of=DataRequest)))
        for request in requests:
            request.forget_who()
    return len(requests)


def end_visits() -> int:
    """End visits at tablets that were switched off with a person's page open; returns how many."""
    old = KioskVisit.forgotten(clock.now()).limit(AT_ONCE)
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        visits = list(session.scalars(old.with_for_update()))
        for visit in visits:
            visit.end(clock.now())
    return len(visits)
