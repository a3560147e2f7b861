"""What a process of the product writes into the log: what happens, without what its libraries say by themselves."""

import logging
import time

from app.web.database.outage import EVERY, outage_of

# What these are about to do is no news; what they warn of is.
CHATTY = ("alembic", "app.web.database.connections", "fontTools", "huey", "pikepdf", "weasyprint.progress")


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
