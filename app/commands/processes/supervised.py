"""What ties a child to its supervisor: when the supervisor is gone, killed included, the child ends too."""

import ctypes
import logging
import os
import signal
import sys
import time

from flask import Flask

from app.web import own_place
from app.web.database.outage import EVERY, outage_of
from app.web.settings import REFUSED
from app.web.storage import WrongFiles

_PR_SET_PDEATHSIG = 1


def end_with_supervisor() -> None:
    """Ask the kernel for SIGTERM when the parent dies. A child calls it first, in its main thread.

    Without a supervisor (under systemd, in a debugger) it changes nothing.

    Raises:
        SystemExit: the supervisor is gone already.
    """
    supervisor = os.environ.get("LOPSO_SUPERVISOR")  # its process id, set in app/commands/processes/supervisor.py
    if supervisor is None:
        return
    prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux has it
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(supervisor):  # it died between our start and the line above
        raise SystemExit(0)


# What web process and workers do about their SECRET_KEY and their files before they begin.
def refuse_another_key(app: Flask) -> None:
    """End in one sentence where the database belongs to another SECRET_KEY, or FILES_URL to another place.

    Raises:
        SystemExit: it does (`REFUSED`).
    """
    with app.app_context():
        try:
            own_place.check_key()
            own_place.check_mark()
        except (own_place.AnotherKey, WrongFiles) as error:
            sys.stderr.write(f"{error}\n")
            raise SystemExit(REFUSED) from None


# What a process of the product writes into the log: what happens, without what its libraries say by themselves.
# What these are about to do is no news; what they warn of is.
CHATTY = ("alembic", "app.web.database.sqlite_file", "fontTools", "huey", "pikepdf", "weasyprint.progress")


class WithoutOutages(logging.Filter):
    """Tells a database that cannot be had in one line, once a minute for each place it is told from, and never by a
    traceback: whatever a process is at then fails in the same way."""

    def __init__(self) -> None:
        super().__init__()
        self._next: dict[tuple[str, object], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        error = record.exc_info[1] if record.exc_info else None
        outage = outage_of(error) if error is not None else None
        if error is None or outage is None:
            return True
        now, place = time.monotonic(), (record.name, record.msg)
        if now < self._next.get(place, now):
            return False
        self._next[place] = now + EVERY
        cause = " ".join(str(getattr(error, "orig", None) or error).split())[:500]
        record.msg, record.args = "%s: the database is %s (%s)", (record.getMessage(), outage, cause)
        record.exc_info = record.exc_text = None
        return True


def begin(process: str) -> None:
    """Log in the name of a process ("web")."""
    written = logging.StreamHandler()
    written.addFilter(WithoutOutages())
    line = f"%(asctime)s {process} %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.INFO, format=line, handlers=[written])
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
