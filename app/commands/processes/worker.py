"""The worker process: does the jobs of a lane, one at a time. `python -m app.commands.processes.worker` draws all
papers, and where it leads goes the rounds (app/jobs/minutes.py); `….list_worker` reads lists.

On SIGTERM a short job is finished, a long one stops at its next step and waits in its row; killed outright, the row
shows it, and the next worker takes it up where it stood (app/jobs/work.py). A step that takes longer than its lane
allows fails the job and ends the process; one that drawing left large ends once its job is done. The supervisor starts
another.
"""

import logging
import os
import resource
import signal
from functools import partial
from pathlib import Path

from flask import Flask

from app import create_app
from app.commands.processes import supervised
from app.commands.processes.supervised import end_with_supervisor, refuse_another_key
from app.jobs import task_names, work
from app.jobs.minutes import Leader, Minutes
from app.jobs.queue import enqueue_dry_runs, enqueue_unfinished, queue_of
from app.jobs.workers import LIMITS, Lane, StepWatch, lane_of
from app.models.trust.server import Process
from app.web.browsers.shell import release_of
from app.web.database import db, outage as room
from app.web.running import OwnProcess
from app.web.settings import Settings
from app.web.static_files import built_names

log = logging.getLogger(__name__)

# How long a running job may take after SIGTERM; the supervisor waits a little longer (`supervisor`).
DRAIN_SECONDS = 15
# How long a step of the round may take besides; what it leaves half done, it does anew.
LAST_STEP_SECONDS = 3
# The exit code of a process that ended because a step took too long.
LATE = 70


# What a process may hold in memory after a job; what is larger ends and another one starts small (docs/promises.md 27).
MOST_BYTES = 280 * 1024**2


def main(lane: Lane = Lane.DRAWINGS) -> None:
    """Work until SIGTERM; without room for a note of what is done, end in a sentence, to be started again."""
    end_with_supervisor()
    supervised.begin("worker" if lane is Lane.DRAWINGS else "list worker")
    try:
        _work(lane)
    except Exception as error:
        if not room.is_lacking(error):
            raise
        log.error("the disk is full: no paper is drawn until there is room")
        raise SystemExit(1) from None


def _work(lane: Lane) -> None:
    settings = Settings.from_environment()
    app = create_app(settings, rooms=False)
    refuse_another_key(app)
    huey = queue_of(app, lane).huey

    # The release is what lies here now: an update may come while it works.
    own = OwnProcess(app, Process.WORKER, release_of(built_names()))

    huey.on_startup("begin")(partial(_begin, app, lane, own))
    consumer = huey.create_consumer(
        workers=1,
        periodic=False,
        initial_delay=0.02,
        max_delay=0.1,
        graceful_signal="TERM",
        shutdown_timeout=DRAIN_SECONDS,
    )

    def end_if_large(*_of_a_task: object) -> None:
        if not minutes.is_busy and not work.under_way():
            _end_if_large()

    minutes = Minutes(app, lane, Leader(settings), consumer.stop_flag, after=end_if_large)
    huey.on_startup("minutes")(minutes.start)  # whatever becomes of the first
    huey.post_execute()(end_if_large)
    work.end_on(consumer.stop_flag)
    work.watched_by(StepWatch(LIMITS[lane].seconds, partial(_end_late, app)))
    consumer.run()
    if minutes.is_alive():
        minutes.join(LAST_STEP_SECONDS)
    if lane is Lane.DRAWINGS:
        own.end()
    huey.storage.close()
    with app.app_context():
        db.engine.dispose()


def _begin(app: Flask, lane: Lane, own: OwnProcess) -> None:
    task_names.take_up(queue_of(app, lane).huey)
    with app.app_context():
        enqueue_unfinished(lane)
    # WeasyPrint loads for a second: now, not while somebody waits.
    for kind in work.KINDS:
        if lane_of(kind) is lane:
            work.performer(kind)
    if lane is Lane.DRAWINGS:
        own.begin()
        with app.app_context():
            enqueue_dry_runs()  # a leader who waits for them would wait for the minute's round


def _end_late(app: Flask) -> None:
    """A step stands still: say so in its row, and end. Where the row cannot be written, the next worker finds it left
    behind, and gives it up after three attempts."""
    try:
        with app.app_context():
            work.fail_late()
    except Exception:
        log.exception("a job that took too long could not be noted")
    finally:
        os._exit(LATE)


def _end_if_large() -> None:
    if "LOPSO_SUPERVISOR" not in os.environ:  # who else would start another
        return
    resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    if resident > MOST_BYTES:
        log.info("holds %d MB after a job; another worker starts", resident // 1024**2)
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
