"""Two lanes to the threads of the web process, so that a hall of ticks never waits behind a rush of strangers.

Ticks, check-ins, outboxes, doors, tablets and whatever signed-in people open have threads of their own, and pages that
anybody may ask for have theirs, which let the hall go first: Python runs one thread at a time, and a tick beside a page
takes as long as both. Residents may wait for each other, and nobody stands still, not even where somebody floods the
first lane with made-up cookies.
"""

import threading
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from app.web.access import COOKIE

# First words of the addresses that a hall and a counter wait for; all else is told by the cookie of a sign-in.
HALL = frozenset(("d", "h", "k", "quay", "dong-bo", "suc-khoe"))
# Threads of each lane. Python runs one at a time: more of them make each slower, and none quicker.
STAFF, EVERYBODY = 2, 2
THREADS = STAFF + EVERYBODY
# How long, in seconds, a request of anybody else lets those of the hall go first: for a hall of ticks that is no time,
# and whoever floods the hall's lane with made-up cookies makes the others slow and stops nobody.
PATIENCE = 0.1


def is_urgent(path: str, cookies: str) -> bool:
    """Whether a request goes by the lane of the hall and of staff: by its path and its `Cookie` header."""
    return path.strip("/").partition("/")[0] in HALL or f"{COOKIE}=" in cookies


class _Hall:
    """How many requests of the hall and of staff wait or are being answered."""

    def __init__(self) -> None:
        self._requests = 0
        self._quiet = threading.Condition()

    def come(self) -> None:
        """One more."""
        with self._quiet:
            self._requests += 1

    def go(self) -> None:
        """One has its answer."""
        with self._quiet:
            self._requests -= 1
            if not self._requests:
                self._quiet.notify_all()

    def let_through(self) -> None:
        """Wait until there is none, but not for ever."""
        with self._quiet:
            self._quiet.wait_for(lambda: not self._requests, PATIENCE)


class _Urgent:
    """A connection with a request of the hall, as a thread of waitress sees it."""

    def __init__(self, task: Any, hall: _Hall) -> None:
        self._task, self._hall = task, hall
        hall.come()

    def service(self) -> None:
        """Answer it."""
        try:
            self._task.service()
        finally:
            self._hall.go()

    def cancel(self) -> None:
        """Give it up."""
        self._hall.go()
        self._task.cancel()


class _Courteous:
    """One of anybody else's: it lets the hall go first."""

    def __init__(self, task: Any, hall: _Hall) -> None:
        self._task, self._hall = task, hall
        self.cancel = task.cancel

    def service(self) -> None:
        """Answer it as soon as the hall is quiet."""
        self._hall.let_through()
        self._task.service()


class Lanes(ThreadedTaskDispatcher):
    """What waitress hands a connection with a request to: one of two sets of its own threads."""

    def __init__(self, staff: int = STAFF, everybody: int = EVERYBODY) -> None:
        super().__init__()
        self._hall = _Hall()
        self._staff, self._everybody = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        self._staff.set_thread_count(staff)
        self._everybody.set_thread_count(everybody)

    def add_task(self, task: Any) -> None:
        """Let a connection wait for a thread that answers its next request."""
        request = task.requests[0]
        urgent = is_urgent(str(getattr(request, "path", "")), str(request.headers.get("COOKIE", "")))
        waits: Any = (_Urgent if urgent else _Courteous)(task, self._hall)
        (self._staff if urgent else self._everybody).add_task(waits)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        """End all threads; True when requests were given up that nobody had begun to answer."""
        gone = [lane.shutdown(cancel_pending, timeout) for lane in (self._staff, self._everybody)]
        return any(gone)
