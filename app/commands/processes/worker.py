"""The worker process: does the jobs, one at a time, and draws all papers. `python -m app.commands.processes.worker`.

On SIGTERM a short job is finished, a long one stops at its next step and waits in its row; killed outright, the row
shows it, and the next worker takes it up where it stood (app/jobs/work.py).
"""

import logging
from importlib import import_module

from app import create_app
from app.commands.processes import logs
from app.commands.processes.supervised import end_with_supervisor
from app.country import clock
from app.jobs import work
from app.jobs.queue import enqueue_unfinished, queue_of
from app.web.browsers.shell import release_of
from app.web.database import db, disk_room as room
from app.web.running import forget_worker, note_worker
from app.web.settings import Settings
from app.web.static_files import built_names

log = logging.getLogger(__name__)

# How long a running job may take after SIGTERM; the supervisor waits a little longer (`supervisor`).
DRAIN_SECONDS = 15


def main() -> None:
    """Work until SIGTERM; without room for a note of what is done, end in a sentence, to be started again."""
    end_with_supervisor()
    logs.begin("worker")
    try:
        _work()
    except Exception as error:
        if not room.is_lacking(error):
            raise
        log.error("the disk is full: no paper is drawn until there is room")
        raise SystemExit(1) from None


def _work() -> None:
    settings = Settings.from_environment()
    app = create_app(settings, rooms=False)
    huey = queue_of(app).huey

    running = release_of(built_names())  # what lies here now: an update may come while it works

    def begin() -> None:
        with app.app_context():
            enqueue_unfinished()
        for module in set(work.KINDS.values()):  # WeasyPrint loads for a second: now, not while somebody waits
            import_module(module)
        note_worker(settings.data_dir, running, clock.now())

    huey.on_startup()(begin)
    consumer = huey.create_consumer(
        workers=1, initial_delay=0.02, max_delay=0.1, graceful_signal="TERM", shutdown_timeout=DRAIN_SECONDS
    )
    work.end_on(consumer.stop_flag)
    consumer.run()
    forget_worker(settings.data_dir)
    huey.storage.close()
    with app.app_context():
        db.engine.dispose()


if __name__ == "__main__":
    main()
