"""One clock for a whole term: the test sets it, the web process, the worker and the test itself read it.

`python -m tests.browser.term.term_clock FILE app.commands …` runs a command of the product by the clock in FILE.
"""

import mmap
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from runpy import run_module
from typing import Any
from unittest import mock

from app.country import clock

_SECONDS = struct.Struct("d")


class TermClock:
    """Runs as fast as any clock, so many seconds beside it; the seconds stand in a file that all processes share."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            path.write_bytes(_SECONDS.pack(0.0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _SECONDS.size)

    def now(self) -> datetime:
        """The present moment of the term, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=_SECONDS.unpack(self._shared[:])[0])

    def set_to(self, day: date, hour: str, past: int = 0) -> None:
        """Go on to so many minutes `past` an hour ("19:30") of a day in Vietnam; it never goes back."""
        hours, minutes = map(int, hour.split(":"))
        moment = clock.at_local(day, hours, minutes) + timedelta(minutes=past)
        if self.started:
            assert moment > self.now(), f"the term is past {day} {hour}: {clock.local(self.now())}"
        self._shared[:] = _SECONDS.pack((moment - datetime.now(UTC)).total_seconds())

    @property
    def started(self) -> bool:
        """Whether it was ever set."""
        return self._shared[:] != _SECONDS.pack(0.0)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Inside, the product reads this clock."""
        with mock.patch.object(clock, "now", self.now):
            yield


def by_the_clock(path: Path, run: Callable[..., None], *given: Any) -> None:
    """A process of the product that goes by the clock in a file. In `tests.forked.start`."""
    with TermClock(path).told():
        run(*given)


def main() -> None:
    """Run a module of the product as `python -m` would."""
    path, module, *rest = sys.argv[1:]
    sys.argv = [module, *rest]
    with TermClock(Path(path)).told():
        run_module(module, run_name="__main__", alter_sys=False)


if __name__ == "__main__":
    main()
