"""A progress bar for verbs that take longer than two seconds, on standard error and at a terminal only."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

PATIENCE = 2.0


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Gives a function that is told (done, total) again and again; the bar appears once two seconds have passed."""
    began = time.monotonic()
    bars: list[Any] = []

    def tell(done: int, total: int) -> None:
        if not bars:
            if time.monotonic() - began < PATIENCE or not sys.stderr.isatty():
                return
            bars.append(click.progressbar(length=max(total, 1), label=label, file=sys.stderr))
            bars[0].__enter__()
        bars[0].update(done - bars[0].pos)

    try:
        yield tell
    finally:
        if bars:
            bars[0].__exit__(None, None, None)
