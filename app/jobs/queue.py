"""The queue between the callers and the worker. It carries only the ids of Job rows.

A Job row holds the order and its progress; a lost message loses nothing, because the worker looks for unfinished rows
at its start and every minute (app/jobs/minutes.py). In tests, jobs run at once, in place.
"""

import logging
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import Flask
from flask.globals import app_ctx

from app.jobs import dry_run_orders, sweeping, task_names, work
from app.jobs.workers import Lane, lane_of
from app.models import Job
from app.web.database import db, outage as room
from app.web.database.postgresql import libpq_address
from app.web.database.sqlite_file import keep_private
from app.web.settings import Settings

if TYPE_CHECKING:
    from huey import Huey
    from huey.api import TaskWrapper

log = logging.getLogger(__name__)

NAME = "lopso"
# The name of each lane's messages in the store; that of drawings is older than the second lane.
NAMES = {Lane.DRAWINGS: NAME, Lane.LISTS: f"{NAME}-lists"}
# The drivers that Huey loads by itself, and the scheme of a QUEUE_URL that needs each.
DRIVERS = {"redis": "redis", "psycopg": "postgres"}
# Seconds between two looks at a job that a caller waits for.
FIRST_LOOK, LONGEST_PAUSE = 0.02, 0.2

_building = threading.Lock()


@dataclass(frozen=True)
class Queue:
    """The queue of one app, and its one task."""

    huey: "Huey"
    run: "TaskWrapper[[int], None]"


def enqueue(job_id: int) -> None:
    """Hand a job to the worker of its lane; call it after the commit that created or renewed the row.

    An unavailable queue does not fail the request: the row exists, and the worker finds it within a minute.
    """
    try:
        queue(_lane_of(job_id)).run(job_id)
    except Exception:
        log.exception("job %s could not be enqueued; the worker will find it", job_id)


def _lane_of(job_id: int) -> Lane:
    """The lane of a job; leaves the session unchanged."""
    session = db.session()
    reads = session.in_transaction()
    lane = lane_of(session.scalar(Job.kind_of(job_id)))
    if not reads:
        session.commit()  # of a read only: unlike a rollback it keeps loaded rows
    return lane


def enqueue_all(jobs: Iterable[Job]) -> None:
    """Hand several jobs to the worker, also after the commit."""
    for job_id in [job.id for job in jobs]:
        enqueue(job_id)


def answers() -> bool:
    """Whether the queue answers; for monitoring."""
    try:
        queue().huey.pending_count()
    except Exception as error:
        if room.is_lacking(error):
            log.warning("the queue does not answer: the disk is full")
        else:
            log.exception("the queue does not answer")
        return False
    return True


def wait(public_id: str, seconds: float) -> Job:
    """The job when it is over, or after so many seconds.

    Polls, each time in a new read transaction: rows that the caller loaded before are stale afterwards.

    Raises:
        NoResultFound: there is no such job.
    """
    latest, pause, bell = time.monotonic() + seconds, FIRST_LOOK, threading.Event()
    while True:
        db.session.rollback()
        job = db.session.scalars(Job.holding(public_id)).one()
        left = latest - time.monotonic()
        if job.is_over or left <= 0:
            return job
        bell.wait(min(pause, left))
        pause = min(pause * 1.5, LONGEST_PAUSE)


def queue(lane: Lane = Lane.DRAWINGS) -> Queue:
    """A lane's queue of the current app, opened on first use."""
    return queue_of(app_ctx.app, lane)


def queue_of(app: Flask, lane: Lane = Lane.DRAWINGS) -> Queue:
    """A lane's queue of an app, opened on first use."""
    with _building:
        queues: dict[Lane, Queue] = app.extensions.setdefault("queues", {})
        if lane not in queues:
            queues[lane] = _opened(app, lane)
        return queues[lane]


def _opened(app: Flask, lane: Lane) -> Queue:
    huey = _huey(app.extensions["settings"], NAMES[lane])

    def run(job_id: int) -> None:
        with app.app_context():
            pause = work.run(job_id)
        if pause is not None:
            task.schedule(args=(job_id,), delay=pause)

    task = huey.task(name="run")(run)
    task_names.read_all(huey)
    return Queue(huey, task)


def waits(lane: Lane) -> bool:
    """Whether a job of a lane waits for a worker, by its row; messages may be lost, or of a job that is over."""
    found = any(lane_of(kind) is lane for _id, kind in db.session.execute(Job.waiting()))
    db.session.rollback()
    return found


def enqueue_lost(lane: Lane) -> None:
    """Enqueue the jobs of a lane without a living worker, where fewer messages wait than such jobs."""
    ids, huey = sweeping.unfinished(lane), queue(lane).huey
    if len(ids) > huey.pending_count() + huey.scheduled_count():
        for job_id in ids:
            enqueue(job_id)


def enqueue_unfinished(*lanes: Lane) -> None:
    """Enqueue jobs without a living worker, of some lanes or of all: ordered while the queue was away, or left by a
    killed worker."""
    for job_id in [job_id for lane in lanes or Lane for job_id in sweeping.unfinished(lane)]:
        enqueue(job_id)


def enqueue_dry_runs() -> None:
    """Enqueue new dry runs of lists that wait for a leader and whose papers have changed."""
    for job_id in dry_run_orders.order_missing():
        enqueue(job_id)


def _huey(settings: Settings, name: str) -> "Huey":
    """Huey on the store in QUEUE_URL; messages are signed, because reading them unpickles them."""
    url = settings.queue_url
    kind, _, rest = url.partition("://")
    with _drivers_aside(kind):  # Huey is loaded on first use: most web processes never use it
        from huey import PostgresHuey, RedisHuey, SqliteHuey
        from huey.serializer import SignedSerializer
    serializer = SignedSerializer(settings.secret_key, salt=NAME)
    if settings.testing:
        return SqliteHuey(name, results=False, immediate=True, serializer=serializer)
    if kind == "sqlite":
        file = rest.removeprefix("/")
        keep_private(file)
        return SqliteHuey(name, filename=file, results=False, serializer=serializer)
    if kind.startswith("postgres"):
        from app.jobs.queue_schema import alone, connections  # with its driver, which other queues do not need

        address = libpq_address(url)
        with alone(address):
            return PostgresHuey(name, connection=connections(address), results=False, serializer=serializer)
    if kind in ("redis", "rediss"):
        return RedisHuey(name, url=url, results=False, serializer=serializer)
    raise ValueError(f"QUEUE_URL names no queue we know: {kind}")


@contextmanager
def _drivers_aside(kind: str) -> Iterator[None]:
    """Hide from Huey the drivers of stores that the queue does not use: it loads all that are installed, Redis's 25 MB
    too."""
    loaded = cast(dict[str, object], sys.modules)
    aside = [name for name, of in DRIVERS.items() if not kind.startswith(of) and name not in loaded]
    loaded.update(dict.fromkeys(aside))  # None means to an import: there is none
    try:
        yield
    finally:
        for name in aside:
            del loaded[name]
