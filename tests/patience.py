"""How long a test waits for what must come. A limit only ends a wait: it costs nothing when it comes, and it is so long
that no busy machine decides."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 90.0  # s

T = TypeVar("T")


def eventually(look: Callable[[], T | None], seconds: float = PATIENCE) -> T:
    """What `look` returns as soon as that is true.

    Raises:
        AssertionError: it is not true after so many seconds.
    """
    latest = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < latest, f"not seen in {seconds} seconds"
        time.sleep(0.02)
    return seen
