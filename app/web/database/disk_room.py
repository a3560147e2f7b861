"""Detects a full disk anywhere in a chain of exceptions."""

import errno
from collections.abc import Iterator

WORDS = ("database or disk is full", "disk I/O error", "No space left")


def is_lacking(error: BaseException) -> bool:
    """Whether an error, or one in its chain, means that the disk is full."""
    return any(_lacks(each) for each in _course_of(error))


def _lacks(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    return any(word in str(error) for word in WORDS)


def _course_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error and its causes: SQLite ends a transaction when the disk is full, so that rolling back to a savepoint
    raises another error."""
    while error is not None:
        yield error
        error = error.__context__
