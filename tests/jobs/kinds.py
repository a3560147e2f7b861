"""A kind of job for tests: it does what its test put into `script`."""

from collections.abc import Callable

from app.jobs.work import Work

script: list[Callable[[Work], str | None]] = []


def perform(work: Work) -> str | None:
    """Do the next thing of the script."""
    return script.pop(0)(work)
