"""The log of a process tells what happens, not what each library is about to do."""

import logging
import sys

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from app.commands.processes import supervised


@pytest.mark.parametrize("name", ["alembic.runtime.plugins", "alembic.runtime.migration", "huey.consumer"])
def test_a_library_is_heard_when_it_warns(name: str) -> None:
    supervised.begin("web")
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert logging.getLogger(name).isEnabledFor(logging.WARNING)


def failed(error: Exception) -> logging.LogRecord:
    """What a process says of something that failed."""
    try:
        raise error
    except type(error):
        return logging.LogRecord("app.jobs.work", logging.ERROR, __file__, 1, "job %s failed", ("7",), sys.exc_info())


def test_a_database_that_is_away_is_one_line_a_minute_and_no_traceback() -> None:
    told = supervised.WithoutOutages()
    first, second = (failed(OperationalError("", {}, psycopg.OperationalError("connection refused"))) for _ in "ab")
    assert told.filter(first)
    assert first.exc_info is None
    assert first.getMessage() == "job 7 failed: the database is away (connection refused)"
    assert not told.filter(second)
    fault = failed(ValueError("ours"))
    assert told.filter(fault)
    assert fault.exc_info is not None
