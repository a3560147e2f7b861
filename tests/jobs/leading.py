"""A process that leads, and does nothing else; the test kills it."""

import threading
from pathlib import Path

from app.jobs.minutes import Leader
from app.web.settings import Settings


def lead(sign: Path) -> None:
    """Take the lead, say so by a file, and stand still."""
    leader = Leader(Settings.from_environment())
    assert leader.is_leader()
    sign.touch()
    threading.Event().wait()
