"""What a worker process does each minute in a thread of its own: jobs go on meanwhile, and a message of the queue
that was lost is made up for. Of all drawing workers of a place one leads: it goes the rounds (app/jobs/rounds.py,
docs/decisions/0127).

On PostgreSQL it holds an advisory lock on a connection of its own, past a pooler. The server ends a session that it has
not heard for LEASE seconds, and the lock goes with it: of a machine without current, and of a line that drops packets.
On SQLite there is one machine, which leads.
"""

import logging
import select
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

from app.jobs import queue
from app.jobs.workers import Lane
from app.web.database.postgresql import is_direct, libpq_address
from app.web.settings import Settings

if TYPE_CHECKING:
    from psycopg import Connection


log = logging.getLogger(__name__)

LOCK = 5445  # after those of migrations (app/web/database) and of the queue's tables (app/jobs/queue_schema.py)
# Seconds between two questions, for an answer, and after which the server ends a silent session.
PULSE, ANSWER, LEASE = 5.0, 8.0, 20.0
# The same for a machine that is gone, by the kernels of both sides: 25 seconds.
_CLIENT = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 25_000}
_SERVER = {
    "tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3, "tcp_user_timeout": 25_000,
    "client_connection_check_interval": 5_000,
}  # fmt: skip
# Whether this session holds the lock, or takes it.
_ASKED = b"""
SELECT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid, objid, objsubid) = (0, %(lock)d, 1)
) OR pg_try_advisory_lock(%(lock)d)
""" % {b"lock": LOCK}


class Lost(Exception):
    """The server does not answer on this connection, or answers something else."""


class Leader:
    """Whether this process leads. `pulse`, `answer`, `lease`: seconds, see above."""

    def __init__(
        self, settings: Settings, *, pulse: float = PULSE, answer: float = ANSWER, lease: float = LEASE
    ) -> None:
        self._address = "" if settings.is_sqlite else libpq_address(settings.database_direct_url)
        self._pulse, self._answer, self._lease = pulse, answer, lease
        self._asking = threading.Lock()
        self._ended = threading.Event()
        self._line: Connection | None = None
        self._leads = self._is_new = False
        self._logged = ""

    def begin(self) -> None:
        """Ask again and again, in a thread: a leader that is not heard loses the lock, and another takes it."""
        if self._address:
            threading.Thread(target=self._beat, name="leader", daemon=True).start()

    def _beat(self) -> None:
        while not self._ended.wait(self._pulse):
            self.is_leader()

    def is_leader(self) -> bool:
        """Whether this process leads now, by the server's own answer; takes the lead if nobody has it."""
        if not self._address:
            return True
        with self._asking:
            led, self._leads = self._leads, not self._ended.is_set() and self._holds()
            self._is_new = self._leads and (self._is_new or not led)
            if led != self._leads:
                log.info("this worker leads" if self._leads else "this worker leads no longer")
            return self._leads

    def took_over(self) -> bool:
        """Whether this process leads since the last such question and did not before."""
        was_new, self._is_new = self._is_new, False
        return was_new

    def end(self) -> None:
        """Give up the lead."""
        self._ended.set()
        with self._asking:
            self._close()

    def _holds(self) -> bool:
        import psycopg  # places on SQLite never load it

        try:
            line = self._line or self._connected()
            return line is not None and self._asked(line)
        except (psycopg.Error, Lost) as error:
            self._say(f"the leader's connection: {' '.join(str(error).split())}")
            self._close()
            return False

    def _connected(self) -> "Connection | None":
        """A session whose lock ends with it; None past which a pooler would share it with others."""
        import psycopg
        from psycopg.conninfo import make_conninfo

        line = psycopg.connect(make_conninfo(self._address, **_CLIENT), autocommit=True)
        if not is_direct(line):
            line.close()
            self._say("a pooler stands before the database: no worker leads. Set DATABASE_DIRECT_URL to go past it")
            return None
        own = {**_SERVER, "idle_session_timeout": round(self._lease * 1000)}
        line.execute("SELECT " + ", ".join(f"set_config('{name}', '{value}', false)" for name, value in own.items()))
        self._line, self._logged = line, ""
        return line

    def _asked(self, line: "Connection") -> bool:
        """The answer; libpq itself would wait for one without end.

        Raises:
            Lost: there is none in time.
        """
        server, latest = line.pgconn, time.monotonic() + self._answer
        server.send_query(_ASKED)
        while server.is_busy():
            if not select.select([server.socket], [], [], max(0.0, latest - time.monotonic()))[0]:
                raise Lost("no answer in time")
            server.consume_input()
        results = []
        while result := server.get_result():
            results.append(result)
        if len(results) != 1 or results[0].ntuples != 1:
            raise Lost(results[0].error_message.decode(errors="replace") if results else "no answer")
        return results[0].get_value(0, 0) == b"t"

    def _close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line, self._leads = None, False

    def _say(self, words: str) -> None:
        """Log what keeps this worker from leading, once until it changes."""
        if words != self._logged:
            log.warning(words)
        self._logged = words


MINUTE, LOOK = 60.0, 1.0  # seconds between two rounds, and between two looks whether this worker took the lead


class Minutes(threading.Thread):
    """The minutes of a lane's worker until `stopping`; `after` is called after each. `is_busy`: in the midst of one."""

    is_busy = False

    def __init__(
        self, app: Flask, lane: Lane, leader: Leader, stopping: threading.Event, after: Callable[[], object]
    ) -> None:
        super().__init__(name="minutes", daemon=True)
        self._app, self._lane, self._leader, self._stopping, self._after = app, lane, leader, stopping, after

    def run(self) -> None:
        """A round at once, each minute, and when this worker took the lead."""
        if self._lane is Lane.DRAWINGS:
            self._leader.begin()
        due = time.monotonic()
        while not self._stopping.is_set():
            if time.monotonic() >= due or self._leader.took_over():
                due = time.monotonic() + MINUTE
                self._go()
            self._stopping.wait(LOOK)
        self._leader.end()

    def _go(self) -> None:
        self.is_busy = True
        acts: list[Callable[[], object]] = [partial(queue.enqueue_lost, self._lane)]
        if self._lane is Lane.DRAWINGS:
            acts.append(partial(go_round, self._app.extensions["settings"], self._leads))
        for act in acts:
            try:
                with self._app.app_context():
                    act()
            except Exception as error:
                for each in getattr(error, "exceptions", (error,)):  # of a round: those of its steps
                    log.error("a part of the minute failed", exc_info=each)
        self.is_busy = False
        self._after()

    def _leads(self) -> bool:
        led = not self._stopping.is_set() and self._leader.is_leader()
        return led and not self._stopping.is_set()


def go_round(settings: Settings, leads: Callable[[], bool]) -> None:
    """Go the round of the minute, if this process leads."""
    from app.jobs import nightly, rounds  # the worker of lists has no use for them

    if leads():
        nightly.look(settings)  # first: other work fails on a damaged database
        if not queue.waits(Lane.DRAWINGS):
            queue.enqueue_dry_runs()
        rounds.go(settings, leads=leads, waits=partial(queue.waits, Lane.DRAWINGS))
