"""What the worker looks after between two jobs: work that was left behind, files that can be drawn again."""

import os
import socket
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app import clock
from app.database import db, immediate
from app.models import Job, JobState
from app.models.trust.job import BEAT

# Kinds whose file is drawn anew each time it is asked for, and how long the last one is kept.
REDRAWN = ("sheet_before", "sheet_after", "course_certificates_file")
KEPT = timedelta(days=7)
AT_ONCE = 100


def unfinished() -> list[int]:
    """The ids of the jobs that no living worker has: queued ones, and those of workers that died."""
    host, stale = socket.gethostname(), clock.now() - BEAT
    running = list(db.session.scalars(Job.running()))
    elsewhere = [job.id for job in running if not _is_here(job.worker, host) and (job.beat_at or stale) <= stale]
    if orphans := [job.id for job in running if _is_dead(job.worker, host)]:
        with immediate() as session:
            for job in session.scalars(Job.running().where(Job.id.in_(orphans)).with_for_update()):
                if _is_dead(job.worker, host):
                    job.put_back()
    ids = [*db.session.scalars(Job.waiting()), *elsewhere]
    db.session.rollback()
    return ids


def _is_here(worker: str, host: str) -> bool:
    return worker.rpartition(":")[0] == host


def _is_dead(worker: str, host: str) -> bool:
    """Whether a worker of this machine runs no more. Those of other machines are judged by their beat (Job.claim)."""
    if not _is_here(worker, host):
        return False
    pid = int(worker.rpartition(":")[2])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False  # it runs, under another user
    return pid == os.getpid()  # an earlier process of our number: we do one job at a time, and are not at it now


def tidy(papers: Path) -> int:
    """Remove old files that can be drawn again; returns how many. Issued certificates and posters stay."""
    old = (
        select(Job)
        .where(
            Job.kind.in_(REDRAWN),
            Job.state == JobState.DONE,
            Job.result.is_not(None),
            Job.finished_at < clock.now() - KEPT,
        )
        .order_by(Job.id)
        .limit(AT_ONCE)
    )
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        jobs = list(session.scalars(old.with_for_update()))
        files = [job.result for job in jobs if job.result]
        for job in jobs:
            job.result = None
    for file in files:
        (papers / file).unlink(missing_ok=True)
    return len(files)
