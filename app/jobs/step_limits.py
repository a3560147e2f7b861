"""Ends a worker whose job hangs: a thread of the process that gets the start and end of each step.

A step (a library that lays out a page, a file that is read) cannot be stopped from outside; its process can.
"""

import threading
import time
from collections.abc import Callable


class StepWatch(threading.Thread):
    """Calls `late`, once, if a step takes longer than `seconds`; `late` ends the process."""

    def __init__(self, seconds: float, late: Callable[[], None]) -> None:
        super().__init__(name="step-watch", daemon=True)
        self.seconds, self.late = seconds, late
        self._changed = threading.Condition()
        self._until: float | None = None

    def begin(self) -> None:
        """Start a step; the step before is over."""
        self._set(time.monotonic() + self.seconds)

    def end(self) -> None:
        """End the step."""
        self._set(None)

    def _set(self, until: float | None) -> None:
        with self._changed:
            self._until = until
            self._changed.notify()

    def run(self) -> None:
        """Wait for the end of each step, at most `seconds`."""
        with self._changed:
            while True:
                left = None if self._until is None else self._until - time.monotonic()
                if left is not None and left <= 0:
                    break
                self._changed.wait(left)
        self.late()
