"""Whether something failed because the disk is full, wherever in the course of an error that stands."""

import errno
from collections.abc import Iterator

WORDS = ("database or disk is full", "disk I/O error", "No space left")


def is_lacking(error: BaseException) -> bool:
    """Whether there was no room for what was to be written."""
    return any(_lacks(each) for each in _course_of(error))


def _lacks(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    return any(word in str(error) for word in WORDS)


def _course_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those in whose course it came: SQLite ends a transaction for which there is no room, and then there
    is no savepoint to go back to."""
    while error is not None:
        yield error
        error = error.__context__
