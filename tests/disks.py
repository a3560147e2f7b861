"""A disk on which nothing more has room."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_room(most: int = 0) -> Iterator[None]:
    """No file grows beyond so many bytes, neither of this process nor of one that it starts inside."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
